"""How the daemon fares: feeds, judging and delivering, and what of it needs somebody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.model import Config, Health
from monitor.queries.feeds import FeedRow, feed_rows
from monitor.store import history, leader, subscriptions
from monitor.store.database import Connection
from monitor.store.history import Summary

LATE = timedelta(minutes=10)  # nothing may wait longer for its judgement or delivery
TROUBLE = (Health.DOWN, Health.GONE, Health.STALE, Health.SILENT, Health.DELAYED)  # worst first


class ProblemKind(StrEnum):
    """What needs somebody."""

    NO_FEED_ANSWERS = "no_feed_answers"
    UNJUDGED = "unjudged"
    UNDELIVERED = "undelivered"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusProblem:
    kind: ProblemKind
    text: str  # what is wrong; what to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    at: datetime
    leader: str | None  # the daemon that leads
    feeds: tuple[FeedRow, ...]  # every configured one, worst first
    hubs: int  # feeds with a hub
    pushed: int  # of these, those that it pushes now
    summary: Summary
    problems: tuple[StatusProblem, ...]


def status(c: Connection, config: Config, now: datetime) -> Status:
    """How everything stands at `now`."""
    listed, leadership = subscriptions.listed(c), leader.current(c)
    fares = tuple(sorted(feed_rows(c, config, now), key=lambda row: (_rank(row.health), row.feed.id)))
    summary = history.summary(c, now)
    return Status(
        at=now,
        leader=leadership.owner if leadership and leadership.is_held else None,
        feeds=fares,
        hubs=len(listed),
        pushed=sum(each.is_active(now) for each in listed),
        summary=summary,
        problems=tuple(_problems(fares, summary, now)),
    )


def _rank(how: Health) -> int:
    return TROUBLE.index(how) if how in TROUBLE else len(TROUBLE)


def _problems(fares: Sequence[FeedRow], summary: Summary, now: datetime) -> Iterator[StatusProblem]:
    if fares and all(each.health in {Health.DOWN, Health.GONE} for each in fares):
        text = "no feed answers; check the network, then see `monitor feeds`"
        yield StatusProblem(kind=ProblemKind.NO_FEED_ANSWERS, text=text)
    if _is_late(summary.unjudged_since, now):
        text = f"{summary.unjudged} entries wait to be judged; is the daemon running?"
        yield StatusProblem(kind=ProblemKind.UNJUDGED, text=text)
    if _is_late(summary.undelivered_since, now):
        text = f"{summary.undelivered} undelivered; see `monitor deliveries --undelivered`"
        yield StatusProblem(kind=ProblemKind.UNDELIVERED, text=text)
    if summary.failed_lately:
        text = f"{summary.failed_lately} given up in the last 24 h; see `monitor deliveries --undelivered`"
        yield StatusProblem(kind=ProblemKind.GIVEN_UP, text=text)


def _is_late(since: datetime | None, now: datetime) -> bool:
    return since is not None and now - since > LATE
