"""Who leads: a lease with a fencing number, by the database's clock, the same on SQLite and PostgreSQL.

The leader renews inside each of its transactions. One that was paused and has lost the lease finds its number changed
and writes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Update, bindparam, select, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from monitor.errors import FenceError
from monitor.store.columns import Duration, Moment
from monitor.store.schema import leader

_DESK = leader.c.name == "desk"


class _Now(FunctionElement[datetime]):
    """The database's clock."""

    type = Moment()
    inherit_cache = True


@compiles(_Now, "sqlite")
def _sqlite_now(_element: _Now, _compiler: Any, **_: Any) -> str:
    return "(CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000)"


@compiles(_Now, "postgresql")
def _postgresql_now(_element: _Now, _compiler: Any, **_: Any) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to judge and to send, as long as nobody else has taken it with a higher `epoch`."""

    owner: str
    epoch: int
    length: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Leadership:
    """Who holds the lease, or held it last."""

    owner: str
    epoch: int
    lease_until: datetime
    is_held: bool


def acquire(c: Connection, owner: str, length: timedelta, is_dead: Callable[[str], bool] = lambda _: False) -> Lease | None:
    """Take the lease if it is free, has run out, or is `owner`'s already; None if another daemon leads.

    `owner` must be unique among the processes that run. `is_dead` tells whether a leader is known to be gone, so that a
    daemon that is started again after a crash need not wait for the end of its predecessor's lease.
    """
    leading = current(c)
    is_free = leader.c.lease_until <= _Now()
    if leading and (leading.owner == owner or is_dead(leading.owner)):
        is_free = leader.c.owner == leading.owner
    taken = leader.update().where(_DESK, is_free).values(owner=owner, epoch=leader.c.epoch + 1, lease_until=_end(length))
    epoch = c.execute(taken.returning(leader.c.epoch)).scalar()
    return None if epoch is None else Lease(owner, epoch, length)


def renew(c: Connection, lease: Lease) -> None:
    """Extend the lease by its length from now; raises FenceError if another daemon has taken it since."""
    if c.execute(_ours(lease).values(lease_until=_end(lease.length))).rowcount == 0:
        raise FenceError("another daemon leads; this one has stopped judging and sending")


def release(c: Connection, lease: Lease) -> None:
    """Give the lease back, if it is still ours, so that another daemon need not wait for its end."""
    c.execute(_ours(lease).values(lease_until=_Now()))


def current(c: Connection) -> Leadership | None:
    """Who leads or led last; None if nobody ever did."""
    row = c.execute(select(leader, (leader.c.lease_until > _Now()).label("is_held")).where(_DESK)).one()
    if row.epoch == 0:
        return None
    return Leadership(owner=row.owner, epoch=row.epoch, lease_until=row.lease_until, is_held=bool(row.is_held))


def _ours(lease: Lease) -> Update:
    return leader.update().where(_DESK, leader.c.owner == lease.owner, leader.c.epoch == lease.epoch)


def _end(length: timedelta) -> ColumnElement[datetime]:
    return type_coerce(type_coerce(_Now(), Duration) + bindparam(None, length, type_=Duration), Moment)
