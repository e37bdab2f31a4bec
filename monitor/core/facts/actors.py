"""Who did it to whom, read from a headline: "Pakistan hit by Iranian strike" and "Iran strikes Pakistan" are one, and
"Pakistan strikes Iran" is the other.

Only acts of one country against another are read, by the order of words around places and by a few marking words of
each language. Where the marks leave a doubt the answer is None: an unread headline is compared by its words alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.core.language.places import Place, country
from monitor.core.text.folding import words


@dataclass(frozen=True, slots=True)
class Direction:
    """Countries by code. `target` is "" where the headline does not name it."""

    actor: str
    target: str

    def reverses(self, other: "Direction") -> bool:
        """Whether the one who acted there is acted on here: "Pakistan retaliates" reverses "Iran strikes Pakistan"."""
        return self.actor == other.target and self.target in {"", other.actor}


def _set(text: str) -> frozenset[str]:
    return frozenset(words(text))


# Words of force, verbs and nouns; a word that begins like one of the stems counts as well.
_ACTS = _set(
    """
    strike strikes struck striking airstrike airstrikes attack attacks attacked attacking bomb bombs bombed bombing bombards
    bombarded shell shells shelled shelling missile missiles drone drones rocket rockets raid raids raided hit hits hitting
    fire fires fired firing pound pounds pounded target targets targeted targeting invade invades invaded invasion incursion
    assault assaults offensive kill kills killed killing blast blasts operation shoots downs blitz launches
    حمله حملات موشکی موشک پهپادی هدف زد کوبید
    حملہ حملے حملوں میزائل ڈرون نشانہ کارروائی بمباری
    ضربات ضربة ضربه غارات غارة قصف تقصف هجوم هجمات تهاجم تضرب تستهدف استهداف صواريخ
    """
)
_ACT_NOUNS = _set(
    """
    strike strikes airstrike airstrikes attack attacks missile missiles drone drones rocket rockets raid raids bombing bombings
    shelling blast blasts operation assault offensive incursion blitz
    """
)
_KINDS = _set(
    """
    air missile drone rocket military army settler retaliatory deadly cross border naval artillery ballistic cruise precision
    موشکی و پهپادی
    """
)
_RESPONSES = _set(
    """
    retaliates retaliate retaliated retaliating retaliation retaliatory responds respond responded reprisal reprisals avenges
    tit counterattack counterattacks counterstrike counterstrikes revenge
    تلافی تلافیجویانه انتقام جوابی ترد رد انتقامی
    """
)
_BACK = _set("hits strikes fires hit struck fired strike fire")  # … back
_PLEDGES = _set(
    "vow vows vowed vowing pledge pledges threaten threatens threatened warn warns warned promises may could will right fear"
)
_SPEECH = _set(
    """
    condemn condemns condemned condemning denounces denounced slams slammed accuses accused accusing blames blamed protests
    protested decries decried rejects summons summoned says confirms محکوم احضار مذمت تدين تستنكر
    """
)
_BACKGROUND = _set("after following amid over since despite پس بعد عقب")
_LAUNCHES = _set("launches launch launched")
_LAUNCHED = _ACT_NOUNS - {"operation"}
_SUFFERED = _set("killed injured wounded hurt dead die dies")
_PURPOSES = (("response", "to"), ("retaliation", "for"), ("revenge", "for"), ("wake", "of"), ("the", "wake"))  # behind "in"
_PARTS = _set("north south east west northern southern part parts area areas city town province region border heart outskirts")
_LOOSE = _set("in targets")  # "in honour of US soldiers", "targets of US strikes"
_BLAZES = _set("wildfire wildfires forest blaze blazes rage rages raging burn burns burning flee flees firefighters smoke")
_AGENT_BEFORE = {"en": _set("by"), "fa": _set("توسط"), "ar": _set("قبل")}
_TARGET_BEFORE = {  # where it happened says more than what it was aimed at: "on Iranian group in Pakistan"
    "en": (_set("in inside into within near across around deep"), _set("on at against targets targeting hits hit")),
    "fa": (_set("در داخل نزدیک"), _set("به علیه")),
    "ar": (_set("في داخل قرب"), _set("على ضد")),
}
_TARGET_AFTER = {"ur": _set("میں پر")}
# Countries whose name ends like an adjective.
_NOUNS = _set(
    "iran pakistan afghanistan japan jordan taiwan lebanon sudan yemen ukraine britain spain bahrain azerbaijan uzbekistan"
)
_ADJECTIVE_ENDINGS = ("n", "i", "ish", "ese", "nch", "eek")
_BEFORE_DOER = _set("in by from of over after since")
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
    end = _background(title)
    reading = _Reading(title[:end], [place for place in found if place[0] < end], language, owners)
    direction = _response(reading, codes) or _act(reading, codes)
    if direction is None and end < len(title) and _ACTS.isdisjoint(title[:end]):
        direction = _act(_Reading(title, found, language, owners), codes)  # the act is what the headline looks back on
    return direction


@dataclass(frozen=True, slots=True)
class _Reading:
    title: Sequence[str]
    found: Sequence[Place]
    language: str
    owners: frozenset[str]

    def is_doer(self, place: Place) -> bool:
        """Whether a place qualifies an act that follows: "Iranian air strikes", "Iran's attack", "killed in Iran strike"."""
        start, end, code = place
        if "." in code:
            return False  # "Saravan strike": where, not who
        at = end
        while at < len(self.title) and self.title[at] in _KINDS:
            at += 1
        if at == len(self.title) or self.title[at] not in _ACT_NOUNS:
            return False
        if at > end or self.title[start] in self.owners or (start and self.title[start - 1] in _BEFORE_DOER):
            return True
        return self.title[start].endswith(_ADJECTIVE_ENDINGS) and self.title[start] not in _NOUNS


def _background(title: Sequence[str]) -> int:
    """Where the past begins: "Pakistan strikes back | after Iranian attack"."""
    for at, word in enumerate(title):
        if at and word in _BACKGROUND and not (at + 1 < len(title) and title[at + 1] in _BACKGROUND):
            return at
        if word == "in" and title[at + 1 : at + 3] in _PURPOSES:
            return at
    return len(title)


def _response(reading: _Reading, codes: set[str]) -> Direction | None:
    """Whoever answers acts now, whatever is said of the attack that is answered."""
    title = reading.title
    if _PLEDGES.intersection(title):
        return None
    for at, word in enumerate(title):
        back = word in _BACK and tuple(title[at + 1 : at + 2]) == ("back",)
        if not back and word not in _RESPONSES:
            continue
        before = [country(code) for start, _, code in reading.found if start < at]
        if before:
            return _towards(before[0], codes)
    return None


def _towards(actor: str, codes: set[str]) -> Direction:
    others = sorted(codes - {actor})
    return Direction(actor, others[0] if len(others) == 1 else "")


def _act(reading: _Reading, codes: set[str]) -> Direction | None:
    found = reading.found
    acts = _ACTS.intersection(reading.title)
    if not found or len(codes) < 2 or not acts or (acts <= {"fire", "fires"} and not _BLAZES.isdisjoint(reading.title)):
        return None
    agent = _marked(reading, _AGENT_BEFORE.get(reading.language, frozenset()))
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
    return country(code) if _LAUNCHES.intersection(reading.title[end : end + 1]) and not _LAUNCHED.isdisjoint(launched) else ""


def _marked(reading: _Reading, marks: frozenset[str], *, doers: bool = True) -> str:
    """The country of a place that follows one of `marks` closely, with neither place nor act between."""
    title, found = reading.title, reading.found
    for place in found:
        start = place[0]
        if not doers and reading.is_doer(place):
            continue
        for at in range(start - 1, max(-1, start - 1 - _REACH), -1):
            if title[at] in marks and not (title[at] in _LOOSE and _is_of_another(title[at:start])):
                return country(place[2])
            if title[at] in _ACT_NOUNS or any(first <= at < end for first, end, _ in found):
                break
    return ""


def _is_of_another(stretch: Sequence[str]) -> bool:
    """Whether the place behind belongs to a word that is no part of it: "in honour of", but not "in the south of"."""
    return "of" in stretch and stretch[stretch.index("of") - 1] not in _PARTS


def _target(reading: _Reading) -> str:
    after = _TARGET_AFTER.get(reading.language, frozenset())
    for place in reading.found:
        end = place[1]
        if end < len(reading.title) and (reading.title[end] in after or ("." in place[2] and reading.title[end] in _ACT_NOUNS)):
            return country(place[2])
    marks = _TARGET_BEFORE.get(reading.language, ())
    return next((code for mark in marks if (code := _marked(reading, mark, doers=False))), "")


def _order(reading: _Reading, codes: set[str]) -> Direction | None:
    """Actor, act, target; or a speaker first: "Pakistan condemns Iran strikes"."""
    title, found = reading.title, reading.found
    first = found[0]
    second = next((place for place in found if country(place[2]) != country(first[2])), None)
    if second is None:
        return None
    between = title[first[1] : second[0]]
    if _SPEECH.intersection(between):
        return _towards(country(second[2]), codes) if _ACTS.intersection(title[second[1] :]) else None
    if any(word in _SUFFERED and follows == "as" for word, follows in pairwise(between)):
        return _towards(country(second[2]), codes)  # "Palestinians killed as Israeli settlers attack"
    if _ACTS.intersection(between):
        return Direction(country(first[2]), country(second[2]))
    return None
