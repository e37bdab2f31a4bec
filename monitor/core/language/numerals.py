"""Reading numbers from folded words, whatever they count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from monitor.core.language.wordlists import Phrase, senses_of
from monitor.model import NumberKind


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of one kind; words `start` to `end` (exclusive) of the field hold the number and what it counts."""

    kind: NumberKind
    value: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number and the words `start` to `end` (exclusive) that say it."""

    value: float
    start: int
    end: int
    text: str  # its first word


@cache
def number_words(language: str) -> Mapping[str, float]:
    """Folded word → number, in texts of a language."""
    return _values("number", language)


@lru_cache(maxsize=1 << 14)
def value_of(word: str, language: str) -> float | None:
    """What one folded word says as a number: "9", "1,200", "6.2", "35m", "twelve"; None if it is none."""
    if not word[0].isdigit():
        return number_words(language).get(word)
    digits = word.rstrip("abkmn")
    factor = _values("suffix", language).get(word[len(digits) :], 1.0 if digits == word else None)
    if factor is None or not digits.isascii():
        return None
    for separator in ",.":
        head, *groups = digits.split(separator)
        if groups and head.isdigit() and all(len(group) == 3 and group.isdigit() for group in groups) and head != "0":
            return float(head + "".join(groups)) * factor
    try:
        return float(digits.replace(",", ".")) * factor
    except ValueError:
        return None


def numerals(words: Sequence[str], language: str) -> list[Numeral]:
    """All numbers in order, words that belong together joined: "twenty four", "24 000", "two dozen", "35 million"."""
    multipliers = _values("multiplier", language)
    found = []
    at = 0
    while at < len(words):
        value, end = _simple(words, at, language)
        if value is None and words[at] not in multipliers:
            at += 1
            continue
        start, at = at, end
        if value is None:
            value = 1.0
        while at < len(words) and (words[at] in multipliers or words[at] == "000"):
            value *= multipliers.get(words[at], 1000.0)
            at += 1
        found.append(Numeral(value, start, at, words[start]))
    return found


def _simple(words: Sequence[str], at: int, language: str) -> tuple[float | None, int]:
    """The number that begins here, without its multipliers, and the place behind it; None and `at` if none does."""
    value, end = _said(words, at, language)
    if value is None:
        return None, at
    following = words[end] if end < len(words) else ""
    units, suffixes = _units(language), _values("suffix", language)
    is_ten = 20 <= value < 100 and value % 10 == 0 and not words[at][0].isdigit()
    if is_ten and following in units:
        return value + units[following], end + 1
    if following in suffixes and "." in words[at]:  # "1.5m" is folded to "1.5" and "m"
        return value * suffixes[following], end + 1
    return value, end


def _said(words: Sequence[str], at: int, language: str) -> tuple[float | None, int]:
    """What one word or a listed phrase says."""
    for phrase, value in _phrases(language):
        if tuple(words[at : at + len(phrase)]) == phrase:
            return value, at + len(phrase)
    return value_of(words[at], language), at + 1


@cache
def _values(role: str, language: str) -> Mapping[str, float]:
    return {form[0]: float(sense) for form, sense in senses_of(role, language).items() if len(form) == 1}


@cache
def _phrases(language: str) -> tuple[tuple[Phrase, float], ...]:
    """Numbers of several words, the longest first: French "quatre-vingt"."""
    found = [(form, float(sense)) for form, sense in senses_of("number", language).items() if len(form) > 1]
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair)))


@cache
def _units(language: str) -> Mapping[str, float]:
    """Words of Latin script that may follow one for twenty, thirty …: "twenty four"."""
    return {word: value for word, value in number_words(language).items() if word.isascii() and value < 10}
