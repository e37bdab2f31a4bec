"""The numbers a text states: how many were killed or injured, how strong a quake was, how many records were lost."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from monitor.core.facts.casualties import Casualties
from monitor.core.facts.magnitudes import magnitudes
from monitor.core.language import unspaced
from monitor.core.language.counting import triggers
from monitor.core.language.numerals import Numeral, Quantity, numerals
from monitor.core.language.wordlists import Vocabulary, vocabulary
from monitor.model import NumberKind

__all__ = ("Quantity", "quantities")


def quantities(words: Sequence[str], language: str, *, follows: Sequence[Quantity] = ()) -> tuple[Quantity, ...]:
    """The numbers stated in the folded words (`text.folding.words`) of one field, by place in the text.

    A summary `follows` the numbers of its headline: "aftershock of 5.1 // two days after a quake of 7.8".
    """
    signals = _signals(language)
    present = signals.all.intersection(words)
    if not present:
        return ()
    numbers = numerals(words, language)
    if not numbers and present.isdisjoint(signals.scaled):
        return ()
    is_told = any(quantity.kind is NumberKind.MAGNITUDE for quantity in follows)
    found = _stated(words, numbers, present, vocabulary(language), is_told=is_told)
    stated = [quantity for quantity in found if quantity.value >= 1]  # "000 records" states none
    return tuple(sorted(stated, key=lambda quantity: (quantity.start, quantity.end, quantity.kind)))


def _stated(
    words: Sequence[str], numbers: list[Numeral], present: AbstractSet[str], known: Vocabulary, *, is_told: bool
) -> Iterator[Quantity]:
    """By kind, as far as the signals that are `present` make it worth a look."""
    signals = _signals(known.language)
    if not present.isdisjoint(triggers(known.language)):
        yield from Casualties(words, numbers, known.language).read()
    if not present.isdisjoint(signals.quake):
        yield from magnitudes(words, numbers, known, is_told=is_told)
    if not present.isdisjoint(signals.record):
        yield from _records(words, numbers, known)
    if not present.isdisjoint(unspaced.signals(known.language)):
        yield from unspaced.quantities(words, numbers, known.language)


@dataclass(frozen=True, slots=True)
class _Signals:
    """Folded words without which there is nothing to read."""

    scaled: frozenset[str]  # "m7"
    quake: frozenset[str]
    record: frozenset[str]
    all: frozenset[str]


@cache
def _signals(language: str) -> _Signals:
    known = vocabulary(language)
    scaled = frozenset(f"{scale}{n}" for scale in known.scale for n in range(1, 10))
    quake, record = known.quake | known.size | known.scale | scaled, known.record | known.owner
    return _Signals(scaled, quake, record, quake | record | triggers(language).keys() | unspaced.signals(language))


def _records(words: Sequence[str], numbers: list[Numeral], known: Vocabulary) -> list[Quantity]:
    """Of records themselves from a thousand on; of their owners only where the field speaks of a leak."""
    is_leak = not known.leak.isdisjoint(words)
    found = []
    for number in numbers:
        counted = frozenset(known.record if is_leak or number.value >= 1000 else ())
        counted |= known.owner if is_leak and number.value >= 100 else frozenset()
        for at in range(number.end, min(number.end + 4, len(words))):
            if words[at] in counted:
                found.append(Quantity(NumberKind.RECORDS, number.value, number.start, at + 1))
            if words[at] in counted or words[at] in known.barrier:
                break
    return found
