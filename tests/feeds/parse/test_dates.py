"""Dates as publishers write them, and what is believed of them."""

from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.feed_server import rss

from monitor.feeds.parse.dates import Dating, dated
from monitor.feeds.parse.parser import Received, parse
from monitor.model import Feed

NOW = datetime(2024, 1, 18, 20, tzinfo=UTC)
STRIKE = datetime(2024, 1, 16, 5, 6, tzinfo=UTC)


def judged(text: str) -> tuple[datetime | None, Dating]:
    parts = feedparser.datetimes._parse_date(text)  # noqa: SLF001 -- what it makes of a date alone
    found = dated({"published": text, "published_parsed": parts}, NOW)
    return found.at, found.how


@pytest.mark.parametrize(
    "text",
    ["Tue, 16 Jan 2024 05:06:00 GMT", "2024-01-16T05:06:00Z", "16 Jan 2024 10:06 +0500", "Tue, 16 Jan 2024 00:06:00 EST"],
)
def test_an_ordinary_date_is_the_publishers(text: str) -> None:
    assert judged(text) == (STRIKE, Dating.OWN)


@pytest.mark.parametrize(
    "text",
    [
        "mar., 16 janv. 2024 06:06:00 +0100",
        "Di, 16 Jän 2024 05:06:00 GMT",
        "Вт, 16 янв 2024 08:06:00 +0300",
        "16 de enero de 2024, 05:06",
        "Sal, 16 Oca 2024 08:06:00 +0300",
        "Ter, 16 Jan 2024 02:06:00 -0300",
        "١٦ يناير ٢٠٢٤ 05:06",
        "16 جنوری 2024 10:06 +0500",
        "2024年01月16日 05:06",
        "16.01.2024 05:06",
        "1705381560",
        "Tue, 16 Jan 2024 05:06:00 +2500",
        "2024-01-16T05:06:00+25:00",
        "Tuesday, January 16, 2024 - 5:06 AM",
    ],
)
def test_other_languages_and_impossible_zones_are_read_with_help(text: str) -> None:
    assert judged(text) == (STRIKE, Dating.REPAIRED)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Thu, 18 Jan 2024 23:30:00 GMT", Dating.AHEAD),
        ("9999-12-31T23:59:59Z", Dating.AHEAD),
        ("Thu, 01 Jan 1970 00:00:00 GMT", Dating.ABSURD),
        ("۱۴۰۲/۱۰/۲۶ ۰۵:۰۶", Dating.UNREADABLE),
        ("0000-00-00 00:00:00", Dating.UNREADABLE),
        ("2024-13-45", Dating.UNREADABLE),
        ("03/04/2023 10:00", Dating.UNREADABLE),
        ("15 lip 2023 10:00", Dating.UNREADABLE),
        ("Tue, 16 Jan 2024 25:61:00 GMT", Dating.UNREADABLE),
        ("yesterday", Dating.UNREADABLE),
        ("", Dating.MISSING),
        ("2024-01-18", Dating.DAY),
        ("Thu, 18 Jan 2024 00:00:00 +0000", Dating.DAY),
    ],
)
def test_what_cannot_be_believed_counts_from_first_sight(text: str, how: Dating) -> None:
    assert judged(text) == (None, how)


def test_a_day_that_is_long_past_is_believed() -> None:
    assert judged("2024-01-10") == (datetime(2024, 1, 10, tzinfo=UTC), Dating.OWN)


@given(st.text(max_size=60) | st.from_regex(r"[0-9٠-٩年/.: +\-janmarOcaT]{0,40}", fullmatch=True))
def test_no_text_breaks_it_or_leads_into_the_future(text: str) -> None:
    at, _ = judged(text)
    assert at is None or at <= NOW + timedelta(hours=1)


def test_an_entry_with_a_date_ahead_is_neither_hidden_nor_put_last() -> None:
    def item(date: str) -> str:
        return f"<title>{date or 'none'}</title><pubDate>{date}</pubDate>"

    feed = Feed(id="f", url="https://news.example/rss", outlet="News")
    dates = {"a": "Thu, 18 Jan 2099 10:00:00 GMT", "b": "", "c": "Tue, 16 Jan 2024 05:06:00 GMT"}
    body = rss(**{guid: item(date) for guid, date in dates.items()})
    entries = parse(Received(body, "text/xml", feed.url, feed, NOW)).entries
    assert [entry.published_at for entry in entries] == [STRIKE, None, None]
