"""`monitor feeds`: how they fare."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.common import config_option, json_option, load, open_store, show
from monitor.cli.feeds_add import add
from monitor.cli.feeds_lists import export, import_, remove
from monitor.cli.feeds_test import test
from monitor.cli.listing import moment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.model import Config, FeedState, Subscription

_COLUMNS = ("health", "feed", "read", "next", "why")
_TROUBLE = ("down", "gone", "stale", "silent", "delayed", "new", "fresh")  # worst first


@click.group(invoke_without_command=True)
@config_option
@json_option
@click.pass_context
def command(ctx: click.Context, config_path: Path, as_json: bool) -> None:
    """List feeds with their health, trouble first; or test, add, remove, import and export them."""
    if ctx.invoked_subcommand:
        ctx.default_map = {ctx.invoked_subcommand: {"config_path": config_path, "as_json": as_json}}
        return
    from monitor.clock import SystemClock
    from monitor.store import feeds as store
    from monitor.store import subscriptions

    config = load(config_path)
    database = open_store(config)
    try:
        states = {state.feed_id: state for state in database.read_now(store.feed_states)}
        hubs = {each.feed_id: each for each in database.read_now(subscriptions.listed)}
    finally:
        database.close()
    now = SystemClock().now()
    rows = _rows(config, states, hubs, now)
    if as_json:
        show(rows, (), as_json=True, empty="")
        return
    shown = [row | _times(states.get(row["feed"]), now) | {"why": row["why"] or row["pace"]} for row in rows]
    show(shown, (*_COLUMNS, "push") if hubs else _COLUMNS, as_json=False, empty="No feeds are configured.")
    click.echo(f"\n{_summary(rows)}")


def _rows(
    config: "Config", states: "Mapping[str, FeedState]", hubs: "Mapping[str, Subscription]", now: "datetime"
) -> list[dict[str, Any]]:
    from monitor.core.polling.budget import stakes
    from monitor.core.polling.hub_trust import told
    from monitor.core.polling.schedule import health, pace
    from monitor.logs import redact
    from monitor.model import Health

    rows, worth = [], stakes(config.feeds, config.watches)
    for feed in config.feeds:
        state = states.get(feed.id)
        how, why = health(feed, state, now) if state else (Health.NEW, "not polled yet")
        rows.append(
            {
                "feed": feed.id,
                "outlet": feed.outlet,
                "health": how.value,
                "why": redact(why),
                "last_success": moment(state.succeeded_at) if state else None,
                "next_poll": moment(state.next_poll_at) if state and not state.is_gone else None,
                "pace": (pace(feed, state, worth[feed.id]) or None) if state else None,
                "entries_per_day": round(state.rate, 1) if state else 0.0,
                "failures": state.failures if state else 0,
                "url": redact(state.url if state else feed.url),
                "push": redact(told(hubs[feed.id], now)) if feed.id in hubs else None,
            }
        )
    return sorted(rows, key=lambda row: (_TROUBLE.index(str(row["health"])), not row["why"], row["feed"]))


def _times(state: "FeedState | None", now: "datetime") -> dict[str, str | None]:
    """When it was last read and is polled next, in the words of somebody who looks at a clock."""
    from monitor.core.durations import in_words

    if state is None:
        return {"read": None, "next": None}
    read = f"{in_words(now - state.succeeded_at)} ago" if state.succeeded_at else None
    is_due = state.next_poll_at <= now
    following = None if state.is_gone else "due" if is_due else f"in {in_words(state.next_poll_at - now)}"
    return {"read": read, "next": following}


def _summary(rows: list[dict[str, Any]]) -> str:
    counts = [(sum(row["health"] == name for row in rows), name) for name in _TROUBLE]
    total = f"{len(rows)} feed{'s' if len(rows) != 1 else ''}"
    return f"{total}: {', '.join(f'{count} {name}' for count, name in counts if count)}" if rows else ""


for each in (test, add, remove, import_, export):
    command.add_command(each)
