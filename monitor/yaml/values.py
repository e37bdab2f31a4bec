"""Single values as people write them: `10m`, `10MB`, `yes`, `23:00`, `Europe/Berlin`.

Each reader takes a node of the YAML file and returns the value or raises `Wrong`; the types at the end are used to declare
the sections of the configuration.
"""

import re
from collections.abc import Callable, Iterable
from datetime import time, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import PlainValidator
from rapidfuzz import fuzz, process

from monitor.core.watch.terms import split_terms
from monitor.model import Secret
from monitor.yaml import forms
from monitor.yaml.reading import describe

_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_DURATION = re.compile(r"(?:\d{1,6}[smhdw]\s*)+")
_SIZE = re.compile(r"(\d{1,9})\s*(|[KMG])i?B", re.IGNORECASE)
_SIZES = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_ID = re.compile(r"\w[\w.:-]{0,63}")
_SOURCES = ("credential", "file", "env")  # the keys of a secret
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Wrong(ValueError):
    """A value that cannot be used: `what` is wrong and what the user can do."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `word` may be a misspelling of."""
    found = process.extractOne(word.lower(), sorted(known), scorer=fuzz.ratio, processor=str.lower, score_cutoff=65)
    return found[0] if found else None


def suggest(word: str, known: Iterable[str], kind: str) -> str:
    """What to do about an unknown name: suggest the nearest one, or list all."""
    names = sorted(known)
    if (likely := nearest(word, names)) is not None:
        return f"did you mean “{likely}”?"
    return f"known {kind}: {', '.join(names)}" if names else f"there are no {kind} yet"


def text(value: Any) -> str:
    """One text, not empty."""
    if not isinstance(value, str):
        raise Wrong(f"expected a single value, found {describe(value)}", "write the value after the colon")
    if not value.strip():
        raise Wrong("an empty value", "write a value, or delete the line")
    return " ".join(value.split())


def texts(value: Any) -> tuple[str, ...]:
    """A text with commas, or a list of texts."""
    if isinstance(value, list):
        if nested := [item for item in value if not isinstance(item, str)]:
            what = f"expected single values in this list, found {describe(nested[0])}"
            raise Wrong(what, "put text that contains “: ” in 'single quotes'")
        return tuple(piece for item in value for piece in split_terms(item))
    return split_terms(text(value))


def duration(value: Any) -> timedelta:
    """`30s`, `10m`, `6h`, `2d`, `1w`, `1h30m`; up to ten years."""
    written = text(value)
    if not _DURATION.fullmatch(written.lower()):
        raise Wrong(f"“{written}” is not a duration", "write a number and s, m, h, d or w: 30s, 10m, 6h, 2d")
    parts = re.findall(r"(\d+)([smhdw])", written.lower())
    total = sum((int(number) * _UNITS[unit] for number, unit in parts), timedelta())
    if total > timedelta(days=3660):
        raise Wrong(f"“{written}” is longer than ten years", "write a shorter time")
    return total


def size(value: Any) -> int:
    """`500KB`, `10MB`, in bytes."""
    written = text(value)
    if not (parts := _SIZE.fullmatch(written)):
        raise Wrong(f"“{written}” is not a size", "write a number and KB or MB: 10MB")
    return int(parts[1]) * _SIZES[parts[2].lower()]


def yes_no(value: Any) -> bool:
    """`yes` or `no`, `true` or `false`."""
    written = text(value).lower()
    if written not in {"yes", "no", "true", "false", "on", "off"}:
        raise Wrong(f"“{written}” is not yes or no", "write yes or no")
    return written in {"yes", "true", "on"}


def clock_time(value: Any) -> time:
    """`23:00`, `7:30`."""
    written = text(value)
    if not (parts := _TIME.fullmatch(written)):
        raise Wrong(f"“{written}” is not a time of day", "write hours and minutes: 23:00")
    return time(int(parts[1]), int(parts[2]))


def zone(value: Any) -> ZoneInfo:
    """A time zone by its name in the IANA database."""
    written = text(value)
    try:
        return ZoneInfo(written)
    except (ValueError, OSError, LookupError):
        known = nearest(written, available_timezones())
        todo = f"did you mean “{known}”?" if known else "write a name such as Europe/Berlin, Asia/Karachi or UTC"
        raise Wrong(f"“{written}” is not a known time zone", todo) from None


def identifier(value: Any) -> str:
    """A short name that other settings use as a reference."""
    written = text(value)
    if not _ID.fullmatch(written):
        raise Wrong(f"“{written}” is not a valid name", "use letters, digits, “-”, “_” and “.”, at most 64")
    return written


def language(value: Any) -> str:
    """An ISO 639 code."""
    written = text(value)
    if not _LANGUAGE.fullmatch(written.lower()):
        raise Wrong(f"“{written}” is not a language code", "write two letters (ISO 639): en, fa, ur, ar")
    return written.lower()


def languages(value: Any) -> tuple[str, ...]:
    """ISO 639 codes, by comma or as a list, in order."""
    return tuple(map(language, texts(value)))


def country(value: Any) -> str:
    """An ISO 3166-1 alpha-2 code."""
    written = text(value)
    if not re.fullmatch(r"[A-Za-z]{2}", written):
        raise Wrong(f"“{written}” is not a country code", "write two letters (ISO 3166): PK, IR, GB; or omit it")
    return written.upper()


def web_address(value: Any) -> str:
    """An http(s) address with a host."""
    written = text(value)
    try:
        parts = urlsplit(written)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_good = False
    if not is_good or " " in written:
        raise Wrong("not a web address", "write the full URL, starting with https:// or http://")
    return written


def secret_place(value: Any) -> Secret:
    """Where a secret is kept. What stands there instead is never repeated: it may be the secret."""
    forms = " or ".join(f"{{{source}: …}}" for source in _SOURCES)
    if not isinstance(value, dict):
        raise Wrong("a secret does not belong in this file", f"write where it is kept: {forms}")
    if len(value) != 1 or next(iter(value)) not in _SOURCES:
        raise Wrong("it is not clear where the secret is kept", f"write one of {forms}")
    source, name = next(iter(value.items()))
    return Secret(source=source, name=text(name))


def one_of(*known: str) -> PlainValidator:
    """One of the words `known`."""

    def read(value: Any) -> str:
        written = text(value)
        if written not in known:
            raise Wrong(f"“{written}” is not allowed here", f"write one of {', '.join(known)}")
        return written

    return PlainValidator(read, json_schema_input_type=forms.one_of(*known))


def whole(low: int, high: int) -> PlainValidator:
    """A whole number from `low` to `high`."""

    def read(value: Any) -> int:
        written = text(value)
        if not re.fullmatch(r"-?[0-9]{1,18}", written) or not low <= int(written) <= high:
            raise Wrong(f"“{written}” is not a whole number from {low} to {high}", "write it in digits")
        return int(written)

    return PlainValidator(read, json_schema_input_type=forms.whole(low, high))


def _probability(value: Any) -> float:
    written = text(value)
    if not re.fullmatch(r"0?\.\d{1,9}|[01](\.0{1,9})?", written):
        raise Wrong(f"“{written}” is not a probability", "write a number between 0 and 1: 0.6")
    return float(written)


def between(low: str, high: str, read: Callable[[Any], Any] = duration) -> PlainValidator:
    """The result of `read`, checked to be from `low` to `high`, both written as the user would."""

    def check(value: Any) -> Any:
        found = read(value)
        if not read(low) <= found <= read(high):
            raise Wrong(f"“{text(value)}” is out of range", f"write {low} to {high}")
        return found

    return PlainValidator(check, json_schema_input_type=forms.SIZE if read is size else forms.DURATION)


Text = Annotated[str, PlainValidator(text, json_schema_input_type=forms.TEXT)]
Texts = Annotated[tuple[str, ...], PlainValidator(texts, json_schema_input_type=forms.TEXTS)]
Id = Annotated[str, PlainValidator(identifier, json_schema_input_type=forms.ID)]
YesNo = Annotated[bool, PlainValidator(yes_no, json_schema_input_type=forms.YES_NO)]
ClockTime = Annotated[time, PlainValidator(clock_time, json_schema_input_type=forms.CLOCK_TIME)]
Zone = Annotated[ZoneInfo, PlainValidator(zone, json_schema_input_type=forms.TEXT)]
Language = Annotated[str, PlainValidator(language, json_schema_input_type=forms.LANGUAGE)]
Languages = Annotated[tuple[str, ...], PlainValidator(languages, json_schema_input_type=forms.LANGUAGES)]
Country = Annotated[str, PlainValidator(country, json_schema_input_type=forms.COUNTRY)]
WebAddress = Annotated[str, PlainValidator(web_address, json_schema_input_type=forms.WEB_ADDRESS)]
SecretPlace = Annotated[Secret, PlainValidator(secret_place, json_schema_input_type=forms.SECRET)]
Probability = Annotated[float, PlainValidator(_probability, json_schema_input_type=forms.PROBABILITY)]
Duration = Annotated[timedelta, PlainValidator(duration, json_schema_input_type=forms.DURATION)]
