"""Which story an entry belongs to.

Every entry is met with those of open stories in its language that share rare words with it. A small model gives the
probability that they tell one event (`core.similarity`), guards object where like words tell another (`core.guards`), and
two thresholds make three answers of it: the same story, likely the same, or a new one.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations, islice
from typing import TypeVar

from monitor.core import crossing, similarity
from monitor.core.direction import Direction
from monitor.core.guards import GUARDS, Effect, Guard, Pair, objection
from monitor.core.headlines import Headline, prepare
from monitor.core.places import country
from monitor.core.postings import Postings
from monitor.core.similarity import Likeness, Standing, likeness, probability
from monitor.core.steps import Deed
from monitor.core.text import Document
from monitor.model import Assignment, Joined, StorySettings, derived_id

_BEST = 12  # candidate entries that are grouped by story
_WEIGHED = 6  # stories that are weighed, best candidate first
_ASKED = 3  # members of a story that guards are asked about
_TRIED = 3  # stories that are tried, best first
_NEWEST = 60  # entries of other languages that are looked at per mark
_CLEARLY = 1.0  # points by which a story of another language must lead
_YOUNG = 36.0  # hours from which a story is not told for the first time in another language
_TELLING_TITLE = 3  # content words from which the very same title is the very same story
_HOUR = 3600.0

_Key = TypeVar("_Key")


_Affair = tuple[str, str, str]  # language, two countries between which something goes on


@dataclass(frozen=True, slots=True)
class _Member:
    headline: Headline
    story_id: str
    at: datetime


@dataclass(slots=True)
class _Telling:
    """How a story is told in one language."""

    size: int = 0
    profile: Counter[str] = field(default_factory=Counter)  # word → titles with it


@dataclass(slots=True)
class _OpenStory:
    id: str
    began_at: datetime
    grew_at: datetime
    numbers: list[int] = field(default_factory=list)
    tellings: defaultdict[str, _Telling] = field(default_factory=lambda: defaultdict(_Telling))  # by language
    directions: Counter[Direction] = field(default_factory=Counter)
    deeds: Counter[Deed] = field(default_factory=Counter)
    affairs: set[_Affair] = field(default_factory=set)

    def prevailing(self) -> Direction | None:
        """What most headlines say about who did it to whom."""
        return max(self.directions, key=lambda d: (self.directions[d], d.actor, d.target), default=None)

    def deed(self) -> Deed | None:
        """What most headlines tell."""
        return max(self.deeds, key=lambda d: (self.deeds[d], d.act, d.actor, d.target), default=None)


@dataclass(frozen=True, slots=True)
class _Option:
    """A story the entry may belong to, with its members among the candidates, best first."""

    story: _OpenStory
    members: tuple[int, ...]
    likeness: Likeness | None  # None: the very same title
    probability: float


class StoryIndex:
    """The open stories, and where a new entry belongs.

    What it holds is a function of the entries of open stories alone, in their order: adding them to an empty index
    gives one that decides alike.
    """

    def __init__(self, settings: StorySettings, guards: tuple[Guard, ...] = GUARDS) -> None:
        self._settings = settings
        self._guards = guards
        self._stories: dict[str, _OpenStory] = {}  # the one that grew longest ago first
        self._members: dict[int, _Member] = {}
        self._postings: defaultdict[str, Postings] = defaultdict(Postings)  # by language
        self._texts: defaultdict[tuple[str, str], list[int]] = defaultdict(list)  # (language, folded title) → entries
        self._revisions: defaultdict[tuple[str, str], list[int]] = defaultdict(list)  # (language, entry id) → revisions
        self._affairs: defaultdict[_Affair, set[str]] = defaultdict(set)  # → open stories
        self._telling: defaultdict[Deed, set[str]] = defaultdict(set)  # → open stories
        self._marks: defaultdict[str, list[int]] = defaultdict(list)  # → entries of any language
        self._next = 0

    def expire(self, now: datetime) -> tuple[str, ...]:
        """Close and forget the stories that have not grown for the window; their ids, sorted."""
        closed = []
        for story in self._stories.values():
            if story.grew_at + self._settings.window >= now:
                break
            closed.append(story)
        for story in closed:
            self._forget(story)
        return tuple(sorted(story.id for story in closed))

    def assign(self, document: Document, now: datetime) -> Assignment:
        """Decide which story an entry belongs to, and add it. Call `expire(now)` before."""
        headline = prepare(document)
        assignment = self._decide(document, headline, self._not_before_last(now))
        self._insert(headline, assignment, now)
        return assignment

    def add(self, document: Document, assignment: Assignment, now: datetime) -> None:
        """Add an entry without deciding again."""
        self._insert(prepare(document), assignment, now)

    def _not_before_last(self, now: datetime) -> datetime:
        """Clocks of several feeds may disagree a little; the index's never goes back."""
        return max(now, next(reversed(self._stories.values())).grew_at) if self._stories else now

    def _insert(self, headline: Headline, assignment: Assignment, now: datetime) -> None:
        now = self._not_before_last(now)
        story = self._stories.pop(assignment.story_id, None)
        if story is None:
            story = _OpenStory(assignment.story_id, now, now)
        language = headline.language
        self._stories[story.id] = story
        story.grew_at = now
        number = self._next
        self._next += 1
        story.numbers.append(number)
        telling = story.tellings[language]
        telling.size += 1
        telling.profile.update(headline.tokens)
        for affair in _affairs(headline, language):
            story.affairs.add(affair)
            self._affairs[affair].add(story.id)
        if headline.direction:
            story.directions[headline.direction] += 1
        if headline.deed:
            story.deeds[headline.deed] += 1
            self._telling[headline.deed].add(story.id)
        for mark in crossing.marks(headline):
            self._marks[mark].append(number)
        self._members[number] = _Member(headline, story.id, now)
        self._postings[language].add(number, headline)
        self._texts[language, headline.text].append(number)
        self._revisions[language, headline.entry_id].append(number)

    def _forget(self, story: _OpenStory) -> None:
        del self._stories[story.id]
        for affair in story.affairs:
            _discard(self._affairs, affair, story.id)
        for deed in story.deeds:
            _discard(self._telling, deed, story.id)
        for number in story.numbers:
            headline = self._members.pop(number).headline
            self._postings[headline.language].remove(number, headline)
            _remove(self._texts, (headline.language, headline.text), number)
            _remove(self._revisions, (headline.language, headline.entry_id), number)
            for mark in crossing.marks(headline):
                _remove(self._marks, mark, number)

    # ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _decide(self, document: Document, headline: Headline, now: datetime) -> Assignment:
        vetoed: list[tuple[_Option, Guard]] = []
        best = 0.0
        for option in self._options(document, headline, now)[:_TRIED]:
            best = max(best, option.probability)
            if option.probability < self._settings.likely:
                break
            guard = self._objection(headline, option, now)
            if guard is None or guard.effect is Effect.TELL or (guard.effect is Effect.DOUBT and self._is_sure(option)):
                return self._joining(option, guard)
            vetoed.append((option, guard))
        refused = {option.story.id for option, _ in vetoed}
        crossed = self._crossing(headline, refused, now)
        return crossed or self._founding(document, headline, vetoed, best)

    def _crossing(self, headline: Headline, refused: set[str], now: datetime) -> Assignment | None:
        """The one story that other languages tell and the entry tells as well, if no other comes near."""
        found: dict[str, float] = {}
        is_answer = self._is_answer(headline)
        numbers = {number for mark in crossing.marks(headline) for number in self._marks.get(mark, ())[-_NEWEST:]}
        for number in numbers:
            member = self._members[number]
            if member.headline.language != headline.language and member.story_id not in refused:
                if is_answer and headline.deed not in self._stories[member.story_id].deeds:
                    continue
                hours = (now - member.at).total_seconds() / _HOUR
                points = crossing.points(headline, member.headline, hours)
                found[member.story_id] = max(found.get(member.story_id, 0.0), points)
        ranked = sorted(((points, story_id) for story_id, points in found.items()), reverse=True)
        if not ranked or ranked[0][0] < crossing.ENOUGH or (len(ranked) > 1 and ranked[1][0] > ranked[0][0] - _CLEARLY):
            return None
        points, story_id = ranked[0]
        if (now - self._stories[story_id].began_at).total_seconds() / _HOUR > _YOUNG:
            return None
        joined = Joined.SAME if points >= crossing.SURE else Joined.LIKELY
        return Assignment(story_id=story_id, joined=joined, probability=0.0, evidence=(("crossing", points),))

    def _is_sure(self, option: _Option) -> bool:
        return option.probability >= self._settings.same

    def _joining(self, option: _Option, doubt: Guard | None) -> Assignment:
        sure = self._is_sure(option) and doubt is None
        return Assignment(
            story_id=option.story.id,
            joined=Joined.SAME if sure else Joined.LIKELY,
            probability=round(option.probability, 4),
            evidence=_evidence(option, doubt),
        )

    def _founding(self, document: Document, headline: Headline, vetoed: list[tuple[_Option, Guard]], best: float) -> Assignment:
        evidence: tuple[tuple[str, float], ...] = ()
        follows = None
        if vetoed:
            option, guard = vetoed[0]
            evidence = _evidence(option, guard)
            follows = next((option.story.id for option, guard in vetoed if guard.links), None)
        return Assignment(
            story_id=derived_id("story", document.entry.key),
            joined=Joined.NEW,
            probability=round(best, 4),
            follows=follows or self._earlier(document, headline),
            evidence=evidence,
        )

    def _earlier(self, document: Document, headline: Headline) -> str | None:
        """Of the stories of the same affair the one whose act is now answered, else the one that began last."""
        ids = {found for affair in _affairs(headline, document.entry.language) for found in self._affairs.get(affair, ())}
        return max(ids, key=lambda story_id: self._precedence(headline, self._stories[story_id]), default=None)

    def _precedence(self, headline: Headline, story: _OpenStory) -> tuple[bool, int]:
        earlier = story.prevailing()
        answered = headline.direction is not None and earlier is not None and headline.direction.reverses(earlier)
        return answered, story.numbers[0]

    def _options(self, document: Document, headline: Headline, now: datetime) -> list[_Option]:
        """Stories the entry may belong to, most probable first, the one that grew last first among equals."""
        known = self._known(document, headline)
        postings = self._postings[document.entry.language]
        ranked = sorted(
            postings.candidates(headline),
            key=lambda number: (-similarity.cosine(headline, self._members[number].headline, postings), -number),
        )[:_BEST]
        grouped: dict[str, list[int]] = {}
        for number in ranked:
            grouped.setdefault(self._members[number].story_id, []).append(number)
        options = [known] if known else []
        for story_id, numbers in islice(grouped.items(), _WEIGHED):
            if not known or story_id != known.story.id:
                options.append(self._weighed(headline, self._stories[story_id], tuple(numbers), now, postings))
        return sorted(options, key=lambda option: (-option.probability, -option.story.numbers[-1]))

    def _known(self, document: Document, headline: Headline) -> _Option | None:
        """The story of an earlier revision of the entry, or of the very same title."""
        language = document.entry.language
        numbers = self._revisions.get((language, headline.entry_id)) if document.entry.revision else None
        if numbers is None and len(headline.tokens) >= _TELLING_TITLE:
            numbers = self._texts.get((language, headline.text))
        if numbers is None:
            return None
        number = numbers[-1]
        return _Option(self._stories[self._members[number].story_id], (number,), None, 0.99)

    def _weighed(
        self, headline: Headline, story: _OpenStory, numbers: tuple[int, ...], now: datetime, postings: Postings
    ) -> _Option:
        hours = (now - story.grew_at).total_seconds() / _HOUR
        deed = story.deed()
        telling = story.tellings[headline.language]
        standing = Standing(
            profile=telling.profile,
            deed=deed,
            size=telling.size,
            telling=self._tellers(deed, headline.language) if deed else 0,
            reversing=self._tellers(deed.reverse(), headline.language) if deed else 0,
        )
        like = likeness(headline, self._members[numbers[0]].headline, standing, hours, postings)
        return _Option(story, numbers, like, probability(like))

    def _is_answer(self, headline: Headline) -> bool:
        """Whether an open story tells the reverse."""
        return headline.deed is not None and headline.deed.act == "force" and headline.deed.reverse() in self._telling

    def _tellers(self, deed: Deed, language: str) -> int:
        """How many open stories tell a deed in a language."""
        return sum(language in self._stories[story_id].tellings for story_id in self._telling.get(deed, ()))

    def _objection(self, headline: Headline, option: _Option, now: datetime) -> Guard | None:
        """The best member's objection; a veto stands only if most members that are asked agree, else it is a doubt's worth."""
        prevailing = option.story.prevailing()
        is_answer = self._is_answer(headline) and headline.deed not in option.story.deeds
        found = []
        for number in option.members[:_ASKED]:
            member = self._members[number]
            hours = (now - member.at).total_seconds() / _HOUR
            found.append(objection(Pair(headline, member.headline, hours, prevailing, is_answer), self._guards))
        vetoes = [guard for guard in found if guard and guard.effect is Effect.VETO]
        if found[0] and found[0].effect is Effect.VETO and 2 * len(vetoes) <= len(found):
            return None
        return found[0]


def _discard(sets: dict[_Key, set[str]], key: _Key, story_id: str) -> None:
    sets[key].discard(story_id)
    if not sets[key]:
        del sets[key]


def _remove(lists: dict[_Key, list[int]], key: _Key, number: int) -> None:
    lists[key].remove(number)
    if not lists[key]:
        del lists[key]


def _affairs(headline: Headline, language: str) -> list[_Affair]:
    """Between whom a step of a conflict is told: every two of the countries in the title."""
    step = headline.step
    if step is None or step.chain != "conflict" or headline.is_recurring or (step.name == "force" and not headline.direction):
        return []
    return [(language, one, other) for one, other in combinations(sorted({country(code) for code in headline.places}), 2)]


def _evidence(option: _Option, guard: Guard | None) -> tuple[tuple[str, float], ...]:
    """What decided: the guard, and the likenesses."""
    named = ((guard.name, 1.0),) if guard else ()
    if option.likeness is None:
        return (*named, ("identical", 1.0))
    like = option.likeness
    return (*named, *((name, round(getattr(like, name), 2)) for name in ("centroid", "wording", "shared", "coverage")))
