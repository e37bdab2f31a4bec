"""`monitor alerts`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.common import config_option, json_option, load, open_store, show
from monitor.cli.listing import limit_option, moment

if TYPE_CHECKING:
    from monitor.store.history import Raised

_COLUMNS = ("at", "level", "score", "watch", "title", "outlets", "independent", "reason", "what", "delivered")


@click.command()
@config_option
@limit_option
@json_option
def command(config_path: Path, limit: int, as_json: bool) -> None:
    """List alerts, the newest first, and what became of each.

    Outlets and independent sources are those known when the alert was raised. Times are UTC.
    """
    from monitor.store import history

    database = open_store(load(config_path))
    try:
        found = database.read_now(history.alerts, limit)
    finally:
        database.close()
    show([_row(each, as_json=as_json) for each in found], _COLUMNS, as_json=as_json, empty="No alerts yet.")


def _row(raised: "Raised", *, as_json: bool) -> dict[str, Any]:
    alert = raised.alert
    return {
        "id": alert.id,
        "at": moment(alert.raised_at),
        "kind": alert.kind.value,
        "level": alert.level,
        "score": raised.score,
        "watch": alert.watch_id,
        "story": alert.story_id,
        "entry": alert.entry_key,
        "title": raised.title,
        "outlets": raised.outlets,
        "independent": raised.independent,
        "reason": alert.reason.value,
        "what": [each.text for each in alert.developments],
        "held_until": moment(alert.held_until),
        "delivered": _delivered(raised, as_json=as_json),
    }


def _delivered(raised: "Raised", *, as_json: bool) -> Any:
    if as_json:
        return {each.channel_id: each.state.value for each in raised.deliveries}
    return [f"{each.channel_id} {each.state.value}" for each in raised.deliveries]
