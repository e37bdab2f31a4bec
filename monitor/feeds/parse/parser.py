"""Bytes to entries. The only importer of feedparser, whose quirks are all handled here.

- It opens a file or fetches a URL if given bytes or text that look like one: it gets a stream.
- It resolves relative links only if given the document's URL: `content-location`.
- It sanitises HTML slowly and incompletely: switched off; `plain` converts everything to text instead.
- It receives text in small pieces unless its SAX driver collects them: `buffered`.
- It joins the document's URL with itself at each element, which takes a fifth of its time: recent results are cached.
- It looks for an address in an author's name, and for an encoding in all of the first line, in times that grow with the square of
  their lengths: the one is switched off, and the declaration gets a line of its own.
- It does not read UTF-16 that says so by its byte order mark alone: it gets UTF-8.
- Its dictionaries answer for a missing `updated` with `published`: read past them, with `dict.get`.
"""

import codecs
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

import feedparser
import feedparser.api
import feedparser.mixin

from monitor.core.polling.schedule import PollFailed
from monitor.core.text.urls import web_url, without_origin
from monitor.feeds.parse.dates import dated
from monitor.feeds.parse.diagnostics import Examination, Seen, examine
from monitor.feeds.parse.hints import interval_of, skips_of
from monitor.feeds.parse.item_hashes import ItemHashes, hashes, is_divisible, without
from monitor.feeds.parse.outline import ENTRIES, Outline, outline
from monitor.feeds.plain import plain, shortened
from monitor.model import Entry, Feed, derived_id

feedparser.api.PREFERRED_XML_PARSERS[:] = ["monitor.feeds.parse.buffered"]
feedparser.mixin.make_safe_absolute_uri = lru_cache(64)(feedparser.mixin.make_safe_absolute_uri)
feedparser.mixin._FeedParserMixin._sync_author_detail = lambda *_: None  # noqa: SLF001 -- it has no other switch

_KINDS = {
    "rss20": "RSS 2.0", "rss10": "RSS 1.0", "rss090": "RSS 0.90", "rss091n": "RSS 0.91", "rss091u": "RSS 0.91",
    "rss092": "RSS 0.92", "rss093": "RSS 0.93", "rss094": "RSS 0.94", "rss": "RSS",
    "atom10": "Atom 1.0", "atom03": "Atom 0.3", "atom": "Atom", "json": "JSON Feed",
}  # fmt: skip
_TITLE, _SUMMARY = 500, 2000  # characters
_TAGS = 10_000  # beginnings of them; a third of a second at most
_LONG_BASE = re.compile(rb"""base\s*=\s*(?:"[^"]{1000}|'[^']{1000})""")  # joined again for every element
_DECLARED = re.compile(r"\A<\?xml.*?\?>", re.DOTALL)
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?.*?\?>", re.DOTALL)
_BARE_AMPERSAND = re.compile(rb"&(?!#?\w{1,31};)")  # the commonest mistake; feedparser would read AT&T as AT&T;


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """The content of a document. If `failed` is set, it is not a feed and has no entries."""

    entries: tuple[Entry, ...] = ()  # oldest first; those read before may be left out
    title: str = ""
    language: str = ""  # ISO 639, if the document says
    hint: timedelta = timedelta(0)  # ttl, sy:update*
    skips: int = 0  # hours and days at which it need not be read, as `hints.skips_of` has them
    marks: bytes = b""  # of its items, for the next time
    hubs: tuple[str, ...] = ()  # who pushes it (WebSub), if it says so
    topic: str = ""  # its own address, if it says so
    rate: float = 0.0  # entries per day by their own dates, 0 if they have too few
    is_complete: bool = True  # not cut off on its way to us
    kind: str = ""  # RSS 2.0, Atom 1.0, …
    examination: Examination | None = None  # if requested
    has_shared_ids: bool = False  # in a part of it, an entry might be known by something else
    failed: PollFailed | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A document as it came from `url`; `marks` are those its feed's last document left."""

    body: bytes = field(repr=False)
    content_type: str
    url: str
    feed: Feed
    fetched_at: datetime
    marks: bytes = field(default=b"", repr=False)
    is_examined: bool = False  # a report on its faults is wanted


class TooMuchError(Exception):
    """More work for feedparser than the caller allows here."""


def parse(received: Received) -> ParsedFeed:
    """The entries of a document, without those that its marks identify as known.

    A whole feed takes about 10 ms and a malicious one seconds: call this off the event loop, through `worker.Parsers`.
    """
    return parse_outlined(received, outline(received.body, received.url))


def parse_outlined(received: Received, seen: Outline, limit: int | None = None) -> ParsedFeed:
    """`parse` after its first look. With `limit`, raises TooMuchError if feedparser would get more bytes, or work for seconds."""
    if seen.failed:
        return ParsedFeed(failed=seen.failed)
    items: list[bytes] = []
    if seen.is_well_formed and is_divisible(received.body, received.content_type, seen.walk):
        items = hashes(received.body, seen.walk.spans)
        parsed = _parse_new(received, seen, items, limit)
        if parsed:
            return parsed
    read = _read(received, seen, limit)
    if read.is_clear and len(read.keys) == len(items):
        return replace(read.parsed, marks=ItemHashes.unpack(b"").pack(items, read.keys))
    return read.parsed


def _parse_new(received: Received, seen: Outline, items: Sequence[bytes], limit: int | None) -> ParsedFeed | None:
    """The entries of the items without marks; None if the whole document must be parsed.

    An item that shares its id with a removed one would be identified differently in the whole document.
    """
    marks = ItemHashes.unpack(received.marks)
    known = [span for span, item in zip(seen.walk.spans, items, strict=True) if item in marks]
    if len(known) == len(items):
        return replace(_frame(received, seen), marks=marks.pack(items, ()))
    if not known or len(items) > ENTRIES:
        return None
    read = _read(replace(received, body=without(received.body, known)), seen, limit)
    is_whole = len(read.keys) == len(items) - len(known)
    if read.parsed.failed or not read.is_clear or not is_whole or marks.keys(items) & set(read.keys):
        return None
    return replace(read.parsed, marks=marks.pack(items, read.keys))


@dataclass(frozen=True, slots=True)
class _Read:
    """What feedparser made of a document."""

    parsed: ParsedFeed
    keys: tuple[str, ...] = ()  # of its items in their order, also of those that say nothing
    is_clear: bool = False  # no two items share an id or a key


def _read(received: Received, seen: Outline, limit: int | None) -> _Read:
    if limit is not None and _is_much(received.body, limit):
        raise TooMuchError
    try:
        channel, items = (seen.json.feed, seen.json.entries) if seen.json else _understood(received, seen)
    except Exception as error:  # noqa: BLE001 -- feedparser raises anything at elements in unexpected places
        what = f"feedparser fails on it: {type(error).__name__} {error}"
        return _Read(ParsedFeed(failed=PollFailed(what=shortened(what, 200), todo="tell the publisher", is_permanent=True)))
    if not items and not channel:
        failed = PollFailed(what="not a feed: no feed elements found", todo="check its address")
        return _Read(ParsedFeed(failed=failed))
    shared = {guid for guid, count in Counter(_text(item, "id") for item in items).items() if guid and count > 1}
    known_by = [_known_by(item, received.url, shared) for item in items]
    keys = tuple(derived_id(received.feed.id, guid) for _, guid in known_by)
    entries = _in_order(_entries(items, keys, received))
    parsed = replace(
        _frame(received, seen),
        entries=entries,
        title=plain(_text(channel, "title"), _TITLE),
        language=_language(channel),
        rate=_rate(entries),
        is_complete=seen.is_complete,
        has_shared_ids=bool(shared),
        kind=_KINDS.get(_text(channel, "version"), "feed"),
    )
    if received.is_examined:
        mistake, rules = seen.mistake or _text(channel, "bozo"), [rule for rule, _ in known_by]
        looked_at = Seen(received.body, received.content_type, received.fetched_at, mistake, items, rules, keys)
        parsed = replace(parsed, examination=examine(looked_at))
    return _Read(parsed, keys, not shared and len(set(keys)) == len(keys))


def _frame(received: Received, seen: Outline) -> ParsedFeed:
    """What is known without feedparser."""
    links = seen.json.links if seen.json else seen.walk.links
    return ParsedFeed(
        hint=interval_of(seen.walk.hints),
        skips=skips_of(seen.walk.hints),
        hubs=tuple(filter(None, (web_url(address, received.url) for address in links.get("hub", ())))),
        topic=web_url(next(iter(links.get("self", ())), ""), received.url),
    )


def _is_much(body: bytes, limit: int) -> bool:
    return len(body) > limit or body.count(b"<") > _TAGS or b"\0" in body[:64] or _LONG_BASE.search(body) is not None


def _understood(received: Received, seen: Outline) -> tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]:
    """The channel and the items that feedparser found; both empty if it found no feed."""
    body, content_type = received.body, received.content_type or "application/xml"
    if seen.is_well_formed and body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        body, content_type = _DECLARED.sub("", body.decode("utf-16")).encode(), "application/xml"
    if not seen.is_well_formed and b"\0" not in body:
        body = _BARE_AMPERSAND.sub(b"&amp;", body)
    declaration = _DECLARATION.match(body)
    if declaration:
        body = declaration[0] + b"\n" + body[declaration.end() :]
    headers = {"content-location": received.url, "content-type": content_type}
    document = feedparser.parse(io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    items: list[Mapping[str, Any]] = document.get("entries", [])[:ENTRIES]
    is_feed = bool(items or document.get("version"))
    if not is_feed and seen.is_well_formed and ";" in received.content_type:  # in an encoding that it is not in
        return _understood(replace(received, content_type=received.content_type.partition(";")[0]), seen)
    told = {"version": document.get("version"), "bozo": str(document.get("bozo_exception", ""))}
    return ({**document.feed, **told}, items) if is_feed else ({}, ())


def _entries(items: Sequence[Mapping[str, Any]], keys: Sequence[str], received: Received) -> Iterable[Entry]:
    """Entries in the order of the document, without repetitions and without those that say nothing."""
    feed, known = received.feed, set[str]()
    for item, key in zip(items, keys, strict=True):
        if key in known:
            continue
        title, summary = plain(_text(item, "title"), _TITLE), plain(_summary(item), _SUMMARY)
        if not (title or summary):
            continue
        known.add(key)
        yield Entry(
            id=key,
            feed_id=feed.id,
            outlet=feed.outlet,
            title=title or plain(summary, 120),
            summary=summary,
            url=web_url(_text(item, "link"), received.url),
            published_at=dated(item, received.fetched_at).at,
            fetched_at=received.fetched_at,
            language=feed.language,
            tier=feed.tier,
            agency=feed.agency,
        )


def _known_by(item: Mapping[str, Any], url: str, shared: set[str]) -> tuple[str, str]:
    """What identifies an item: its own id, otherwise its link, otherwise its title; preceded by which of them it is.

    An id shared by several items of the document is ignored, and the link is used. feedparser makes relative ids
    absolute, and permalinks are ids too: the host of the feed is removed, so that neither a move to https nor to another
    name makes old entries new.
    """
    own, link = _text(item, "id"), _text(item, "link")
    if own and (own not in shared or not link):
        return "id", without_origin(own, url)
    return ("link", without_origin(link, url)) if link else ("title", f"title {plain(_text(item, 'title'), _TITLE)}")


def _summary(item: Mapping[str, Any]) -> str:
    """The summary, or the beginning of the whole text if there is none."""
    summary = _text(item, "summary")
    contents = dict.get(item, "content") or ()  # type: ignore[call-overload]
    return summary or next((_text(content, "value") for content in contents), "")


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Oldest first. Feeds put the newest on top; an entry without a date counts as of now."""
    upwards = list(entries)[::-1]
    return tuple(sorted(upwards, key=lambda entry: entry.published_at or entry.fetched_at))


def _language(channel: Mapping[str, Any]) -> str:
    code = _text(channel, "language").strip().lower().partition("-")[0]
    return code if len(code) in {2, 3} and code.isascii() and code.isalpha() else ""


def _rate(entries: Sequence[Entry]) -> float:
    """Entries per day between the oldest and the newest date, of the newest thirty that have one."""
    dates = sorted(islice((entry.published_at for entry in reversed(entries) if entry.published_at), 30))
    span = dates[-1] - dates[0] if len(dates) > 2 else timedelta(0)
    return (len(dates) - 1) / (span / timedelta(days=1)) if span >= timedelta(minutes=10) else 0.0
