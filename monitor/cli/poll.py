"""`monitor poll`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.common import config_option, load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import FeedState


@click.command()
@click.argument("feed_ids", metavar="[FEED…]", nargs=-1)
@config_option
def command(feed_ids: tuple[str, ...], config_path: Path) -> None:
    """Poll the given feeds, or all that are due, judge new entries, deliver alerts, then exit.

    Exit code 1: none of them responded.
    """
    import asyncio

    from monitor import logs
    from monitor.cli import EXIT_FOUND
    from monitor.daemon.app import build
    from monitor.errors import MonitorError
    from monitor.store.feeds import feed_states

    config = load(config_path)
    logs.configure(config.log_format)
    unknown = sorted(set(feed_ids) - {feed.id for feed in config.feeds})
    if unknown:
        raise click.BadParameter(f"no feed {', '.join(unknown)} in the configuration", param_hint="FEED")

    async def once() -> "tuple[int, list[FeedState], list[FeedState]]":
        async with build(config) as app:
            lead = await app.take_lead()
            if lead is None:
                raise MonitorError("a daemon is running on this database and will poll by itself; stop it first")
            try:
                before = await app.database.read(feed_states)
                found = await app.round(lead, feed_ids)
                return found, before, await app.database.read(feed_states)
            finally:
                await app.resign(lead)

    found, before, after = asyncio.run(once())
    earlier = {state.feed_id: state for state in before}
    polled = [state for state in after if state.polled_at != earlier[state.feed_id].polled_at]
    failed = [state for state in polled if state.problem]
    learnt = [state for state in polled if not state.problem and earlier[state.feed_id].succeeded_at is None]
    click.echo(_summary(found, polled, learnt, failed))
    if polled and len(failed) == len(polled):
        raise click.exceptions.Exit(EXIT_FOUND)


def _summary(found: int, polled: "Sequence[FeedState]", learnt: "Sequence[FeedState]", failed: "Sequence[FeedState]") -> str:
    if not polled:
        return "no feed is due; name feeds to poll them anyway"
    parts = [f"{found} new {'entry' if found == 1 else 'entries'} from {_feeds(polled)}"]
    if learnt:
        parts.append(f"{_feeds(learnt)} polled for the first time: its current entries raise no alerts")
    if failed:
        parts.append(f"{_feeds(failed)} failed, see `monitor feeds`")
    return "\n".join(parts)


def _feeds(states: "Sequence[FeedState]") -> str:
    return f"{len(states)} feed{'s' if len(states) != 1 else ''}"
