"""A cheap check of a document before feedparser: is it a feed, and if not, what is it and what can be done."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from monitor.core.polling.schedule import PollFailed
from monitor.feeds.parse.jsonfeed import JsonFeed, looks_like_json, read_json
from monitor.feeds.parse.pages import not_a_feed, read_page
from monitor.feeds.parse.prescan import Prescan, UnsafeError

ENTRIES = 2000  # of one document: the first ones, which are the newest
LOOSE_BYTES = 2_000_000  # larger malformed documents are not parsed leniently
_ROOT = re.compile(rb"<\s*(!doctype\s+html|[a-z][a-z0-9:._-]*)", re.IGNORECASE)
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)""")
_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel", "entry"})
_LAST_TAG = re.compile(rb"</\s*(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--.*?-->\s*)*$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Outline:
    """The result of the check; `failed` if there is nothing to parse."""

    failed: PollFailed | None = None
    is_well_formed: bool = False
    is_complete: bool = False  # down to the end tag of its root: not cut off on the way
    walk: Prescan = field(default_factory=Prescan)
    mistake: str = ""  # if it is not well-formed: what is wrong and where
    json: JsonFeed | None = None  # if it is one, its content


def outline(body: bytes, url: str) -> Outline:
    """Check `body`, which came from `url`."""
    if _root(body) in {"html", "!doctype html"}:
        return Outline(not_a_feed(read_page(body, url)))
    if looks_like_json(body):
        return _json(body)
    walk = Prescan()
    is_read = True
    try:
        is_read = _is_walked(walk, body)
    except UnsafeError as error:
        return Outline(PollFailed(what=f"refused: {error}", todo="tell the publisher", is_permanent=True))
    except expat.ExpatError as error:
        return _not_well_formed(body, walk, error)
    if walk.root not in _FEED_ROOTS:
        what = f"XML, but not a feed (<{walk.root[:40]}>)"
        return Outline(PollFailed(what=what, todo="check its address", is_permanent=True))
    return Outline(is_well_formed=is_read, is_complete=True, walk=walk)


def _json(body: bytes) -> Outline:
    found = read_json(body, ENTRIES)
    if found:
        return Outline(is_well_formed=True, is_complete=True, json=found)
    return Outline(PollFailed(what="JSON, but not a JSON Feed", todo="use the site's RSS or Atom feed", is_permanent=True))


def _is_walked(walk: Prescan, body: bytes) -> bool:
    """Prescan over `body`; False if its encoding would have to be guessed, because feedparser may guess differently."""
    try:
        walk.over(body)
    except (LookupError, ValueError):  # an encoding of several bytes per character, or one nobody knows
        declared = _ENCODING.match(body)
        name = declared[1].decode("ascii") if declared else "utf-16" if b"\0" in body[:64] else "utf-8"
        try:
            text = body.decode(name, "replace")
        except LookupError:
            text = body.decode("utf-8", "replace")
        walk.over(text.encode(), "utf-8")
        return False
    return True


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


def _not_well_formed(body: bytes, walk: Prescan, error: expat.ExpatError) -> Outline:
    """Feedparser may still be able to read it, within limits."""
    what = f"not well-formed XML ({expat.ErrorString(error.code)}, line {error.lineno})"
    if _root(body) not in _FEED_ROOTS:
        return Outline(PollFailed(what=f"not a feed: {what}", todo="check its address", is_permanent=True))
    if len(body) > LOOSE_BYTES:
        return Outline(PollFailed(what=f"{what}, and too large to parse leniently", todo="tell the publisher", is_permanent=True))
    if re.search(rb"<!entity", body[:65_536], re.IGNORECASE):
        return Outline(
            PollFailed(what=f"refused: it declares entities and is {what}", todo="tell the publisher", is_permanent=True)
        )
    return Outline(is_complete=_LAST_TAG.search(body[-1024:]) is not None, walk=walk, mistake=what)
