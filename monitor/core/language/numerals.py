"""Reading numbers from folded words, whatever they count."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from monitor.core.language import number_words as vocabulary
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


@lru_cache(maxsize=1 << 14)
def value_of(word: str) -> float | None:
    """What one word says as a number: "9", "1,200", "6.2", "35m", "twelve"; None if it is none."""
    if not word[0].isdigit():
        return vocabulary.NUMBER_WORDS.get(word)
    digits = word.rstrip("abkmn")
    factor = vocabulary.SUFFIXES.get(word[len(digits) :], 1.0 if digits == word else None)
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


def numerals(words: Sequence[str]) -> list[Numeral]:
    """All numbers in order, words that belong together joined: "twenty four", "24 000", "two dozen", "35 million"."""
    found = []
    at = 0
    while at < len(words):
        word = words[at]
        value = value_of(word)
        if value is None and word not in vocabulary.MULTIPLIERS:
            at += 1
            continue
        start = at
        if value is None:
            value = 1.0
        else:
            at += 1
            if word in vocabulary.TENS and at < len(words) and words[at] in vocabulary.UNITS:
                value += vocabulary.UNITS[words[at]]
                at += 1
            elif "." in word and at < len(words) and words[at] in vocabulary.SUFFIXES:  # "1.5m" is folded to "1.5" and "m"
                value *= vocabulary.SUFFIXES[words[at]]
                at += 1
        while at < len(words) and (words[at] in vocabulary.MULTIPLIERS or words[at] == "000"):
            value *= vocabulary.MULTIPLIERS.get(words[at], 1000.0)
            at += 1
        found.append(Numeral(value, start, at, word))
    return found
