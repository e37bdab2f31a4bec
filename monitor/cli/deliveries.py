"""`monitor deliveries`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.common import config_option, json_option, load, open_store, show
from monitor.cli.listing import limit_option, moment

if TYPE_CHECKING:
    from monitor.model import Delivery

_COLUMNS = ("state", "tries", "due", "channel", "kind", "message", "title", "problem")


@click.command()
@config_option
@click.option("--undelivered", is_flag=True, help="Only those on their way or given up.")
@limit_option
@json_option
def command(config_path: Path, undelivered: bool, limit: int, as_json: bool) -> None:
    """List deliveries, the newest first.

    `failed` will never arrive as it is, `uncertain` was sent several times without an answer. Times are UTC.
    """
    from monitor.store import history

    database = open_store(load(config_path))
    try:
        found = database.read_now(history.deliveries, limit, only_undelivered=undelivered)
    finally:
        database.close()
    empty = "Everything is delivered." if undelivered else "No deliveries yet."
    show([_row(each) for each in found], _COLUMNS, as_json=as_json, empty=empty)


def _row(delivery: "Delivery") -> dict[str, Any]:
    from monitor.core.alerts.messages import render

    message = render(delivery.content)
    return {
        "id": delivery.id,
        "state": delivery.state.value,
        "tries": delivery.tries,
        "due": moment(delivery.due_at),
        "created": moment(delivery.created_at),
        "channel": delivery.channel_id,
        "kind": delivery.kind.value,
        "urgent": delivery.is_urgent,
        "held": delivery.is_held,
        "alert": delivery.alert_id,
        "message": message.heading,
        "title": message.title,
        "problem": delivery.problem,
        "receipt": delivery.receipt,
    }
