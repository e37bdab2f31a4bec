"""Everything that is known of one entry: where it went, what was decided, what became of that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from monitor.model import Alert, Assignment, Delivery, Entry, Match, Mute, Reason, Story
from monitor.store import mutes, schema
from monitor.store.rows import columns, slices, to_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One verdict as it was kept; `deliveries` of its alert, `mutes` that held it."""

    match: Match
    reason: Reason
    alert: Alert | None
    deliveries: tuple[Delivery, ...]
    mutes: tuple[Mute, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryHistory:
    """An entry with its story and its verdicts by watch-list; without a story it waits to be judged."""

    entry: Entry
    assignment: Assignment | None
    story: Story | None
    verdicts: tuple[Kept, ...]


def entry_history(c: Connection, entry: Entry) -> EntryHistory:
    table = schema.entries
    chosen = select(table).where(table.c.id == entry.id, table.c.revision == entry.revision)
    row = c.execute(chosen).one()
    if row.story_id is None:
        return EntryHistory(entry=entry, assignment=None, story=None, verdicts=())
    story = c.execute(select(*columns(Story, schema.stories)).where(schema.stories.c.id == row.story_id)).one()
    return EntryHistory(
        entry=entry,
        assignment=to_record(Assignment, row, table),
        story=to_record(Story, story, schema.stories),
        verdicts=_verdicts(c, entry),
    )


def seen(c: Connection, title: str, since: datetime) -> Entry | None:
    """The last entry with this very headline that was fetched since then."""
    table = schema.entries
    chosen = select(*columns(Entry, table)).where(table.c.fetched_at >= since, table.c.title == title)
    row = c.execute(chosen.order_by(table.c.no.desc()).limit(1)).first()
    return None if row is None else to_record(Entry, row, table)


def _verdicts(c: Connection, entry: Entry) -> tuple[Kept, ...]:
    table = schema.verdicts
    chosen = select(table).where(table.c.entry_id == entry.id, table.c.revision == entry.revision).order_by(table.c.watch_id)
    rows = c.execute(chosen).all()
    alerts = _alerts(c, [row.alert_id for row in rows if row.alert_id])
    held = mutes.all_since(c, entry.fetched_at)
    return tuple(
        Kept(
            match=Match(
                watch_id=row.watch_id, score=row.score, level=row.level, lines=row.lines, terms=row.terms, missing=row.missing
            ),
            reason=row.reason,
            alert=alerts.get(row.alert_id),
            deliveries=_deliveries(c, row.alert_id) if row.alert_id else (),
            mutes=tuple(
                mute
                for mute in held
                if mute.target in {"*", row.watch_id, row.story_id} and mute.start_at <= entry.fetched_at < mute.end_at
            ),
        )
        for row in rows
    )


def _alerts(c: Connection, alert_ids: Sequence[str]) -> dict[str, Alert]:
    table = schema.alerts
    found: dict[str, Alert] = {}
    for part in slices(alert_ids):
        for row in c.execute(select(*columns(Alert, table)).where(table.c.id.in_(part))):
            found[row.id] = to_record(Alert, row, table)
    return found


def _deliveries(c: Connection, alert_id: str) -> tuple[Delivery, ...]:
    table = schema.deliveries
    chosen = select(*columns(Delivery, table)).where(table.c.alert_id == alert_id).order_by(table.c.channel_id, table.c.id)
    return tuple(to_record(Delivery, row, table) for row in c.execute(chosen))
