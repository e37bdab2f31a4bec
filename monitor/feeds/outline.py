"""A cheap look at a document before feedparser sees it: whether it is well-formed, a feed, and safe to parse.

feedparser's time grows with the square of an element's attributes and takes seconds for what is no feed at all; expat reads a
document in a hundredth of the time and can stop at the first sign of malice.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.parsers import expat

from monitor.core.schedule import PollFailed
from monitor.core.urls import web_url

_ATTRIBUTES, _DEPTH, _ITEMS, _ENTITIES, _ENTITY_LENGTH = 256, 200, 10_000, 300, 64
LOOSE_BYTES = 2_000_000  # beyond, what is not well-formed is not guessed at
_ROOT = re.compile(rb"<\s*(!doctype\s+html|[a-z][a-z0-9:._-]*)", re.IGNORECASE)
_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel", "entry"})
_LAST_TAG = re.compile(rb"</\s*(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--.*?-->\s*)*$", re.IGNORECASE | re.DOTALL)
_HTML_LOOKED_AT = 262_144
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})


@dataclass(frozen=True, slots=True)
class Outline:
    """What the look gave: `failed` if there is nothing to parse."""

    failed: PollFailed | None = None
    is_well_formed: bool = False
    is_complete: bool = False  # down to the end tag of its root: not cut off on the way


class _UnsafeError(Exception):
    pass


def outline(body: bytes, url: str) -> Outline:
    """The look at `body`, which came from `url`."""
    root = _root(body)
    if root in {"html", "!doctype html"}:
        return Outline(_html_page(body, url))
    try:
        _walk(body)
    except _UnsafeError as error:
        return Outline(PollFailed(what=f"refused: {error}", todo="tell the publisher", is_permanent=True))
    except expat.ExpatError as error:
        return _not_well_formed(body, error)
    if root not in _FEED_ROOTS:
        return Outline(
            PollFailed(what=f"not a feed but XML of another kind (<{root}>)", todo="check its address", is_permanent=True)
        )
    return Outline(is_well_formed=True, is_complete=True)


def _root(body: bytes) -> str:
    """The name of the first tag without its prefix, in lower case; "" if there is none near the beginning."""
    start = body[:4096]
    if start.count(b"\0") > len(start) // 4:  # UTF-16 or UTF-32
        start = start.replace(b"\0", b"")
    start = re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", start, flags=re.DOTALL)
    for found in _ROOT.finditer(start):
        name = b" ".join(found[1].lower().split()).decode("ascii")
        return name if name.startswith("!") else name.rpartition(":")[2]
    return ""


def _walk(body: bytes) -> None:
    """Raises _UnsafeError at the first limit passed, ExpatError if `body` is not well-formed."""
    parser = expat.ParserCreate()
    depth = items = entities = 0

    def start(name: str, attributes: list[str]) -> None:
        nonlocal depth, items
        depth += 1
        items += name.rpartition(":")[2] in {"item", "entry"}
        if len(attributes) > 2 * _ATTRIBUTES:
            raise _UnsafeError(f"an element with more than {_ATTRIBUTES} attributes")
        if depth > _DEPTH:
            raise _UnsafeError(f"elements nested more than {_DEPTH} deep")
        if items > _ITEMS:
            raise _UnsafeError(f"more than {_ITEMS:,} entries")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def entity(_name: str, _is_parameter: int, value: str | None, *_rest: object) -> None:
        nonlocal entities
        entities += 1
        if value is not None and ("&" in value or "%" in value or len(value) > _ENTITY_LENGTH or entities > _ENTITIES):
            raise _UnsafeError("it declares entities that expand (an XML bomb)")

    parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler, parser.EntityDeclHandler = start, end, entity
    parser.Parse(body, True)


def _not_well_formed(body: bytes, error: expat.ExpatError) -> Outline:
    """Feedparser may still make something of it, within limits."""
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        todo = "use the site's RSS or Atom feed"
        return Outline(PollFailed(what="JSON, not RSS or Atom", todo=todo, is_permanent=True))
    what = f"not well-formed XML ({expat.ErrorString(error.code)}, line {error.lineno})"
    if _root(body) not in _FEED_ROOTS:
        return Outline(PollFailed(what=f"not a feed: {what}", todo="check its address", is_permanent=True))
    if len(body) > LOOSE_BYTES:
        return Outline(PollFailed(what=f"{what}, and too large to guess", todo="tell the publisher", is_permanent=True))
    if re.search(rb"<!entity", body[:65_536], re.IGNORECASE):
        return Outline(
            PollFailed(what=f"refused: it declares entities and is {what}", todo="tell the publisher", is_permanent=True)
        )
    return Outline(is_complete=_LAST_TAG.search(body[-1024:]) is not None)


class _Links(HTMLParser):
    """Addresses of feeds in the head of a page."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base = base
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        is_feed = values.get("type", "").lower() in _FEED_TYPES and "alternate" in values.get("rel", "").lower().split()
        url = web_url(values.get("href", ""), self._base) if tag == "link" and is_feed else ""
        if url and url not in self.found:
            self.found.append(url)


def _html_page(body: bytes, url: str) -> PollFailed:
    links = _Links(url)
    links.feed(body[:_HTML_LOOKED_AT].decode("utf-8", "replace"))
    if not links.found:
        return PollFailed(what="an HTML page, not a feed", todo="look on the site for RSS", is_permanent=True)
    todo = f"it links to {', '.join(links.found[:3])}: use that address"
    return PollFailed(what="an HTML page, not a feed", todo=todo, is_permanent=True)
