"""When an item was published, if its date is plausible.

feedparser reads standard dates and many others, but no months in other languages, and it misreads
some mistakes: `+2500` as a day earlier, `2024-13-45` as a new year, 2024年01月16日 as the first of November.
"""

import calendar
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

from monitor.core.language.wordlists import lines

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # before there were feeds, a date is a mistake
_AHEAD = timedelta(hours=1)  # of our clock: a mistake too
_LONGEST = 100  # characters
_FARTHEST = timedelta(hours=14)  # of all zones from UTC
_NOON = _MONTHS_A_YEAR = 12
_WITHIN_A_DAY = timedelta(hours=36)  # of midnight UTC: a day somewhere in the world
_MIDNIGHT = re.compile(r"(?<![\d:+-])00:00(?::00(?:\.0+)?)?(?!\d)")
_NAMED_ZONE = re.compile(r" (?!GMT|UTC)[A-Z]{3,4}$")
_NUMERIC = re.compile(r"[\d\s:./TZ+-]+")
_CLOCK = r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d|60))?"
_ZONE = r"(?:[+-](?:0\d|1[0-4]):?[0-5]\d|[A-Za-z]{1,5})"
_ORDINARY = re.compile(  # RFC 822 and RFC 3339, as nearly all feeds have them: feedparser is right about these
    rf"(?:[A-Z][a-z]{{2,8}}, ?)?\d{{1,2}} [A-Z][a-z]{{2}} \d{{4}} {_CLOCK} {_ZONE}"
    rf"|\d{{4}}-(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01])(?:[T ]{_CLOCK}(?:\.\d+)? ?{_ZONE}?)?"
)
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年](1[0-2]|0?[1-9])[-/.月](3[01]|[12]\d|0?[1-9])(?!\d)")
_YEAR_LAST = re.compile(
    r"(?<!\d)(3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er|\.|º)?,?\s+(?:de |d')?\W*(\w+)\W*\s(?:de )?((?:19|20)\d\d)(?!\d)"
)
_MONTH_FIRST = re.compile(r"(\w+)\.?\s+(3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)(?!\d)")
_DAY_MONTH = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_TIME = re.compile(rf"(?<![\d:+-]){_CLOCK}(?:\.\d+)?\s*([ap]\.?m\b)?", re.IGNORECASE)
_OFFSET = re.compile(r":\d\d(?:\.\d+)?\s*(?:GMT|UTC)?([+-])(\d\d):?(\d\d)?(?!\d)")
_SECONDS = re.compile(r"(\d{9,10})(\d{3})?")  # since 1970, or thousandths


class Dating(StrEnum):
    """Where an item's date comes from, or why it has none; then the time first seen is used."""

    OWN = "its own"
    REPAIRED = "repaired"
    MISSING = "no date"
    UNREADABLE = "an unreadable date"
    AHEAD = "a date in the future"
    ABSURD = "a date before 1995"
    DAY = "a day without a time"  # and today or yesterday: the time first seen is more precise than midnight


@dataclass(frozen=True, slots=True)
class Dated:
    """A plausible date, or None and the reason; `said` is the publisher's text."""

    at: datetime | None
    how: Dating
    said: str = ""


def dated(item: Mapping[str, Any], fetched_at: datetime) -> Dated:
    """When `item` (as feedparser has it) was published, or else last updated."""
    first: Dated | None = None
    for name in ("published", "updated"):  # `dict.get`: feedparser answers for a missing `updated` with `published`
        found = _judged(dict.get(item, name), dict.get(item, f"{name}_parsed"), fetched_at)  # type: ignore[call-overload]
        if found.at:
            return found
        first = found if first is None or first.how is Dating.MISSING else first
    assert first is not None  # noqa: S101 -- there are two names
    return first


def _judged(said: object, parts: Any, fetched_at: datetime) -> Dated:
    text = " ".join(said[:_LONGEST].split()) if isinstance(said, str) else ""
    own = None if _NUMERIC.fullmatch(text) and not _ORDINARY.fullmatch(text) else _instant(parts)
    is_clear = not text or _ORDINARY.fullmatch(text) or _NAMED_ZONE.search(text)
    moment = own if own and is_clear else read(text) or own
    if moment is None:
        return Dated(None, Dating.UNREADABLE if text or parts else Dating.MISSING, text)
    if moment > fetched_at + _AHEAD:
        return Dated(None, Dating.AHEAD, text)
    if moment < _EARLIEST:
        return Dated(None, Dating.ABSURD, text)
    is_day = text and (not _TIME.search(text) or _MIDNIGHT.search(text))
    if is_day and fetched_at - moment < _WITHIN_A_DAY:
        return Dated(None, Dating.DAY, text)
    return Dated(moment, Dating.OWN if moment == own else Dating.REPAIRED, text)


def read(text: str) -> datetime | None:
    """Parse a date in a non-standard form; None if it is ambiguous or unreadable.

    A time without a valid zone is taken as UTC.
    """
    plain = _folded(text)
    if seconds := _SECONDS.fullmatch(plain):
        return datetime.fromtimestamp(int(seconds[1]), UTC)
    day = _day(plain)
    time = _TIME.search(plain)
    hour, minute, second = (int(part or 0) for part in time.groups()[:3]) if time else (0, 0, 0)
    if day is None or (":" in plain and not time):
        return None
    half = (time[4] or "")[:1] if time else ""
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    offset = _offset(plain)
    try:
        midnight = datetime(*day, tzinfo=timezone(offset))
        return (midnight + timedelta(hours=hour, minutes=minute, seconds=second)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _folded(text: str) -> str:
    """In lower case, without accents, with European digits and without the marks between year, month and day in Chinese."""
    split = unicodedata.normalize("NFKD", text.lower().replace("ı", "i"))
    bare = "".join(letter for letter in split if not unicodedata.combining(letter) or "\u0900" <= letter <= "\u097f")
    return "".join(str(unicodedata.digit(letter, letter)) if not letter.isascii() else letter for letter in bare)


def _day(plain: str) -> tuple[int, int, int] | None:
    if found := _YEAR_FIRST.search(plain):
        return int(found[1]), int(found[2]), int(found[3])
    for pattern, day, month in ((_YEAR_LAST, 1, 2), (_MONTH_FIRST, 2, 1)):
        for found in pattern.finditer(plain):
            number = next((number for start, number in _FOLDED_MONTHS if found[month].startswith(start)), 0)
            if number:
                return int(found[3]), number, int(found[day])
    return _by_numbers(plain)


def _by_numbers(plain: str) -> tuple[int, int, int] | None:
    """Day and month, or the reverse if only that is possible; with slashes and both up to 12 the order is ambiguous."""
    found = _DAY_MONTH.search(plain)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "/" and first <= _MONTHS_A_YEAR and second <= _MONTHS_A_YEAR and first != second:
        return None
    return (year, second, first) if second <= _MONTHS_A_YEAR else (year, first, second)


def _offset(plain: str) -> timedelta:
    found = _OFFSET.search(plain.upper())
    if not found:
        return timedelta(0)
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timedelta(0) if size > _FARTHEST else size if found[1] == "+" else -size


# By their first letters, the longest first. What is another month in a sister language (Polish and Croatian “lip”) is left out.
_FOLDED_MONTHS = tuple(
    sorted(((_folded(line.form), int(line.sense)) for line in lines("month-start")), key=lambda each: -len(each[0]))
)


def _instant(parts: Any) -> datetime | None:
    """The instant of feedparser's tuple, in UTC."""
    try:
        return datetime.fromtimestamp(calendar.timegm(parts), UTC) if parts else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None
