"""What a text says about its story beside numbers: that somebody confirms, denies, withdraws or claims it, and the like.

One table of rules over folded words. A statement is its kind, followed by the country that makes it where one stands
beside it: "confirmed:pakistan", "denied". A ministry or a city speaks for its country.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.core.language.number_words import TRIGGERS
from monitor.core.language.places import country_name, locate
from monitor.core.text.folding import words

_BESIDE = 4  # words within which a rule's other words must stand
_VOICE_REACH = 6


def _fold(text: str) -> frozenset[str]:
    return frozenset(words(text))


@dataclass(frozen=True, slots=True)
class _Rule:
    """`signals` state `kind`, if every set of `beside` has a word near, and neither `unless` near nor `except_before` next."""

    kind: str
    signals: frozenset[str]
    beside: tuple[frozenset[str], ...] = ()
    unless: frozenset[str] = frozenset()  # within three words before
    except_before: frozenset[str] = frozenset()  # as the very next word
    has_voice: bool = False


_NOT = _fold(
    "not no nor neither never without cannot yet unable refuses refused declines declined awaiting if unless any could may"
)
_TEXTS = _fold("report reports article story news post statement claim dispatch خبر")
_AGREED = _fold(
    "agree agrees agreed agreement announce announces announced declare declares declared begins began takes took holds reached "
    "signed accept accepts accepted effect extended توافق اتفاق آغاز برقرار نافذ إعلان"
)
_WISHED = _fold(
    "calls call calling called urge urges urged demand demands demanded reject rejects rejected no without talks seek seeks plea "
    "violates violated violation hopes hope proposal proposes possible for"
)
_RULES = (
    _Rule(
        "confirmed",
        _fold(
            "confirms confirmed confirm confirming acknowledges acknowledged admits admitted تایید تصدیق تعترف اعترفت أقرت पुष्टि"
        ),
        unless=_NOT,
        except_before=frozenset(TRIGGERS) | _fold("case cases as judge nominee"),
        has_voice=True,
    ),
    _Rule(
        "confirmed",
        _fold("says said say"),
        beside=(
            _fold("it its they we"),
            _fold("carried conducted launched struck hit targeted attacked bombed undertook fired shot downed"),
        ),
        unless=_NOT,
        has_voice=True,
    ),
    _Rule(
        "denied",
        _fold("denies denied deny denying refutes refuted تکذیب تردید تنفي ينفي نفى نفت खंडन"),
        unless=_NOT,
        except_before=_fold("entry access bail visa visas permission parole boarding asylum justice"),
        has_voice=True,
    ),
    _Rule(
        "denied",
        _fold("rejects rejected dismisses dismissed"),
        beside=(_fold("claim claims report reports allegation allegations accusation accusations"),),
        unless=_NOT,
        has_voice=True,
    ),
    _Rule("claimed", _fold("responsibility"), beside=(_fold("claims claimed claim claiming takes took"),), unless=_NOT),
    _Rule("claimed", _fold("ذمہ مسئولیت"), beside=(_fold("قبول عهده پذیرفت"),)),
    _Rule("claimed", _fold("تبنى تتبنى تبنت يتبنى")),
    _Rule(
        "withdrawn",
        _fold("withdraws withdrew withdrawn withdraw removes removed deletes deleted retracts retracted pulls pulled حذف"),
        beside=(_TEXTS,),
        unless=_NOT,
    ),
    _Rule("withdrawn", _fold("down"), beside=(_TEXTS, _fold("takes took taken take")), unless=_NOT),
    _Rule("condemned", _fold("condemns condemned condemn condemning condemnation محکوم مذمت تدين أدانت निंदा"), unless=_NOT),
    _Rule(
        "arrest",
        _fold("arrests arrested arrest detains detained custody بازداشت دستگیر گرفتار اعتقال يعتقل गिरफ्तार"),
        unless=_NOT | _fold("cardiac house under"),
        except_before=_fold("warrant warrants"),
    ),
    _Rule("ceasefire", _fold("ceasefire truce هدنة"), beside=(_AGREED,), unless=_WISHED),
    _Rule("ceasefire", _fold("بس بندی إطلاق"), beside=(_AGREED, _fold("آتش جنگ وقف")), unless=_WISHED),
    _Rule(
        "tsunami",
        _fold("tsunami"),
        beside=(_fold("warning warnings alert advisory"),),
        unless=_fold("no without lifts lifted cancels"),
    ),
)
_BY_SIGNAL: dict[str, list[_Rule]] = {}
for _rule in _RULES:
    for _signal in sorted(_rule.signals):
        _BY_SIGNAL.setdefault(_signal, []).append(_rule)
_SIGNALS = frozenset(_BY_SIGNAL)

_ACRONYMS = frozenset(("usa", "uk", "uae", "eu", "un", "dr"))


def statements(sequence: Sequence[str]) -> frozenset[str]:
    """What the folded words of one field state."""
    if _SIGNALS.isdisjoint(sequence):
        return frozenset()
    found = set()
    for at, word in enumerate(sequence):
        for rule in _BY_SIGNAL.get(word, ()):
            if _applies(rule, sequence, at):
                voice = _voice(sequence, at) if rule.has_voice else ""
                found.add(f"{rule.kind}:{voice}" if voice else rule.kind)
    return frozenset(found)


def voice_name(voice: str) -> str:
    """The country of a statement as a reader writes it: "usa" is "USA"."""
    return " ".join(word.upper() if word in _ACRONYMS else word.capitalize() for word in voice.split())


def _applies(rule: _Rule, sequence: Sequence[str], at: int) -> bool:
    if at + 1 < len(sequence) and sequence[at + 1] in rule.except_before:
        return False
    if not rule.unless.isdisjoint(sequence[max(0, at - 3) : at]):
        return False
    near = sequence[max(0, at - _BESIDE) : at + _BESIDE + 1]
    return all(not others.isdisjoint(near) for others in rule.beside)


def _voice(sequence: Sequence[str], at: int) -> str:
    """The country that speaks: after "by", else the nearest before; the first of all where the verb ends the sentence."""
    following = sequence[at + 1 : at + 3]
    if "by" in following:
        start = at + 2 + following.index("by")
        placed = locate(sequence[start : start + 4])
    elif sequence[at].isascii():
        before = sequence[max(0, at - _VOICE_REACH) : at]
        placed = locate(before)[-1:]
        if not placed and "us" in before:  # folded, it is a pronoun elsewhere
            return "usa"
    else:
        placed = locate(sequence)
    return country_name(placed[0][2]) if placed else ""
