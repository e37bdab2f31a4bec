"""What is new in a story against what its reader was told.

Only what is settled in the account (`core.facts.consensus`) counts, so a stray number rings nowhere. A toll rings when it rises;
when outlets correct it downwards, or name the place more narrowly, the message is edited silently.
"""

from collections.abc import Iterable, Iterator

from monitor.core.facts.statements import voice_name
from monitor.model import Development, Facts, NumberKind, ReaderState, Story

MAGNITUDE_STEP = 0.3  # agencies differ by 0.1 or 0.2 about one quake

TEXTS = {
    NumberKind.KILLED: "{} killed",
    NumberKind.INJURED: "{} injured",
    NumberKind.RECORDS: "{} records",
    NumberKind.MAGNITUDE: "magnitude {}",
}
_COUNTS = (NumberKind.KILLED, NumberKind.INJURED, NumberKind.RECORDS)
# Statements worth a reply, in the order of telling; all others are edits.
_STATEMENTS = {
    "withdrawn": "report withdrawn",
    "denied": "denied",
    "confirmed": "confirmed",
    "claimed": "responsibility claimed",
    "arrest": "arrest",
    "ceasefire": "ceasefire",
    "tsunami": "tsunami warning",
}


def developments(told: ReaderState, story: Story) -> tuple[Development, ...]:
    """What to reply, in fixed order: tolls, magnitude, statements. Texts such as "9 killed (was 7)", "denied by Iran"."""
    return (*_tolls(told.facts, story.facts), *_magnitude(told.facts, story.facts), *_statements(told.facts, story.facts))


def _tolls(was: Facts, now: Facts) -> Iterator[Development]:
    for kind in _COUNTS:
        before, after = getattr(was, kind), getattr(now, kind)
        if after is not None and (before is None or after > before):
            yield Development(kind=kind, text=TEXTS[kind].format(number_text(after)) + _before(before))


def number_text(number: float) -> str:
    """A count or magnitude for a reader: "9", "1,200", "35 million", "6.2"."""
    return f"{number / 1e6:,.4g} million" if number >= 1_000_000 else f"{number:,.10g}"


def _before(number: float | None) -> str:
    return "" if number is None else f" (was {number_text(number)})"


def _magnitude(was: Facts, now: Facts) -> Iterator[Development]:
    if now.magnitude is None or (was.magnitude is not None and abs(now.magnitude - was.magnitude) < MAGNITUDE_STEP - 1e-9):
        return
    kind = NumberKind.MAGNITUDE
    yield Development(kind=kind, text=TEXTS[kind].format(number_text(now.magnitude)) + _before(was.magnitude))


def _statements(was: Facts, now: Facts) -> Iterator[Development]:
    for kind, text in _STATEMENTS.items():
        old, new = _voices(was.statements, kind), _voices(now.statements, kind)
        fresh = sorted(new - old - {""})
        if not old and not fresh and new:
            yield Development(kind="statement", text=text)
        # Told of by nobody in particular, then by one country: the same statement, only better attributed.
        elif fresh and not (old == {""} and len(fresh) == 1):
            yield from (Development(kind="statement", text=f"{text} by {voice_name(voice)}") for voice in fresh)


def _voices(statements: Iterable[str], kind: str) -> frozenset[str]:
    return frozenset(voice for name, _, voice in (statement.partition(":") for statement in statements) if name == kind)
