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
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import FeedState
    from monitor.queries.feeds import FeedRow

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
    from monitor.queries.feeds import feed_rows

    config = load(config_path)
    database = open_store(config)
    now = SystemClock().now()
    try:
        rows = database.read_now(feed_rows, config, now)
    finally:
        database.close()
    found = sorted(rows, key=lambda row: (_TROUBLE.index(row.health), not row.why, row.feed.id))
    if as_json:
        show([_record(row) for row in found], (), as_json=True, empty="")
        return
    shown = [_record(row) | _times(row.state, now) | {"why": row.why or row.pace or None} for row in found]
    is_pushed = any(row.push is not None for row in found)
    show(shown, (*_COLUMNS, "push") if is_pushed else _COLUMNS, as_json=False, empty="No feeds are configured.")
    click.echo(f"\n{_summary(found)}")


def _record(row: "FeedRow") -> dict[str, Any]:
    state = row.state
    return {
        "feed": row.feed.id,
        "outlet": row.feed.outlet,
        "health": row.health.value,
        "why": row.why,
        "last_success": moment(state.succeeded_at) if state else None,
        "next_poll": moment(state.next_poll_at) if state and not state.is_gone else None,
        "pace": row.pace or None,
        "entries_per_day": round(state.rate, 1) if state else 0.0,
        "failures": state.failures if state else 0,
        "url": row.url,
        "push": row.push,
    }


def _times(state: "FeedState | None", now: "datetime") -> dict[str, str | None]:
    """When it was last read and is polled next, in the words of somebody who looks at a clock."""
    from monitor.core.durations import in_words

    if state is None:
        return {"read": None, "next": None}
    read = f"{in_words(now - state.succeeded_at)} ago" if state.succeeded_at else None
    is_due = state.next_poll_at <= now
    following = None if state.is_gone else "due" if is_due else f"in {in_words(state.next_poll_at - now)}"
    return {"read": read, "next": following}


def _summary(rows: "Sequence[FeedRow]") -> str:
    counts = [(sum(row.health == name for row in rows), name) for name in _TROUBLE]
    total = f"{len(rows)} feed{'s' if len(rows) != 1 else ''}"
    return f"{total}: {', '.join(f'{count} {name}' for count, name in counts if count)}" if rows else ""


for each in (test, add, remove, import_, export):
    command.add_command(each)
