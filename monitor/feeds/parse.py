"""Bytes to entries: all of feedparser's oddities end here, and it has no other importer.

- It opens a file or fetches an address if it is handed bytes or text that look like one: it gets a stream.
- It resolves relative links only if told where the document was: `content-location`.
- It sanitises HTML at great cost and incompletely: switched off; `plain` makes text of everything instead.
- Its dictionaries answer for a missing `updated` with `published`: read past them, with `dict.get`.
"""

import calendar
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import feedparser

from monitor.core.schedule import PollFailed
from monitor.core.urls import web_url, without_origin
from monitor.feeds.outline import outline
from monitor.feeds.plain import plain
from monitor.model import Entry, Feed, derived_id

_TITLE, _SUMMARY = 500, 2000  # characters
_ENTRIES = 2000  # of one document: the first ones, which are the newest
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # before there were feeds, a date is a mistake
_AHEAD = timedelta(hours=1)  # of our clock: a mistake too
_BARE_AMPERSAND = re.compile(rb"&(?!#?\w{1,31};)")  # the commonest mistake; feedparser would read AT&T as AT&T;
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """What a document says. If `failed` is set it is no feed and has no entries."""

    entries: tuple[Entry, ...] = ()  # oldest first
    title: str = ""
    language: str = ""  # ISO 639, if the document says
    hint: timedelta = timedelta(0)  # ttl, sy:update*
    rate: float = 0.0  # entries per day by their own dates, 0 if they have too few
    is_complete: bool = True  # not cut off on its way to us
    failed: PollFailed | None = None


def parse(body: bytes, content_type: str, url: str, feed: Feed, fetched_at: datetime) -> ParsedFeed:
    """The entries of `body`, which came from `url` as `content_type`.

    Takes about 30 ms for a feed and seconds for a malicious one: call it off the event loop, through `worker.Parsers`.
    """
    seen = outline(body, url)
    if seen.failed:
        return ParsedFeed(failed=seen.failed)
    if not seen.is_well_formed and b"\0" not in body:
        body = _BARE_AMPERSAND.sub(b"&amp;", body)
    headers = {"content-location": url, "content-type": content_type or "application/xml"}
    document = feedparser.parse(io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    items: list[Mapping[str, Any]] = document.get("entries", [])[:_ENTRIES]
    if not items and not document.get("version"):
        return ParsedFeed(failed=PollFailed(what="not a feed: nothing in it was understood", todo="check its address"))
    entries = _in_order(_entries(items, url, feed, fetched_at))
    return ParsedFeed(
        entries=entries,
        title=plain(_text(document.feed, "title"), _TITLE),
        language=_language(document.feed),
        hint=_hint(document.feed),
        rate=_rate(entries),
        is_complete=seen.is_complete,
    )


def _entries(items: Sequence[Mapping[str, Any]], url: str, feed: Feed, fetched_at: datetime) -> Iterable[Entry]:
    """Entries in the order of the document, without repetitions and without those that say nothing."""
    shared = {guid for guid, count in Counter(_text(item, "id") for item in items).items() if count > 1}
    known: set[str] = set()
    for item in items:
        title, summary = plain(_text(item, "title"), _TITLE), plain(_summary(item), _SUMMARY)
        entry_id = derived_id(feed.id, _guid(item, url, title, shared))
        if not (title or summary) or entry_id in known:
            continue
        known.add(entry_id)
        yield Entry(
            id=entry_id,
            feed_id=feed.id,
            outlet=feed.outlet,
            title=title or plain(summary, 120),
            summary=summary,
            url=web_url(_text(item, "link"), url),
            published_at=_published_at(item, fetched_at),
            fetched_at=fetched_at,
            language=feed.language,
            tier=feed.tier,
            agency=feed.agency,
        )


def _guid(item: Mapping[str, Any], url: str, title: str, shared: set[str]) -> str:
    """What an item is known by: its own id, else its link, else its title.

    An id that several items of the document share says nothing, and its link is taken. feedparser makes relative ids
    absolute, and permalinks are ids too: the host of the feed is cut off, so that neither a move to https nor to another
    name makes news of everything that is old.
    """
    own, link = _text(item, "id"), _text(item, "link")
    if own and (own not in shared or not link):
        return without_origin(own, url)
    return without_origin(link, url) if link else f"title {title}"


def _summary(item: Mapping[str, Any]) -> str:
    """The summary, or the beginning of the whole text if there is none."""
    summary = _text(item, "summary")
    contents = dict.get(item, "content") or ()  # type: ignore[call-overload]
    return summary or next((_text(content, "value") for content in contents), "")


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _published_at(item: Mapping[str, Any], fetched_at: datetime) -> datetime | None:
    """When it was published, or last updated; None if that is not said, lies ahead or is absurd."""
    for key in ("published_parsed", "updated_parsed"):
        parts = dict.get(item, key)  # type: ignore[call-overload]
        try:
            moment = datetime.fromtimestamp(calendar.timegm(parts), UTC) if parts else None
        except (ValueError, OverflowError, OSError, TypeError):
            continue
        if moment and _EARLIEST <= moment <= fetched_at + _AHEAD:
            return moment
    return None


def _in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Oldest first. Feeds put the newest on top; an entry without a date stays beside its older neighbour."""
    dated: list[tuple[datetime, Entry]] = []
    at = _EARLIEST
    for entry in reversed(list(entries)):
        at = entry.published_at or at
        dated.append((at, entry))
    return tuple(entry for _, entry in sorted(dated, key=lambda pair: pair[0]))


def _hint(channel: Mapping[str, Any]) -> timedelta:
    """How seldom the publisher asks to be read: `ttl` (minutes, RSS 2.0) or the syndication module; 0 if neither."""
    ttl = _text(channel, "ttl").strip()
    if ttl.isascii() and ttl.isdecimal() and len(ttl) < 7:
        return timedelta(minutes=int(ttl))
    period = _PERIODS.get(_text(channel, "sy_updateperiod").strip().lower())
    frequency = _text(channel, "sy_updatefrequency").strip() or "1"
    if period and frequency.isascii() and frequency.isdecimal() and int(frequency[:6]) > 0:
        return period / int(frequency[:6])
    return timedelta(0)


def _language(channel: Mapping[str, Any]) -> str:
    code = _text(channel, "language").strip().lower().partition("-")[0]
    return code if len(code) in {2, 3} and code.isascii() and code.isalpha() else ""


def _rate(entries: Sequence[Entry]) -> float:
    """Entries per day between the oldest and the newest date, of the newest thirty that have one."""
    dates = sorted(islice((entry.published_at for entry in reversed(entries) if entry.published_at), 30))
    span = dates[-1] - dates[0] if len(dates) > 2 else timedelta(0)
    return (len(dates) - 1) / (span / timedelta(days=1)) if span >= timedelta(minutes=10) else 0.0
