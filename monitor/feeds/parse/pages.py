"""A web page instead of a feed: what it is, and where its site may have feeds."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser

from monitor.core.polling.schedule import PollFailed
from monitor.core.text.urls import host_of, web_url

_LOOKED_AT = 262_144  # bytes
_LINKS = 12
_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})
_LIKE_A_FEED = re.compile(
    r"(?:^|[/._-])(?:rss|rss2|feeds?|atom|rdf)(?:[/._-]|$)|\.(?:rss|atom|rdf)$|[?&](?:feed|format|type)=(?:rss|atom|feed)",
    re.IGNORECASE,
)
_USUAL = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json", "feeds")


@dataclass(frozen=True, slots=True)
class Page:
    """`feeds` are the addresses that its head declares, or else those of links that look like feeds, its own site's first."""

    feeds: tuple[str, ...] = ()
    wants_password: bool = False


def read_page(body: bytes, url: str) -> Page:
    """The beginning of a page that came from `url`, whatever it contains."""
    parser = _Parser(url)
    with suppress(AssertionError):  # what the parser says to `<![<`
        parser.feed(body[:_LOOKED_AT].decode("utf-8", "replace"))
    alike = sorted(parser.alike, key=lambda each: host_of(each) != host_of(url))
    return Page(tuple(dict.fromkeys(parser.declared or alike))[:_LINKS], parser.wants_password)


def not_a_feed(page: Page) -> PollFailed:
    """The page as the reason for a failed poll."""
    what = "a login page, not a feed" if page.wants_password else "an HTML page, not a feed"
    todo = "look for an RSS link on the site"
    if page.feeds:
        todo = f"it links to {', '.join(page.feeds[:3])}: use that address"
    elif page.wants_password:
        todo = "ask the publisher for an address that needs no login"
    return PollFailed(what=what, todo=todo, is_permanent=True, links=page.feeds)


def usual_places(url: str) -> Sequence[str]:
    """Usual URLs of feeds that a page does not declare: in the folder of the page, then at the top."""
    folders = dict.fromkeys((web_url("./", url), web_url("/", url)))
    return [place for folder in folders for name in _USUAL if (place := web_url(name, folder))]


class _Parser(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base = base
        self.declared: list[str] = []
        self.alike: list[str] = []
        self.wants_password = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "base":
            self._base = web_url(values.get("href", ""), self._base) or self._base
        elif tag == "input":
            self.wants_password |= values.get("type", "").lower() == "password"
        elif tag == "link" and "alternate" in values.get("rel", "").lower().split():
            if values.get("type", "").partition(";")[0].strip().lower() in _TYPES:
                self._keep(self.declared, values)
        elif tag == "a" and _LIKE_A_FEED.search(values.get("href", "").partition("#")[0]):
            self._keep(self.alike, values)

    def _keep(self, found: list[str], values: dict[str, str]) -> None:
        url = web_url(values.get("href", ""), self._base)
        if url and len(found) < _LINKS:
            found.append(url)
