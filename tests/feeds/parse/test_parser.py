"""What becomes of a document: plain, ordered, stable entries, or words about why not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.feed_server import rss

from monitor.core.text.urls import web_url
from monitor.feeds.parse.parser import ParsedFeed, Received, parse
from monitor.feeds.plain import plain
from monitor.model import Entry, Feed

NOW = datetime(2024, 1, 18, 6, 0, tzinfo=UTC)
FEED = Feed(id="dawn", url="https://dawn.example/rss", outlet="Dawn", language="ur", tier=1, agency=True)


def read(body: bytes, content_type: str = "application/rss+xml", url: str = "https://dawn.example/feeds/rss") -> ParsedFeed:
    return parse(Received(body, content_type, url, FEED, NOW))


def one(inner: str, **more: str) -> Entry:
    (entry,) = read(rss(x=inner), **more).entries
    return entry


def test_an_entry_in_full() -> None:
    entry = one(
        "<title>Iran strikes  Panjgur\n - Dawn</title><link>https://dawn.example/1</link><description>Two &lt;i&gt;dead"
        "&lt;/i&gt;.</description><pubDate>Tue, 16 Jan 2024 21:30:00 +0500</pubDate>"
    )
    assert entry == Entry(
        id=entry.id,
        feed_id="dawn",
        outlet="Dawn",
        title="Iran strikes Panjgur - Dawn",
        summary="Two dead.",
        url="https://dawn.example/1",
        published_at=datetime(2024, 1, 16, 16, 30, tzinfo=UTC),
        fetched_at=NOW,
        language="ur",
        tier=1,
        agency=True,
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a<script>alert(1)</script>b", "ab"),
        ("<style>p{}</style><p>One</p><p>Two</p>", "One Two"),
        ("<b>bo</b>ld", "bold"),
        ("AT&amp;T &lt;b&gt;", "AT&T <b>"),
        ("5 < 6 & 7", "5 < 6 & 7"),
        ("<img src=x onerror=alert(1)>photo", "photo"),
        ("<svg><script>x</script></svg>after", "after"),
        ("a\u202egnp.exe\u2066b\u0007c\ufeffd", "agnp.exebcd"),
        ("\u06a9\u062a\u0627\u0628\u200c\u0647\u0627", "\u06a9\u062a\u0627\u0628\u200c\u0647\u0627"),
        ("half \ud83d of a pair", "half of a pair"),
        ("<!-- hidden -->shown", "shown"),
        ("&nbsp;spaced&nbsp;out&#10;", "spaced out"),
    ],
)
def test_text_is_plain(markup: str, text: str) -> None:
    assert plain(markup, 500) == text


@given(st.text())
def test_plain_text_is_short_one_line_and_storable(text: str) -> None:
    shown = plain(text, 50)
    assert len(shown) <= 50
    assert not set(shown) & set("\n\r\t\0\u202e\u2028")
    shown.encode()


def test_long_texts_end_at_a_word() -> None:
    entry = one(f"<title>{'word ' * 300}</title><description>{'word ' * 9000}</description>")
    assert len(entry.title) <= 500
    assert len(entry.summary) <= 2000
    assert entry.summary.endswith("word…")


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/news/1", "https://dawn.example/news/1"),
        ("//cdn.example/1", "https://cdn.example/1"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("https://bbc.co.uk@evil.example/", "https://evil.example/"),
        ('https://x.example/"&gt;&lt;b', "https://x.example/%22%3E%3Cb"),
        ("https://[broken", ""),
    ],
)
def test_links_are_web_addresses(link: str, url: str) -> None:
    assert one(f"<title>A</title><link>{link}</link>").url == url


@given(st.text())
def test_no_text_makes_a_dangerous_address(text: str) -> None:
    url = web_url(text, "https://dawn.example/")
    assert url == "" or url.startswith(("http://", "https://"))
    assert not set(url) & set("<>\"' \n\u202e") - {"'"}


@pytest.mark.parametrize(
    "date",
    [
        "Thu, 18 Jan 2024 07:30:00 GMT",
        "Mon, 01 Jan 1900 00:00:00 GMT",
        "Sat, 01 Jan 99999 00:00:00 GMT",
        "yesterday",
        "",
    ],
)
def test_absurd_dates_are_no_dates(date: str) -> None:
    assert one(f"<title>A</title><pubDate>{date}</pubDate>").published_at is None


def test_oldest_first_with_and_without_dates() -> None:
    titles = [entry.title for entry in read(rss("newest", "middle", "oldest")).entries]
    assert titles == ["oldest", "middle", "newest"]
    dated = {f"g{n}": f"<title>{n}</title><pubDate>Thu, 18 Jan 2024 0{n}:00:00 GMT</pubDate>" for n in (3, 5, 4, 1)}
    assert [entry.title for entry in read(rss(**dated)).entries] == ["1", "3", "4", "5"]


def test_ids_survive_a_move_of_the_site_and_do_not_depend_on_place() -> None:
    body = rss(a="<title>A</title>").replace(b"isPermaLink='false'", b"")
    plain_id = read(body, url="https://dawn.example/rss").entries[0].id
    assert read(body, url="http://dawn.example/rss").entries[0].id == plain_id
    assert read(body, url="https://feeds.dawn.example/rss").entries[0].id == plain_id
    absolute = [
        f"<rss><channel><item><guid>{scheme}://dawn.example/1</guid><title>A</title></item></channel></rss>".encode()
        for scheme in ("http", "https")
    ]
    assert len({read(body, url="https://dawn.example/rss").entries[0].id for body in absolute}) == 1


def test_a_guid_for_all_items_is_none() -> None:
    items = "".join(
        f"<item><guid>https://dawn.example/</guid><title>{n}</title><link>https://dawn.example/{n}</link></item>" for n in "ab"
    )
    entries = read(f"<rss><channel>{items}</channel></rss>".encode()).entries
    assert len({entry.id for entry in entries}) == 2


def test_one_item_twice_is_one_entry() -> None:
    item = "<item><guid>1</guid><title>A</title><link>https://dawn.example/1</link></item>"
    assert len(read(f"<rss><channel>{item}{item}</channel></rss>".encode()).entries) == 1


def test_an_item_without_a_title_is_named_by_its_text_and_an_empty_one_left_out() -> None:
    entries = read(rss(a="<description>Quake near Kerman</description>", b="<link>https://dawn.example/2</link>")).entries
    assert [entry.title for entry in entries] == ["Quake near Kerman"]


def test_atom_with_the_whole_text_only() -> None:
    body = (
        b"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fa'><title>T</title><entry><id>tag:x,1</id><title type='html'>"
        b"A &amp;amp; B</title><content type='html'>&lt;p&gt;Whole&lt;/p&gt;</content><link href='https://x.example/1'/>"
        b"<updated>2024-01-18T05:00:00Z</updated></entry></feed>"
    )
    (entry,) = read(body, "application/atom+xml").entries
    assert (entry.title, entry.summary, entry.url) == ("A & B", "Whole", "https://x.example/1")
    assert entry.published_at == datetime(2024, 1, 18, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<?xml version='1.0' encoding='windows-1251'?>{}", "text/xml"),
        (b"{}", "text/xml; charset=windows-1251"),
        (b"<?xml version='1.0' encoding='utf-8'?>{}", "text/xml; charset=windows-1251"),
    ],
)
def test_the_charset_is_found(body: bytes, content_type: str) -> None:
    document = body.replace(b"{}", rss("Удар по Панджгуру").decode().encode("windows-1251"))
    assert [entry.title for entry in read(document, content_type).entries] == ["Удар по Панджгуру"]


def test_a_wrong_charset_harms_nobody() -> None:
    document = b"<?xml version='1.0' encoding='utf-16'?>" + rss("Caf\xe9 bombed").decode().encode("latin-1")
    parsed = read(document, "text/xml; charset=utf-8")
    assert parsed.failed or "bombed" in parsed.entries[0].title


@pytest.mark.parametrize(
    ("channel", "hint"),
    [
        ("<ttl>30</ttl>", timedelta(minutes=30)),
        ("<ttl>-5</ttl>", timedelta(0)),
        ("<ttl>²</ttl>", timedelta(0)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", timedelta(minutes=30)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", timedelta(0)),
    ],
)
def test_hints_about_the_interval(channel: str, hint: timedelta) -> None:
    body = rss("A", channel=channel).replace(b"<rss ", b"<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/' ")
    assert read(body).hint == hint


def test_the_rate_comes_from_the_dates() -> None:
    items = {f"g{n}": f"<title>{n}</title><pubDate>Thu, 18 Jan 2024 0{n}:00:00 GMT</pubDate>" for n in range(5)}
    assert read(rss(**items)).rate == pytest.approx(24)


BOMB = (
    b"<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>"
    b"<rss><channel><item><title>&c;</title></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (BOMB, "refused: it declares entities that expand (an XML bomb)"),
        (
            b"<rss " + b" ".join(b"a%d='1'" % n for n in range(10_000)) + b"/>",
            "refused: an element with more than 256 attributes",
        ),
        (b"<rss>" + b"<d>" * 5000 + b"</d>" * 5000 + b"</rss>", "refused: elements nested more than 200 deep"),
        (b"<rss><channel>" + b"<item/>" * 10_001 + b"</channel></rss>", "refused: more than 10,000 entries"),
        (b"<" * 1_000_000, "not a feed: not well-formed XML"),
        (b"just text", "not a feed: not well-formed XML"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not a feed: not well-formed XML"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "JSON, but not a JSON Feed"),
        (b"<sitemapindex/>", "XML, but not a feed (<sitemapindex>)"),
        (b"<rss><channel>&" + b"<item>" * 400_000, "not well-formed XML"),
        (b"<!doctype html><title>x</title>", "an HTML page, not a feed"),
        (b"\xef\xbb\xbf\n<html xmlns='http://www.w3.org/1999/xhtml'/>", "an HTML page, not a feed"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_what_is_no_feed_says_so(body: bytes, what: str) -> None:
    parsed = read(body, "text/xml")
    assert parsed.failed is not None
    assert parsed.failed.what.startswith(what)
    assert not parsed.entries


def test_an_html_page_names_the_feeds_it_links_to() -> None:
    page = (
        b"<!DOCTYPE html><html><head><link rel='alternate' type='application/rss+xml' href='/rss'>"
        b"<link rel='alternate' type='application/atom+xml' href='javascript:alert(1)'><link rel=stylesheet href=x.css>"
    )
    failed = read(page, "text/html").failed
    assert failed is not None
    assert str(failed) == "an HTML page, not a feed; it links to https://dawn.example/rss: use that address"


def test_external_entities_are_not_read() -> None:
    body = (
        b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><item><title>A &x;</title></item></channel></rss>"
    )
    assert "root:" not in repr(read(body))


def test_a_body_that_is_a_path_is_no_file() -> None:
    assert read(b"/etc/passwd").failed is not None


def test_harmless_entities_and_bad_xml_are_read() -> None:
    declared = b"<!DOCTYPE rss [<!ENTITY nbsp '&#160;'>]>" + rss("A&nbsp;B").replace(b"&amp;nbsp;", b"&nbsp;")
    assert [entry.title for entry in read(declared).entries] == ["A B"]
    bad = rss("AT&T").replace(b"&amp;", b"&")
    parsed = read(bad)
    assert [entry.title for entry in parsed.entries] == ["AT&T"]
    assert parsed.is_complete


def test_a_document_cut_off_is_read_but_known_to_be_incomplete() -> None:
    body = rss("A", "B", "C")
    parsed = read(body[: body.index(b"<title>C")])
    assert {"A", "B"} <= {entry.title for entry in parsed.entries}
    assert not parsed.is_complete


def test_an_empty_feed_is_a_feed() -> None:
    assert read(rss()) == ParsedFeed(title="News", kind="RSS 2.0")


@given(st.binary(max_size=300))
def test_no_bytes_break_it(body: bytes) -> None:
    read(b"<rss version='2.0'><channel><item><title>" + body)
