"""Documents made to take hours, or to break the parser: each is read, or refused with a reason, in no time.

Without what they test, most of these would not end before the suite's own deadline.
"""

from datetime import UTC, datetime

import pytest
from support.feed_server import rss

from monitor.feeds.parse.parser import ParsedFeed, Received, parse
from monitor.model import Feed

NOW = datetime(2024, 1, 18, 6, 0, tzinfo=UTC)
FEED = Feed(id="dawn", url="https://dawn.example/rss", outlet="Dawn")
LONG = 240_000


def read(body: bytes, content_type: str = "text/xml") -> ParsedFeed:
    return parse(Received(body, content_type, "https://dawn.example/feeds/rss", FEED, NOW))


READ = {
    "a name made of one word": rss(x=f"<title>A</title><author>{'a' * LONG}</author>"),
    "an address never finished": rss(x=f"<title>A</title><managingEditor>{'a.' * (LONG // 2)}</managingEditor>"),
    "encodings all over the first line": b"<?xml version='1.0'?>" + rss("A", channel="encoding=&quot;" + 'encoding="' * 20_000),
    "spaces in a date": rss(x=f"<title>A</title><pubDate>1{' ' * LONG}1</pubDate>"),
    "a link up and down": rss(x=f"<title>A</title><link>http://x.example/{'a/../' * (LONG // 5)}</link>"),
    "bold within bold": rss(x=f"<title>A</title><description>{'&lt;b>&lt;p>' * (LONG // 12)}</description>"),
}
REFUSED = {
    "blank lines first": (b"<?xml version='1.0'?>" + b"\n" * LONG + rss("A"), "more than 16,384 bytes before its first element"),
    "a long namespace": (
        b"<rss xmlns='http://x.example/" + b"a" * LONG + b"'>" + b"<a/>" * (LONG // 4) + b"</rss>",
        "a namespace of more than 1,000 characters",
    ),
    "long names": (b"<rss><" + b"a" * 5000 + b"/></rss>", "a name of more than 2,000 characters"),
    "attributes for every element": (
        b"<!DOCTYPE r [<!ATTLIST a "
        + b" ".join(b"b%d CDATA ''" % n for n in range(200))
        + b">]><rss>"
        + b"<a/>" * LONG
        + b"</rss>",
        "it declares attributes for every element (an XML bomb)",
    ),
    "one long attribute for every element": (
        b"<!DOCTYPE r [<!ATTLIST a b CDATA '" + b"x" * LONG + b"'>]><rss>" + b"<a/>" * LONG + b"</rss>",
        "it declares attributes for every element (an XML bomb)",
    ),
}


@pytest.mark.parametrize("name", READ)
def test_what_is_laborious_for_feedparser_is_read_at_once(name: str) -> None:
    assert [entry.title for entry in read(READ[name]).entries] == ["A"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_grows_with_each_element_is_refused(name: str) -> None:
    body, reason = REFUSED[name]
    failed = read(body).failed
    assert failed is not None
    assert str(failed) == f"refused: {reason}; tell the publisher"


def test_broken_html_is_html_all_the_same() -> None:
    failed = read(b"<html><link rel=alternate type=application/rss+xml href=/rss>" + b"<![<![", "text/html").failed
    assert failed is not None
    assert str(failed) == "an HTML page, not a feed; it links to https://dawn.example/rss: use that address"


def test_what_feedparser_breaks_on_is_told_as_such() -> None:
    failed = read(rss(x="<title>A</title><textInput><link>/x</link></textInput>")).failed
    assert failed is not None
    assert str(failed) == "feedparser fails on it: KeyError 'textinput'; tell the publisher"
