"""The steps in which affairs go on: force, an envoy recalled, a truce, an envoy back; flight, return; arrest, verdict; office.

Each step is an event of its own, though the same names stand in every headline about them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from monitor.core.facts.actors import Direction
from monitor.core.language.places import country
from monitor.core.language.wordlists import vocabulary, words_of


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
    all_of: tuple[str, ...]  # roles: a word of each must be there
    none_of: tuple[str, ...] = ()


_RULES = (
    _Rule(Step("conflict", "rupture", 0), ("envoy", "rupture")),
    _Rule(Step("conflict", "mending", 0), ("envoy", "mending"), ("rupture",)),
    _Rule(Step("conflict", "easing", 0), ("easing", "defusing"), ("force",)),
    _Rule(Step("conflict", "force", 0), ("force",), ("envoy", "defusing")),
    _Rule(Step("justice", "release", 8), ("release", "custody"), ("not-release",)),
    _Rule(Step("flight", "return", 2), ("come-back", "displaced")),
    _Rule(Step("flight", "leave", 2), ("evacuation",)),
    _Rule(Step("justice", "arrest", 8), ("arrest-step",)),
    _Rule(Step("justice", "charge", 8), ("charge-step",)),
    _Rule(Step("justice", "verdict", 8), ("verdict-step",)),
    _Rule(Step("justice", "sentence", 8), ("sentence-step",)),
    _Rule(Step("office", "departure", 1), ("leave-office",), ("take-office",)),
    _Rule(Step("office", "appointment", 1), ("take-office", "office"), ("leave-office",)),
)
_ROLES = frozenset(role for rule in _RULES for role in (*rule.all_of, *rule.none_of))


@cache
def _roles_by_word(language: str) -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for role in _ROLES:
        for word in words_of(role, language):
            found[word].add(role)
    return {word: frozenset(roles) for word, roles in found.items()}


def present(title: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Folded words up to "after", behind which stands what is past."""
    past = vocabulary(language).past
    return title[: next((at for at, word in enumerate(title) if at and word in past), len(title))]


def read_interaction(step: Step | None, direction: Direction | None, named: frozenset[str]) -> Interaction | None:
    """The interaction of a headline with this step and direction that names these places."""
    if direction and direction.target:
        return Interaction("force", direction.actor, direction.target)
    countries = sorted(set(map(country, named)))
    if step is None or step.chain != "conflict" or step.is_act or len(countries) != 2:
        return None
    return Interaction(step.name, countries[0], countries[1])


def read_step(now: Iterable[str], stems: Iterable[str], language: str) -> Step | None:
    """The step that folded words tell, without what is past; `stems` are theirs (`language.stems`), English in any language."""
    known, english = _roles_by_word(language), _roles_by_word("en")
    told = {role for word in now for role in known.get(word, ())} | {role for word in stems for role in english.get(word, ())}
    if not told:
        return None
    for rule in _RULES:
        if told.issuperset(rule.all_of) and told.isdisjoint(rule.none_of):
            return rule.step
    return None
