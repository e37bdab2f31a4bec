"""The judged entries from first to last, read in parts, for what looks at all of them and wants few."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, func, select, type_coerce

from monitor.model import Assignment, Entry
from monitor.store.rows import columns, to_record
from monitor.store.schema import entries, stories

PART = 5_000  # rows at once
_ASKED = 500  # numbers in one question
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ENTRY = columns(Entry, entries)
_ASSIGNMENT = [column for column in columns(Assignment, entries) if column.name not in Entry.__dataclass_fields__]
_TICKS = type_coerce(entries.c.fetched_at, BigInteger)  # microseconds: most rows are passed over, and a time costs more to make


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with its story; `now` is when it was judged, the latest `fetched_at` up to it."""

    entry: Entry
    assignment: Assignment
    now: datetime


def extent(c: Connection, since: datetime | None = None) -> tuple[int, datetime, datetime] | None:
    """How many judged entries have come since then, and when the first and the last of them; None if there is none."""
    fetched = entries.c.fetched_at
    counted = select(func.count(), func.min(fetched), func.max(fetched)).where(entries.c.judged_no.is_not(None))
    count, first_at, last_at = c.execute(counted if since is None else counted.where(fetched >= since)).one()
    return (count, first_at, last_at) if count else None


def first_needed(c: Connection, since: datetime) -> int:
    """The number of the first entry of all stories that have grown since then; 0 if none has."""
    grown = select(func.min(entries.c.judged_no)).join(stories, stories.c.id == entries.c.story_id)
    return c.execute(grown.where(stories.c.last_at >= since)).scalar() or 0


def texts(c: Connection, first: int = 0) -> Iterator[tuple[int, str, str, str]]:
    """Of every entry from the number `first` on its number, story, title and summary, in the order of judgement."""
    chosen = select(entries.c.judged_no, entries.c.story_id, entries.c.title, entries.c.summary)
    return _in_parts(c, chosen, first)


def placed(c: Connection, first: int) -> Iterator[tuple[Entry, Assignment]]:
    """Every judged entry from the number `first` on, in the order in which they were judged."""
    for row in _in_parts(c, select(entries.c.judged_no, *_ENTRY, *_ASSIGNMENT), first):
        yield to_record(Entry, row, entries), to_record(Assignment, row, entries)


def of_stories(c: Connection, story_ids: Collection[str], first: int = 0) -> Iterator[Placed]:
    """The entries of these stories from the number `first` on, in the order in which they were judged."""
    latest = 0
    wanted: dict[int, int] = {}  # judged_no → when it was judged
    for number, story_id, ticks in _in_parts(c, select(entries.c.judged_no, entries.c.story_id, _TICKS), first):
        latest = max(latest, ticks)
        if story_id in story_ids:
            wanted[number] = latest
        if len(wanted) == PART:
            yield from _placed(c, wanted)
            wanted = {}
    yield from _placed(c, wanted)


def _placed(c: Connection, wanted: dict[int, int]) -> Iterator[Placed]:
    numbers = list(wanted)
    for start in range(0, len(numbers), _ASKED):
        part = numbers[start : start + _ASKED]
        chosen = select(entries.c.judged_no, *_ENTRY, *_ASSIGNMENT).where(entries.c.judged_no.in_(part))
        for row in c.execute(chosen.order_by(entries.c.judged_no)):
            now = _EPOCH + timedelta(microseconds=wanted[row.judged_no])
            yield Placed(to_record(Entry, row, entries), to_record(Assignment, row, entries), now)


def _in_parts(c: Connection, chosen: Select[Any], first: int) -> Iterator[Any]:
    """Rows that begin with `judged_no`, in its order from `first` on; no cursor stays open in between."""
    chosen = chosen.order_by(entries.c.judged_no).limit(PART)
    while rows := c.execute(chosen.where(entries.c.judged_no >= first)).all():
        yield from rows
        first = rows[-1][0] + 1
