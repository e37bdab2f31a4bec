"""Places named in a headline, folded to codes: a gazetteer small enough to read.

A code is a country (`ir`, ISO 3166-1 alpha-2 where there is one) or a place inside it (`ir.saravan`). A country stands
for its name, its demonyms and its name in Persian, Urdu and Arabic; a city or province for its spellings. It knows what
the news names often; an unknown place is no place, never a wrong one.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from monitor.core.language.wordlists import Phrase, lines, senses_of

Place = tuple[int, int, str]  # first word, word after the last, code

_LONGEST = 4  # words in a name
_ARABIC_PREFIXES = ("وال", "بال", "لل", "و", "ب", "ل")


@cache
def _names(language: str) -> Mapping[Phrase, str]:
    """Folded name → code; a country's wins over a place's."""
    found = {**senses_of("place", language), **senses_of("country", language)}
    return {name: sense.removeprefix("@") for name, sense in found.items()}


@cache
def _first_words(language: str) -> frozenset[str]:
    return frozenset(name[0] for name in _names(language))


def country(code: str) -> str:
    """The country a place lies in, or the code itself."""
    return code.partition(".")[0]


def country_name(code: str) -> str:
    """The country's name in folded English: "pk" and "pk.panjgur" are "pakistan"."""
    return _country_names().get(country(code), country(code))


def locate(sequence: Sequence[str], language: str) -> tuple[Place, ...]:
    """Every place in folded words as (first word, word after the last, code), longest name first, none overlapping."""
    first_words, is_arabic = _first_words(language), language == "ar"
    found = []
    end = 0
    for at, word in enumerate(sequence):
        if at >= end and (word in first_words or is_arabic):
            end, code = _at(sequence, at, language)
            if code:
                found.append((at, end, code))
    return tuple(found)


def _at(sequence: Sequence[str], at: int, language: str) -> tuple[int, str]:
    names, first = _names(language), sequence[at]
    if first not in _first_words(language):
        return at + 1, _without_prefix(first, names)
    for length in range(min(_LONGEST, len(sequence) - at), 0, -1):
        code = names.get(tuple(sequence[at : at + length]))
        if code:
            return at + length, code
    return at + 1, ""


def _without_prefix(word: str, names: Mapping[Phrase, str]) -> str:
    """The code of a name on which "and", "in" or "to" is written, as in Arabic."""
    for prefix in _ARABIC_PREFIXES:
        if word.startswith(prefix):
            for bare in (word[len(prefix) :], "ال" + word[len(prefix) :]):
                if (bare,) in names:
                    return names[(bare,)]
    return ""


@cache
def _country_names() -> Mapping[str, str]:
    return {line.sense.removeprefix("@"): line.form for line in lines("name")}


@cache
def _holders() -> Mapping[str, str]:
    """Place → what it lies in, or stands for. The state of Georgia shares its name, and so its code, with a country."""
    return {line.form: line.sense for line in lines("within")}


@cache
def _ancestors(code: str) -> frozenset[str]:
    found = {code}
    while code in _holders():
        code = _holders()[code]
        found.add(code)
    return frozenset({*found, country(code)})


def _is_compatible(one: str, other: str) -> bool:
    """Whether both can be named for one event: the same place, or one inside the other."""
    return one in _ancestors(other) or other in _ancestors(one)


def specific(codes: Iterable[str]) -> frozenset[str]:
    """`codes` without those that hold another of them: Karachi, Pakistan is Karachi."""
    known = frozenset(codes)
    return frozenset(code for code in known if not any(code != other and code in _ancestors(other) for other in known))


def conflict(ones: frozenset[str], others: frozenset[str]) -> bool:
    """Whether both name places and none of the one can be a place of the other."""
    ones, others = specific(ones), specific(others)  # a shared country does not unite two of its cities
    if not ones or not others:
        return False
    return not any(_is_compatible(one, other) for one in ones for other in others)
