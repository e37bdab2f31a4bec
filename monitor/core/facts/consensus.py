"""Settling one number over the outlets of a story, so that neither a misprint nor an old count rings.

The rule, over the newest statement of each outlet in order of arrival:

1. Headlines count. Only while none states the number do summaries, where the toll of an older event often stands.
2. The first number is settled. A higher one replaces it when two origins state it (or more); or when one headline does
   and the rise is no quibble (a quarter or more: 7 to 9, not 9 to 10), its outlet being of tier 1 or 2; or when an
   agency, a tier 1 outlet or a headline that speaks of a rise ("toll climbs to 10") states it.
3. The range runs from the lowest to the highest statement; lower ones made before the settled number are out of date.

A magnitude does not rise, it is measured: the lower median of the origins is settled.
"""

from collections.abc import Collection
from dataclasses import dataclass
from statistics import median_low

from monitor.core.facts.attribution import is_agency
from monitor.core.language.document import Document
from monitor.core.language.wordlists import vocabulary
from monitor.model import NumberKind, Toll

CLEAR_RISE = 1.25


@dataclass(frozen=True, slots=True)
class Statement:
    """One outlet's number. `is_voice`: enough by itself; `is_sound`: enough for a clear rise."""

    value: float
    origin: str
    in_title: bool
    is_voice: bool
    is_sound: bool


def statement(value: float, document: Document, origin: str, *, in_title: bool) -> Statement:
    """A number that an entry states, with the weight that its outlet and place give it."""
    tier = document.entry.tier
    rises = in_title and not vocabulary(document.language).rise.isdisjoint(document.title)
    return Statement(
        value=value,
        origin=origin,
        in_title=in_title,
        is_voice=in_title and (tier == 1 or is_agency(origin) or (rises and tier == 2)),
        is_sound=in_title and tier <= 2,
    )


def settle(kind: NumberKind, statements: Collection[Statement]) -> tuple[float, Toll]:
    """The settled number and the range; `statements` are the newest of each outlet in order of arrival, at least one."""
    counted = [one for one in statements if one.in_title] or list(statements)
    if kind is NumberKind.MAGNITUDE:
        latest = {one.origin: one.value for one in counted}
        settled, current = median_low(latest.values()), counted
    else:
        settled, current = _rise(counted)
    values = [one.value for one in current]
    return settled, Toll(kind=kind, low=min(values), high=max(values))


def _rise(statements: list[Statement]) -> tuple[float, list[Statement]]:
    """The settled number, and the statements that are not out of date."""
    settled = 0.0
    highest: dict[str, float] = {}
    current: list[Statement] = []
    for one in statements:
        highest[one.origin] = max(one.value, highest.get(one.origin, 0.0))
        current.append(one)
        backed = sorted(highest.values())[-2] if len(highest) > 1 else 0.0
        is_enough = not settled or one.is_voice or (one.is_sound and one.value >= CLEAR_RISE * settled)
        reached = max(settled, backed, one.value if is_enough else 0.0)
        if reached > settled:
            settled = reached
            current = [other for other in current if other.value >= settled]
    return settled, current
