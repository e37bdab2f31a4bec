"""What a text says about its story beside numbers: that somebody confirms, denies, withdraws or claims it, and the like.

One table of rules over the roles of words. A statement is its kind, followed by the country that makes it where one stands
beside it: "confirmed:pakistan", "denied". A ministry or a city speaks for its country.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from monitor.core.language.counting import Side
from monitor.core.language.places import country_name, locate
from monitor.core.language.wordlists import words_of

_BESIDE = 4  # words within which a rule's other words must stand
_VOICE_REACH = 6


@dataclass(frozen=True, slots=True)
class _Rule:
    """Words with the role `signal` state `kind`.

    Provided that each role of `beside` has a word near, and no `unless` is near or `not_before` next.
    """

    kind: str
    signal: str
    beside: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()  # within three words before
    not_before: tuple[str, ...] = ()  # as the very next word
    has_voice: bool = False


_RULES = (
    _Rule("confirmed", "confirm", (), ("negation",), ("not-confirmed", *(side.value for side in Side)), has_voice=True),
    _Rule("confirmed", "say", ("speaker", "own-act"), ("negation",), has_voice=True),
    _Rule("denied", "deny", (), ("negation",), ("not-denied",), has_voice=True),
    _Rule("denied", "reject", ("claim",), ("negation",), has_voice=True),
    _Rule("claimed", "responsibility", ("claim-verb",), ("negation",)),
    _Rule("claimed", "claim-alone"),
    _Rule("withdrawn", "withdraw", ("text",), ("negation",)),
    _Rule("withdrawn", "down", ("text", "take"), ("negation",)),
    _Rule("condemned", "condemn", (), ("negation",)),
    _Rule("arrest", "arrest", (), ("negation", "not-arrest"), ("not-arrested",)),
    _Rule("ceasefire", "truce", ("agreed",), ("wished",)),
    _Rule("ceasefire", "truce-part", ("agreed", "truce-beside"), ("wished",)),
    _Rule("tsunami", "tsunami", ("warning",), ("no-warning",)),
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A rule in the words of one language."""

    rule: _Rule
    beside: tuple[frozenset[str], ...]
    unless: frozenset[str]
    not_before: frozenset[str]


@cache
def _readings(language: str) -> Mapping[str, tuple[_Reading, ...]]:
    """By signal."""
    found: defaultdict[str, list[_Reading]] = defaultdict(list)
    for rule in _RULES:
        beside = tuple(words_of(role, language) for role in rule.beside)
        unless, not_before = (
            frozenset().union(*(words_of(role, language) for role in roles)) for roles in (rule.unless, rule.not_before)
        )
        for signal in sorted(words_of(rule.signal, language)):
            found[signal].append(_Reading(rule, beside, unless, not_before))
    return {signal: tuple(readings) for signal, readings in found.items()}


_ACRONYMS = frozenset(("usa", "uk", "uae", "eu", "un", "dr"))


def statements(sequence: Sequence[str], language: str) -> frozenset[str]:
    """What the folded words of one field state."""
    readings = _readings(language)
    if readings.keys().isdisjoint(sequence):
        return frozenset()
    found = set()
    for at, word in enumerate(sequence):
        for reading in readings.get(word, ()):
            if _applies(reading, sequence, at):
                voice = _voice(sequence, at, language) if reading.rule.has_voice else ""
                found.add(f"{reading.rule.kind}:{voice}" if voice else reading.rule.kind)
    return frozenset(found)


def voice_name(voice: str) -> str:
    """The country of a statement as a reader writes it: "usa" is "USA"."""
    return " ".join(word.upper() if word in _ACRONYMS else word.capitalize() for word in voice.split())


def _applies(reading: _Reading, sequence: Sequence[str], at: int) -> bool:
    if at + 1 < len(sequence) and sequence[at + 1] in reading.not_before:
        return False
    if not reading.unless.isdisjoint(sequence[max(0, at - 3) : at]):
        return False
    near = sequence[max(0, at - _BESIDE) : at + _BESIDE + 1]
    return all(not others.isdisjoint(near) for others in reading.beside)


def _voice(sequence: Sequence[str], at: int, language: str) -> str:
    """The country that speaks: after "by", else the nearest before; the first of all where the verb ends the sentence."""
    following = sequence[at + 1 : at + 3]
    if "by" in following:
        start = at + 2 + following.index("by")
        placed = locate(sequence[start : start + 4], language)
    elif sequence[at].isascii():
        before = sequence[max(0, at - _VOICE_REACH) : at]
        placed = locate(before, language)[-1:]
        if not placed and language == "en" and "us" in before:  # folded, it is a pronoun elsewhere
            return "usa"
    else:
        placed = locate(sequence, language)
    return country_name(placed[0][2]) if placed else ""
