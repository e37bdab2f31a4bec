"""Entries: those waiting to be judged, and those that were, in the order in which they were."""

import re
from collections.abc import Iterator
from datetime import datetime
from difflib import get_close_matches

from sqlalchemy import Connection, select

from monitor.core.text.urls import full_address, host_of, is_address, same_page
from monitor.model import Assignment, Entry
from monitor.store.rows import columns, to_record
from monitor.store.schema import entries, stories

_ENTRY = columns(Entry, entries)
_ASSIGNMENT = [column for column in columns(Assignment, entries) if column.name not in Entry.__dataclass_fields__]
_REVISION = re.compile(r"[0-9]{1,9}")
_LOOKED_THROUGH = 5_000  # addresses of one site, the newest, for those that resemble another
_ALIKE = 0.85  # of the characters


def unjudged(c: Connection, limit: int) -> list[Entry]:
    """The entries to judge next, in order of arrival. A flag decides, since keys may become visible out of order."""
    waiting = select(*_ENTRY).where(entries.c.judged_no.is_(None)).order_by(entries.c.fetched_at, entries.c.no).limit(limit)
    return [to_record(Entry, row, entries) for row in c.execute(waiting)]


def of_open_stories(c: Connection, since: datetime) -> list[tuple[Entry, Assignment]]:
    """All entries of the stories that have grown since then, in the order in which they were judged."""
    grown = (
        select(*_ENTRY, *_ASSIGNMENT)
        .join(stories, stories.c.id == entries.c.story_id)
        .where(stories.c.last_at >= since)
        .order_by(entries.c.judged_no)
    )
    return [(to_record(Entry, row, entries), to_record(Assignment, row, entries)) for row in c.execute(grown)]


def recorded(c: Connection) -> Iterator[Entry]:
    """Every judged entry in the order in which it was judged; read it to the end inside the transaction."""
    judged = select(*_ENTRY).where(entries.c.judged_no.is_not(None)).order_by(entries.c.judged_no)
    rows = c.execution_options(yield_per=1000).execute(judged)
    return (to_record(Entry, row, entries) for row in rows)


def find(c: Connection, text: str) -> Entry | None:
    """The entry with this id (newest revision), key, or address in whatever spelling (arrived last)."""
    identity, _, revision = text.rpartition(".")
    is_key = (entries.c.id == identity) & (entries.c.revision == (int(revision) if _REVISION.fullmatch(revision) else -1))
    for condition, order in (
        (entries.c.id == text, entries.c.revision),
        (is_key, entries.c.revision),
        (entries.c.url == text, entries.c.no),
    ):
        row = c.execute(select(*_ENTRY).where(condition).order_by(order.desc()).limit(1)).first()
        if row is not None:
            return to_record(Entry, row, entries)
    return _of_page(c, full_address(text)) if is_address(text) else None


def _of_page(c: Connection, address: str) -> Entry | None:
    page = same_page(address)
    path = page.partition("/")[2].partition("?")[0]
    holding = select(*_ENTRY).where(entries.c.url.contains(path or host_of(address), autoescape=True))
    rows = c.execute(holding.order_by(entries.c.no.desc()))
    return next((to_record(Entry, row, entries) for row in rows if same_page(row.url) == page), None)


def resembling(c: Connection, address: str, count: int) -> tuple[frozenset[str], list[str]]:
    """The feeds that list entries of the site of `address`, and of these entries' addresses those that look most like it."""
    address = full_address(address)
    site = host_of(address).removeprefix("www.")
    listed = select(entries.c.feed_id, entries.c.url).where(entries.c.url.contains(site, autoescape=True))
    rows = c.execute(listed.order_by(entries.c.no.desc()).limit(_LOOKED_THROUGH)).all()
    ours = [row for row in rows if host_of(row.url).removeprefix("www.") == site]
    pages = {same_page(row.url): row.url for row in ours}
    alike = [pages[page] for page in get_close_matches(same_page(address), pages, count, _ALIKE)]
    return frozenset(row.feed_id for row in ours), alike
