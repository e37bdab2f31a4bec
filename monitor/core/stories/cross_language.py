"""Whether headlines of two languages tell one event.

What two languages share is little: places and numbers as such, and the acts of a short lexicon. Each piece in common is
worth some points; without an act in common, or where a guard objects, nothing is. No doubt is resolved in favour of one story:
two alerts for one event are better than an event that nobody is told of.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from monitor.core.facts.headline import Headline
from monitor.core.language import places
from monitor.core.stories import guards
from monitor.core.stories.guards import Effect, Pair
from monitor.model import Joined

# All by reasoning, beside the pairs of `tests/data/crossing_made_from.tsv`. Of these and of those set aside, 14 of 16 that tell
# one event are joined and none of 16 that tell two. Without `_DEED`, `_SITE`, `_COUNTRY` or `_MEASURE` 13 are, in each;
# the other figures make no difference to them.
SURE, ENOUGH = 4.0, 3.0  # points from which two are the same, or likely the same
FRESH = 12.0  # hours after which two headlines of different languages are not compared
_LEAD = 1.0  # points by which a story must lead all others

_DEED = 2.0  # the same one does the same to the same
_SITE = 2.0  # the same town or province, or the same armed group
_COUNTRY = 1.0  # each country that both name, up to two
_ACT = 1.0  # each act that both tell, up to two
_COUNT, _MEASURE = 1.0, 2.0  # the same whole number from three up; the same number with a decimal
_OTHER_NUMBERS = -1.0  # both count something, and no number is the same


def marks(headline: Headline) -> Iterator[str]:
    """By what headlines of other languages that may tell the same are looked up: interactions, towns, acts by country."""
    if headline.interaction:
        yield f"{headline.interaction.act} {headline.interaction.actor} {headline.interaction.target}"
    if not headline.places:
        return
    sites = sorted(headline.places)
    yield from (code for code in sites if "." in code)
    yield from (f"{act} {code}" for code in sorted(set(map(places.country, sites))) for act in sorted(headline.acts))


def points(newer: Headline, older: Headline, hours: float) -> float:
    """For one event, 0.0 if nothing may be concluded; `hours` lie between the two headlines."""
    same_interaction = newer.interaction is not None and newer.interaction == older.interaction
    acts = _shared_acts(newer, older)
    if (
        hours > FRESH
        or newer.is_recurring
        or older.is_recurring
        or not (same_interaction or acts)
        or _objects(newer, older, hours)
    ):
        return 0.0
    sites = {code for code in newer.places & older.places if "." in code}
    groups = {word for word in newer.tokens & older.tokens if word[0] == "#"}
    numbers = _numbers(newer, older)
    if not (same_interaction or sites or groups or numbers == _MEASURE):
        return 0.0
    countries = set(map(places.country, newer.places)) & set(map(places.country, older.places))
    told = _DEED * same_interaction + min(2.0, _ACT * len(acts))
    return told + _SITE * bool(sites or groups) + min(2.0, _COUNTRY * len(countries)) + numbers


class Crossing(NamedTuple):
    """A story told in other languages that an entry tells as well."""

    story_id: str
    points: float

    @property
    def joined(self) -> Joined:
        """`same` if the points make it sure, else `likely`."""
        return Joined.SAME if self.points >= SURE else Joined.LIKELY


def leading(found: Mapping[str, float]) -> Crossing | None:
    """Of stories and their points, the one that has enough and that no other comes near."""
    ranked = sorted(((points, story_id) for story_id, points in found.items()), reverse=True)
    if not ranked or ranked[0][0] < ENOUGH or (len(ranked) > 1 and ranked[1][0] > ranked[0][0] - _LEAD):
        return None
    points, story_id = ranked[0]
    return Crossing(story_id, points)


def _objects(newer: Headline, older: Headline, hours: float) -> bool:
    if places.conflict(newer.places, older.places):
        return True
    is_read = newer.interaction is not None and newer.interaction == older.interaction and newer.interaction.act in _ORDERLESS
    if not is_read and _ordered(newer, older) != _ordered(older, newer):
        return True
    return guards.objection(Pair(newer, older, hours), _GUARDS) is not None


def _ordered(headline: Headline, other: Headline) -> list[str]:
    """Countries and armed groups that both name, in the order of the headline: the one who acts comes first in most."""
    shared = {places.country(word) if word[0] == "@" else word for word in other.stems if word[0] in "@#"}
    named = (places.country(word) if word[0] == "@" else word for word in headline.stems if word[0] in "@#")
    return [word for word in dict.fromkeys(named) if word in shared]


_ORDERLESS = {"force", "easing", "mending"}  # who acted is read already, or both act together
_OUTCOMES = {"kill", "injure"}  # what may have come of any act


def _shared_acts(newer: Headline, older: Headline) -> frozenset[str]:
    """Acts that both tell; that both tell of dead is too little where each says of what."""
    shared = newer.acts & older.acts
    return shared if shared - _OUTCOMES or not (newer.acts - _OUTCOMES and older.acts - _OUTCOMES) else frozenset()


_GUARDS = tuple(guard for guard in guards.GUARDS if guard.effect is Effect.VETO and guard.name not in {"swap", "number"})


def _numbers(newer: Headline, older: Headline) -> float:
    ones, others = _counts(newer), _counts(older)
    shared = ones & others
    if any("." in number for number in shared):
        return _MEASURE
    if shared:
        return _COUNT
    return _OTHER_NUMBERS if ones and others else 0.0


def _counts(headline: Headline) -> frozenset[str]:
    """Numbers that are no year and not so small that they are everywhere."""
    return frozenset(
        word for word in headline.tokens if word[0].isdigit() and ("." in word or _int_of(word) >= 3) and len(word) != 4
    )


def _int_of(word: str) -> int:
    return int(word) if word.isdecimal() else 0
