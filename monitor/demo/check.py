"""What the reader got against what the scenario's `expected.yaml` says. Pure: records in, differences out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.demo.scenario import utc
from monitor.model import Alert, AlertKind, Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One audible message that reached the reader."""

    kind: AlertKind  # NEW or REPLY
    event: str  # the true event of the entry that raised it
    story_id: str
    follows: str | None  # id of the story that its story follows
    language: str
    level: str
    at: datetime
    text: str  # what was new in it, for a reply; the title of a new one


def told_of(alert: Alert, entry: Entry, event: str, follows: str | None) -> Told:
    """What the reader hears of `alert`, raised by `entry`, which is really about `event`."""
    return Told(
        kind=alert.kind,
        event=event,
        story_id=alert.story_id,
        follows=follows,
        language=entry.language,
        level=alert.level,
        at=alert.raised_at,
        text="; ".join(development.text for development in alert.developments) or entry.title,
    )


def differences(expected: Mapping[str, Any], told: Sequence[Told]) -> list[str]:
    """Everything that is not as expected, in words; empty if the reader got what they should."""
    wanted = {alert["event"]: alert for alert in expected["alerts"]}
    news = [one for one in told if one.kind is AlertKind.NEW]
    first = {one.event: one for one in reversed(news)}
    events = {one.story_id: one.event for one in reversed(news)}
    permitted = {*wanted, *(expected.get("also_fine") or [])}
    found = [
        f"{one.event}: an alert that should have stayed quiet: {one.text[:100]}" for one in news if one.event not in permitted
    ]
    found += _repeats(expected, [one for one in news if one.event in permitted])
    order = [event for event in wanted if event in first]
    if order != sorted(order, key=lambda event: first[event].at):
        found.append(f"alerts came in another order than {', '.join(order)}")
    for event, alert in wanted.items():
        if event not in first:
            found.append(f"{event}: no alert")
            continue
        stories = {one.story_id for one in news if one.event == event}
        replies = [reply for reply in told if reply.kind is AlertKind.REPLY and reply.story_id in stories]
        found += [f"{event}: {what}" for what in _alert(alert, first[event], replies, events)]
    return found


def _repeats(expected: Mapping[str, Any], news: Sequence[Told]) -> list[str]:
    """More alerts than an event may raise. Stories are per language: an event may have one for each of some languages."""
    twins = expected.get("twins") or {"languages": [], "at_most": 0}
    found = []
    for event, one in {one.event: one for one in reversed(news)}.items():
        per_language = Counter(other.language for other in news if other.event == event)
        per_language[one.language] -= 1
        for language, count in sorted(per_language.items()):
            if count > (twins["at_most"] if language in twins["languages"] and language != one.language else 0):
                found.append(f"{event}: {count} alerts too many in {language}")
    return found


def _alert(wanted: Mapping[str, Any], one: Told, replies: Sequence[Told], events: Mapping[str, str]) -> Iterator[str]:
    if one.level not in _any_of(wanted["level"]) and one.level not in _any_of(wanted["reaches"]):
        yield f"level {one.level}, wanted {wanted['level']}"
    if not {one.level, *(reply.level for reply in replies)} & set(_any_of(wanted["reaches"])):
        yield f"never reached {wanted['reaches']}"
    begin, end = map(utc, wanted["between"])
    if not begin <= one.at <= end:
        yield f"came at {one.at:%d %b %H:%M}, wanted between {begin:%d %b %H:%M} and {end:%d %b %H:%M}"
    follows = events.get(one.follows or "", "another story" if one.follows else None)
    if wanted["follows"] != "any" and follows not in _any_of(wanted["follows"]):
        yield f"follows {follows}, wanted {wanted['follows']}"
    rule = wanted["replies"]
    if not rule["at_least"] <= len(replies) <= rule["at_most"]:
        yield f"{len(replies)} replies, wanted {rule['at_least']} to {rule['at_most']}"
    said = " / ".join(reply.text for reply in replies)
    yield from (f"no reply says {fact!r}" for fact in rule["must_mention"] if fact not in said)
    yield from (f"a reply says {fact!r}" for fact in rule["must_not_mention"] if fact in said)


def _any_of(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]
