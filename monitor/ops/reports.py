"""Scheduled reports: changes of feed health, each once, and the daily report."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from monitor.clock import Clock
from monitor.core.alerts.daily_report import Day, close_scores, daily_report
from monitor.core.alerts.operator_notices import notice, operator_channel
from monitor.core.polling.schedule import health
from monitor.model import Config, Feed, FeedState, Health
from monitor.store import feeds, outbox, report_queries
from monitor.store.database import Connection, Database

# Delayed is not worth a message: most feeds are delayed now and then.
TROUBLE = frozenset({Health.STALE, Health.DOWN, Health.SILENT, Health.GONE})
DAY = timedelta(days=1)

log = structlog.get_logger()


async def report_health(config: Config, database: Database, clock: Clock) -> None:
    """Tell the operator which feeds failed or recovered since the last report, in one message."""
    changed = await database.run(_report_health, config, clock.now())
    for feed_id, state, why in changed:
        log.info("feed health", feed=feed_id, health=state.value, why=why)


async def report_day(config: Config, database: Database, clock: Clock, mistakes: Sequence[str]) -> None:
    """Tell the operator about the last 24 hours; `mistakes` are the errors of configuration files that are not active."""
    await database.run(_report_day, config, clock.now(), mistakes)
    log.info("daily report", mistakes=len(mistakes))


def _report_day(connection: Connection, config: Config, now: datetime, mistakes: Sequence[str]) -> None:
    channel = operator_channel(config)
    if channel:
        day = Day(
            troubled=_troubled(config.feeds, feeds.feed_states(connection), now),
            alerts=report_queries.alert_counts(connection, now - DAY),
            missed=report_queries.missed(connection, now - DAY, close_scores(config)),
            undelivered=report_queries.undelivered(connection, now - DAY, now),
            mistakes=mistakes,
        )
        outbox.enqueue(connection, [daily_report(config, day, channel, now)])


def _troubled(configured: Sequence[Feed], states: Sequence[FeedState], now: datetime) -> list[tuple[Feed, Health, str]]:
    known = {state.feed_id: state for state in states}
    judged = ((feed, *health(feed, known[feed.id], now)) for feed in configured if feed.id in known)
    return [(feed, state, why) for feed, state, why in judged if state in TROUBLE]


def _report_health(connection: Connection, config: Config, now: datetime) -> list[tuple[str, Health, str]]:
    states = {state.feed_id: state for state in feeds.feed_states(connection)}
    told = feeds.told_health(connection)
    changed = _changes(config.feeds, states, told, now)
    feeds.tell_health(connection, {feed.id: state for feed, state, _ in changed})
    worth_telling = [(feed, state, why) for feed, state, why in changed if {state, told.get(feed.id)} & TROUBLE]
    channel = operator_channel(config)
    if worth_telling and channel:
        lines = [f"{feed.outlet} ({feed.id}): {_told(state, why)}" for feed, state, why in worth_telling]
        outbox.enqueue(connection, [notice(channel, "feeds", _title(worth_telling), lines, now, is_silent=True)])
    return [(feed.id, state, why) for feed, state, why in changed]


def _changes(
    configured: Sequence[Feed], states: Mapping[str, FeedState], told: Mapping[str, Health], now: datetime
) -> list[tuple[Feed, Health, str]]:
    """Feeds whose health differs from the last report. A feed never reported counts as fresh."""
    found: list[tuple[Feed, Health, str]] = []
    for feed in configured:
        if feed.id in states:
            state, why = health(feed, states[feed.id], now)
            if state is not told.get(feed.id, Health.FRESH) and state is not Health.NEW:
                found.append((feed, state, why))
    return found


def _told(state: Health, why: str) -> str:
    return f"{state.value}, {why or 'polled normally again'}"


def _title(changed: Sequence[tuple[Feed, Health, str]]) -> str:
    blind = sum(state in TROUBLE for _, state, _ in changed)
    parts = ((blind, "in trouble"), (len(changed) - blind, "recovered"))
    return "; ".join(f"{count} feed{'s' if count > 1 else ''} {what}" for count, what in parts if count)
