"""How a feed names its hub, and how a hub signs."""

import hashlib
import hmac
import json

import pytest
from support.clocks import START
from support.feed_server import rss

from monitor.feeds.parse.parser import ParsedFeed, Received, parse
from monitor.ingest.websub.hubs import is_signed, named
from monitor.model import Feed, Hubs

FEED = Feed(id="dawn", url="https://dawn.example/rss", outlet="Dawn")
HUB, SELF = "https://hub.example/", "https://dawn.example/feed.xml"
ATOM = "xmlns:a='http://www.w3.org/2005/Atom'"
LINKS = f"<a:link {ATOM} rel='hub' href='{HUB}'/><a:link {ATOM} rel='self' href='/feed.xml'/>"
DOCUMENTS = {
    "RSS": rss("A", channel=LINKS),
    "Atom": f"<feed xmlns='http://www.w3.org/2005/Atom'><link rel='hub' href='{HUB}'/><link rel='Self' href='{SELF}'/>"
    "<entry><id>1</id><title>A</title><link rel='hub' href='https://other.example'/></entry></feed>".encode(),
    "JSON": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "feed_url": SELF,
            "hubs": [{"type": "rssCloud", "url": "https://cloud.example"}, {"type": "WebSub", "url": HUB}],
            "items": [],
        }
    ).encode(),
    "not well-formed": rss("A", channel=LINKS)[:-8],
}


def hubs(*urls: str, topic: str = SELF) -> Hubs:
    return Hubs(urls=urls, topic=topic, base=FEED.url)


def read(body: bytes, marks: bytes = b"") -> ParsedFeed:
    return parse(Received(body, "", FEED.url, FEED, START, marks))


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_names_its_hub(kind: str) -> None:
    assert named("", read(DOCUMENTS[kind]), FEED.url) == hubs(HUB)


def test_a_document_may_name_several_but_not_endlessly_many() -> None:
    more = "".join(f"<a:link {ATOM} rel='hub' href='/{number}'/>" for number in range(99))
    found = named("", read(rss("A", channel=LINKS + more)), FEED.url)
    assert found
    assert found.urls == (HUB, *(f"https://dawn.example/{number}" for number in range(3)))
    document = {"version": "https://jsonfeed.org/version/1.1", "feed_url": SELF, "items": []}
    told = json.dumps(document | {"hubs": [{"type": "websub", "url": HUB}] * 3 + [{"type": "websub", "url": "/2"}]})
    assert named("", read(told.encode()), FEED.url) == hubs(HUB, "https://dawn.example/2")


def test_a_document_of_which_nothing_is_new_names_it_too() -> None:
    whole = read(DOCUMENTS["RSS"])
    assert named("", read(DOCUMENTS["RSS"], whole.marks), FEED.url) == hubs(HUB)
    assert named("", read(rss("A", "B", channel=LINKS), whole.marks), FEED.url) == hubs(HUB)


@pytest.mark.parametrize(
    ("link", "hub"),
    [
        (f'<{HUB}>; rel="hub", <{SELF}>; rel="self"', hubs(HUB)),
        (f"</feed.xml>;title=x;rel=self,<{HUB}>;REL=hub", hubs(HUB)),
        (f'<{HUB}>; rel="preload hub", </a>; rel="next self"', hubs(HUB, topic="https://dawn.example/a")),
        (f'<{HUB}>; rel="hub", <{SELF}>; rel="self", </2>; rel=hub, <{HUB}>; rel=hub', hubs(HUB, "https://dawn.example/2")),
        (f'<{HUB}>; rel="hub"', None),
        (f'<javascript:1>; rel="hub", <{SELF}>; rel="self"', None),
        (f'<{HUB}>; xrel="hub", <{SELF}>; rel="self"', None),
        ("<" * 60_000, None),
        ("<a>;" + "rel=" * 15_000, None),
    ],
)
def test_headers_name_a_hub(link: str, hub: Hubs | None) -> None:
    assert named(link, ParsedFeed(), FEED.url) == hub


def test_headers_go_before_the_document() -> None:
    assert named('<https://new.example/>; rel="hub"', read(DOCUMENTS["RSS"]), FEED.url) == hubs("https://new.example/")


def test_a_feed_with_shared_ids_has_no_hub() -> None:
    """Its entries are known by their links, but one alone would be known by its id: it would be stored twice."""
    item = "<item><guid isPermaLink='false'>same</guid><title>{0}</title><link>https://dawn.example/{0}</link></item>"
    body = f"<rss version='2.0'><channel>{LINKS}{item.format('a')}{item.format('b')}</channel></rss>".encode()
    assert named("", read(body), FEED.url) is None


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_signatures(method: str) -> None:
    digest = hmac.new(b"secret", b"body", getattr(hashlib, method)).hexdigest()
    assert is_signed(f"{method}={digest}", "secret", b"body")
    assert is_signed(f"{method}={digest.upper()}", "secret", b"body")
    assert not is_signed(f"{method}={digest}", "secret", b"Body")
    assert not is_signed(f"{method}={digest}", "other", b"body")
    assert not is_signed(f"{method}={digest[:-1]}", "secret", b"body")


@pytest.mark.parametrize("signature", ["", "sha1", "sha1=", "md5=841a2d689ad86bd1611447453c22c6fc", "=", "sha1=é", "new=1"])
def test_what_is_no_signature(signature: str) -> None:
    assert not is_signed(signature, "secret", b"body")
