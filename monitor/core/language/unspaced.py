"""Numbers in languages that put no spaces between words, where a name is looked for as a row of characters."""

from collections.abc import Iterator, Sequence

from monitor.core.language.numerals import Numeral, Quantity
from monitor.core.language.wordlists import phrases_of, vocabulary
from monitor.model import NumberKind


def signals(language: str) -> frozenset[str]:
    """Without any of these folded words there is nothing to read."""
    return vocabulary(language).row_person | {name[0] for name in phrases_of("row-quake", language)}


def has_quake(words: Sequence[str], language: str) -> bool:
    """Whether the folded words name an earthquake."""
    names = phrases_of("row-quake", language)
    return any(_begins(words, at, name) for at, word in enumerate(words) for name in names if word == name[0])


def quantities(words: Sequence[str], numbers: Sequence[Numeral], language: str) -> Iterator[Quantity]:
    """How strong a quake was ("7.6级", "マグニチュード7.6") and how many people died ("9人死亡", "死者9人")."""
    is_quake = has_quake(words, language)
    for number in numbers:
        if is_quake and 1 <= number.value < 10 and _is_size(words, number, language):
            yield Quantity(NumberKind.MAGNITUDE, number.value, number.start, number.end)
        elif number.value == int(number.value) >= 1 and (end := _end_of_dead(words, number, language)):
            yield Quantity(NumberKind.KILLED, number.value, number.start, end)


def _is_size(words: Sequence[str], number: Numeral, language: str) -> bool:
    return any(_ends(words, number.start, name) for name in phrases_of("row-size", language)) or any(
        _begins(words, number.end, name) for name in phrases_of("row-class", language)
    )


def _end_of_dead(words: Sequence[str], number: Numeral, language: str) -> int:
    """Where "9人死亡" ends, or "9人" after "死者"; 0 if the number counts no dead."""
    after = number.end + 1
    if number.end >= len(words) or words[number.end] not in vocabulary(language).row_person:
        return 0
    dead = next((name for name in phrases_of("row-dead", language) if _begins(words, after, name)), None)
    if dead:
        return after + len(dead)
    return after if any(_ends(words, number.start, name) for name in phrases_of("row-toll", language)) else 0


def _begins(words: Sequence[str], at: int, name: Sequence[str]) -> bool:
    return tuple(words[at : at + len(name)]) == name


def _ends(words: Sequence[str], end: int, name: Sequence[str]) -> bool:
    return end >= len(name) and tuple(words[end - len(name) : end]) == name
