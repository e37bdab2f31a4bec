"""What goes on between two countries, and which open stories tell it."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations
from typing import TypeVar

from monitor.core.facts.event_steps import Interaction
from monitor.core.facts.headline import Headline
from monitor.core.language.places import country

_Affair = tuple[str, str, str]  # language, two countries between which something goes on
_Key = TypeVar("_Key")


class Affairs:
    """Open stories, by their ids, by what their headlines tell."""

    def __init__(self) -> None:
        self._between: defaultdict[_Affair, set[str]] = defaultdict(set)
        self._telling: defaultdict[Interaction, set[str]] = defaultdict(set)

    def add(self, story_id: str, headline: Headline) -> None:
        """Another headline of an open story."""
        for affair in _affairs(headline):
            self._between[affair].add(story_id)
        if headline.interaction:
            self._telling[headline.interaction].add(story_id)

    def remove(self, story_id: str, headline: Headline) -> None:
        """A headline of a story that closes; to be followed by all its others."""
        for affair in _affairs(headline):
            _discard(self._between, affair, story_id)
        if headline.interaction:
            _discard(self._telling, headline.interaction, story_id)

    def same_affair(self, headline: Headline) -> set[str]:
        """Stories in which something goes on between the same two countries, in the headline's language."""
        return {found for affair in _affairs(headline) for found in self._between.get(affair, ())}

    def telling(self, interaction: Interaction) -> Collection[str]:
        """Stories that tell an interaction, in any language."""
        return self._telling.get(interaction, ())

    def is_answer(self, headline: Headline) -> bool:
        """Whether an open story tells the reverse, and no more than one the same: in a running war both are told all day."""
        interaction = headline.interaction
        return (
            interaction is not None
            and interaction.act == "force"
            and interaction.reverse() in self._telling
            and len(self.telling(interaction)) <= 1
        )

    def tells(self, story_id: str, headline: Headline) -> bool:
        """Whether a story has a headline with this one's interaction."""
        return headline.interaction is not None and story_id in self.telling(headline.interaction)


def _affairs(headline: Headline) -> Iterator[_Affair]:
    """Between whom a step of a conflict is told: every two of the countries in the title."""
    step = headline.step
    if step is None or step.chain != "conflict" or headline.is_recurring or (step.name == "force" and not headline.direction):
        return
    for one, other in combinations(sorted({country(code) for code in headline.places}), 2):
        yield headline.language, one, other


def _discard(sets: dict[_Key, set[str]], key: _Key, story_id: str) -> None:
    sets[key].discard(story_id)
    if not sets[key]:
        del sets[key]
