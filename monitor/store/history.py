"""What has happened, for listings: newest first, at most `limit` of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from monitor.model import Alert, AlertKind, Assignment, Delivery, DeliveryState, Entry, Story
from monitor.store import schema
from monitor.store.rows import columns, slices, to_record
from monitor.store.schema import entries

_IS_UNDELIVERED = schema.deliveries.c.state.in_([DeliveryState.PENDING, DeliveryState.SENDING])
_IS_AUDIBLE = schema.deliveries.c.kind != AlertKind.EDIT
# A retry moves `due_at` on, so it does not tell how long a delivery has been waiting; a held one is not late until due.
_waits_since: ColumnElement[datetime] = case(
    (schema.deliveries.c.is_held, schema.deliveries.c.due_at), else_=schema.deliveries.c.created_at
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An alert, the story as it stood then, and what became of it."""

    alert: Alert
    score: float
    title: str
    outlets: int
    independent: int
    deliveries: tuple[Delivery, ...]  # none for an edit: those are coalesced


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How the daemon fares. Times are None where there is nothing to tell."""

    entries_lately: int  # in the last 24 h
    unjudged: int
    unjudged_since: datetime | None
    undelivered: int  # due, or tried and not delivered yet
    undelivered_since: datetime | None
    failed_lately: int  # alerts in the last 24 h that no one will deliver
    uncertain_lately: int
    last_alert: Alert | None


def stories(c: Connection, limit: int) -> list[Story]:
    """Stories, the one that grew last first."""
    table = schema.stories
    newest = select(*columns(Story, table)).order_by(table.c.last_at.desc(), table.c.id).limit(limit)
    return [to_record(Story, row, table) for row in c.execute(newest)]


def story(c: Connection, story_id: str) -> Story | None:
    row = c.execute(select(*columns(Story, schema.stories)).where(schema.stories.c.id == story_id)).first()
    return None if row is None else to_record(Story, row, schema.stories)


def entries_of(c: Connection, story_id: str) -> list[tuple[Entry, Assignment]]:
    """The entries of a story, in the order in which they were judged."""
    chosen = select(entries).where(entries.c.story_id == story_id).order_by(entries.c.judged_no)
    return [(to_record(Entry, row, entries), to_record(Assignment, row, entries)) for row in c.execute(chosen)]


def verdicts(c: Connection, entry: Entry) -> list[dict[str, Any]]:
    """The verdicts kept from when this entry was judged, by watch-list, each as `replay --json` prints it."""
    table = schema.verdicts
    chosen = select(table).where(table.c.entry_id == entry.id, table.c.revision == entry.revision).order_by(table.c.watch_id)
    return [
        {
            "watch": row.watch_id,
            "score": row.score,
            "level": row.level,
            "reason": row.reason.value,
            "explanation": [[line.points, line.text] for line in row.lines],
            "alert": row.alert_id,
        }
        for row in c.execute(chosen)
    ]


def reason_counts(c: Connection) -> dict[str, int]:
    """How often each reason was given, commonest first."""
    table, times = schema.verdicts, func.count()
    counted = select(table.c.reason, times).group_by(table.c.reason).order_by(times.desc(), table.c.reason)
    return {row[0].value: row[1] for row in c.execute(counted)}


def alerts(c: Connection, limit: int) -> list[Raised]:
    table = schema.alerts
    newest = select(table).order_by(table.c.raised_at.desc(), table.c.id).limit(limit)
    rows = c.execute(newest).all()
    made = _deliveries_of(c, [row.id for row in rows])
    return [
        Raised(
            alert=to_record(Alert, row, table),
            score=row.score,
            title=row.title,
            outlets=row.outlets,
            independent=row.independent,
            deliveries=tuple(made.get(row.id, ())),
        )
        for row in rows
    ]


def deliveries(c: Connection, limit: int, *, only_undelivered: bool = False) -> list[Delivery]:
    """Deliveries, last made first. Undelivered are those on their way and those given up."""
    table = schema.deliveries
    newest = select(*columns(Delivery, table)).order_by(table.c.created_at.desc(), table.c.id).limit(limit)
    if only_undelivered:
        newest = newest.where(table.c.state != DeliveryState.SENT)
    return [to_record(Delivery, row, table) for row in c.execute(newest)]


def summary(c: Connection, now: datetime) -> Summary:
    lately = now - timedelta(days=1)
    table = schema.deliveries
    waiting = c.execute(select(func.count(), func.min(entries.c.fetched_at)).where(entries.c.judged_no.is_(None))).one()
    late = c.execute(
        select(func.count(), func.min(_waits_since, type_=table.c.due_at.type)).where(_IS_UNDELIVERED, now >= _waits_since)
    ).one()
    given_up = c.execute(
        select(table.c.state, func.count()).where(table.c.created_at >= lately, _IS_AUDIBLE).group_by(table.c.state)
    )
    ended = {row[0]: row[1] for row in given_up}
    newest = select(*columns(Alert, schema.alerts)).order_by(schema.alerts.c.raised_at.desc(), schema.alerts.c.id).limit(1)
    last = c.execute(newest).first()
    return Summary(
        entries_lately=c.execute(select(func.count()).where(entries.c.fetched_at >= lately)).scalar_one(),
        unjudged=waiting[0],
        unjudged_since=waiting[1],
        undelivered=late[0],
        undelivered_since=late[1],
        failed_lately=ended.get(DeliveryState.FAILED, 0),
        uncertain_lately=ended.get(DeliveryState.UNCERTAIN, 0),
        last_alert=None if last is None else to_record(Alert, last, schema.alerts),
    )


def _deliveries_of(c: Connection, alert_ids: Sequence[str]) -> dict[str, list[Delivery]]:
    table = schema.deliveries
    made: dict[str, list[Delivery]] = {}
    for part in slices(alert_ids):
        chosen = select(*columns(Delivery, table)).where(table.c.alert_id.in_(part)).order_by(table.c.channel_id, table.c.id)
        for row in c.execute(chosen):
            made.setdefault(row.alert_id, []).append(to_record(Delivery, row, table))
    return made
