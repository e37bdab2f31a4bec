"""OPML 2.0, the format in which feed readers exchange lists of feeds, as they write it in practice.

Keys specific to monitor are attributes `monitor:…`, which other readers ignore.
"""

import html
import re
from collections.abc import Iterable
from datetime import timedelta
from xml.etree import ElementTree as ET
from xml.parsers import expat

from monitor.errors import MonitorError
from monitor.feeds.lists import Listed, listed
from monitor.feeds.plain import visible
from monitor.model import Feed

_DEPTH = 50
_NAMESPACE = "urn:monitor:feed"
_XML_ENTITIES = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_ENTITY = re.compile(rb"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};)(?:(\w{1,31});)?")


def read_opml(data: bytes) -> list[Listed]:
    """The feeds of an OPML file, in order; folders become groups. Raises MonitorError if it is not OPML.

    Names of elements and attributes may be written in any case, and `&` and entities of HTML are understood.
    """
    if re.search(rb"<!entity", data, re.IGNORECASE):
        raise MonitorError("the OPML file declares entities, which OPML does not use; remove them")
    outlines = _Outlines()
    try:
        outlines.over(_ENTITY.sub(_plain_entity, data))
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise MonitorError(f"not an OPML file: {error}") from error
    if outlines.root != "opml":
        raise MonitorError(f"not an OPML file: it begins with <{outlines.root[:40]}>")
    return outlines.found


def write_opml(feeds: Iterable[Feed]) -> str:
    """The feeds as OPML, groups as folders, in the order given; with all their keys."""
    root = ET.Element("opml", {"version": "2.0", "xmlns:monitor": _NAMESPACE})
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "Feeds of monitor"
    body = ET.SubElement(root, "body")
    folders: dict[tuple[str, ...], ET.Element] = {(): body}
    for feed in feeds:
        parent = _folder(folders, tuple(filter(None, feed.group.split("/"))))
        names = {"type": "rss", "text": feed.outlet, "title": feed.outlet, "xmlUrl": feed.url}
        names |= {"language": feed.language} if feed.language else {}
        ET.SubElement(parent, "outline", names | _own_keys(feed))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _own_keys(feed: Feed) -> dict[str, str]:
    every = f"{feed.every // timedelta(seconds=1)}s" if feed.every else ""
    flags = {name: "yes" if is_set else "" for name, is_set in (("agency", feed.agency), ("private", feed.private))}
    keys = {"id": feed.id, "country": feed.country, "tier": str(feed.tier), "every": every} | flags
    return {f"monitor:{name}": value for name, value in keys.items() if value}


def _folder(folders: dict[tuple[str, ...], ET.Element], path: tuple[str, ...]) -> ET.Element:
    if path not in folders:
        parent = _folder(folders, path[:-1])
        folders[path] = ET.SubElement(parent, "outline", {"text": path[-1], "title": path[-1]})
    return folders[path]


def _plain_entity(found: re.Match[bytes]) -> bytes:
    """An HTML entity in a form that XML accepts."""
    name = found[1]
    if name in _XML_ENTITIES:
        return found[0]
    text = html.unescape(f"&{name.decode('latin-1')};") if name else "&"
    is_known = name and not text.startswith("&")
    return "".join(f"&#{ord(letter)};" for letter in text).encode() if is_known else b"&amp;" + found[0][1:]


class _Outlines:
    """One pass over the document: its outlines with their folders."""

    def __init__(self) -> None:
        self.root = ""
        self.found: list[Listed] = []
        self._folders: list[str] = []  # of the open outlines, "" for one that is none
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end

    def over(self, data: bytes) -> None:
        self._parser.Parse(data, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.root = self.root or name.lower()
        if name.lower() != "outline":
            return
        given = {key.lower(): visible(value) for key, value in attributes.items()}
        title = given.get("title") or given.get("text") or ""
        url = given.get("xmlurl") or (given.get("url", "") if given.get("type", "").lower() in {"rss", "atom"} else "")
        if url:
            group = "/".join(filter(None, self._folders[:_DEPTH]))
            keys = {key.removeprefix("monitor:"): value for key, value in given.items() if key.startswith("monitor:")}
            keys |= {"outlet": title, "language": given.get("language", ""), "group": group}
            self.found.append(listed(url, self._parser.CurrentLineNumber, keys))
        self._folders.append("" if url else " ".join((given.get("text") or title).replace("/", " ").split()))

    def _end(self, name: str) -> None:
        if name.lower() == "outline":
            self._folders.pop()
