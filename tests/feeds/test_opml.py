from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import MonitorError
from monitor.feeds.opml import read_opml, write_opml
from monitor.model import Feed

FEEDS = (
    Feed(id="dawn", url="https://dawn.example/rss?a=1&b=2", outlet="Dawn & Sons", group="pakistan/national"),
    Feed(id="irna", url="https://irna.example/fa", outlet="ایرنا", language="fa"),
    Feed(id="geo", url="https://geo.example/", outlet="Geo", group="pakistan"),
)


def test_what_is_written_is_read_again() -> None:
    again = read_opml(write_opml(FEEDS).encode())
    by_url = {feed.url: feed for feed in again}
    for feed in FEEDS:
        assert replace(by_url[feed.url], id=feed.id) == feed


def test_lists_of_other_readers() -> None:
    body = b"""<opml version="1.0"><head/><body>
      <outline text="News"><outline title="A" text="a" type="rss" xmlUrl="http://a.example/"/>
        <outline text="Deep / er"><outline text="B" xmlUrl="http://b.example/" language="en-GB"/></outline></outline>
      <outline text="A again" xmlUrl="http://a.example/"/><outline text="bad" xmlUrl="javascript:alert(1)"/>
      <outline xmlUrl="http://www.c.example/"/></body></opml>"""
    feeds = read_opml(body, taken={"a"})
    assert [(feed.id, feed.outlet, feed.language, feed.group) for feed in feeds] == [
        ("a-2", "A", "en", "News"),
        ("b", "B", "en", "News/Deep er"),
        ("www-c-example", "www.c.example", "en", ""),
    ]
    assert not any(feed.private for feed in feeds)


@pytest.mark.parametrize(
    "data",
    [b"", b"<rss/>", b"<opml/>", b"not xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><opml><body/></opml>"],
)
def test_what_is_no_opml_is_refused(data: bytes) -> None:
    with pytest.raises(MonitorError, match="OPML"):
        read_opml(data)


@given(st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes) -> None:
    with suppress(MonitorError):
        read_opml(b"<opml><body>" + data + b"</body></opml>")
