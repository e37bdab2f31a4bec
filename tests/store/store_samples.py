"""Records for the store's tests, complete but for what a test says."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.model import (
    Alert,
    AlertKind,
    Assignment,
    Delivery,
    Entry,
    Facts,
    Feed,
    Joined,
    Line,
    LineKind,
    Match,
    Message,
    Mute,
    NumberKind,
    Outcome,
    ReaderState,
    Reason,
    Report,
    Story,
    Toll,
    Verdict,
    Where,
)

NOW = datetime(2024, 1, 18, 5, 6, 7, 123457, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def feed(feed_id: str = "dawn", **values: Any) -> Feed:
    return Feed(**({"id": feed_id, "url": f"https://{feed_id}.example/rss", "outlet": feed_id.title()} | values))


def entry(entry_id: str = "e1", **values: Any) -> Entry:
    defaults = {"feed_id": "dawn", "outlet": "Dawn", "title": f"Title of {entry_id}", "fetched_at": NOW}
    return Entry(id=entry_id, **(defaults | values))


def story(story_id: str = "s1", **values: Any) -> Story:
    defaults = {
        "title": "Pakistan strikes Iran",
        "url": "https://dawn.example/1",
        "language": "en",
        "first_at": NOW,
        "last_at": NOW,
        "entries": 1,
        "outlets": 1,
        "independent": 1,
        "reports": (Report(outlet="Dawn", at=NOW, title="پاکستان", url="https://dawn.example/1"),),
        "tolls": (Toll(kind=NumberKind.KILLED, low=7.0, high=9.0),),
        "facts": Facts(killed=9, magnitude=None, places=frozenset({"saravan", "panjgur"}), statements=frozenset({"denied"})),
    }
    return Story(id=story_id, **(defaults | values))


def assignment(story_id: str = "s1", **values: Any) -> Assignment:
    defaults = {"joined": Joined.NEW, "probability": 0.1 + 0.2, "evidence": (("title", 1 / 3), ("reversed", 1.0))}
    return Assignment(story_id=story_id, **(defaults | values))


def alert(alert_id: str = "a1", **values: Any) -> Alert:
    defaults = {
        "kind": AlertKind.NEW,
        "watch_id": "iran",
        "story_id": "s1",
        "entry_key": "e1.0",
        "level": "alert",
        "reason": Reason.FIRST_MATCH,
        "raised_at": NOW,
    }
    return Alert(id=alert_id, **(defaults | values))


def reader_state(**values: Any) -> ReaderState:
    defaults = {
        "watch_id": "iran",
        "story_id": "s1",
        "level": "alert",
        "score": 80.25,
        "told_at": NOW,
        "first_at": NOW,
        "facts": story().facts,
        "tolls": story().tolls,
        "outlets": 1,
        "independent": 1,
        "title": "Pakistan strikes Iran",
    }
    return ReaderState(**(defaults | values))


def verdict(reason: Reason = Reason.FIRST_MATCH, **values: Any) -> Verdict:
    match = Match(
        watch_id="iran",
        score=80.25,
        level="alert",
        lines=(
            Line(points=80.0, kind=LineKind.CONCEPT, name="act", term="strikes", where=Where.HEADLINE),
            Line(points=0.25, kind=LineKind.TIER, number=1),
        ),
        terms=("strikes",),
    )
    return Verdict(**({"watch_id": "iran", "story_id": "s1", "match": match, "reason": reason} | values))


def outcome(of: Entry, story_id: str = "s1", verdicts: Sequence[Verdict] = (), **values: Any) -> Outcome:
    defaults = {"assignment": assignment(story_id), "story": story(story_id)}
    return Outcome(entry=of, verdicts=tuple(verdicts), **(defaults | values))


def message(title: str = "Pakistan strikes Iran") -> Message:
    return Message(heading="🔴 CRITICAL · Iran · 92", title=title, lines=("Dawn 05:06", "1 outlet"))


def delivery(delivery_id: str = "d1", kind: AlertKind = AlertKind.NEW, **values: Any) -> Delivery:
    defaults = {
        "thread_id": "t1",
        "channel_id": "phone",
        "alert_id": "a1",
        "content": message(),
        "due_at": NOW,
        "created_at": NOW,
    }
    return Delivery(id=delivery_id, kind=kind, **(defaults | values))


def mute(**values: Any) -> Mute:
    defaults = {"target": "iran", "start_at": NOW, "end_at": NOW + HOUR, "author": "anna", "reason": "on it"}
    return Mute(**(defaults | values))
