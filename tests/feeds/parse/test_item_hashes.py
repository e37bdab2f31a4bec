"""Only new items are parsed, and nobody can tell by the result."""

import io
from random import Random
from typing import Any

import feedparser
import feedparser.api
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.cuts import FEED, MARK, NOW, compare
from support.feed_server import rss
from support.generated import document

from monitor.feeds.parse import parser as parsing
from monitor.feeds.parse.parser import ParsedFeed, Received, parse
from monitor.model import Entry

GIVEN: list[bytes] = []  # what feedparser was given


@pytest.fixture(autouse=True)
def _watch_feedparser(monkeypatch: pytest.MonkeyPatch) -> None:
    real = feedparser.parse

    def watched(stream: io.BytesIO, **more: Any) -> Any:
        GIVEN.append(stream.getvalue())
        return real(stream, **more)

    monkeypatch.setattr(parsing.feedparser, "parse", watched)


def read(body: bytes, marks: bytes = b"", content_type: str = "application/xml") -> ParsedFeed:
    GIVEN.clear()
    return parse(Received(body, content_type, "https://dawn.example/feeds/rss", FEED, NOW, marks))


def split(marks: bytes) -> list[bytes]:
    return [marks[at : at + MARK] for at in range(0, len(marks), MARK)]


def assert_equal_to_the_whole(body: bytes, content_type: str = "application/xml") -> None:
    """With each item new in turn, with every second one and with none."""
    whole = read(body, b"", content_type)
    marks = split(whole.marks)
    by_key = {entry.id: entry for entry in whole.entries}
    news = [{place} for place in range(len(marks))] + [set(range(0, len(marks), 2)), set()]
    for new in news if marks else ():
        known = b"".join(mark for place, mark in enumerate(marks) if place not in new)
        got = read(body, known, content_type)
        assert not GIVEN or len(GIVEN[0]) < len(body) or len(new) == len(marks)
        keys = {marks[place][8:].hex() for place in new}
        assert got.entries == tuple(entry for entry in whole.entries if entry.id in keys)
        assert set(keys) & set(by_key) == {entry.id for entry in got.entries}
        assert (got.marks, got.hint, got.skips) == (whole.marks, whole.hint, whole.skips)


@settings(max_examples=100)
@given(st.integers(0, 1 << 32))
def test_generated_feeds_give_what_a_whole_parse_gives(seed: int) -> None:
    body, content_type = document(Random(seed))  # noqa: S311 -- not for secrets
    assert compare(body, content_type).mismatches == ()


ENTRY_IN_XHTML = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>d</title><id>tag:x,1</id>"
    "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>e<entry/></div></content></entry></feed>"
)
ITEM = "<item><guid isPermaLink='false'>{0}</guid><title>{0}</title></item>"
THREE = ITEM.format("a") + ITEM.format("b") + ITEM.format("c")


def channel(inner: str, before: str = "", after: str = "", root: str = "<rss version='2.0'>") -> str:
    return f"{before}{root}<channel><title>T</title>{inner}</channel></rss>{after}"


CUT = {
    "a tag in CDATA": channel(THREE + ITEM.format("<![CDATA[</item><item>]]>")),
    "a tag in a comment": channel("<!-- <item> -->" + THREE + "<!-- </item> -->"),
    "a tag in a processing instruction": channel("<?p <item> ?>" + THREE),
    "a bracket in an attribute": channel(THREE + "<item a='>'><guid>d</guid><title b='/>'>d</title></item>"),
    "base and language of the channel": channel(
        THREE + "<item xml:base='/x/' xml:lang='fa'><title>d</title><link>1</link></item>",
        root="<rss version='2.0' xml:base='https://y.example/' xml:lang='en'>",
    ),
    "a namespace of its own": channel(
        THREE + "<item xmlns:q='http://purl.org/dc/elements/1.1/'><q:date>2024-01-18T05:00:00Z</q:date><title>d</title></item>"
    ),
    "a namespace with an attribute, as Dawn writes it": channel(
        THREE.replace("<item>", "<item xmlns:default='http://purl.org/rss/1.0/modules/content/'>")
    ),
    "an image and metadata in between": channel(
        ITEM.format("a") + "<image><title>I</title></image>" + ITEM.format("b") + "<ttl>5</ttl>"
    ),
    "items outside the channel": f"<rss version='2.0'><channel><title>T</title></channel>{THREE}</rss>",
    "a link in place of an id": channel(THREE + "<item><title>d</title><link>/d</link></item>"),
    "no id and no link": channel(THREE + "<item><title>d</title></item><item><description>e</description></item>"),
    "items that say nothing": channel(THREE + "<item><guid>d</guid></item>"),
    "leading blank lines": "\n\n" + channel(THREE),
    "a relative id that looks like an address": channel(THREE + "<item><guid>/d</guid><title>d</title></item>"),
}
WHOLE = {
    "an item in an item": channel(THREE + "<item><title>d</title><item><title>e</title></item></item>"),
    "a media item": channel(THREE + "<m:item xmlns:m='http://m.example/'/>"),
    "an item of a strange namespace": channel(THREE + "<item xmlns='http://m.example/'><title>d</title></item>"),
    "an entry in XHTML": ENTRY_IN_XHTML,
    "an empty item": channel(THREE + "<item/>"),
    "an unclosed tag in one of them": channel(THREE + "<item><title>d<b></title></item>"),
    "an undeclared entity in one of them": channel(THREE + "<item><title>d&nbsp;</title></item>"),
    "a document type": channel(THREE, before="<!DOCTYPE rss [<!ENTITY x 'y'>]>"),
    "a document type behind a long comment": channel(THREE, before=f"<!--{'x' * 5000}--><!DOCTYPE rss>"),
    "garbage behind it": channel(THREE, after="<p>"),
    "truncation": channel(THREE)[:-30],
    "a byte order mark": "\ufeff" + channel(THREE),
    "ASCII declared": channel(THREE, before="<?xml version='1.0' encoding='us-ascii'?>"),
    "an encoding feedparser cannot read": channel(THREE, before="<?xml version='1.0' encoding = 'windows-1251'?>"),
}


@pytest.mark.parametrize("name", CUT)
def test_odd_documents_are_cut_and_give_what_a_whole_parse_gives(name: str) -> None:
    body = CUT[name].encode()
    assert read(body).marks
    assert_equal_to_the_whole(body)


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_unusual_is_parsed_whole(name: str) -> None:
    body = WHOLE[name].encode()
    assert not read(body).marks
    ordinary = read(channel(THREE + ITEM.format("d")).encode()).marks
    assert read(body, ordinary).entries == read(body).entries
    assert GIVEN


@pytest.mark.parametrize(
    "more", [ITEM.format("a"), "<item><guid isPermaLink='false'>a</guid><title>other</title><link>/other</link></item>"]
)
def test_items_that_share_an_id_are_always_read_side_by_side(more: str) -> None:
    assert not read(channel(THREE + more).encode()).marks


@pytest.mark.parametrize(
    ("encoding", "content_type", "is_cut"),
    [
        ("windows-1251", "text/xml", True),
        ("windows-1251", "text/xml; charset=windows-1251", True),
        ("windows-1251", "text/xml; charset=utf-8", False),
        ("koi8-r", "application/xml", True),
        ("gb18030", "application/xml", False),
        ("utf-16", "application/xml", False),
        ("utf-8", "text/html", True),
    ],
)
def test_encodings(encoding: str, content_type: str, is_cut: bool) -> None:
    text = channel(ITEM.format("Удар") + THREE, before=f"<?xml version='1.0' encoding='{encoding}'?>")
    body = text.encode(encoding)
    assert bool(read(body, b"", content_type).marks) is is_cut
    assert_equal_to_the_whole(body, content_type)
    if content_type != "text/xml; charset=utf-8":
        assert "Удар" in {entry.title for entry in read(body, b"", content_type).entries}


def test_a_bad_byte_in_an_old_item_does_not_change_a_new_one() -> None:
    old = channel(ITEM.format("caf\xe9") + THREE).encode("latin-1")
    new = channel(ITEM.format("caf\xe9") + THREE + ITEM.format("d")).encode("latin-1")
    assert read(new, read(old).marks).entries == read(new).entries


def test_feedparser_sees_the_frame_and_what_is_new() -> None:
    marks = read(rss(*(f"Headline {n}" for n in range(50)))).marks
    parsed = read(rss(*(f"Headline {n}" for n in range(50)), new="<title>Quake</title>"), marks)
    assert [entry.title for entry in parsed.entries] == ["Quake"]
    assert GIVEN[0].count(b"<item>") == 1
    assert len(parsed.marks) == 51 * MARK
    assert read(rss(*(f"Headline {n}" for n in range(50)), new="<title>Quake</title>"), parsed.marks).entries == ()
    assert not GIVEN


def test_a_changed_item_is_read_again() -> None:
    marks = read(rss("Seven killed", "Other")).marks
    assert [entry.title for entry in read(rss("Nine killed", "Other"), marks).entries] == ["Nine killed"]


def test_a_new_item_with_the_id_of_an_old_one_is_seen_beside_it() -> None:
    items = "<item><guid>x</guid><title>old</title><link>/1</link></item>"
    marks = read(channel(items).encode()).marks
    body = channel(items + "<item><guid>x</guid><title>new</title><link>/2</link></item>").encode()
    assert read(body, marks) == read(body)


def test_the_texts_of_another_feed_are_no_marks() -> None:
    assert read(rss("A"), b"\0" * MARK * 3).entries == read(rss("A")).entries


def _entries(body: bytes) -> tuple[Entry, ...]:
    return read(body).entries


@pytest.mark.parametrize("name", sorted(CUT | WHOLE))
def test_what_makes_feedparser_faster_changes_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    body = (CUT | WHOLE)[name].encode()
    headers = {"content-location": "https://dawn.example/", "content-type": "application/xml"}
    ours = feedparser.parse(io.BytesIO(body), response_headers=headers)
    monkeypatch.setattr(feedparser.api, "PREFERRED_XML_PARSERS", [])
    monkeypatch.setattr(feedparser.mixin, "make_safe_absolute_uri", feedparser.urls.make_safe_absolute_uri)
    stock = feedparser.parse(io.BytesIO(body), response_headers=headers)
    assert str(ours.pop("bozo_exception", "")) == str(stock.pop("bozo_exception", ""))
    assert ours == stock


def test_the_buffered_driver_is_in_use() -> None:
    pieces: list[str] = []
    parser = feedparser.api.xml.sax.make_parser(feedparser.api.PREFERRED_XML_PARSERS)
    handler = feedparser.api.xml.sax.handler.ContentHandler()
    handler.characters = pieces.append
    parser.setContentHandler(handler)
    parser.parse(io.BytesIO(b"<a>one\ntwo &amp; three\n</a>"))
    assert pieces == ["one\ntwo & three\n"]
