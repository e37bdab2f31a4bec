"""The outbox: what must be told, row by row, from the decision to the channel's receipt.

A thread is the living message of one story in one channel: its NEW delivery, then REPLYs under it and EDITs of it.
Neither can be sent before the NEW one has been, and nobody is told by an EDIT, so it may be merged or dropped.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from monitor.core.alerts.batching import MOST_DOUBTS, doubt_wait
from monitor.model import AlertKind, Delivery, DeliveryState
from monitor.store.rows import AnyRow, columns, insert_new, to_record, to_row, upsert
from monitor.store.schema import channels, deliveries

_DELIVERY = columns(Delivery, deliveries)
_IS_PENDING = deliveries.c.state == DeliveryState.PENDING
_first = deliveries.alias("first")
_IS_FIRST = and_(_first.c.thread_id == deliveries.c.thread_id, _first.c.kind == AlertKind.NEW)
_IS_BLOCKED = and_(
    deliveries.c.kind != AlertKind.NEW,
    select(_first.c.id)
    .where(
        _IS_FIRST,
        _first.c.state.in_([DeliveryState.PENDING, DeliveryState.SENDING]),
        or_(_first.c.is_held.is_(False), deliveries.c.is_held.is_(False)),  # both held: they come in one digest
    )
    .exists(),
)
_RECEIPT = (
    select(_first.c.receipt)
    .where(_IS_FIRST, _first.c.state == DeliveryState.SENT, _first.c.receipt != "")
    .order_by(_first.c.sent_at.desc(), _first.c.id)
    .limit(1)
    .scalar_subquery()
)


def enqueue(c: Connection, queued: Sequence[Delivery]) -> None:
    """Put deliveries into the outbox; one whose id is there already is ignored.

    While a thread's NEW message has not been tried, an EDIT only renews its content, and a REPLY that may ring now takes
    the place of a NEW one that is held. A thread has one EDIT, with the newest content: it is renewed while it waits and
    queued again after it was sent.
    """
    for delivery in queued:
        untold = _untried_first(c, delivery) if delivery.kind is not AlertKind.NEW else None
        if untold is not None and delivery.kind is AlertKind.EDIT:
            _change(c, untold.id, content=delivery.content)
            c.execute(deliveries.delete().where(deliveries.c.id == delivery.id, _IS_PENDING))  # older than that
        elif untold is not None and untold.is_held and not delivery.is_held:
            fields = ("alert_id", "content", "due_at", "is_urgent", "is_held", "is_silent")
            _change(c, untold.id, **{name: getattr(delivery, name) for name in fields})
        elif not insert_new(c, deliveries, [_fresh(delivery)]) and delivery.kind is AlertKind.EDIT:
            _renew_edit(c, delivery)


def claim(c: Connection, now: datetime, limit: int = 20) -> list[Delivery]:
    """Due deliveries, urgent ones first, then the longest due; they are SENDING from now on and count one try more.

    `reply_to` is the receipt of the thread's NEW message, "" if that was never delivered on its own. Left alone are the
    channels that wait (`wait_until`) and threads whose NEW message is still on its way. Held deliveries that are due
    come all together, whatever the limit. An EDIT with nothing to edit is removed.
    """
    is_orphan = and_(deliveries.c.kind == AlertKind.EDIT, _IS_PENDING, ~_IS_BLOCKED, _RECEIPT.is_(None))
    c.execute(deliveries.delete().where(is_orphan))
    is_waiting = select(channels.c.channel_id).where(
        channels.c.channel_id == deliveries.c.channel_id, channels.c.wait_until > now
    )
    due = (
        select(*_DELIVERY, _RECEIPT.label("reply_to"))
        .where(_IS_PENDING, deliveries.c.due_at <= now, ~_IS_BLOCKED, ~is_waiting.exists())
        .order_by(deliveries.c.is_urgent.desc(), deliveries.c.due_at, deliveries.c.id)
        .with_for_update(skip_locked=True, of=deliveries)
    )
    rows = [
        *c.execute(due.where(deliveries.c.is_held.is_(False)).limit(limit)),
        *c.execute(due.where(deliveries.c.is_held.is_(True))),
    ]
    claimed = sorted(map(_claimed, rows), key=lambda each: (not each.is_urgent, each.due_at, each.id))
    for each in claimed:
        _change(c, each.id, state=each.state, tries=each.tries)
    return claimed


def sent(c: Connection, delivery_id: str, receipt: str, now: datetime) -> None:
    """The channel took it. An EDIT whose content was renewed meanwhile is due again at once."""
    done: dict[str, Any] = {"receipt": receipt, "sent_at": now, "problem": ""}
    was_changed = select(deliveries.c.is_changed).where(deliveries.c.id == delivery_id)
    if c.execute(was_changed).scalar():
        _change(c, delivery_id, **done, **_untried(now))
    else:
        _change(c, delivery_id, **done, state=DeliveryState.SENT)


def put_back(c: Connection, delivery_id: str) -> None:
    """It was claimed but not tried; it keeps its place and its count of tries."""
    _change(c, delivery_id, state=DeliveryState.PENDING, tries=deliveries.c.tries - 1, is_changed=False)


def retry(c: Connection, delivery_id: str, due_at: datetime, problem: str, *, is_doubtful: bool = False) -> None:
    """It was not taken; try again at `due_at`. `is_doubtful`: it may have arrived all the same."""
    _change(
        c,
        delivery_id,
        state=DeliveryState.PENDING,
        due_at=due_at,
        problem=problem,
        doubts=deliveries.c.doubts + int(is_doubtful),
        is_changed=False,
    )


def give_up(c: Connection, delivery_id: str, state: DeliveryState, problem: str) -> None:
    """Stop trying: `state` is FAILED or UNCERTAIN."""
    _change(c, delivery_id, state=state, problem=problem, is_changed=False)


def wait_until(c: Connection, channel_id: str, until: datetime) -> None:
    """Claim nothing for this channel before `until`, whoever leads."""
    upsert(c, channels, [{"channel_id": channel_id, "wait_until": until}])


def recover(c: Connection, now: datetime) -> None:
    """At start: what was being sent may have arrived. It waits (`doubt_wait`), and after MOST_DOUBTS such sends it ends.

    The wait keeps a daemon that crashes while sending from sending the same message over and over.
    """
    in_doubt = select(deliveries.c.id, deliveries.c.doubts).where(deliveries.c.state == DeliveryState.SENDING)
    for row in c.execute(in_doubt).all():
        doubts = row.doubts + 1
        if doubts >= MOST_DOUBTS:
            give_up(c, row.id, DeliveryState.UNCERTAIN, f"sent {doubts} times, the daemon stopped before the answer")
            _change(c, row.id, doubts=doubts)
        else:
            due_at = now + doubt_wait(doubts)
            retry(c, row.id, due_at, "the daemon stopped while sending; it may have arrived", is_doubtful=True)


def next_due_at(c: Connection) -> datetime | None:
    """When `claim` will next give something, as far as is known."""
    free_at: ColumnElement[datetime] = case(
        (channels.c.wait_until > deliveries.c.due_at, channels.c.wait_until), else_=deliveries.c.due_at
    )
    waiting = deliveries.outerjoin(channels, channels.c.channel_id == deliveries.c.channel_id)
    soonest = select(func.min(free_at, type_=deliveries.c.due_at.type)).select_from(waiting).where(_IS_PENDING, ~_IS_BLOCKED)
    return c.execute(soonest).scalar()


def counts(c: Connection) -> dict[str, int]:
    """How many deliveries are in each state; all states are there."""
    found = c.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
    return dict.fromkeys(map(str, DeliveryState), 0) | {str(state): count for state, count in found}


def _fresh(delivery: Delivery) -> dict[str, Any]:
    return to_row(delivery, deliveries) | {"sent_at": None, "is_changed": False}


def _untried(due_at: datetime) -> dict[str, Any]:
    return {"state": DeliveryState.PENDING, "tries": 0, "doubts": 0, "due_at": due_at, "is_changed": False}


def _claimed(row: AnyRow) -> Delivery:
    found = to_record(Delivery, row, deliveries, reply_to=row.reply_to or "")
    return replace(found, state=DeliveryState.SENDING, tries=found.tries + 1)


def _change(c: Connection, delivery_id: str, **values: Any) -> None:
    c.execute(deliveries.update().where(deliveries.c.id == delivery_id).values(values))


def _untried_first(c: Connection, delivery: Delivery) -> AnyRow | None:
    """The thread's NEW delivery, if nobody has tried to send it."""
    untried = select(deliveries.c.id, deliveries.c.is_held).where(
        deliveries.c.thread_id == delivery.thread_id,
        deliveries.c.kind == AlertKind.NEW,
        _IS_PENDING,
        deliveries.c.tries == 0,
    )
    return c.execute(untried.order_by(deliveries.c.created_at.desc(), deliveries.c.id).limit(1)).first()


def _renew_edit(c: Connection, edit: Delivery) -> None:
    """Give the thread's EDIT its newest content. While it waits it keeps its time, or a busy story would never be edited."""
    state = c.execute(select(deliveries.c.state).where(deliveries.c.id == edit.id)).scalar_one()
    if state is DeliveryState.PENDING:
        _change(c, edit.id, content=edit.content)
    elif state is DeliveryState.SENDING:
        _change(c, edit.id, content=edit.content, is_changed=True)
    else:
        _change(c, edit.id, **_fresh(edit))
