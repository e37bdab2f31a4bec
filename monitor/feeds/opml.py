"""OPML 2.0, the format in which feed readers exchange lists of feeds."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from xml.etree import ElementTree as ET

from monitor.core.urls import host_of, web_url
from monitor.errors import MonitorError
from monitor.model import Feed

_DEPTH = 50


def read_opml(data: bytes, taken: Collection[str] = ()) -> tuple[Feed, ...]:
    """The feeds of an OPML file in its order, each address once; folders become groups.

    Ids are made from the names and differ from each other and from those `taken`. Raises MonitorError if it is no OPML.
    """
    if re.search(rb"<!(?:doctype|entity)", data, re.IGNORECASE):
        raise MonitorError("the OPML file declares a document type or entities, which OPML has no use for; remove them")
    try:
        root = ET.fromstring(data)  # noqa: S314 -- no entities, see above
    except ET.ParseError as error:
        raise MonitorError(f"not an OPML file: {error}") from error
    body = root.find("body")
    if root.tag.lower() != "opml" or body is None:
        raise MonitorError(f"not an OPML file: it begins with <{root.tag}>, or has no body")
    ids, feeds = set(taken), dict[str, Feed]()
    for outline, group in _outlines(body, ()):
        url = web_url(outline.get("xmlUrl", ""))
        if url and url not in feeds:
            name = " ".join((outline.get("title") or outline.get("text") or host_of(url)).split())
            language = (outline.get("language") or "").lower().partition("-")[0]
            feed_id = feed_id_for(name, url, ids)
            ids.add(feed_id)
            plain = language if re.fullmatch("[a-z]{2,3}", language) else "en"
            feeds[url] = Feed(id=feed_id, url=url, outlet=name, language=plain, group="/".join(group))
    return tuple(feeds.values())


def write_opml(feeds: Iterable[Feed]) -> str:
    """The feeds as OPML, groups as folders, in the order given."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "Feeds of monitor"
    body = ET.SubElement(root, "body")
    folders: dict[tuple[str, ...], ET.Element] = {(): body}
    for feed in feeds:
        parent = _folder(folders, tuple(filter(None, feed.group.split("/"))))
        names = {"type": "rss", "text": feed.outlet, "title": feed.outlet, "xmlUrl": feed.url, "language": feed.language}
        ET.SubElement(parent, "outline", names)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def feed_id_for(name: str, url: str, taken: Collection[str]) -> str:
    """A short id that is easy to type, from the outlet's name or else its host, and not yet `taken`."""
    host = host_of(url).removeprefix("www.").removeprefix("rss.").removeprefix("feeds.")
    stem = _slug(name) or _slug(host) or "feed"
    number = 2
    feed_id = stem
    while feed_id in taken:
        feed_id = f"{stem}-{number}"
        number += 1
    return feed_id


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def _outlines(parent: ET.Element, group: Sequence[str]) -> Iterable[tuple[ET.Element, Sequence[str]]]:
    """Every outline below `parent` with the folders it lies in."""
    for outline in parent.findall("outline"):
        yield outline, group
        name = " ".join((outline.get("text") or outline.get("title") or "").replace("/", " ").split())
        if len(group) < _DEPTH:
            yield from _outlines(outline, (*group, name) if name else group)


def _folder(folders: dict[tuple[str, ...], ET.Element], path: tuple[str, ...]) -> ET.Element:
    if path not in folders:
        parent = _folder(folders, path[:-1])
        folders[path] = ET.SubElement(parent, "outline", {"text": path[-1], "title": path[-1]})
    return folders[path]
