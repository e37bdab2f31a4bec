"""What the desk decides about entries, committed together with what follows from it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from monitor.model import Alert, Delivery, Outcome, ReaderState, Reason, Recorded, Story, Verdict
from monitor.store import open_entries, schema
from monitor.store.history import entries_of
from monitor.store.outbox import enqueue
from monitor.store.rows import columns, insert_new, to_record, to_row, upsert
from monitor.store.schema import alerts, entries, stories, verdicts


def record(c: Connection, outcomes: Sequence[Outcome], deliveries: Sequence[Delivery]) -> None:
    """Save what became of entries, in the order of `outcomes`, and queue what must be told.

    Verdicts NO_MATCH are not kept: there is one for nearly every entry and watch-list, and `explain` works them out again.
    """
    upsert(c, stories, list({each.story.id: to_row(each.story, stories) for each in outcomes}.values()))
    _mark(c, outcomes)
    pairs = [(outcome, verdict) for outcome in outcomes for verdict in outcome.verdicts]
    insert_new(c, verdicts, [_verdict_row(*pair) for pair in pairs if pair[1].reason is not Reason.NO_MATCH])
    insert_new(c, alerts, [_alert_row(outcome, verdict, verdict.alert) for outcome, verdict in pairs if verdict.alert])
    told = [verdict.reader_state for _, verdict in pairs if verdict.reader_state]
    upsert(
        c,
        schema.reader_states,
        list({(each.watch_id, each.story_id): to_row(each, schema.reader_states) for each in told}.values()),
    )
    enqueue(c, deliveries)


def recorded(c: Connection, story_id: str) -> Recorded:
    """What is recorded of a story."""
    told = schema.reader_states
    return Recorded(
        entries=tuple(entry for entry, _ in entries_of(c, story_id)),
        reader_states=tuple(
            to_record(ReaderState, row, told)
            for row in c.execute(select(*columns(ReaderState, told)).where(told.c.story_id == story_id).order_by(told.c.watch_id))
        ),
        follows=_followed(c, story_id),
    )


def _followed(c: Connection, story_id: str) -> Story | None:
    """The story that this one follows, as it stood when it was followed."""
    later = stories.alias("later")
    chosen = (
        select(*columns(Story, stories), later.c.follows_title.label("title_then"), later.c.follows_at.label("at_then"))
        .join(later, later.c.follows == stories.c.id)
        .where(later.c.id == story_id)
    )
    row = c.execute(chosen).first()
    return replace(to_record(Story, row, stories), title=row.title_then, first_at=row.at_then) if row else None


def alerts_since(c: Connection, when: datetime) -> list[Alert]:
    """Alerts raised at `when` or later, oldest first."""
    chosen = select(*columns(Alert, alerts)).where(alerts.c.raised_at >= when).order_by(alerts.c.raised_at, alerts.c.id)
    return [to_record(Alert, row, alerts) for row in c.execute(chosen)]


def last_judged_at(c: Connection) -> datetime | None:
    """The latest `fetched_at` among judged entries."""
    newest = select(entries.c.fetched_at).where(entries.c.judged_no.is_not(None)).order_by(entries.c.fetched_at.desc()).limit(1)
    return c.execute(newest).scalar()


def _mark(c: Connection, outcomes: Sequence[Outcome]) -> None:
    """Number the entries on from the last one judged. Only the leader judges, so no one else takes these numbers."""
    if not outcomes:
        return
    last = c.execute(select(func.max(entries.c.judged_no)).where(entries.c.judged_no.is_not(None))).scalar() or 0
    judged = list(enumerate(outcomes, last + 1))
    of_entry = (entries.c.id == bindparam("entry_id")) & (entries.c.revision == bindparam("entry_revision"))
    c.execute(
        entries.update().where(of_entry, entries.c.judged_no.is_(None)),
        [
            {"entry_id": each.entry.id, "entry_revision": each.entry.revision, "judged_no": number}
            | to_row(each.assignment, entries)
            for number, each in judged
        ],
    )
    open_entries.record(c, judged)


def _verdict_row(outcome: Outcome, verdict: Verdict) -> dict[str, Any]:
    matched = to_row(verdict.match, verdicts)
    alert_id = verdict.alert.id if verdict.alert else None
    return (
        matched
        | to_row(verdict, verdicts)
        | {"entry_id": outcome.entry.id, "revision": outcome.entry.revision, "alert_id": alert_id}
    )


def _alert_row(outcome: Outcome, verdict: Verdict, alert: Alert) -> dict[str, Any]:
    story = outcome.story
    as_it_stood = {
        "score": verdict.match.score,
        "title": story.title,
        "outlets": story.outlets,
        "independent": story.independent,
    }
    return to_row(alert, alerts) | as_it_stood
