"""What the index of stories knows of the entries of open stories, so that a restart need not read their texts again.

A row is written when its entry is judged and deleted when its story closes, each in the transaction that says so: the rows are
the index as it stood after the last transaction.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from sqlalchemy import Connection, bindparam, delete, select

from monitor import resources
from monitor.model import Entry, Kept, Outcome
from monitor.store.rows import columns, insert_new, slices, to_record, to_row
from monitor.store.schema import entries, open_entries

READING = ("core/text", "core/language", "core/facts", "core/stories/headline_codec.py")  # what decides what is kept of a text
_PART = 1_000  # rows at once
_KEPT = (open_entries.c.entry_id, open_entries.c.story_id, open_entries.c.kept_at, open_entries.c.headline)


def record(c: Connection, judged: Sequence[tuple[int, Outcome]]) -> None:
    """Keep the entries judged under these numbers, and let go of those whose stories have closed."""
    new = [{"judged_no": number, "rules": _rules()} | to_row(each.kept, open_entries) for number, each in judged if each.kept]
    insert_new(c, open_entries, new)
    for part in slices([story_id for _, each in judged for story_id in each.closed]):
        c.execute(delete(open_entries).where(open_entries.c.story_id.in_(part)))


def kept(c: Connection) -> Iterator[Kept]:
    """All, in the order in which they were judged; read it to the end inside the transaction."""
    rows = c.execution_options(yield_per=_PART).execute(select(*_KEPT).order_by(open_entries.c.judged_no))
    return (Kept(entry_id=row[0], story_id=row[1], kept_at=row[2], headline=row[3]) for row in rows)


def renew(c: Connection, read: Callable[[Entry], str]) -> int:
    """Let `read` make the headline of each entry anew that was read by the rules of another version; returns how many."""
    joined = open_entries.join(entries, entries.c.judged_no == open_entries.c.judged_no)
    stale = select(open_entries.c.judged_no.label("number"), *columns(Entry, entries)).select_from(joined)
    stale = stale.where(open_entries.c.rules != _rules()).order_by("number").limit(_PART)
    changed = open_entries.update().where(open_entries.c.judged_no == bindparam("number"))
    count = 0
    while rows := c.execute(stale).all():
        c.execute(
            changed,
            [{"number": row.number, "headline": read(to_record(Entry, row, entries)), "rules": _rules()} for row in rows],
        )
        count += len(rows)
    return count


@cache
def _rules() -> str:
    """By which texts are read: a digest of what reads them, its data, and what writes down what was read."""
    return resources.digest(*READING)
