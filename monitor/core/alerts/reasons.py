"""Why a story alerted, was held or stayed quiet: one sentence per reason, and the deciding shortfall of a story."""

from collections.abc import Sequence
from datetime import UTC, datetime

from monitor.core.alerts.decide import told_from
from monitor.core.durations import in_words
from monitor.core.watch.scoring import HEADLINE, SUMMARY_ONLY
from monitor.model import (
    Alert,
    AlertSettings,
    Entry,
    Level,
    Line,
    LineKind,
    Match,
    Missing,
    MissingKind,
    Mute,
    Reason,
    Watch,
    Where,
)


def because(
    reason: Reason,
    watch: Watch,
    match: Match,
    entry: Entry,
    settings: AlertSettings,
    alert: Alert | None,
    mutes: Sequence[Mute] = (),
) -> str:
    """The deciding factor; "" if the story was simply sent."""
    match reason:
        case Reason.NO_MATCH | Reason.BELOW_THRESHOLD:
            return shortfall(match, told_level(watch, settings))
        case Reason.TOO_OLD:
            age = entry.fetched_at - (entry.published_at or entry.fetched_at)
            return f"published {in_words(age)} before it was first seen; “fresh” is {in_words(watch.fresh)}"
        case Reason.LEARNT:
            return "already in the feed at first poll"
        case Reason.COOLING_DOWN:
            return f"the last audible message about the story was sent less than {in_words(settings.cooldown)} before"
        case Reason.DUPLICATE:
            return "adds nothing to what was already sent"
        case Reason.MUTED | Reason.QUIET_HOURS | Reason.CAPPED:
            return _held(alert, mutes if reason is Reason.MUTED else ())
        case Reason.FIRST_MATCH | Reason.LEVEL_ROSE | Reason.DEVELOPMENT | Reason.CORROBORATED:
            return ""


def _held(alert: Alert | None, mutes: Sequence[Mute]) -> str:
    until = f"held until {stamp(alert.held_until)}" if alert and alert.held_until else "held"
    who = [f"muted by {mute.author}{f': {mute.reason}' if mute.reason else ''}" for mute in mutes]
    return "; ".join([until, *who])


def stamp(at: datetime) -> str:
    """A time for a reader: 2024-01-18 05:06 UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def told_level(watch: Watch, settings: AlertSettings) -> Level | None:
    """The lowest level that is sent to any channel, None if none is."""
    rank = told_from(watch, settings)
    return watch.levels[rank - 1] if rank <= len(watch.levels) else None


def shortfall(match: Match, level: Level | None) -> str:
    """What `match` lacks for `level`: a concept, otherwise outlets, otherwise what cost the most points."""
    if match.missing:
        return _missing(match.missing)
    if level is None:
        return "no level is sent: the list has no channel"
    lacking = level.score - match.score
    if lacking <= 0:
        return f"{level.name} requires {level.outlets} independent outlets"
    taken = [line for line in match.lines if line.points < 0]
    worst = min(taken, key=lambda line: (line.points, line.text), default=None)
    if worst is not None and -worst.points >= lacking:
        return f"{worst.points:+g} for {worst.text}; {level.name} needs {level.score:g}"
    gain, concepts = _withheld(match.lines)
    short = f"{lacking:g} points short of {level.name}"
    return f"{short}: {concepts} in the summary only" if gain >= lacking else short


def _missing(missing: Sequence[Missing]) -> str:
    first = missing[0]
    if first.kind is not MissingKind.CONCEPT:
        return f"the list excludes {first.text}"
    more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
    return f"nothing found for “{first.name}”{more}"


def _withheld(lines: Sequence[Line]) -> tuple[float, str]:
    """The points that concepts found only in the summary would gain in the headline, and which concepts these are."""
    found = [line for line in lines if line.kind is LineKind.CONCEPT and line.where is Where.SUMMARY]
    gain = sum(line.points for line in found) * (HEADLINE - SUMMARY_ONLY) / SUMMARY_ONLY
    return gain, " and ".join(line.name for line in found)
