"""Who did it to whom, read from a headline: "Pakistan hit by Iranian strike" and "Iran strikes Pakistan" are one, and
"Pakistan strikes Iran" is the other.

Only acts of one country against another are read, by the order of words around places and by a few marking words of
each language. Where the marks leave a doubt the answer is None: an unread headline is compared by its words alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.core.language.places import Place, country
from monitor.core.language.wordlists import Vocabulary, phrases_of, vocabulary


@dataclass(frozen=True, slots=True)
class Direction:
    """Countries by code. `target` is "" where the headline does not name it."""

    actor: str
    target: str

    def reverses(self, other: "Direction") -> bool:
        """Whether the one who acted there is acted on here: "Pakistan retaliates" reverses "Iran strikes Pakistan"."""
        return self.actor == other.target and self.target in {"", other.actor}


_ADJECTIVE_ENDINGS = ("n", "i", "ish", "ese", "nch", "eek")
_NEAR = 5  # words from "launches" to what is launched
_REACH = 3  # words between a marking word and the place it marks


def read_direction(
    title: Sequence[str], found: Sequence[Place], language: str, owners: frozenset[str] = frozenset()
) -> Direction | None:
    """The direction of the act a headline tells, from its folded words and the places in them.

    `owners` are the words that bore a possessive 's before folding: "Iran's strike" is an act of Iran's.
    """
    codes = {country(code) for _, _, code in found}
    if not codes or len(codes) > 3:
        return None
    known = vocabulary(language)
    end = _background(title, known)
    reading = _Reading(title[:end], [place for place in found if place[0] < end], known, owners)
    direction = _response(reading, codes) or _act(reading, codes)
    if direction is None and end < len(title) and known.act.isdisjoint(title[:end]):
        direction = _act(_Reading(title, found, known, owners), codes)  # the act is what the headline looks back on
    return direction


@dataclass(frozen=True, slots=True)
class _Reading:
    title: Sequence[str]
    found: Sequence[Place]
    known: Vocabulary
    owners: frozenset[str]

    def is_doer(self, place: Place) -> bool:
        """Whether a place qualifies an act that follows: "Iranian air strikes", "Iran's attack", "killed in Iran strike"."""
        start, end, code = place
        if "." in code:
            return False  # "Saravan strike": where, not who
        at = end
        while at < len(self.title) and self.title[at] in self.known.act_kind:
            at += 1
        if at == len(self.title) or self.title[at] not in self.known.act_noun:
            return False
        if at > end or self.title[start] in self.owners or (start and self.title[start - 1] in self.known.doer_before):
            return True
        return self.title[start].endswith(_ADJECTIVE_ENDINGS) and self.title[start] not in self.known.country_noun


def _background(title: Sequence[str], known: Vocabulary) -> int:
    """Where the past begins: "Pakistan strikes back | after Iranian attack"."""
    for at, word in enumerate(title):
        if at and word in known.background and not (at + 1 < len(title) and title[at + 1] in known.background):
            return at
        if word == "in" and tuple(title[at + 1 : at + 3]) in phrases_of("purpose", known.language):
            return at
    return len(title)


def _response(reading: _Reading, codes: set[str]) -> Direction | None:
    """Whoever answers acts now, whatever is said of the attack that is answered."""
    title, known = reading.title, reading.known
    if known.pledge.intersection(title):
        return None
    for at, word in enumerate(title):
        back = word in known.back and tuple(title[at + 1 : at + 2]) == ("back",)
        if not back and word not in known.response:
            continue
        before = [country(code) for start, _, code in reading.found if start < at]
        if before:
            return _towards(before[0], codes)
    return None


def _towards(actor: str, codes: set[str]) -> Direction:
    others = sorted(codes - {actor})
    return Direction(actor, others[0] if len(others) == 1 else "")


def _act(reading: _Reading, codes: set[str]) -> Direction | None:
    found, known = reading.found, reading.known
    acts = known.act.intersection(reading.title)
    if not found or len(codes) < 2 or not acts or (acts <= {"fire", "fires"} and not known.blaze.isdisjoint(reading.title)):
        return None
    agent = _marked(reading, known.agent_before)
    if agent:
        return _towards(agent, codes)
    doer = _launcher(reading) or next((country(place[2]) for place in found if reading.is_doer(place)), "")
    target = _target(reading)
    if target and target != doer:
        actors = [country(code) for _, _, code in found if country(code) != target]
        return Direction(doer or actors[0], target) if actors else None
    return _towards(doer, codes) if doer else _order(reading, codes)


def _launcher(reading: _Reading) -> str:
    """Who launches it, if that begins the headline: "US launches seventh night of Iran strikes"."""
    _, end, code = reading.found[0]
    launched = reading.title[end + 1 : end + 1 + _NEAR]
    launches = reading.known.launch.intersection(reading.title[end : end + 1])
    return country(code) if launches and not (reading.known.act_noun - {"operation"}).isdisjoint(launched) else ""


def _marked(reading: _Reading, marks: frozenset[str], *, doers: bool = True) -> str:
    """The country of a place that follows one of `marks` closely, with neither place nor act between."""
    title, found = reading.title, reading.found
    for place in found:
        start = place[0]
        if not doers and reading.is_doer(place):
            continue
        for at in range(start - 1, max(-1, start - 1 - _REACH), -1):
            if title[at] in marks and not (title[at] in reading.known.loose and _is_of_another(title[at:start], reading.known)):
                return country(place[2])
            if title[at] in reading.known.act_noun or any(first <= at < end for first, end, _ in found):
                break
    return ""


def _is_of_another(stretch: Sequence[str], known: Vocabulary) -> bool:
    """Whether the place behind belongs to a word that is no part of it: "in honour of", but not "in the south of"."""
    return "of" in stretch and stretch[stretch.index("of") - 1] not in known.part


def _target(reading: _Reading) -> str:
    title, known = reading.title, reading.known
    for place in reading.found:
        end = place[1]
        if end < len(title) and (title[end] in known.aim_after or ("." in place[2] and title[end] in known.act_noun)):
            return country(place[2])
    # Where it happened says more than what it was aimed at: "on Iranian group in Pakistan".
    marks = (known.scene_before, known.aim_before)
    return next((code for mark in marks if (code := _marked(reading, mark, doers=False))), "")


def _order(reading: _Reading, codes: set[str]) -> Direction | None:
    """Actor, act, target; or a speaker first: "Pakistan condemns Iran strikes"."""
    title, found, known = reading.title, reading.found, reading.known
    first = found[0]
    second = next((place for place in found if country(place[2]) != country(first[2])), None)
    if second is None:
        return None
    between = title[first[1] : second[0]]
    if known.speech.intersection(between):
        return _towards(country(second[2]), codes) if known.act.intersection(title[second[1] :]) else None
    if any(word in known.suffered and follows in known.suffered_as for word, follows in pairwise(between)):
        return _towards(country(second[2]), codes)  # "Palestinians killed as Israeli settlers attack"
    if known.act.intersection(between):
        return Direction(country(first[2]), country(second[2]))
    return None
