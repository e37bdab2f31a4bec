"""How often, and when, a document asks to be read."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS = 24

Hints = Sequence[tuple[str, str]]  # (ttl, hour, day, updateperiod or updatefrequency; its text)


def interval_of(hints: Hints) -> timedelta:
    """`ttl` (minutes, RSS 2.0) or the syndication module's period divided by its frequency; 0 if neither is said."""
    said = {name: text.strip().lower() for name, text in hints}
    minutes = _number(said.get("ttl", ""))
    if minutes is not None:
        return timedelta(minutes=minutes)
    period, frequency = _PERIODS.get(said.get("updateperiod", "")), _number(said.get("updatefrequency") or "1")
    return period / frequency if period and frequency else timedelta(0)


def skips_of(hints: Hints) -> int:
    """`skipHours` and `skipDays` (RSS 2.0, in GMT) as bits: 0 to 23 for hours, from 24 on for days, Monday first.

    24 is an old notation for midnight. A feed that asks to be skipped always is polled anyway.
    """
    hours = _bits(number % _HOURS for name, text in hints if name == "hour" and (number := _number(text)) is not None)
    named = [text.strip().lower() for name, text in hints if name == "day"]
    days = _bits(_DAYS.index(day) for day in named if day in _DAYS)
    hours = 0 if hours == (1 << _HOURS) - 1 else hours
    return hours | (0 if days == (1 << len(_DAYS)) - 1 else days) << _HOURS


def _number(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 7 else None


def _bits(places: Iterable[int]) -> int:
    bits = 0
    for place in places:
        bits |= 1 << place
    return bits
