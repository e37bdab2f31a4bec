"""The steps in which affairs go on: force, an envoy recalled, a truce, an envoy back; flight, return; arrest, verdict; office.

Each step is an event of its own, though the same names stand in every headline about them.
"""

from collections.abc import Collection
from dataclasses import dataclass

from monitor.core.facts.actors import Direction
from monitor.core.language.places import country
from monitor.core.text.folding import words


@dataclass(frozen=True, slots=True)
class Step:
    """A step in a chain of events. Steps less than `patience` hours apart are told as one event."""

    chain: str
    name: str
    patience: float

    @property
    def is_act(self) -> bool:
        """Whether one does something to another by force, as against answering with diplomacy."""
        return self.name == "force" or self.chain != "conflict"


@dataclass(frozen=True, slots=True)
class Interaction:
    """What one country does to another, or two with each other; those two then stand in order of their codes."""

    act: str
    actor: str
    target: str

    def reverse(self) -> "Interaction":
        return Interaction(self.act, self.target, self.actor)


@dataclass(frozen=True, slots=True)
class _Rule:
    step: Step
    all_of: tuple[frozenset[str], ...]  # one word of each set must be there
    none_of: frozenset[str] = frozenset()


def _any(text: str) -> frozenset[str]:
    return frozenset(words(text))


_ENVOYS = _any(
    """
    ambassador ambassadors envoy envoys diplomat diplomats embassy
    سفیر سفیران سفير السفير سفيرها سفيره السفيران السفيرين سفراء
    """
)
_RUPTURES = _any(
    """
    recall recalls recalled recalling expel expels expelled expelling withdraw withdraws withdrew withdrawn pulls bars barred
    فراخواند فراخوان فراخواندن اخراج بلا واپس_بلا تستدعي تسحب سحب استدعا طرد
    """
)
_MENDING = _any(
    """
    return returns returned returning back resume resumes restore restores restored reinstate reinstated reinstating normalise
    بازگشت بازمی بازمیگردند گردند واپسی جائیں بحال عودة عوده تعود يعود
    """
)
_FORCE = _any(
    """
    strike strikes struck airstrike airstrikes missile missiles attack attacks attacked bomb bombs bombed bombing drone drones
    raid raids shelling explosion explosions blast blasts rockets killed kills killing dead
    حمله حملات موشک موشکی پهپاد پهپادی انفجار کشته حملہ حملے میزائل ڈرون دھماکے جاں ہلاک ضربات غارات قصف تقصف هجوم مقتل انفجارات
    """
)
_EASING = _any(
    """
    deescalate deescalation escalation truce ceasefire talks call phone mediate mediation dialogue defuse tensions agree agrees
    agreed کاهش تنش تنشزدایی آتشبس گفتگو کشیدگی اتفاق مذاکرات خفض التصعيد تهدئة محادثات
    """
)
_DEFUSING = _any("deescalate escalate escalation truce ceasefire defuse ease easing calm تنش کشیدگی التصعيد تهدئة آتشبس")
_LEAVING = _any("resign resigns resigned resignation quit quits sacks sacked dismisses dismissed ousts ousted")
_TAKING = _any("names named appoints appointed picks picked successor succeeds sworn")
_OFFICES = _any(
    """
    minister chief president chancellor secretary governor commander leader director chairman chairwoman boss ceo coach head
    treasury premier spokesman spokeswoman
    """
)

_RULES = (
    _Rule(Step("conflict", "rupture", 0), (_ENVOYS, _RUPTURES)),
    _Rule(Step("conflict", "mending", 0), (_ENVOYS, _MENDING), _RUPTURES),
    _Rule(Step("conflict", "easing", 0), (_EASING, _DEFUSING), _FORCE),
    _Rule(Step("conflict", "force", 0), (_FORCE,), _ENVOYS | _DEFUSING),
    _Rule(
        Step("justice", "release", 8),
        (_any("released freed bailed bail"), _any("arrested arrest charge charged custody jail prison detained suspect")),
        _any("video footage statement names"),
    ),
    _Rule(
        Step("flight", "return", 2),
        (_any("return returns returned returning"), _any("residents evacuees evacuated evacuation displaced villagers families")),
    ),
    _Rule(
        Step("flight", "leave", 2),
        (_any("evacuated evacuate evacuates evacuation evacuations evacuees flee flees fled fleeing"),),
    ),
    _Rule(Step("justice", "arrest", 8), (_any("arrested arrests arrest detained"),)),
    _Rule(Step("justice", "charge", 8), (_any("charged indicted charges indictment"),)),
    _Rule(Step("justice", "verdict", 8), (_any("convicted guilty acquitted convicts verdict"),)),
    _Rule(Step("justice", "sentence", 8), (_any("sentenced sentences jailed"),)),
    _Rule(Step("office", "departure", 1), (_LEAVING,), _TAKING),
    _Rule(Step("office", "appointment", 1), (_TAKING, _OFFICES), _LEAVING),
)
_TELLING = frozenset().union(*(each for rule in _RULES for each in (*rule.all_of, rule.none_of)))
_PAST = _any("after following amid over since پس بعد عقب")


def present(title: tuple[str, ...]) -> tuple[str, ...]:
    """Folded words up to "after", behind which stands what is past."""
    return title[: next((at for at, word in enumerate(title) if at and word in _PAST), len(title))]


def read_interaction(step: Step | None, direction: Direction | None, named: frozenset[str]) -> Interaction | None:
    """The interaction of a headline with this step and direction that names these places."""
    if direction and direction.target:
        return Interaction("force", direction.actor, direction.target)
    countries = sorted(set(map(country, named)))
    if step is None or step.chain != "conflict" or step.is_act or len(countries) != 2:
        return None
    return Interaction(step.name, countries[0], countries[1])


def read_step(told: Collection[str]) -> Step | None:
    """The step that folded words tell, without what is past."""
    told = _TELLING.intersection(told)
    if not told:
        return None
    for rule in _RULES:
        if all(not told.isdisjoint(wanted) for wanted in rule.all_of) and told.isdisjoint(rule.none_of):
            return rule.step
    return None
