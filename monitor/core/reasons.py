"""Why a story was told, held or kept quiet, in one sentence for each reason."""

from collections.abc import Sequence
from datetime import UTC, datetime

from monitor.core.schedule import in_words
from monitor.core.shortfall import shortfall, told_level
from monitor.model import Alert, AlertSettings, Entry, Match, Mute, Reason, Watch


def because(
    reason: Reason,
    watch: Watch,
    match: Match,
    entry: Entry,
    settings: AlertSettings,
    alert: Alert | None,
    mutes: Sequence[Mute] = (),
) -> str:
    """The one thing that decided, "" where the story was simply told."""
    match reason:
        case Reason.NO_MATCH | Reason.BELOW_THRESHOLD:
            return shortfall(match, told_level(watch, settings))
        case Reason.TOO_OLD:
            age = entry.fetched_at - (entry.published_at or entry.fetched_at)
            return f"published {in_words(age)} before it was seen; “fresh” is {in_words(watch.fresh)}"
        case Reason.LEARNT:
            return "it stood in the feed at its first poll"
        case Reason.COOLING_DOWN:
            return f"the story rang less than {in_words(settings.cooldown)} before"
        case Reason.DUPLICATE:
            return "adds nothing to what was told"
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
