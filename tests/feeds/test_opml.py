from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import MonitorError
from monitor.feeds.lists import read_addresses
from monitor.feeds.opml import read_opml, write_opml
from monitor.model import Feed

FEEDS = (
    Feed(id="dawn", url="https://dawn.example/rss?a=1&b=2", outlet="Dawn & Sons", group="pakistan/national"),
    Feed(id="irna", url="https://irna.example/fa", outlet="ایرنا", language="fa"),
    Feed(id="geo", url="https://geo.example/", outlet="Geo", group="pakistan"),
    Feed(
        id="App.pk_2",
        url="https://me:hunter2@app.example/",
        outlet="APP <wire>",
        country="PK",
        tier=1,
        agency=True,
        private=True,
        every=timedelta(days=30),
        group="pakistan/national/wires",
    ),
)


def test_what_is_written_is_read_again() -> None:
    again = [each.feed for each in read_opml(write_opml(FEEDS).encode())]
    assert sorted(again, key=lambda feed: feed.id) == sorted(FEEDS, key=lambda feed: feed.id)


def test_lists_of_other_readers() -> None:
    body = b"""<?xml version="1.0"?><OPML version="1.0"><head/><body>
      <outline text="News"><outline title="A" text="a" type="rss" xmlUrl="http://a.example/?x=1&y=2"/>
        <Outline text="Deep / er">
          <outline TEXT="B&eacute;&nbsp;&amp; C" XMLURL="http://b.example/" language="en-GB"/></Outline></outline>
      <outline text="bad" xmlUrl="javascript:alert(1)"/>
      <outline xmlurl="feed://www.c.example/"/><outline text="D" type="rss" url="feed:https://d.example/"/>
      <outline text="a page" type="link" url="https://e.example/"/></body></OPML>"""
    found = read_opml(body)
    assert [
        (each.line, each.feed.outlet, each.feed.url, each.feed.language, each.feed.group) for each in found if not each.problem
    ] == [
        (2, "A", "http://a.example/?x=1&y=2", "", "News"),
        (4, "Bé & C", "http://b.example/", "en", "News/Deep er"),
        (6, "www.c.example", "http://www.c.example/", "", ""),
        (6, "D", "https://d.example/", "", ""),
    ]
    assert [(each.line, each.problem) for each in found if each.problem] == [(5, "not an http(s) address")]


def test_plain_lists_and_those_of_newsboat() -> None:
    body = b"""# mine
https://a.example/rss
https://b.example/rss The B, daily

https://c.example/rss "~C & Co" "pakistan" "wire"
"query:all:unread"
"""
    found = [(each.line, each.feed.outlet, each.feed.group, bool(each.problem)) for each in read_addresses(body)]
    assert found == [
        (2, "a.example", "", False),
        (3, "The B, daily", "", False),
        (5, "C & Co", "pakistan", False),
        (6, found[3][1], "", True),
    ]


@pytest.mark.parametrize(
    "data",
    [b"", b"<rss/>", b"not xml", b"<opml><body>", b"<!DOCTYPE x [<!ENTITY a 'b'>]><opml><body/></opml>"],
)
def test_what_is_no_opml_is_refused(data: bytes) -> None:
    with pytest.raises(MonitorError, match="OPML"):
        read_opml(data)


@given(st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes) -> None:
    with suppress(MonitorError):
        read_opml(b"<opml><body>" + data + b"</body></opml>")
    assert all(each.problem or "://" in each.feed.url for each in read_addresses(data))
