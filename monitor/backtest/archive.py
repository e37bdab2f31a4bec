"""A backtest on the archive: for the command, and, in a process of its own, for the operator when lists have changed.

python -m monitor.backtest.archive    a pickled Job on stdin; what to tell, a JSON list of lines, on stdout
"""

import json
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple

from monitor.backtest.compare import Backtest, Comparison
from monitor.core.alerts.decide import HOUR
from monitor.core.durations import in_words
from monitor.core.watch.prefilter import Prefilter
from monitor.model import Config, Watch
from monitor.store import archive
from monitor.store.database import Connection, Database
from monitor.store.engine import engine_for

SPAN = timedelta(days=30)
MOST_LISTS = 8  # of one change; each takes as long as a backtest of its own
SAMPLES = 3  # headlines gained, and lost, by one list
_NICENESS = 10  # the daemon goes first

Track = Callable[[Iterable[Any], int | None, str], Iterable[Any]]


class Versions(NamedTuple):
    """A list and the older version that it is compared with, if there is one."""

    new: Watch
    old: Watch | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """The lists in which two configurations differ. One that is gone stands alone, with what it was."""

    config: Config  # without lists and feeds
    changed: tuple[Versions, ...]  # to be tried
    gone: frozenset[str]
    others: tuple[str, ...]  # changed, too, but not to be tried

    @property
    def count(self) -> int:
        return len(self.changed) + len(self.others)


def job(old: Config, new: Config) -> Job:
    """What is to be tried when `new` takes the place of `old`."""
    before = {watch.id: watch for watch in old.watches}
    now = {watch.id: watch for watch in new.watches}
    changed = [Versions(watch, before.get(watch.id)) for watch in new.watches if watch != before.get(watch.id)]
    gone = [Versions(watch) for watch in old.watches if watch.id not in now]
    tried = (*changed, *gone)[:MOST_LISTS]
    others = tuple(watch.id for watch, _ in (*changed, *gone)[MOST_LISTS:])
    return Job(replace(new, watches=(), feeds=()), tried, frozenset(watch.id for watch, _ in gone), others)


def over_archive(
    connection: Connection,
    config: Config,
    versions: Sequence[Versions],
    span: timedelta | None,
    track: Track = lambda items, _total, _what: items,
) -> tuple[Comparison, ...]:
    """The report of each of `versions` on the last `span` of the archive, None for all of it; nothing on an empty one.

    `track` may wrap what is gone through, with its number, if that is known, and a word for what is done.
    """
    found = archive.extent(connection)
    if found is None:
        return ()
    count, first_at, last_at = found
    since = max(first_at, last_at - span) if span else first_at
    # The cooldown and the cap per hour look further back than the period.
    margin = max(HOUR, config.alerts.cooldown)
    first = archive.first_needed(connection, since - margin) if since > first_at else 0
    prefilters = [Prefilter([each for each in pair if each]) for pair in versions]
    stories: list[set[str]] = [set() for _ in versions]
    for _, story_id, title, summary in track(archive.texts(connection, first), count - first, "reading"):
        for prefilter, passed in zip(prefilters, stories, strict=True):
            if prefilter.passes(title, summary):
                passed.add(story_id)
    backtests = [Backtest(config, new, old, since) for new, old in versions]
    for placed in track(archive.of_stories(connection, set().union(*stories), first), None, "judging"):
        for backtest, passed in zip(backtests, stories, strict=True):
            if placed.assignment.story_id in passed:
                backtest.judge_placed(placed.entry, placed.assignment, placed.now)
    return tuple(backtest.report(since, last_at) for backtest in backtests)


# ── For the operator ─────────────────────────────────────────────────────────────────────────────────────────────────


def effects(connection: Connection, asked: Job) -> Iterator[str]:
    """For each list, how many alerts its older and its newer version have in the archive, and some that make the difference."""
    reports = over_archive(connection, asked.config, asked.changed, SPAN)
    if not reports:
        yield "the archive holds no entries yet, so there is nothing to compare alerts with"
        return
    for versions, report in zip(asked.changed, reports, strict=True):
        yield from _told(versions, report, is_gone=versions.new.id in asked.gone)
    if asked.others:
        shown = ", ".join(asked.others[:MOST_LISTS])
        yield f"not tried: {shown}{', …' if len(asked.others) > MOST_LISTS else ''}; `monitor backtest` tries a list"


def _told(versions: Versions, report: Comparison, *, is_gone: bool) -> Iterator[str]:
    name, now = versions.new.id, report.new.stories
    period = report.until - report.since
    when = f"in {_words(period)}" if period >= SPAN else f"in the {_words(period)} that the archive holds"
    if is_gone:
        yield f"{name} (removed): {_alerts(now)} lost {when}"
    elif versions.old is None:
        yield f"{name} (new): {_alerts(now)} {when}"
    elif not (report.gained or report.lost or report.changed):
        yield f"{name}: no change, {_alerts(now)} {when}"
    else:
        gained, lost = len(report.gained), len(report.lost)
        other = f", {len(report.changed)} at another level" if report.changed else ""
        yield f"{name}: {now - gained + lost} → {_alerts(now)} {when}, +{gained} −{lost}{other}"
    signs = (("−" if is_gone else "+", report.gained), ("−", report.lost), ("±", report.changed))
    for sign, changes in signs:
        yield from (f"{sign} {change.told.title}" for change in changes[:SAMPLES])


def _alerts(count: int) -> str:
    return f"{count} alert{'s' if count != 1 else ''}"


def _words(period: timedelta) -> str:
    return f"{period.days} days" if period.days > 1 else in_words(period)


def main() -> None:
    """The process."""
    os.nice(_NICENESS)
    asked: Job = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from our own daemon
    database = Database(engine_for(asked.config.database))
    try:
        lines = database.read_now(lambda connection: list(effects(connection, asked)))
    finally:
        database.close()
    json.dump(lines, sys.stdout)


if __name__ == "__main__":
    main()
