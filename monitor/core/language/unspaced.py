"""Numbers in Chinese, Japanese and Thai, which put no spaces between words: names are looked for as rows of characters."""

from collections.abc import Iterator, Sequence

from monitor.core.language import number_words as vocabulary
from monitor.core.language.numerals import Numeral, Quantity
from monitor.model import NumberKind

SIGNALS = frozenset(
    {name[0] for name in vocabulary.UNSPACED_QUAKES} | vocabulary.UNSPACED_PERSONS
)  # without any of them there is nothing to read


def has_quake(words: Sequence[str]) -> bool:
    """Whether the folded words name an earthquake in one of these scripts."""
    return any(
        _begins(words, at, name) for at, word in enumerate(words) for name in vocabulary.UNSPACED_QUAKES if word == name[0]
    )


def quantities(words: Sequence[str], numbers: Sequence[Numeral]) -> Iterator[Quantity]:
    """How strong a quake was ("7.6级", "マグニチュード7.6") and how many people died ("9人死亡", "死者9人")."""
    is_quake = has_quake(words)
    for number in numbers:
        if is_quake and 1 <= number.value < 10 and _is_size(words, number):
            yield Quantity(NumberKind.MAGNITUDE, number.value, number.start, number.end)
        elif number.value == int(number.value) >= 1 and (end := _end_of_dead(words, number)):
            yield Quantity(NumberKind.KILLED, number.value, number.start, end)


def _is_size(words: Sequence[str], number: Numeral) -> bool:
    return any(_ends(words, number.start, name) for name in vocabulary.UNSPACED_SIZES) or any(
        _begins(words, number.end, name) for name in vocabulary.UNSPACED_CLASSES
    )


def _end_of_dead(words: Sequence[str], number: Numeral) -> int:
    """Where "9人死亡" ends, or "9人" after "死者"; 0 if the number counts no dead."""
    after = number.end + 1
    if number.end >= len(words) or words[number.end] not in vocabulary.UNSPACED_PERSONS:
        return 0
    dead = [name for name in vocabulary.UNSPACED_DEAD if _begins(words, after, name)]
    if dead:
        return after + max(map(len, dead))
    return after if any(_ends(words, number.start, name) for name in vocabulary.UNSPACED_TOLLS) else 0


def _begins(words: Sequence[str], at: int, name: Sequence[str]) -> bool:
    return tuple(words[at : at + len(name)]) == name


def _ends(words: Sequence[str], end: int, name: Sequence[str]) -> bool:
    return end >= len(name) and tuple(words[end - len(name) : end]) == name
