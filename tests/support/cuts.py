"""Whether a document whose known items were cut out gives what the whole gives."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.feeds.parse.parser import ParsedFeed, Received, parse
from monitor.model import Feed

NOW = datetime(2024, 1, 18, 6, 0, tzinfo=UTC)
FEED = Feed(id="dawn", url="https://dawn.example/rss", outlet="Dawn")
MARK = 16  # bytes


@dataclass(frozen=True, slots=True)
class Compared:
    """How often a document was parsed with some of its items known, and what did not fit. No checks: it is never cut."""

    checks: int
    mismatches: tuple[str, ...]


def read(body: bytes, marks: bytes = b"", content_type: str = "application/xml") -> ParsedFeed:
    return parse(Received(body, content_type, "https://dawn.example/feeds/rss", FEED, NOW, marks))


def compare(body: bytes, content_type: str = "application/xml") -> Compared:
    """With each item new in turn, with every second one, and with none."""
    whole = read(body, b"", content_type)
    marks = [whole.marks[at : at + MARK] for at in range(0, len(whole.marks), MARK)]
    news = [*({place} for place in range(len(marks))), set(range(0, len(marks), 2)), set()] if marks else []
    return Compared(len(news), tuple(_mismatches(body, content_type, whole, marks, news)))


def _mismatches(body: bytes, content_type: str, whole: ParsedFeed, marks: list[bytes], news: list[set[int]]) -> Iterator[str]:
    for new in news:
        got = read(body, b"".join(mark for place, mark in enumerate(marks) if place not in new), content_type)
        keys = {marks[place][8:].hex() for place in new}
        if got.entries != tuple(entry for entry in whole.entries if entry.id in keys):
            yield f"entries with {sorted(new)} new"
        if (got.marks, got.hint, got.skips) != (whole.marks, whole.hint, whole.skips):
            yield f"marks or hints with {sorted(new)} new"
