"""Recorded entries through the core, with recorded time: no network, no store, no clock. The same input gives the same bytes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from monitor.core.pipeline import Pipeline
from monitor.errors import MonitorError
from monitor.model import Config, Entry, EntryMatch, Feed, Outcome, Verdict, derived_id

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RecordingError(MonitorError):
    """A line of a recording is not an entry; the text says which line and what to do."""


def read_entries(lines: Iterable[str], name: str, feeds: Mapping[str, Feed]) -> Iterator[Entry]:
    """Entries from JSON Lines, in the order of the lines, which is the order of arrival.

    Only `title` is required. `fetched` defaults to `published`, and that to the time of the line before. What an entry
    does not say is taken from the feed of that id in `feeds`. An id that comes again is a revision: the entry with a
    corrected headline. Raises RecordingError.
    """
    revisions: dict[str, int] = {}
    latest = EPOCH
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        entry = _entry(_object(line, name, number), f"{name}:{number}", feeds, latest)
        revision = revisions[entry.id] = revisions.get(entry.id, -1) + 1
        latest = entry.fetched_at
        yield entry if not revision else replace(entry, revision=revision)


def replay(config: Config, entries: Iterable[Entry]) -> Iterator[Outcome]:
    """The outcome of each entry, as the daemon would have decided with this configuration."""
    pipeline = Pipeline(config)
    return map(pipeline.process, entries)


def entry_record(entry: Entry) -> dict[str, Any]:
    """An entry as a line of a recording; `read_entries` gives it back."""
    return {
        "id": entry.id,
        "feed": entry.feed_id,
        "outlet": entry.outlet,
        "title": entry.title,
        "summary": entry.summary,
        "url": entry.url,
        "published": _text(entry.published_at) if entry.published_at else None,
        "fetched": _text(entry.fetched_at),
        "language": entry.language,
        "tier": entry.tier,
        "agency": entry.agency,
        "backlog": entry.is_backlog,
    }


def outcome_record(outcome: Outcome, misses: Iterable[EntryMatch] = ()) -> dict[str, Any]:
    """An outcome as a line of `replay --json`; `misses` are matches that lack a concept, for `--all`."""
    return {
        "id": outcome.entry.id,
        "story": outcome.story.id,
        "new_story": outcome.assignment.joined.value == "new",
        "joined": outcome.assignment.joined.value,
        "follows": outcome.assignment.follows,
        "outlets": outcome.story.outlets,
        "independent": outcome.story.independent,
        "verdicts": [_verdict_record(verdict) for verdict in outcome.verdicts] + [_miss_record(miss) for miss in misses],
    }


def _verdict_record(verdict: Verdict) -> dict[str, Any]:
    return {
        "watch": verdict.watch_id,
        "score": verdict.match.score,
        "level": verdict.match.level,
        "reason": verdict.reason.value,
        "explanation": [[line.points, line.text] for line in verdict.match.lines],
        "alert": verdict.alert is not None,
    }


def _miss_record(miss: EntryMatch) -> dict[str, Any]:
    return {
        "watch": miss.watch_id,
        "score": 0,
        "level": None,
        "reason": "no_match",
        "explanation": [[0, f"missing: {each.text}"] for each in miss.missing],
        "alert": False,
    }


def _object(line: str, name: str, number: int) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise RecordingError(f"{name}:{number}: not JSON ({error}); give one JSON object a line") from None
    if not isinstance(found, dict) or not isinstance(found.get("title"), str) or not found["title"].strip():
        raise RecordingError(f"{name}:{number}: an entry needs a title; give an object with the key title")
    return found


def _entry(found: Mapping[str, Any], place: str, feeds: Mapping[str, Feed], latest: datetime) -> Entry:
    feed_id = _string(found, "feed") or _string(found, "outlet") or "recording"
    feed = feeds.get(feed_id)
    published = _time(found, "published", place)
    title, url = " ".join(found["title"].split()), _string(found, "url")
    entry_id = _string(found, "id") or derived_id(feed_id, url or title)
    return Entry(
        id=entry_id,
        feed_id=feed_id,
        # Without a name each entry stands for a publisher of its own: two unknown ones are rarely the same.
        outlet=_string(found, "outlet") or (feed.outlet if feed else _string(found, "feed") or entry_id),
        title=title,
        summary=" ".join(_string(found, "summary").split()),
        url=url if url.startswith(("http://", "https://")) else "",
        published_at=published,
        fetched_at=_time(found, "fetched", place) or published or latest,
        language=_string(found, "language") or (feed.language if feed else ""),
        tier=_tier(found, place, feed.tier if feed else 2),
        agency=bool(found.get("agency", feed.agency if feed else False)),
        is_backlog=bool(found.get("backlog", False)),
    )


def _string(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    return "" if value is None else str(value)


def _tier(found: Mapping[str, Any], place: str, default: int) -> int:
    value = found.get("tier")
    if value is None:
        return default
    if value not in (1, 2, 3):
        raise RecordingError(f"{place}: tier is {value!r}; give 1, 2 or 3")
    return int(value)


def _time(found: Mapping[str, Any], key: str, place: str) -> datetime | None:
    value = found.get(key)
    if value is None or value == "":
        return None
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        raise RecordingError(f"{place}: {key} is {value!r}; give an ISO 8601 time such as 2024-01-18T05:06:00Z") from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
