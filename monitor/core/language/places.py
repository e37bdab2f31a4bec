"""Places named in a headline, folded to codes: a gazetteer small enough to read.

A code is a country (`ir`, ISO 3166-1 alpha-2 where there is one) or a place inside it (`ir.saravan`). A country stands
for its name, its demonyms and its name in Persian, Urdu and Arabic; a city or province for its spellings. It knows what
the news names often; an unknown place is no place, never a wrong one.
"""

from collections.abc import Iterable, Sequence

from monitor.core.language.gazetteer import COUNTRIES, HELD, INSIDE
from monitor.core.text.folding import words

Place = tuple[int, int, str]  # first word, word after the last, code

_LONGEST = 4  # words in a name
_ARABIC_PREFIXES = ("وال", "بال", "لل", "و", "ب", "ل")


def _lines(listing: str) -> list[tuple[str, list[str]]]:
    """(code, names) of each line; a line that begins with a blank continues the one before."""
    joined = listing.strip().replace("\n    ", " ")
    parted = (line.partition(":") for line in joined.splitlines())
    return [(code, [name.strip() for name in names.split(",")]) for code, _, names in parted]


def _read() -> dict[tuple[str, ...], str]:
    names: dict[tuple[str, ...], str] = {}
    for code, listed in _lines(INSIDE):
        for place in listed:
            spellings = place.split("/")
            names |= {words(spelling): f"{code}.{spellings[0]}" for spelling in spellings}
    for code, listed in _lines(COUNTRIES):
        names |= {words(name): code for name in listed}
    return names


def _holders() -> dict[str, str]:
    held = {f"{country(code)}.{name}": code for code, names in _lines(HELD) for name in names}
    # The state of Georgia shares its name with a country, and so its code; Brussels stands for the union that sits there.
    return held | {"us.atlanta": "ge", "be.brussels": "eu"}


_NAMES = _read()
_FIRST_WORDS = frozenset(name[0] for name in _NAMES)
_COUNTRY_NAMES = {code: names[0] for code, names in _lines(COUNTRIES)}


def country(code: str) -> str:
    """The country a place lies in, or the code itself."""
    return code.partition(".")[0]


def country_name(code: str) -> str:
    """The country's name in folded English: "pk" and "pk.panjgur" are "pakistan"."""
    return _COUNTRY_NAMES.get(country(code), country(code))


def locate(sequence: Sequence[str]) -> tuple[Place, ...]:
    """Every place in folded words as (first word, word after the last, code), longest name first, none overlapping."""
    found = []
    end = 0
    for at, word in enumerate(sequence):
        if at >= end and (word in _FIRST_WORDS or word >= "\u0600"):
            end, code = _at(sequence, at)
            if code:
                found.append((at, end, code))
    return tuple(found)


def _at(sequence: Sequence[str], at: int) -> tuple[int, str]:
    first = sequence[at]
    if first not in _FIRST_WORDS:
        bare = _without_prefix(first)
        return at + 1, _NAMES[(bare,)] if bare else ""
    for length in range(min(_LONGEST, len(sequence) - at), 0, -1):
        code = _NAMES.get(tuple(sequence[at : at + length]))
        if code:
            return at + length, code
    return at + 1, ""


def _without_prefix(word: str) -> str:
    """Arabic writes "and", "in" and "to" on the word itself."""
    for prefix in _ARABIC_PREFIXES:
        if word.startswith(prefix):
            for bare in (word[len(prefix) :], "ال" + word[len(prefix) :]):
                if (bare,) in _NAMES:
                    return bare
    return ""


_HOLDERS = _holders()


def _ancestors(code: str) -> frozenset[str]:
    found = {code}
    while code in _HOLDERS:
        code = _HOLDERS[code]
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
