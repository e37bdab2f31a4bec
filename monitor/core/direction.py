"""Who did it to whom, read from a headline: "Pakistan hit by Iranian strike" and "Iran strikes Pakistan" are one, and
"Pakistan strikes Iran" is the other.

Only acts of one country against another are read, by the order of words around places and by a few marking words of
each language. Where the marks leave a doubt the answer is None: an unread headline is compared by its words alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.core.places import Place, country
from monitor.core.text import words


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
_ACT_NOUNS = _ACTS - _set("hit hits hitting struck striking fired firing killed targets targeted launches kills")
_KINDS = _set(
    "air missile drone rocket military retaliatory deadly cross border naval artillery ballistic cruise precision موشکی و پهپادی"
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
_AGENT_BEFORE = {"en": _set("by"), "fa": _set("توسط"), "ar": _set("قبل")}
_TARGET_BEFORE = {
    "en": _set("in on at inside into within near against across targets targeting hits hit around deep"),
    "fa": _set("به در داخل علیه نزدیک"),
    "ar": _set("في على داخل قرب ضد"),
}
_TARGET_AFTER = {"ur": _set("میں پر")}
# Countries whose name ends like an adjective.
_NOUNS = _set(
    "iran pakistan afghanistan japan jordan taiwan lebanon sudan yemen ukraine britain spain bahrain azerbaijan uzbekistan"
)
_REACH = 3  # words between a marking word and the place it marks


def read_direction(title: Sequence[str], found: Sequence[Place], language: str) -> Direction | None:
    """The direction of the act a headline tells, from its folded words and the places in them."""
    codes = {country(code) for _, _, code in found}
    if not codes or len(codes) > 3:
        return None
    end = _background(title)
    told = [place for place in found if place[0] < end]
    return (
        _response(title[:end], told, codes)
        or _act(title[:end], told, codes, language)
        or (_act(title, found, codes, language) if end < len(title) and not _ACTS.intersection(title[:end]) else None)
    )


def _background(title: Sequence[str]) -> int:
    """Where the past begins: "Pakistan strikes back | after Iranian attack"."""
    for at, word in enumerate(title):
        if at and word in _BACKGROUND and not (at + 1 < len(title) and title[at + 1] in _BACKGROUND):
            return at
        if word == "in" and title[at + 1 : at + 3] in (("response", "to"), ("retaliation", "for"), ("revenge", "for")):
            return at
    return len(title)


def _response(title: Sequence[str], found: Sequence[Place], codes: set[str]) -> Direction | None:
    """Whoever answers acts now, whatever is said of the attack that is answered."""
    if _PLEDGES.intersection(title):
        return None
    for at, word in enumerate(title):
        back = word in _BACK and title[at + 1 : at + 2] == ("back",)
        if not back and word not in _RESPONSES:
            continue
        before = [country(code) for start, _, code in found if start < at]
        if before:
            return _towards(before[0], codes)
    return None


def _towards(actor: str, codes: set[str]) -> Direction:
    others = sorted(codes - {actor})
    return Direction(actor, others[0] if len(others) == 1 else "")


def _act(title: Sequence[str], found: Sequence[Place], codes: set[str], language: str) -> Direction | None:
    if not found or not _ACTS.intersection(title) or len(codes) < 2:
        return None
    agent = _marked(title, found, _AGENT_BEFORE.get(language, frozenset()))
    if agent:
        return _towards(agent, codes)
    noun = _adjective(title, found)
    target = _target(title, found, language)
    if target:
        actors = [country(code) for _, _, code in found if country(code) != target]
        return Direction(noun if noun and noun != target else actors[0], target) if actors else None
    if noun:
        return _towards(noun, codes)
    return _order(title, found, codes)


def _marked(title: Sequence[str], found: Sequence[Place], marks: frozenset[str]) -> str:
    """The country of a place that follows one of `marks` closely, with no other place between."""
    for start, _, code in found:
        for at in range(start - 1, max(-1, start - 1 - _REACH), -1):
            if title[at] in marks:
                return country(code)
            if any(first <= at < end for first, end, _ in found) or title[at] in _ACT_NOUNS:
                break
    return ""


def _target(title: Sequence[str], found: Sequence[Place], language: str) -> str:
    after = _TARGET_AFTER.get(language)
    if after is None:
        return _marked(title, found, _TARGET_BEFORE.get(language, frozenset()))
    for _, end, code in found:
        if end < len(title) and title[end] in after:
            return country(code)
    return ""


def _adjective(title: Sequence[str], found: Sequence[Place]) -> str:
    """In "Iranian air strikes" the place that qualifies an act is the one that acts, if its verb is not the act itself."""
    for start, end, code in found:
        at = end
        while at < len(title) and title[at] in _KINDS:
            at += 1
        is_attribute = at > end or (title[start].endswith(("n", "i", "ish", "ese")) and title[start] not in _NOUNS)
        if at < len(title) and title[at] in _ACT_NOUNS and is_attribute:
            return country(code)
    return ""


def _order(title: Sequence[str], found: Sequence[Place], codes: set[str]) -> Direction | None:
    """Actor, act, target; or a speaker first: "Pakistan condemns Iran strikes"."""
    first = found[0]
    second = next((place for place in found if country(place[2]) != country(first[2])), None)
    if second is None:
        return None
    between = title[first[1] : second[0]]
    if _SPEECH.intersection(between):
        return _towards(country(second[2]), codes) if _ACTS.intersection(title[second[1] :]) else None
    if _ACTS.intersection(between):
        return Direction(country(first[2]), country(second[2]))
    last = found[-1]
    if last is second and title[last[1] : last[1] + 1] and title[last[1]] in _ACT_NOUNS and between:
        return _towards(country(last[2]), codes)
    return None
