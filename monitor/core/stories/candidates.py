"""Which open stories come near an entry, and how near: the features of a few, at bounded work whatever is open."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

from monitor.core.facts.event_steps import Interaction
from monitor.core.facts.headline import Headline
from monitor.core.stories import cross_language, similarity
from monitor.core.stories.affairs import Affairs
from monitor.core.stories.cross_language import Crossing
from monitor.core.stories.guards import Effect, Guard, Pair, objection
from monitor.core.stories.inverted_index import Neighbour
from monitor.core.stories.open_stories import OpenStories, OpenStory
from monitor.core.stories.profile import StoryProfiles
from monitor.core.stories.similarity import Features, Standing
from monitor.model import Entry

# Figures are of all streams in `tests/data`, 1,763 entries; "second alerts" are stories founded for an event that has one.

# Stories that are weighed, nearest first: for speed. Twelve would save 6 second alerts and 3 wrong silent joins.
_WEIGHED = 4
# Nearness, from 0 to 1, below which only the nearest story is weighed, and share of the nearest one's below which no other is:
# for speed. On recorded streams one in 300 of those left out came near `likely`. Without the first there is one wrong silent join
# more; without the second 7 second alerts fewer, and one wrong silent join more.
_FAINT, _FAINT_BESIDE = 0.1, 0.33
# Entries of a story that guards compare, so that one odd entry forbids nothing. By reasoning; with the nearest alone there are
# 5 second alerts more and one wrong silent join fewer.
_ASKED = 3
# Probability of the very same title and of a revision, and the content words that make a title no formula ("Morning briefing").
# By reasoning; without the rule for titles the streams fare alike.
_IDENTICAL, _TELLING_TITLE = 0.99, 3
# Hours from which a story is not told for the first time in another language. By reasoning; no label depends on it.
_YOUNG = 36.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An open story that an entry is weighed against."""

    story_id: str
    nearest: int  # its entry most like the new one, by its number in the order in which entries were added to the index
    hours: float  # since that came
    age: float  # hours since the story began
    features: Features | None  # None: the very same title, or a revision of the same entry
    probability: float  # that both tell one event
    share: float  # of the odds of all stories weighed: the probability where several may be meant
    guard: Guard | None  # that objects; None also where the probability is so low that none was asked

    def without(self, name: str) -> float:
        """The probability if one of the features did not count."""
        return similarity.without(self.features, name) if self.features else self.probability


class Match(NamedTuple):
    """A story that comes near an entry; what `Candidate` says of it is worked out for few."""

    story: OpenStory
    places: tuple[int, ...]  # of its entries that come near, most alike first
    features: Features | None
    probability: float


class CandidateSearch:
    """Looks up candidates among the open stories; `now` is in microseconds since 1970."""

    def __init__(self, opened: OpenStories, profiles: StoryProfiles, affairs: Affairs, guards: tuple[Guard, ...]) -> None:
        self._open = opened
        self._profiles = profiles
        self._affairs = affairs
        self._guards = guards

    def matches(self, entry: Entry, headline: Headline, now: int, *, faint: bool = False) -> list[Match]:
        """Stories that come near, most probable first, the one that grew last first among equals.

        With `faint` all of the dozen nearest entries' stories, else the few that are weighed.
        """
        known = self._known(entry, headline)
        found = [known] if known else []
        for members in self._near(headline, faint=faint):
            story = self._open.story[members[0].place]
            if known is None or story is not known.story:
                found.append(self._match(headline, story, members, now))
        return sorted(found, key=lambda match: (-match.probability, -self._open.number[match.story.last]))

    def candidates(self, headline: Headline, matches: Sequence[Match], now: int, guarded_from: float) -> Iterator[Candidate]:
        """One for each of the `matches`, in their order; guards are asked from the probability `guarded_from` on.

        Guards take most of the time, so each candidate is made when it is asked for.
        """
        odds = 1 + fsum(match.probability / (1 - match.probability) for match in matches)
        for story, places, features, probability in matches:
            yield Candidate(
                story_id=story.id,
                nearest=self._open.number[places[0]],
                hours=self._open.hours(places[0], now),
                age=self._open.hours(story.first, now),
                features=features,
                probability=probability,
                share=probability / (1 - probability) / odds,
                guard=self._objection(headline, story, places, now) if probability >= guarded_from else None,
            )

    def crossing(self, headline: Headline, now: int, refused: Collection[str]) -> Crossing | None:
        """The one story that other languages tell and the entry tells as well, if no other comes near.

        Stories with the ids in `refused` are left out.
        """
        found: dict[str, float] = {}
        is_answer = self._affairs.is_answer(headline)
        for place in self._open.in_other_languages(headline):
            story = self._open.story[place]
            if story.id in refused or (is_answer and not self._affairs.tells(story.id, headline)):
                continue
            points = cross_language.points(headline, self._open.headline(place), self._open.hours(place, now))
            found[story.id] = max(found.get(story.id, 0.0), points)
        crossing = cross_language.leading(found)
        if crossing is None or self._open.hours(self._open.stories[crossing.story_id].first, now) > _YOUNG:
            return None
        return crossing

    def earlier(self, headline: Headline) -> str | None:
        """Of the stories of the same affair the one whose act is now answered, else the one that began last."""
        ids = self._affairs.same_affair(headline)
        return max(ids, key=lambda story_id: self._precedence(headline, self._open.stories[story_id]), default=None)

    def _precedence(self, headline: Headline, story: OpenStory) -> tuple[bool, int]:
        earlier = self._profiles.prevailing(story)
        answered = headline.direction is not None and earlier is not None and headline.direction.reverses(earlier)
        return answered, self._open.number[story.first]

    def _known(self, entry: Entry, headline: Headline) -> Match | None:
        """The story of an earlier revision of the entry, or of the very same title."""
        place = self._open.same_entry(headline.language, entry.id) if entry.revision else None
        if place is None and len(headline.tokens) >= _TELLING_TITLE:
            place = self._open.same_text(headline)
        return None if place is None else Match(self._open.story[place], (place,), None, _IDENTICAL)

    def _near(self, headline: Headline, *, faint: bool) -> list[list[Neighbour]]:
        """Entries that come near, by story, those first that come nearest."""
        grouped: dict[str, list[Neighbour]] = {}
        for near in self._open.alike(headline):
            grouped.setdefault(self._open.story[near.place].id, []).append(near)
        found = list(grouped.values())
        if faint or not found:
            return found
        enough = max(_FAINT, _FAINT_BESIDE * found[0][0].nearness)
        return [found[0], *(members for members in found[1:_WEIGHED] if members[0].nearness >= enough)]

    def _match(self, headline: Headline, story: OpenStory, members: Sequence[Neighbour], now: int) -> Match:
        best = members[0]
        standing, idf = self._standing(story, members, now), self._open.idf(headline.language)
        features = similarity.features(headline, self._open.headline(best.place), best.cosine, standing, idf)
        return Match(story, tuple(near.place for near in members), features, similarity.probability(features))

    def _standing(self, story: OpenStory, members: Sequence[Neighbour], now: int) -> Standing:
        """As its headlines in the language of the `members` that come near tell it; most stories have but one."""
        best = members[0].place
        member = self._open.headline(best)
        profile: Mapping[str, int]
        if story.first == story.last:
            interaction, profile, size = member.interaction, {}, 1
        else:
            story_profile = self._profiles[story.id]
            interaction, wording = story_profile.interaction(), story_profile.wordings[member.language]
            profile, size = wording.profile, wording.size
        return Standing(
            profile=profile,
            interaction=interaction,
            size=size,
            near=len(members),
            telling=self._tellers(interaction, member.language) if interaction else 0,
            reversing=self._tellers(interaction.reverse(), member.language) if interaction else 0,
            slept=self._open.hours(story.last, now),
            met=self._open.hours(best, now),
        )

    def _tellers(self, interaction: Interaction, language: str) -> int:
        """How many open stories tell an interaction in a language."""
        return sum(language in self._open.stories[story_id].languages for story_id in self._affairs.telling(interaction))

    def _objection(self, headline: Headline, story: OpenStory, places: Sequence[int], now: int) -> Guard | None:
        """The nearest entry's objection; a veto stands only if most entries that are asked agree, else it is a doubt's worth."""
        prevailing = self._profiles.prevailing(story)
        is_answer = self._affairs.is_answer(headline) and not self._affairs.tells(story.id, headline)
        asked = (
            objection(
                Pair(headline, self._open.headline(place), self._open.hours(place, now), prevailing, is_answer), self._guards
            )
            for place in places[:_ASKED]
        )
        first = next(asked)
        if first is None or first.effect is not Effect.VETO:
            return first
        agreeing = [guard is not None and guard.effect is Effect.VETO for guard in (first, *asked)]
        return first if 2 * sum(agreeing) > len(agreeing) else None
