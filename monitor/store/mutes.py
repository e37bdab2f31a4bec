"""Mutes: what the reader does not want to hear for a while."""

from datetime import datetime

from sqlalchemy import Connection, select

from monitor.model import Mute
from monitor.store.rows import columns, to_record, to_row
from monitor.store.schema import mutes

_BY_AGE = select(*columns(Mute, mutes)).order_by(mutes.c.start_at, mutes.c.no)


def add(c: Connection, mute: Mute) -> None:
    """Keep a mute; it never needs removing, it ends."""
    c.execute(mutes.insert().values(to_row(mute, mutes)))


def end(c: Connection, target: str, now: datetime) -> int:
    """End the mutes of `target` that are active; how many that were."""
    is_active = (mutes.c.start_at <= now) & (mutes.c.end_at > now)
    return c.execute(mutes.update().where(mutes.c.target == target, is_active).values(end_at=now)).rowcount


def active(c: Connection, now: datetime) -> list[Mute]:
    """The mutes that hold at `now`, oldest first."""
    return [to_record(Mute, row, mutes) for row in c.execute(_BY_AGE.where(mutes.c.start_at <= now, mutes.c.end_at > now))]


def all_since(c: Connection, when: datetime) -> list[Mute]:
    """The mutes that held at `when` or later, ended ones included, oldest first."""
    return [to_record(Mute, row, mutes) for row in c.execute(_BY_AGE.where(mutes.c.end_at > when))]
