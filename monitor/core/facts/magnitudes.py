"""How strong a quake was: numbers beside "magnitude", "M 6.2", and those with a decimal point near "quake"."""

from collections.abc import Sequence

from monitor.core.language import unspaced
from monitor.core.language.numerals import Numeral, Quantity, value_of
from monitor.core.language.wordlists import Vocabulary
from monitor.model import NumberKind


def magnitudes(words: Sequence[str], numbers: Sequence[Numeral], known: Vocabulary, *, is_told: bool) -> list[Quantity]:
    """The sizes of quakes among the `numbers` of folded words; `is_told`: the text has told one before."""
    has_quake = unspaced.has_quake(words, known.language) or not known.quake.isdisjoint(words)
    scaled = (_scaled(words, at, word, known, has_quake=has_quake) for at, word in enumerate(words))
    found = [quantity for quantity in scaled if quantity]
    read = {at for quantity in found for at in range(quantity.start, quantity.end)}
    for number in numbers:
        is_new = 1 <= number.value < 10 and read.isdisjoint(range(number.start, number.end))
        if is_new and _measures_quake(words, number, known, has_quake=has_quake):
            found.append(Quantity(NumberKind.MAGNITUDE, number.value, number.start, number.end))
    return [quantity for quantity in found if not _is_earlier(words, quantity, found, known, is_told=is_told)]


def _is_earlier(
    words: Sequence[str], quantity: Quantity, others: Sequence[Quantity], known: Vocabulary, *, is_told: bool
) -> bool:
    """The size of an earlier quake: "aftershock of 5.1, two days after a quake of 7.8"; the text has told another one before."""
    start = quantity.start
    if not (is_told or any(other.end <= start for other in others)):
        return False
    follows = not known.earlier_after.isdisjoint(words[max(0, start - 7) : start])
    return follows or not known.earlier.isdisjoint(words[max(0, start - 2) : start])


def _measures_quake(words: Sequence[str], number: Numeral, known: Vocabulary, *, has_quake: bool) -> bool:
    """Beside "magnitude" or "on the Richter scale" any number does, and about a quake so it does after "measuring", if it
    counts no people; near "quake" one with a decimal point and no unit.
    """
    start, end = number.start, number.end
    after = words[end : end + 2]
    is_decimal = "." in number.text or number.value != int(number.value)
    units = known.thing - {"strikes"} if is_decimal else known.thing  # "of 8.0 strikes Peru" counts no strikes
    has_unit = not units.isdisjoint(after[:1])
    is_plain = is_decimal or (known.person.isdisjoint(after) and not has_unit)
    sizes = known.size | known.force_of_quake if has_quake else known.size
    beside = (*words[max(0, start - 2) : start], *after[: 2 if is_decimal else 1])  # "7.2 in magnitude"
    if not sizes.isdisjoint(beside) or "richter" in words[end : end + 4]:
        return is_plain
    reach = 3 if is_decimal else 1  # "measured it at 6.3", but not "registered in 7 provinces"
    if has_quake and not has_unit and not known.measure.isdisjoint(words[max(0, start - reach) : start]):
        return is_plain
    is_near = not known.quake.isdisjoint((*words[max(0, start - 6) : start], *words[end : end + 3]))
    return is_decimal and is_near and not has_unit


def _scaled(words: Sequence[str], at: int, word: str, known: Vocabulary, *, has_quake: bool) -> Quantity | None:
    """Read "M 6.2", "Mw 7.0", "M7", and "M6.2", which folding parts into "m6" and "2"; only about a quake or opening the text."""
    if not (has_quake or at == 0):
        return None
    following = words[at + 1] if at + 1 < len(words) else ""
    is_glued = word[:-1] in known.scale and word[-1:].isdigit()
    value = None
    if word in known.scale and "." in following:
        value = value_of(following, known.language)
    elif is_glued and len(following) == 1 and following.isdigit():
        value = float(f"{word[-1]}.{following}")
    if value is not None:
        return Quantity(NumberKind.MAGNITUDE, value, at, at + 2) if 1 <= value < 10 else None
    is_whole = is_glued and has_quake and word[-1] != "0"
    return Quantity(NumberKind.MAGNITUDE, float(word[-1]), at, at + 1) if is_whole else None
