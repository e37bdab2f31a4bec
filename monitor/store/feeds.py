"""Feeds between two polls: who is due, who polls it, what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, literal, or_, select, true

from monitor.model import Entry, Feed, FeedState, Health
from monitor.store.rows import columns, insert_new, slices, to_record, to_row, upsert
from monitor.store.schema import entries, feeds

_STATE = columns(FeedState, feeds)
_LISTED = [literal(b"").label("marks") if column.name == "marks" else column for column in _STATE]
_POLLED = and_(feeds.c.is_configured.is_(True), feeds.c.is_gone.is_(False))
_FREE = {"lease_owner": None, "lease_until": None}
# The key is left out: writing it, even to what it is, makes SQLite look for it in all entries.
_SAVE = (
    feeds.update()
    .where(feeds.c.feed_id == bindparam("new_feed_id"))
    .values({column.name: bindparam(f"new_{column.name}") for column in _STATE if column.name != "feed_id"} | _FREE)
)


def sync_feeds(c: Connection, configured: Sequence[Feed], now: datetime) -> None:
    """Make the table follow the configuration.

    A new feed is due at once, and so is one whose address was changed: it starts afresh, as if it were new. Feeds that
    are no longer configured keep their state and entries, but are not claimed.
    """
    addresses = {row.feed_id: row.configured_url for row in c.execute(select(feeds.c.feed_id, feeds.c.configured_url))}
    c.execute(feeds.update().values(is_configured=False))
    for new in slices([feed for feed in configured if addresses.get(feed.id) != feed.url]):
        upsert(c, feeds, [_afresh(feed, now) for feed in new])
    ids = [feed.id for feed in configured]
    for part in slices(ids):
        c.execute(feeds.update().where(feeds.c.feed_id.in_(part)).values(is_configured=True))


def _afresh(feed: Feed, now: datetime) -> dict[str, Any]:
    row = to_row(FeedState(feed_id=feed.id, url=feed.url, next_poll_at=now), feeds)
    return row | {"is_configured": True, "configured_url": feed.url, "told_health": None} | _FREE


def claim_due(c: Connection, now: datetime, limit: int, lease: timedelta, owner: str) -> list[FeedState]:
    """Up to `limit` due feeds, longest due first, that nobody else gets before `now + lease` or `record_poll`."""
    due = (
        select(*_STATE)
        .where(_POLLED, feeds.c.next_poll_at <= now, or_(feeds.c.lease_until.is_(None), feeds.c.lease_until <= now))
        .order_by(feeds.c.next_poll_at, feeds.c.feed_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = [to_record(FeedState, row, feeds) for row in c.execute(due)]
    for part in slices([state.feed_id for state in claimed]):
        c.execute(feeds.update().where(feeds.c.feed_id.in_(part)).values(lease_owner=owner, lease_until=now + lease))
    return claimed


def next_due_at(c: Connection) -> datetime | None:
    """When the next feed can be claimed; one that is leased, not before its lease ends."""
    at = feeds.c.next_poll_at
    first = c.execute(select(at).where(_POLLED, feeds.c.lease_until.is_(None)).order_by(at).limit(1)).scalar()
    before = at < first if first else true()  # found by the index
    until = case((feeds.c.lease_until > at, feeds.c.lease_until), else_=at)
    leased = select(func.min(until, type_=at.type)).where(_POLLED, feeds.c.lease_until.is_not(None), before)
    return min(filter(None, (first, c.execute(leased).scalar())), default=None)


def record_poll(c: Connection, state: FeedState, found: Sequence[Entry]) -> int:
    """`record_polls` for one."""
    return record_polls(c, [(state, found)])


def record_polls(c: Connection, polls: Sequence[tuple[FeedState, Sequence[Entry]]]) -> int:
    """Save feeds' states, release their leases, and keep those of their entries that are not there yet, in the order given.

    Returns how many of these were new. They are unjudged.
    """
    c.execute(_SAVE, [{f"new_{name}": value for name, value in to_row(state, feeds).items()} for state, _ in polls])
    return insert_new(c, entries, [to_row(entry, entries) for _, found in polls for entry in found])


def latest(c: Connection, ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """The newest revision of each of these entries, and its title; entries not there yet are left out."""
    newest: dict[str, tuple[int, str]] = {}
    known = select(entries.c.id, entries.c.revision, entries.c.title).order_by(entries.c.id, entries.c.revision)
    for part in slices(ids):
        rows = c.execute(known.where(entries.c.id.in_(bindparam("ids", expanding=True))), {"ids": part})
        newest |= {row.id: (row.revision, row.title) for row in rows}
    return newest


def dated_titles(c: Connection, ids: Sequence[str]) -> dict[str, tuple[str, datetime | None]]:
    """The title and the date of the newest revision of each of these entries; entries not there yet are left out."""
    newest: dict[str, tuple[str, datetime | None]] = {}
    written = select(entries.c.id, entries.c.title, entries.c.published_at).order_by(entries.c.id, entries.c.revision)
    for part in slices(ids):
        newest |= {row.id: (row.title, row.published_at) for row in c.execute(written.where(entries.c.id.in_(part)))}
    return newest


def revisions(c: Connection, ids: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
    """All revisions of each of these entries, oldest first, with their titles; entries not there yet are left out."""
    found: dict[str, list[tuple[int, str]]] = {}
    written = (entries.c.id, entries.c.revision, entries.c.title)
    for part in slices(ids):
        for row in c.execute(select(*written).where(entries.c.id.in_(part)).order_by(entries.c.revision)):
            found.setdefault(row.id, []).append((row.revision, row.title))
    return found


def feed_state(c: Connection, feed_id: str) -> FeedState | None:
    """The state of a configured feed, without its marks."""
    row = c.execute(select(*_LISTED).where(feeds.c.feed_id == feed_id, feeds.c.is_configured.is_(True))).first()
    return to_record(FeedState, row, feeds) if row else None


def feed_states(c: Connection) -> list[FeedState]:
    """The state of every configured feed, by id, without its marks: of all feeds together they are large."""
    rows = c.execute(select(*_LISTED).where(feeds.c.is_configured.is_(True)).order_by(feeds.c.feed_id))
    return [to_record(FeedState, row, feeds) for row in rows]


def demands(c: Connection) -> Iterator[tuple[str, float, datetime | None, timedelta]]:
    """Of each feed that is polled: its id, its rate, when it last brought something, and its publisher's hint."""
    for row in c.execute(select(feeds.c.feed_id, feeds.c.rate, feeds.c.new_entry_at, feeds.c.hint).where(_POLLED)):
        yield row.feed_id, row.rate, row.new_entry_at, row.hint


def told_health(c: Connection) -> dict[str, Health]:
    """The health of each feed that the operator was told last, for those ever told of."""
    told = select(feeds.c.feed_id, feeds.c.told_health).where(feeds.c.told_health.is_not(None))
    return {row.feed_id: row.told_health for row in c.execute(told)}


def tell_health(c: Connection, told: Mapping[str, Health]) -> None:
    """Remember what the operator is told."""
    for feed_id, state in sorted(told.items()):
        c.execute(feeds.update().where(feeds.c.feed_id == feed_id).values(told_health=state))
