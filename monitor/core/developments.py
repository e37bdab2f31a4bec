"""What is new in a story against what its reader was told.

Only what is settled in the account (`core.tolls`) counts, so a stray number rings nowhere. A toll rings when it rises;
when outlets correct it downwards, or name the place more narrowly, the message is edited silently.
"""

from collections.abc import Iterable, Iterator

from monitor.core.statements import voice_name
from monitor.model import Development, Facts, NumberKind, Story, Telling

MAGNITUDE_STEP = 0.3  # agencies differ by 0.1 or 0.2 about one quake

_TOLLS = (
    (NumberKind.KILLED, "{} killed"),
    (NumberKind.INJURED, "{} injured"),
    (NumberKind.RECORDS, "{} records"),
)
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


def developments(told: Telling, story: Story) -> tuple[Development, ...]:
    """What to reply, in fixed order: tolls, magnitude, statements. Texts such as "9 killed (was 7)", "denied by Iran"."""
    return (*_tolls(told.facts, story.facts), *_magnitude(told.facts, story.facts), *_statements(told.facts, story.facts))


def _tolls(was: Facts, now: Facts) -> Iterator[Development]:
    for kind, text in _TOLLS:
        before, after = getattr(was, kind), getattr(now, kind)
        if after is not None and (before is None or after > before):
            yield Development(kind=kind, text=text.format(_count(after)) + ("" if before is None else f" (was {_count(before)})"))


def _count(number: int) -> str:
    return f"{number / 1e6:,.4g} million" if number >= 1_000_000 else f"{number:,}"


def _magnitude(was: Facts, now: Facts) -> Iterator[Development]:
    if now.magnitude is None:
        return
    if was.magnitude is None:
        yield Development(kind=NumberKind.MAGNITUDE, text=f"magnitude {now.magnitude:g}")
    elif abs(now.magnitude - was.magnitude) >= MAGNITUDE_STEP - 1e-9:
        yield Development(kind=NumberKind.MAGNITUDE, text=f"magnitude {now.magnitude:g} (was {was.magnitude:g})")


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
