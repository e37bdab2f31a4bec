"""What the daily report asks: alerts, stories just missed, and deliveries that did not arrive."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, or_, select

from monitor.core.alerts.daily_report import Missed
from monitor.model import AlertKind, Delivery, DeliveryState, Match, Reason
from monitor.store.rows import columns, to_record
from monitor.store.schema import alerts, deliveries, entries, reader_states, stories, verdicts

LATE = timedelta(minutes=10)
MOST_MISSED = 50  # of a day


def alert_counts(c: Connection, since: datetime) -> dict[tuple[str, str], int]:
    """How many alerts that ring were raised since then, by watch-list and level."""
    rang = (alerts.c.raised_at >= since) & (alerts.c.kind != AlertKind.EDIT)
    counted = select(alerts.c.watch_id, alerts.c.level, func.count()).where(rang).group_by(alerts.c.watch_id, alerts.c.level)
    return {(watch_id, level): count for watch_id, level, count in c.execute(counted)}


def missed(c: Connection, since: datetime, from_score: Mapping[str, float]) -> list[Missed]:
    """Stories that grew since then and were below what is told, though not below the list's `from_score`; best first."""
    found = [each for watch_id, lowest in from_score.items() for each in _best_missed(c, since, watch_id, lowest).values()]
    return sorted(found, key=lambda each: (-each.match.score, each.match.watch_id, each.title))


def undelivered(c: Connection, since: datetime, now: datetime) -> list[Delivery]:
    """Messages that ring: given up since then, or waiting for longer than LATE although nothing holds them; oldest first."""
    table = deliveries
    given_up = and_(table.c.state.in_([DeliveryState.FAILED, DeliveryState.UNCERTAIN]), table.c.created_at >= since)
    waits = table.c.state.in_([DeliveryState.PENDING, DeliveryState.SENDING])
    is_late = and_(waits, table.c.created_at < now - LATE, or_(table.c.is_held.is_(False), table.c.due_at < now - LATE))
    chosen = select(*columns(Delivery, table)).where(table.c.kind != AlertKind.EDIT, or_(given_up, is_late))
    return [to_record(Delivery, row, table) for row in c.execute(chosen.order_by(table.c.created_at, table.c.id))]


def _best_missed(c: Connection, since: datetime, watch_id: str, lowest: float) -> dict[str, Missed]:
    """By story, its best verdict."""
    is_told = select(reader_states.c.story_id).where(
        reader_states.c.watch_id == watch_id, reader_states.c.story_id == verdicts.c.story_id
    )
    chosen = (
        select(verdicts, stories.c.title)
        .join(entries, and_(entries.c.id == verdicts.c.entry_id, entries.c.revision == verdicts.c.revision))
        .join(stories, stories.c.id == verdicts.c.story_id)
        .where(
            entries.c.fetched_at >= since,
            verdicts.c.watch_id == watch_id,
            verdicts.c.reason == Reason.BELOW_THRESHOLD,
            verdicts.c.score >= lowest,
            ~is_told.exists(),
        )
        .order_by(verdicts.c.score.desc(), verdicts.c.story_id, entries.c.judged_no)
        .limit(MOST_MISSED)
    )
    found: dict[str, Missed] = {}
    for row in c.execute(chosen):
        match = Match(watch_id=watch_id, score=row.score, level=row.level, lines=row.lines, terms=row.terms, missing=row.missing)
        found.setdefault(row.story_id, Missed(title=row.title, match=match))
    return found
