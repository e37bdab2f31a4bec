"""Which story an entry belongs to.

Every entry is met with those of open stories in its language that share rare words with it. A small model gives the
probability that they tell one event (`similarity`), guards object where like words tell another (`guards`), and two
thresholds make three answers of it: the same story, likely the same, or a new one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import fsum
from typing import NamedTuple, TypeVar

from monitor.core.caches import LruCache
from monitor.core.facts.actors import Direction
from monitor.core.facts.event_steps import Interaction
from monitor.core.facts.headline import Headline, prepare
from monitor.core.language.document import Document
from monitor.core.stories import cross_language, headline_codec
from monitor.core.stories.guards import GUARDS, Effect, Guard, Pair, objection
from monitor.core.stories.inverted_index import Candidate
from monitor.core.stories.open_stories import OpenStories, OpenStory
from monitor.core.stories.profile import Affair, StoryProfile, affairs
from monitor.core.stories.similarity import NIGHT, Features, Standing, features, probability, without
from monitor.model import Assignment, Entry, Joined, Kept, StorySettings, derived_id

_WEIGHED = 4  # stories that are weighed, best candidate first
_FAINT = 0.1  # nearness below which only the best candidate is
_FAINT_BESIDE = 0.33  # of the best's, below which no other is
_ASKED = 3  # members of a story that guards are asked about
_TRIED = 3  # stories that are tried, best first
UNLIKE = 0.02  # probability below which nothing but details of summaries speaks for a story
LITTLE = 0.1  # probability below which nothing but who acted against whom speaks for a story
_ONE_ACT = 6.0  # hours in which what the same one does to the same is told as one act
_SURE_AFTER_A_NIGHT = 0.65  # many of the joins between `same` and this are of another event
_LONG = 36.0  # hours after which a story has told so much that many things sound like it
_SURE_OF_A_LONG_ONE = 0.9
_CLEARLY = 1.0  # points by which a story of another language must lead
_YOUNG = 36.0  # hours from which a story is not told for the first time in another language
_TELLING_TITLE = 3  # content words from which the very same title is the very same story
_PROFILES = 4096  # of stories of several entries that are kept at hand

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_SECOND = 10**6  # ticks
_HOUR = 3600.0

_Key = TypeVar("_Key")


class _Option(NamedTuple):
    """A story the entry may belong to, with its members among the candidates, best first."""

    story: OpenStory
    members: tuple[int, ...]
    features: Features | None  # None: the very same title
    probability: float


def kept_headline(entry: Entry) -> str:
    """What is kept of an entry's text (`Kept.headline`); it changes with the rules of this package."""
    return headline_codec.written(prepare(Document.of(entry)))


class StoryIndex:
    """The open stories, and where a new entry belongs.

    What it holds is a function of the entries of open stories alone, in their order: adding them to an empty index, or
    restoring it from what was kept of them, gives one that decides alike.
    """

    def __init__(self, settings: StorySettings, guards: tuple[Guard, ...] = GUARDS) -> None:
        self._settings = settings
        self._window_ticks = settings.window // _TICK
        self._guards = guards
        self._open = OpenStories()
        self._profiles: LruCache[str, StoryProfile] = LruCache(_PROFILES, self._profile)
        self._affairs: defaultdict[Affair, set[str]] = defaultdict(set)  # → open stories
        self._telling: defaultdict[Interaction, set[str]] = defaultdict(set)  # → open stories

    def expire(self, now: datetime) -> tuple[str, ...]:
        """Close and forget the stories that have not grown for the window; their ids, sorted."""
        last = _ticks(now) - self._window_ticks
        closed = []
        for story in self._open.stories.values():
            if self._open.at[story.last] >= last:
                break
            closed.append(story)
        for story in closed:
            self._forget(story)
        return tuple(sorted(story.id for story in closed))

    def assign(self, document: Document, now: datetime) -> Assignment:
        """Decide which story an entry belongs to, and add it. Call `expire(now)` before."""
        headline, at = prepare(document), self._not_before_last(now)
        assignment = self._decide(document, headline, at)
        self._insert(assignment.story_id, document.entry.id, headline, at)
        return assignment

    def add(self, document: Document, assignment: Assignment, now: datetime) -> None:
        """Add an entry without deciding again."""
        self._insert(assignment.story_id, document.entry.id, prepare(document), self._not_before_last(now))

    def restore(self, kept: Kept) -> None:
        """Add an entry that was added before, to this index or another, and was `kept` then."""
        self._insert(kept.story_id, kept.entry_id, headline_codec.read(kept.headline), self._not_before_last(kept.kept_at))

    def kept(self, entry: Entry) -> Kept:
        """What `restore` needs of the entry that was added last."""
        story = next(reversed(self._open.stories.values()))
        at = _EPOCH + self._open.at[story.last] * _TICK
        return Kept(
            entry_id=entry.id, story_id=story.id, kept_at=at, headline=headline_codec.written(self._open.headline(story.last))
        )

    def is_open(self, story_id: str) -> bool:
        return story_id in self._open.stories

    def _not_before_last(self, now: datetime) -> int:
        """Clocks of several feeds may disagree a little; the index's never goes back."""
        stories = self._open.stories
        return max(_ticks(now), self._open.at[next(reversed(stories.values())).last]) if stories else _ticks(now)

    def _insert(self, story_id: str, entry_id: str, headline: Headline, at: int) -> None:
        story = self._open.add(story_id, entry_id, headline, at)
        story_profile = self._profiles.kept(story.id)
        if story_profile:
            story_profile.add(headline)
        for affair in affairs(headline):
            self._affairs[affair].add(story.id)
        if headline.interaction:
            self._telling[headline.interaction].add(story.id)

    def _forget(self, story: OpenStory) -> None:
        for place in self._open.members(story):
            headline = self._open.headline(place)
            for affair in affairs(headline):
                _discard(self._affairs, affair, story.id)
            if headline.interaction:
                _discard(self._telling, headline.interaction, story.id)
        self._open.close(story)
        self._profiles.forget(story.id)

    def _profile(self, story_id: str) -> StoryProfile:
        story_profile = StoryProfile()
        for place in self._open.members(self._open.stories[story_id]):
            story_profile.add(self._open.said(place))
        return story_profile

    # ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _decide(self, document: Document, headline: Headline, now: int) -> Assignment:
        vetoed: list[tuple[_Option, Guard]] = []
        best, joining = 0.0, None
        options = self._options(document, headline, now)
        for option in options[:_TRIED]:
            best = max(best, option.probability)
            if option.probability < self._settings.likely:
                break
            guard = self._objection(headline, option, now)
            if guard is None or guard.effect is Effect.TELL or (guard.effect is Effect.DOUBT and self._is_sure(option)):
                joining = self._joining(headline, option, guard, options, now)
                break
            vetoed.append((option, guard))
        if joining and joining.joined is Joined.SAME:
            return joining
        crossed = self._crossing(headline, {option.story.id for option, _ in vetoed}, now)
        if joining and (crossed is None or crossed.joined is Joined.LIKELY or crossed.story_id == joining.story_id):
            return joining
        return crossed or self._founding(document, headline, vetoed, best)

    def _joining(
        self, headline: Headline, option: _Option, guard: Guard | None, options: Sequence[_Option], now: int
    ) -> Assignment:
        """To the story of an option that no guard forbids."""
        if headline.is_comment or headline.is_roundup:
            return _assigned(option, Joined.SAME, "comment" if headline.is_comment else "roundup")
        if guard:
            return _assigned(option, Joined.LIKELY, guard.name)
        return _assigned(option, Joined.SAME if self._is_silent(option, options, now) else Joined.LIKELY)

    def _crossing(self, headline: Headline, refused: set[str], now: int) -> Assignment | None:
        """The one story that other languages tell and the entry tells as well, if no other comes near."""
        found: dict[str, float] = {}
        is_answer = self._is_answer(headline)
        for place in self._open.in_other_languages(headline):
            story = self._open.story[place]
            if story.id in refused or (is_answer and not self._tells(story, headline.interaction)):
                continue
            points = cross_language.points(headline, self._open.headline(place), self._hours(place, now))
            found[story.id] = max(found.get(story.id, 0.0), points)
        ranked = sorted(((points, story_id) for story_id, points in found.items()), reverse=True)
        if not ranked or ranked[0][0] < cross_language.ENOUGH or (len(ranked) > 1 and ranked[1][0] > ranked[0][0] - _CLEARLY):
            return None
        points, story_id = ranked[0]
        if self._hours(self._open.stories[story_id].first, now) > _YOUNG:
            return None
        joined = Joined.SAME if points >= cross_language.SURE else Joined.LIKELY
        return Assignment(story_id=story_id, joined=joined, probability=0.0, evidence=(("crossing", points),))

    def _is_sure(self, option: _Option) -> bool:
        """Whether the headlines alone leave no doubt: summaries share their details with all that belongs to an affair."""
        return _without(option, "details") >= self._settings.same

    def _is_silent(self, option: _Option, options: Sequence[_Option], now: int) -> bool:
        """Whether it is so surely the same that the reader need not hear of it."""
        if _without(option, "details") < UNLIKE:
            return False
        if self._hours(option.members[0], now) >= NIGHT and option.probability < _SURE_AFTER_A_NIGHT:
            return False
        if self._hours(option.story.first, now) > _ONE_ACT and _without(option, "same_actors") < LITTLE:
            return False  # the same two at it again: that does not say which of their acts is meant
        if self._hours(option.story.first, now) > _LONG and option.probability < _SURE_OF_A_LONG_ONE:
            return False
        return _share(option, options) >= self._settings.same

    def _founding(self, document: Document, headline: Headline, vetoed: list[tuple[_Option, Guard]], best: float) -> Assignment:
        evidence: tuple[tuple[str, float], ...] = ()
        follows = None
        if vetoed:
            option, guard = vetoed[0]
            evidence = _evidence(option, guard.name)
            follows = next((option.story.id for option, guard in vetoed if guard.links), None)
        return Assignment(
            story_id=derived_id("story", document.entry.key),
            joined=Joined.NEW,
            probability=round(best, 4),
            follows=follows or self._earlier(headline),
            evidence=evidence,
        )

    def _earlier(self, headline: Headline) -> str | None:
        """Of the stories of the same affair the one whose act is now answered, else the one that began last."""
        ids = {found for affair in affairs(headline) for found in self._affairs.get(affair, ())}
        return max(ids, key=lambda story_id: self._precedence(headline, self._open.stories[story_id]), default=None)

    def _precedence(self, headline: Headline, story: OpenStory) -> tuple[bool, int]:
        earlier = self._prevailing(story)
        answered = headline.direction is not None and earlier is not None and headline.direction.reverses(earlier)
        return answered, self._open.number[story.first]

    def _options(self, document: Document, headline: Headline, now: int, *, every: bool = False) -> list[_Option]:
        """Stories the entry may belong to, most probable first, the one that grew last first among equals."""
        known = self._known(document, headline)
        options = [known] if known else []
        for members in self._met(headline, every=every):
            story = self._open.story[members[0].place]
            if known is None or story is not known.story:
                options.append(self._weighed(headline, story, members, now))
        return sorted(options, key=lambda option: (-option.probability, -self._open.number[option.story.last]))

    def _met(self, headline: Headline, *, every: bool) -> list[list[Candidate]]:
        """What comes near, by story, those first that come nearest: of the few stories that are weighed, or of `every` one."""
        grouped: dict[str, list[Candidate]] = {}
        for near in self._open.alike(headline):
            grouped.setdefault(self._open.story[near.place].id, []).append(near)
        found = list(grouped.values())
        if every or not found:
            return found
        enough = max(_FAINT, _FAINT_BESIDE * found[0][0].nearness)
        return [found[0], *(members for members in found[1:_WEIGHED] if members[0].nearness >= enough)]

    def _known(self, document: Document, headline: Headline) -> _Option | None:
        """The story of an earlier revision of the entry, or of the very same title."""
        place = self._open.same_entry(document.entry) if document.entry.revision else None
        if place is None and len(headline.tokens) >= _TELLING_TITLE:
            place = self._open.same_text(headline)
        return None if place is None else _Option(self._open.story[place], (place,), None, 0.99)

    def _weighed(self, headline: Headline, story: OpenStory, members: Sequence[Candidate], now: int) -> _Option:
        best = members[0]
        standing, idf = self._standing(story, members, now), self._open.idf(headline.language)
        like = features(headline, self._open.headline(best.place), best.cosine, standing, idf)
        return _Option(story, tuple(near.place for near in members), like, probability(like))

    def _standing(self, story: OpenStory, members: Sequence[Candidate], now: int) -> Standing:
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
            slept=self._hours(story.last, now),
            met=self._hours(best, now),
        )

    def _prevailing(self, story: OpenStory) -> Direction | None:
        """What most of its headlines say about who did it to whom."""
        alone = story.first == story.last
        return self._open.headline(story.first).direction if alone else self._profiles[story.id].prevailing()

    def _is_answer(self, headline: Headline) -> bool:
        """Whether an open story tells the reverse, and no more than one the same: in a running war both are told all day."""
        interaction = headline.interaction
        return (
            interaction is not None
            and interaction.act == "force"
            and interaction.reverse() in self._telling
            and len(self._telling.get(interaction, ())) <= 1
        )

    def _tellers(self, interaction: Interaction, language: str) -> int:
        """How many open stories tell a interaction in a language."""
        return sum(language in self._open.stories[story_id].languages for story_id in self._telling.get(interaction, ()))

    def _tells(self, story: OpenStory, interaction: Interaction | None) -> bool:
        return interaction is not None and story.id in self._telling.get(interaction, ())

    def _hours(self, place: int, now: int) -> float:
        """Since an entry arrived."""
        return (now - self._open.at[place]) / _SECOND / _HOUR

    def _objection(self, headline: Headline, option: _Option, now: int) -> Guard | None:
        """The best member's objection; a veto stands only if most members that are asked agree, else it is a doubt's worth."""
        prevailing = self._prevailing(option.story)
        is_answer = self._is_answer(headline) and not self._tells(option.story, headline.interaction)
        asked = (
            objection(Pair(headline, self._open.headline(place), self._hours(place, now), prevailing, is_answer), self._guards)
            for place in option.members[:_ASKED]
        )
        first = next(asked)
        if first is None or first.effect is not Effect.VETO:
            return first
        agreeing = [guard is not None and guard.effect is Effect.VETO for guard in (first, *asked)]
        return first if 2 * sum(agreeing) > len(agreeing) else None


def _assigned(option: _Option, joined: Joined, because: str = "") -> Assignment:
    return Assignment(
        story_id=option.story.id,
        joined=joined,
        probability=round(option.probability, 4),
        evidence=_evidence(option, because),
    )


def _share(option: _Option, options: Sequence[_Option]) -> float:
    """The probability of a story where others may be meant, too: an entry tells one event, so their odds compete."""
    odds = [other.probability / (1 - other.probability) for other in options]
    return option.probability / (1 - option.probability) / (1 + fsum(odds))


def _without(option: _Option, name: str) -> float:
    """The probability if a features did not count."""
    return without(option.features, name) if option.features else option.probability


def _discard(sets: dict[_Key, set[str]], key: _Key, story_id: str) -> None:
    sets[key].discard(story_id)
    if not sets[key]:
        del sets[key]


def _ticks(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // _TICK


def _evidence(option: _Option, because: str) -> tuple[tuple[str, float], ...]:
    """What decided: the guard, or what else it was because of, and the features."""
    named = ((because, 1.0),) if because else ()
    if option.features is None:
        return (*named, ("identical", 1.0))
    like = option.features
    return (*named, *((name, round(getattr(like, name), 2)) for name in ("centroid", "wording", "shared", "coverage", "details")))
