"""One line for one thing: records with everything that does not matter filled in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.core.watch.terms import parse_term
from monitor.model import (
    Concept,
    Entry,
    Facts,
    Match,
    NumberKind,
    ReaderState,
    Report,
    Story,
    Toll,
    Watch,
)

START = datetime(2024, 1, 18, 5, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """START and so many minutes."""
    return START + timedelta(minutes=minutes)


def entry(title: str, minutes: float = 0, outlet: str = "Dawn", **more: Any) -> Entry:
    fetched = at(minutes)
    given = {
        "id": f"{outlet}-{title}-{minutes}",
        "feed_id": outlet.lower(),
        "outlet": outlet,
        "title": title,
        "fetched_at": fetched,
        "published_at": fetched,
        "url": "https://news.example/1",
    }
    return Entry(**(given | more))


def watch(name: str = "Border", **more: Any) -> Watch:
    """Asks for Iran and Pakistan and an act of force, unless told otherwise."""
    find = {"Iran": "iran, iranian", "Pakistan": "pakistan, pakistani", "act": "strike, missile, retaliat*"}
    concepts = tuple(
        Concept(concept, tuple(parse_term(term.strip()) for term in terms.split(","))) for concept, terms in find.items()
    )
    return Watch(**({"id": name.lower(), "name": name, "find": concepts} | more))


def story(**more: Any) -> Story:
    given = {
        "id": "s1",
        "title": "Pakistan strikes Iran",
        "url": "https://dawn.example/1",
        "language": "en",
        "first_at": START,
        "last_at": START,
        "entries": 1,
        "outlets": 1,
        "independent": 1,
        "reports": (Report(outlet="Dawn", at=START, title="Pakistan strikes Iran", url="https://dawn.example/1"),),
    }
    return Story(**(given | more))


def match(score: float = 80, level: str | None = "alert", **more: Any) -> Match:
    return Match(**({"watch_id": "border", "score": score, "level": level, "lines": ()} | more))


def told(level: str = "alert", minutes: float = 0, **more: Any) -> ReaderState:
    given = {
        "watch_id": "border",
        "story_id": "s1",
        "level": level,
        "score": 80,
        "told_at": at(minutes),
        "first_at": at(minutes),
        "facts": Facts(),
        "tolls": (),
        "outlets": 1,
        "independent": 1,
        "title": "Pakistan strikes Iran",
    }
    return ReaderState(**(given | more))


def killed(low: int, high: int | None = None) -> Toll:
    return Toll(kind=NumberKind.KILLED, low=low, high=high if high is not None else low)
