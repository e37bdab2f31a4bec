"""The numbers a text states: how many were killed or injured, how strong a quake was, how many records were lost."""

from collections.abc import Sequence

from monitor.core.facts.casualties import Casualties
from monitor.core.language import number_words as vocabulary
from monitor.core.language import unspaced
from monitor.core.language.number_words import BARRIERS, PERSONS, TRIGGERS
from monitor.core.language.numerals import Numeral, Quantity, numerals, value_of
from monitor.model import NumberKind

__all__ = ("Quantity", "quantities")


def quantities(words: Sequence[str], *, follows: Sequence[Quantity] = ()) -> tuple[Quantity, ...]:
    """The numbers stated in the folded words (`core.text.folding.words`) of one field, by place in the text.

    A summary `follows` the numbers of its headline: "aftershock of 5.1 // two days after a quake of 7.8".
    """
    present = _SIGNALS.intersection(words)
    if not present:
        return ()
    numbers = numerals(words)
    if not numbers and present.isdisjoint(_SCALED):
        return ()
    found: list[Quantity] = []
    if not present.isdisjoint(TRIGGERS):
        found += Casualties(words, numbers).read()
    if not present.isdisjoint(_QUAKE_SIGNALS):
        is_told = any(quantity.kind is NumberKind.MAGNITUDE for quantity in follows)
        found += _magnitudes(words, numbers, is_told=is_told)
    if not present.isdisjoint(_RECORD_SIGNALS):
        found += _records(words, numbers)
    if not present.isdisjoint(unspaced.SIGNALS):
        found += unspaced.quantities(words, numbers)
    stated = [quantity for quantity in found if quantity.value >= 1]  # "000 records" states none
    return tuple(sorted(stated, key=lambda quantity: (quantity.start, quantity.end, quantity.kind)))


_SCALED = frozenset(f"{scale}{n}" for scale in vocabulary.SCALES for n in range(1, 10))
_QUAKE_SIGNALS = vocabulary.QUAKES | vocabulary.SIZES | vocabulary.SCALES | _SCALED
_EARLIER = frozenset({"after", "following", "since"})
_PREVIOUS = frozenset({"yesterday", "previous", "earlier"})  # right before the number
_RECORD_SIGNALS = vocabulary.RECORDS | vocabulary.OWNERS
_SIGNALS = frozenset(TRIGGERS) | _QUAKE_SIGNALS | _RECORD_SIGNALS | unspaced.SIGNALS


def _magnitudes(words: Sequence[str], numbers: list[Numeral], *, is_told: bool) -> list[Quantity]:
    has_quake = unspaced.has_quake(words) or not vocabulary.QUAKES.isdisjoint(words)
    found = [scaled for at, word in enumerate(words) if (scaled := _scaled(words, at, word, has_quake=has_quake))]
    for number in numbers:
        is_read = any(number.start < other.end and number.end > other.start for other in found)
        if not is_read and 1 <= number.value < 10 and _measures_quake(words, number, has_quake=has_quake):
            found.append(Quantity(NumberKind.MAGNITUDE, number.value, number.start, number.end))
    return [quantity for quantity in found if not _is_earlier(words, quantity, found, is_told=is_told)]


def _is_earlier(words: Sequence[str], quantity: Quantity, others: Sequence[Quantity], *, is_told: bool) -> bool:
    """The size of an earlier quake: "aftershock of 5.1, two days after a quake of 7.8"; the text has told another one before."""
    start = quantity.start
    if not (is_told or any(other.end <= start for other in others)):
        return False
    follows = not _EARLIER.isdisjoint(words[max(0, start - 7) : start])
    return follows or not _PREVIOUS.isdisjoint(words[max(0, start - 2) : start])


def _measures_quake(words: Sequence[str], number: Numeral, *, has_quake: bool) -> bool:
    """Beside "magnitude" or "on the Richter scale" any number does, and about a quake so it does after "measuring", if it
    counts no people; near "quake" one with a decimal point and no unit.
    """
    start, end = number.start, number.end
    after = words[end : end + 2]
    is_decimal = "." in number.text or number.value != int(number.value)
    units = vocabulary.THINGS - {"strikes"} if is_decimal else vocabulary.THINGS  # "of 8.0 strikes Peru" counts no strikes
    has_unit = not units.isdisjoint(after[:1])
    is_plain = is_decimal or (PERSONS.isdisjoint(after) and not has_unit)
    sizes = vocabulary.SIZES | vocabulary.FORCES if has_quake else vocabulary.SIZES
    beside = (*words[max(0, start - 2) : start], *after[: 2 if is_decimal else 1])  # "7.2 in magnitude"
    if not sizes.isdisjoint(beside) or "richter" in words[end : end + 4]:
        return is_plain
    reach = 3 if is_decimal else 1  # "measured it at 6.3", but not "registered in 7 provinces"
    if has_quake and not has_unit and not vocabulary.MEASURES.isdisjoint(words[max(0, start - reach) : start]):
        return is_plain
    is_near = not vocabulary.QUAKES.isdisjoint((*words[max(0, start - 6) : start], *words[end : end + 3]))
    return is_decimal and is_near and not has_unit


def _scaled(words: Sequence[str], at: int, word: str, *, has_quake: bool) -> Quantity | None:
    """Read "M 6.2", "Mw 7.0", "M7", and "M6.2", which folding parts into "m6" and "2"; only about a quake or opening the text."""
    if not (has_quake or at == 0):
        return None
    following = words[at + 1] if at + 1 < len(words) else ""
    value = None
    if word in vocabulary.SCALES and "." in following:
        value = value_of(following)
    elif word[:-1] in vocabulary.SCALES and word[-1:].isdigit() and len(following) == 1 and following.isdigit():
        value = float(f"{word[-1]}.{following}")
    if value is None and has_quake and word[:-1] in vocabulary.SCALES and word[-1:].isdigit():
        return Quantity(NumberKind.MAGNITUDE, float(word[-1]), at, at + 1) if word[-1] != "0" else None
    return Quantity(NumberKind.MAGNITUDE, value, at, at + 2) if value is not None and 1 <= value < 10 else None


def _records(words: Sequence[str], numbers: list[Numeral]) -> list[Quantity]:
    """Of records themselves from a thousand on; of their owners only where the field speaks of a leak."""
    is_leak = not vocabulary.LEAKS.isdisjoint(words)
    found = []
    for number in numbers:
        for at in range(number.end, min(number.end + 4, len(words))):
            if words[at] in BARRIERS:
                break
            if (words[at] in vocabulary.RECORDS and (is_leak or number.value >= 1000)) or (
                words[at] in vocabulary.OWNERS and is_leak and number.value >= 100
            ):
                found.append(Quantity(NumberKind.RECORDS, number.value, number.start, at + 1))
                break
    return found
