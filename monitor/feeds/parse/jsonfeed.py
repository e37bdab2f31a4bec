"""JSON Feed (jsonfeed.org, versions 1 and 1.1) in feedparser's structures, so that one reader serves both."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Any

_VERSION = "https://jsonfeed.org/version/1"
_HUBS = frozenset({"websub", "pubsubhubbub"})
_LINKS = 4  # hubs
_BLANK = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """`feed` and `entries` as feedparser has them; texts are HTML."""

    feed: Mapping[str, Any] = field(default_factory=dict)
    entries: Sequence[Mapping[str, Any]] = ()
    links: Mapping[str, Sequence[str]] = field(default_factory=dict)  # by rel: hub and self


def looks_like_json(body: bytes) -> bool:
    return body[:4096].lstrip(_BLANK).startswith(b"{")


def read_json(body: bytes, at_most: int) -> JsonFeed | None:
    """The first `at_most` of its items; None if `body` is no JSON Feed."""
    try:
        document = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or not _text(document, "version").startswith(_VERSION):
        return None
    items = document.get("items")
    if not isinstance(items, list):
        return None
    channel = {"title": escape(_text(document, "title")), "language": _text(document, "language"), "version": "json"}
    return JsonFeed(channel, [_entry(item) for item in items[:at_most] if isinstance(item, dict)], _links(document))


def _links(document: Mapping[str, Any]) -> dict[str, list[str]]:
    hubs = document.get("hubs")
    known = [hub for hub in hubs if isinstance(hub, dict)] if isinstance(hubs, list) else []
    urls = [_text(hub, "url") for hub in known if _text(hub, "type").lower() in _HUBS]
    return {"hub": urls[:_LINKS], "self": [_text(document, "feed_url")]}


def _entry(item: Mapping[str, Any]) -> dict[str, Any]:
    whole = _text(item, "content_html") or escape(_text(item, "content_text"))
    return {
        "id": _text(item, "id"),
        "link": _text(item, "url") or _text(item, "external_url"),
        "title": escape(_text(item, "title")),
        "summary": escape(_text(item, "summary")) or whole,
        "published": _text(item, "date_published"),
        "updated": _text(item, "date_modified"),
        "published_parsed": _moment(item, "date_published"),
        "updated_parsed": _moment(item, "date_modified"),
    }


def _text(item: Mapping[str, Any], key: str) -> str:
    """A string; a number where version 1 allows one for an id."""
    value = item.get(key)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if isinstance(value, str) else str(value) if is_number else ""


def _moment(item: Mapping[str, Any], key: str) -> tuple[int, ...] | None:
    """RFC 3339 as feedparser's tuple in UTC; a time without a zone is UTC."""
    try:
        moment = datetime.fromisoformat(_text(item, key))
        return tuple((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).timetuple())
    except (ValueError, OverflowError):
        return None
