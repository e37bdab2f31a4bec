"""`monitor status`."""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import EXIT_FOUND
from monitor.cli.common import config_option, json_option, load, open_store, show
from monitor.cli.listing import moment

if TYPE_CHECKING:
    from monitor.queries.feeds import FeedRow
    from monitor.queries.status import Status

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
    from monitor.queries.status import status

    config = load(config_path)
    database = open_store(config)
    try:
        found = database.read_now(status, config, SystemClock().now())
    finally:
        database.close()
    if as_json:
        show([_record(found)], (), as_json=True, empty="")
    else:
        for line in _lines(found):
            click.echo(line)
    if found.problems:
        sys.exit(EXIT_FOUND)


def _in_trouble(found: "Status") -> "list[FeedRow]":
    from monitor.queries.status import TROUBLE

    return [each for each in found.feeds if each.health in TROUBLE]


def _record(found: "Status") -> dict[str, Any]:
    summary = found.summary
    last = summary.last_alert
    return {
        "ok": not found.problems,
        "problems": [problem.text for problem in found.problems],
        "leader": found.leader,
        "feeds": dict(sorted(Counter(each.health.value for each in found.feeds).items())),
        "pushed": found.pushed,
        "hubs": found.hubs,
        "ill": [{"feed": each.feed.id, "health": each.health.value, "why": each.why} for each in _in_trouble(found)],
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


def _trouble_lines(in_trouble: "Sequence[FeedRow]") -> list[str]:
    """Feeds in trouble, those with the same reason on one line: without a network it is every feed's."""
    alike: dict[tuple[str, str], list[str]] = {}
    for each in in_trouble:
        alike.setdefault((each.health.value, each.why), []).append(each.feed.id)
    lines = []
    for (health, why), names in alike.items():
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        lines.append(f"{health}: {', '.join(names[:_NAMED])}{more}: {why}")
    return lines


def _lines(found: "Status") -> list[str]:
    from monitor.core.durations import in_words

    def since(at: datetime | None) -> str:
        return f", the oldest for {in_words(found.at - at)}" if at else ""

    summary, last = found.summary, found.summary.last_alert
    counts = Counter(each.health.value for each in found.feeds)
    return [
        f"daemon      {f'{found.leader} leads' if found.leader else 'none is running'}",
        f"feeds       {', '.join(f'{count} {name}' for name, count in sorted(counts.items())) or 'none configured'}",
        *(f"            {line}" for line in _trouble_lines(_in_trouble(found))),
        *([f"pushed      {found.pushed} of the {found.hubs} feeds with a hub"] if found.hubs else []),
        f"entries     {summary.entries_lately} in the last 24 h",
        f"unjudged    {summary.unjudged}{since(summary.unjudged_since)}",
        f"undelivered {summary.undelivered}{since(summary.undelivered_since)}",
        f"given up    {summary.failed_lately} failed, {summary.uncertain_lately} uncertain in the last 24 h",
        f"last alert  {f'{in_words(found.at - last.raised_at)} ago: {last.level}, {last.watch_id}' if last else 'none yet'}",
        *(f"PROBLEM     {problem.text}" for problem in found.problems),
    ]
