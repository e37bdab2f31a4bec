"""What the headlines of a story say together."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations

from monitor.core.facts.actors import Direction
from monitor.core.facts.event_steps import Interaction
from monitor.core.facts.headline import Headline
from monitor.core.language.places import country
from monitor.core.stories.headline_codec import Said

Affair = tuple[str, str, str]  # language, two countries between which something goes on


@dataclass(slots=True)
class Wording:
    """How a story is told in one language."""

    size: int = 0
    profile: Counter[str] = field(default_factory=Counter)  # word → titles with it


@dataclass(slots=True)
class StoryProfile:
    """Depends on the headlines alone, not on their order."""

    wordings: dict[str, Wording] = field(default_factory=dict)  # by language
    directions: Counter[Direction] = field(default_factory=Counter)
    interactions: Counter[Interaction] = field(default_factory=Counter)

    def add(self, headline: Headline | Said) -> None:
        wording = self.wordings.setdefault(headline.language, Wording())
        wording.size += 1
        wording.profile.update(headline.tokens)
        if headline.direction:
            self.directions[headline.direction] += 1
        if headline.interaction:
            self.interactions[headline.interaction] += 1

    def prevailing(self) -> Direction | None:
        """What most headlines say about who did it to whom."""
        return max(self.directions, key=lambda d: (self.directions[d], d.actor, d.target), default=None)

    def interaction(self) -> Interaction | None:
        """What most headlines tell."""
        if not self.interactions:
            return None
        return max(self.interactions, key=lambda d: (self.interactions[d], d.act, d.actor, d.target))


def affairs(headline: Headline) -> list[Affair]:
    """Between whom a step of a conflict is told: every two of the countries in the title."""
    step = headline.step
    if step is None or step.chain != "conflict" or headline.is_recurring or (step.name == "force" and not headline.direction):
        return []
    countries = sorted({country(code) for code in headline.places})
    return [(headline.language, one, other) for one, other in combinations(countries, 2)]
