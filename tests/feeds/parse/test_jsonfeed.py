"""JSON Feed gives the same entries as RSS would."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.parse.parser import ParsedFeed, Received, parse
from monitor.model import Feed

NOW = datetime(2024, 1, 18, 6, 0, tzinfo=UTC)
FEED = Feed(id="dawn", url="https://dawn.example/feed.json", outlet="Dawn")


def read(body: bytes) -> ParsedFeed:
    return parse(Received(body, "application/feed+json", FEED.url, FEED, NOW))


def feed(*items: Any, **more: Any) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "AT&T <News>", "items": items} | more).encode()


def test_an_item_in_full() -> None:
    item = {
        "id": "1",
        "url": "/news/1",
        "title": "Iran & Pakistan <talk>",
        "content_html": "<p>Two <b>dead</b></p><script>x</script>",
        "date_published": "2024-01-18T10:00:00+05:00",
    }
    parsed = read(feed(item, language="ur-PK"))
    (entry,) = parsed.entries
    assert (entry.title, entry.summary, entry.url) == ("Iran & Pakistan <talk>", "Two dead", "https://dawn.example/news/1")
    assert entry.published_at == datetime(2024, 1, 18, 5, tzinfo=UTC)
    assert (parsed.title, parsed.language) == ("AT&T <News>", "ur")


def test_oldest_first_numbers_as_ids_and_no_title() -> None:
    entries = read(feed({"id": 2, "content_text": "second"}, {"id": 1, "summary": "first", "date_modified": "nonsense"})).entries
    assert [entry.title for entry in entries] == ["first", "second"]
    assert len({entry.id for entry in entries}) == 2


def test_an_empty_one_is_a_feed() -> None:
    assert read(feed()).failed is None


@pytest.mark.parametrize(
    "body", [b"{", b'{"version": 1}', b"{}", b'{"a":' * 50_000, b"\xff{}", b'{"version": "https://jsonfeed.org/version/1"}']
)
def test_other_json_is_refused(body: bytes) -> None:
    assert read(body).failed is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
KEYS = st.sampled_from(
    ["id", "url", "external_url", "title", "summary", "content_html", "content_text", "date_published", "date_modified"]
)


@given(st.lists(st.dictionaries(KEYS, JSON) | JSON, max_size=4), JSON)
def test_nothing_breaks_it(items: list[Any], title: Any) -> None:
    read(feed(*items, title=title, language=title))
