"""The daily report: what the operator has to know about the last 24 hours, in one silent message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.core.alerts.messages import render
from monitor.core.alerts.operator_notices import notice
from monitor.core.alerts.reasons import shortfall, told_level
from monitor.core.watch.scoring import level_rank
from monitor.model import Config, Delivery, Feed, Health, Match

SHOWN = 5  # lines of a part; the rest is counted
CLOSE = 10  # points of a level, for a story to have just missed it


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A story that no reader of a watch-list was told of, as it scored best."""

    title: str
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What happened since the last report, and what still lasts."""

    troubled: Sequence[tuple[Feed, Health, str]] = ()  # with the reason
    alerts: Mapping[tuple[str, str], int]  # (watch id, level) → how many rang
    missed: Sequence[Missed] = ()  # just missed, the best score first
    undelivered: Sequence[Delivery] = ()  # given up, or late
    mistakes: Sequence[str] = ()  # in the configuration's files, while an older one is in force


def daily_report(config: Config, day: Day, channel: str, now: datetime) -> Delivery:
    """The message to `channel`. Parts without anything to tell are left out; without alerts it says so."""
    parts = (
        ("Feeds in trouble", [f"{feed.outlet} ({feed.id}): {state.value}, {why}" for feed, state, why in day.troubled]),
        ("Alerts", _alerts(config, day.alerts)),
        ("Just missed", [_missed(config, missed) for missed in day.missed]),
        ("Not delivered", [_undelivered(delivery) for delivery in day.undelivered]),
        ("Mistakes in the configuration; the one before them is in force", list(day.mistakes)),
    )
    lines = [line for name, found in parts if found for line in (name, *_shown(found))]
    return notice(channel, "daily report", _title(day), lines, now, is_silent=True, shown=len(lines))


def close_scores(config: Config) -> dict[str, float]:
    """By watch-list, the score from which a story that is not told has just missed it; without lists that tell nobody."""
    levels = ((watch.id, told_level(watch, config.alerts)) for watch in config.watches)
    return {watch_id: level.score - CLOSE for watch_id, level in levels if level is not None}


def _title(day: Day) -> str:
    counts = (
        (len(day.troubled), "feed in trouble", "feeds in trouble"),
        (sum(day.alerts.values()), "alert", "alerts"),
        (len(day.missed), "just missed", "just missed"),
        (len(day.undelivered), "not delivered", "not delivered"),
        (len(day.mistakes), "mistake in the configuration", "mistakes in the configuration"),
    )
    told = [f"{count} {one if count == 1 else more}" for count, one, more in counts if count]
    return " · ".join(told) if sum(day.alerts.values()) else " · ".join(["no alerts", *told])


def _alerts(config: Config, alerts: Mapping[tuple[str, str], int]) -> list[str]:
    """One line for each watch-list, in the order of the configuration, its highest level first."""
    lines = []
    for watch in config.watches:
        levels = sorted((level for of, level in alerts if of == watch.id), key=lambda level: -level_rank(watch, level))
        if levels:
            lines.append(f"{watch.name}: " + ", ".join(f"{alerts[watch.id, level]} {level}" for level in levels))
    known = {watch.id for watch in config.watches}
    gone = sum(count for (of, _), count in alerts.items() if of not in known)
    return [*lines, f"lists that are gone: {gone}"] if gone else lines


def _missed(config: Config, missed: Missed) -> str:
    watch = next(watch for watch in config.watches if watch.id == missed.match.watch_id)
    why = shortfall(missed.match, told_level(watch, config.alerts))
    return f"{missed.match.score:g} {missed.title} · {watch.name}: {why}"


def _undelivered(delivery: Delivery) -> str:
    problem = f", {delivery.problem}" if delivery.problem else ""
    return f"{delivery.channel_id}: {delivery.state.value}{problem} · {render(delivery.content).title}"


def _shown(lines: Sequence[str]) -> list[str]:
    more = [f"· and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return [*(f"· {line}" for line in lines[:SHOWN]), *more]
