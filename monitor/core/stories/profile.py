"""What the headlines of a story say together."""

from collections import Counter
from dataclasses import dataclass, field

from monitor.core.caches import LruCache
from monitor.core.facts.actors import Direction
from monitor.core.facts.event_steps import Interaction
from monitor.core.facts.headline import Headline
from monitor.core.stories.headline_codec import Said
from monitor.core.stories.open_stories import OpenStories, OpenStory

_REMEMBERED = 4096  # stories of several entries whose profiles are kept at hand


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
        """Another headline of the story."""
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


class StoryProfiles:
    """Of open stories, each made from its headlines when it is asked for; the last that were asked for are kept."""

    def __init__(self, opened: OpenStories) -> None:
        self._open = opened
        self._profiles: LruCache[str, StoryProfile] = LruCache(_REMEMBERED, self._made)

    def _made(self, story_id: str) -> StoryProfile:
        profile = StoryProfile()
        for place in self._open.members(self._open.stories[story_id]):
            profile.add(self._open.said(place))
        return profile

    def __getitem__(self, story_id: str) -> StoryProfile:
        """Raises KeyError if the story is not open."""
        return self._profiles[story_id]

    def add(self, story_id: str, headline: Headline) -> None:
        """Another headline of a story, which `OpenStories` has already."""
        profile = self._profiles.kept(story_id)
        if profile:
            profile.add(headline)

    def forget(self, story_id: str) -> None:
        """A story that closes."""
        self._profiles.forget(story_id)

    def prevailing(self, story: OpenStory) -> Direction | None:
        """What most of its headlines say about who did it to whom; most stories have but one."""
        alone = story.first == story.last
        return self._open.headline(story.first).direction if alone else self[story.id].prevailing()
