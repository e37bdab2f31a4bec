"""What the reader got against what the scenario's `expected.yaml` says. Pure: records in, differences out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.demo.scenario import utc
from monitor.model import AlertKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One audible message that reached the reader."""

    kind: AlertKind  # NEW or REPLY
    event: str  # the true event of the entry that raised it
    story_id: str
    follows: str | None  # id of the story that its story follows
    level: str
    at: datetime
    text: str  # everything the message says


def differences(expected: Mapping[str, Any], told: Sequence[Told]) -> list[str]:
    """Everything that is not as expected, in words; empty if the reader got what they should."""
    wanted = expected["alerts"]
    news = [one for one in told if one.kind is AlertKind.NEW]
    first = {one.event: one for one in reversed(news)}
    events = {one.story_id: one.event for one in reversed(news)}
    permitted = {alert["event"] for alert in wanted} | set(expected.get("also_fine") or [])
    found = [f"{event}: {count} alerts, one wanted" for event, count in Counter(n.event for n in news).items() if count > 1]
    found += [f"{one.event}: an alert that should have stayed quiet: {one.text[:100]}" for one in news if one.event not in permitted]
    order = [alert["event"] for alert in wanted if alert["event"] in first]
    if order != sorted(order, key=lambda event: first[event].at):
        found.append(f"alerts came in another order than {', '.join(order)}")
    for alert in wanted:
        one = first.get(alert["event"])
        if one is None:
            found.append(f"{alert['event']}: no alert")
            continue
        replies = [reply for reply in told if reply.kind is AlertKind.REPLY and reply.story_id == one.story_id]
        found += [f"{alert['event']}: {what}" for what in _alert(alert, one, replies, events)]
    return found


def _alert(
    wanted: Mapping[str, Any], one: Told, replies: Sequence[Told], events: Mapping[str, str]
) -> Iterator[str]:
    if wanted.get("level") and wanted["level"] not in (one.level, "any") and one.level != wanted.get("reaches"):
        yield f"level {one.level}, wanted {wanted['level']}"
    if wanted.get("reaches") and wanted["reaches"] not in (one.level, *(reply.level for reply in replies)):
        yield f"never reached {wanted['reaches']}"
    begin, end = map(utc, wanted["between"])
    if not begin <= one.at <= end:
        yield f"came at {one.at:%d %b %H:%M}, wanted between {begin:%d %b %H:%M} and {end:%d %b %H:%M}"
    follows = events.get(one.follows or "", "another story" if one.follows else None)
    permitted = wanted.get("follows")
    if permitted != "any" and follows not in (permitted if isinstance(permitted, list) else [permitted]):
        yield f"follows {follows}, wanted {permitted}"
    rule = wanted.get("replies") or {}
    if not rule.get("at_least", 0) <= len(replies) <= rule.get("at_most", len(replies)):
        yield f"{len(replies)} replies, wanted {rule.get('at_least', 0)} to {rule.get('at_most', 'any')}"
    said = " / ".join(reply.text for reply in replies)
    yield from (f"no reply mentions {fact!r}" for fact in rule.get("must_mention") or [] if fact not in said)
