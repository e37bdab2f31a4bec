"""Words that part events: opposites, words of one kind that exclude each other, words of repetition.

Opposites are told by stems (`stems`), which are English whatever the language; all else by words of the language.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from monitor.core.language.stems import ACTS, stem
from monitor.core.language.wordlists import lines, vocabulary
from monitor.core.text.folding import words

_Side = tuple[str, str]  # a line of the list of opposites, and a side of it


def _stems(role: str) -> frozenset[str]:
    """The stems of the English words with a role."""
    return frozenset(stem(word, "en") for line in lines(role) for word in words(line.form))


TOLL_WORDS = _stems("toll-stem")
RESULTS = _stems("result")
COUNT_WORDS = _stems("count-stem")
QUAKE_WORDS = _stems("quake-stem")
DOINGS = _stems("doing")  # what one does to another, and is seldom told in the passive without "by"
OCCUPATIONS = _stems("occupation")  # people told apart by their work: of two in one place, each was in another event
_EVENTS = ACTS | _stems("event")


@cache
def _sides() -> Mapping[str, frozenset[_Side]]:
    found: dict[str, set[_Side]] = {}
    for line in lines("opposite"):
        kind, _, side = line.sense.partition("/")
        found.setdefault(stem(line.form, "en"), set()).add((kind, side))
    return {word: frozenset(sides) for word, sides in found.items()}


def opposed(ones: Collection[str], others: Collection[str]) -> bool:
    """Whether some stem of the one excludes some stem of the other; give only stems that they do not share."""
    known = _sides()
    sides = {side for word in ones for side in known.get(word, ())}
    against = {side for word in others for side in known.get(word, ())}
    return any(kind == other_kind and side != other_side for kind, side in sides for other_kind, other_side in against) and not (
        sides & against
    )


def repeats(title: Sequence[str], language: str) -> bool:
    """Whether folded words say that it happened before: "another strike", "clash again", "new Russian strikes"."""
    known = vocabulary(language)
    if not known.repeat.isdisjoint(title):
        return True
    return any(
        (word in known.again and _has_event(title, language))
        or (word in known.more and _has_event(title[at + 1 : at + 4], language))
        for at, word in enumerate(title)
    )


def _has_event(stretch: Sequence[str], language: str) -> bool:
    return any(stem(word, language) in _EVENTS for word in stretch)


def is_market_report(title: Sequence[str], language: str) -> bool:
    """Whether folded words say how prices move."""
    known = vocabulary(language)
    return not known.market.isdisjoint(title) and not known.market_move.isdisjoint(title)


def is_recount(title: Sequence[str], language: str) -> bool:
    """Whether folded words say that a number is an old one counted anew."""
    return not vocabulary(language).recount.isdisjoint(title)
