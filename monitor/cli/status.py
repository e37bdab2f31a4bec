"""`monitor status`."""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import EXIT_FOUND
from monitor.cli.common import config_option, json_option, load, open_store, show
from monitor.cli.listing import moment

if TYPE_CHECKING:
    from monitor.model import Config, FeedState, Subscription
    from monitor.store.database import Connection
    from monitor.store.history import Summary
    from monitor.store.leader import Leadership

_LATE = timedelta(minutes=10)
_ILL = ("down", "gone", "stale", "silent", "delayed")  # worst first; of these, feeds are named
_NAMED = 5  # feeds on a line, of those that have the same trouble


@click.command()
@config_option
@json_option
def command(config_path: Path, as_json: bool) -> None:
    """Show how feeds, judging and delivering fare; exit code 1 if something needs you.

    That is: an alert undelivered for more than 10 minutes or given up in the last 24 h, entries that nobody has judged
    for as long, or no feed that answers.
    """
    from monitor.clock import SystemClock

    config = load(config_path)
    database = open_store(config)
    now = SystemClock().now()
    try:
        states, hubs, summary, leadership = database.read_now(_read, now)
    finally:
        database.close()
    feeds = _feed_rows(config, states, now)
    pushed = sum(each.is_active(now) for each in hubs), len(hubs)
    problems = _problems(feeds, summary, now)
    if as_json:
        show([_record(feeds, pushed, summary, leadership, problems)], (), as_json=True, empty="")
    else:
        for line in _lines(feeds, pushed, summary, leadership, problems, now):
            click.echo(line)
    if problems:
        sys.exit(EXIT_FOUND)


def _read(c: "Connection", now: datetime) -> "tuple[list[FeedState], list[Subscription], Summary, Leadership | None]":
    from monitor.store import feeds, history, leader, subscriptions

    return feeds.feed_states(c), subscriptions.listed(c), history.summary(c, now), leader.current(c)


def _feed_rows(config: "Config", states: "Sequence[FeedState]", now: datetime) -> list[dict[str, str]]:
    """Every configured feed with its health, worst first."""
    from monitor.core.polling.schedule import health
    from monitor.model import Health

    known = {state.feed_id: state for state in states}
    rows = []
    for feed in config.feeds:
        state = known.get(feed.id)
        how, why = health(feed, state, now) if state else (Health.NEW, "not polled yet")
        rows.append({"feed": feed.id, "health": how.value, "why": why})
    return sorted(rows, key=lambda row: (_ILL.index(row["health"]) if row["health"] in _ILL else len(_ILL), row["feed"]))


def _problems(feeds: Sequence[dict[str, str]], summary: "Summary", now: datetime) -> list[str]:
    found = []
    if feeds and all(row["health"] in {"down", "gone"} for row in feeds):
        found.append("no feed answers; look at the network, then at `monitor feeds`")
    if _is_late(summary.unjudged_since, now):
        found.append(f"{summary.unjudged} entries wait to be judged; is the daemon running?")
    if _is_late(summary.undelivered_since, now):
        found.append(f"{summary.undelivered} undelivered; see `monitor deliveries --undelivered`")
    if summary.failed_lately:
        found.append(f"{summary.failed_lately} given up in the last 24 h; see `monitor deliveries --undelivered`")
    return found


def _is_late(since: datetime | None, now: datetime) -> bool:
    return since is not None and now - since > _LATE


def _record(
    feeds: Sequence[dict[str, str]],
    pushed: tuple[int, int],
    summary: "Summary",
    leadership: "Leadership | None",
    problems: Sequence[str],
) -> dict[str, Any]:
    is_led = leadership is not None and leadership.is_held
    last = summary.last_alert
    return {
        "ok": not problems,
        "problems": list(problems),
        "leader": leadership.owner if is_led and leadership else None,
        "feeds": dict(sorted(Counter(row["health"] for row in feeds).items())),
        "pushed": pushed[0],
        "hubs": pushed[1],
        "ill": [row for row in feeds if row["health"] in _ILL],
        "entries_24h": summary.entries_lately,
        "unjudged": summary.unjudged,
        "unjudged_since": moment(summary.unjudged_since),
        "undelivered": summary.undelivered,
        "undelivered_since": moment(summary.undelivered_since),
        "failed_24h": summary.failed_lately,
        "uncertain_24h": summary.uncertain_lately,
        "last_alert": {"id": last.id, "at": moment(last.raised_at), "level": last.level, "watch": last.watch_id}
        if last
        else None,
    }


def _ill_lines(feeds: Sequence[dict[str, str]]) -> list[str]:
    """Feeds in trouble, those with the same reason on one line: without a network it is every feed's."""
    alike: dict[tuple[str, str], list[str]] = {}
    for row in feeds:
        if row["health"] in _ILL:
            alike.setdefault((row["health"], row["why"]), []).append(row["feed"])
    lines = []
    for (health, why), names in alike.items():
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        lines.append(f"{health}: {', '.join(names[:_NAMED])}{more}: {why}")
    return lines


def _lines(
    feeds: Sequence[dict[str, str]],
    pushed: tuple[int, int],
    summary: "Summary",
    leadership: "Leadership | None",
    problems: Sequence[str],
    now: datetime,
) -> list[str]:
    from monitor.core.durations import in_words

    def since(at: datetime | None) -> str:
        return f", the oldest for {in_words(now - at)}" if at else ""

    counts = Counter(row["health"] for row in feeds)
    last = summary.last_alert
    return [
        f"daemon      {f'{leadership.owner} leads' if leadership and leadership.is_held else 'none is running'}",
        f"feeds       {', '.join(f'{count} {name}' for name, count in sorted(counts.items())) or 'none configured'}",
        *(f"            {line}" for line in _ill_lines(feeds)),
        *([f"pushed      {pushed[0]} of the {pushed[1]} feeds with a hub"] if pushed[1] else []),
        f"entries     {summary.entries_lately} in the last 24 h",
        f"unjudged    {summary.unjudged}{since(summary.unjudged_since)}",
        f"undelivered {summary.undelivered}{since(summary.undelivered_since)}",
        f"given up    {summary.failed_lately} failed, {summary.uncertain_lately} uncertain in the last 24 h",
        f"last alert  {f'{in_words(now - last.raised_at)} ago: {last.level}, {last.watch_id}' if last else 'none yet'}",
        *(f"PROBLEM     {problem}" for problem in problems),
    ]
