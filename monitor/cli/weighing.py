"""What the story index saw when it placed an entry: every story that it weighed, not only the one it chose.

The store keeps of an assignment what decided. The rest follows from the entries of the open stories, so it is worked out again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.core.facts.headline import prepare
from monitor.core.language.document import Document
from monitor.core.stories.guards import Guard
from monitor.core.stories.index import StoryIndex
from monitor.core.stories.similarity import Features, without
from monitor.model import Assignment, Entry, StorySettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A story that an entry was held against."""

    story_id: str
    founder: Entry
    nearest: Entry  # the most similar entry of the story
    hours: float  # since that came
    age: float  # of the story in hours
    features: Features | None  # None: the very same title, or a revision of the same entry
    probability: float
    share: float  # of the odds of all stories weighed: the probability where several may be meant
    guard: Guard | None  # that objects

    def without(self, name: str) -> float:
        """The probability if a features did not count."""
        return without(self.features, name) if self.features else self.probability


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """How an entry came to its story."""

    entry: Entry
    assignment: Assignment
    weighed: tuple[Weighed, ...]  # most probable first
    follows: Entry | None  # founder of the story it follows
    today: Assignment  # what is decided now: another than `assignment` if rules or settings have changed since


class OpenBook(StoryIndex):
    """A story index that says what it weighs. Call `expire` before, as for its parent."""

    def __init__(self, settings: StorySettings) -> None:
        super().__init__(settings)
        self._entries: dict[int, Entry] = {}  # by place

    def weigh(self, document: Document, now: datetime, *, every: bool = False) -> tuple[Weighed, ...]:
        """The stories that `assign` would hold the entry against, most probable first; nothing is added.

        With `every` also those that come near but are too faint to be weighed.
        """
        headline, ticks = prepare(document), self._not_before_last(now)
        options = self._options(document, headline, ticks, every=every)
        odds = [option.probability / (1 - option.probability) for option in options]
        return tuple(
            Weighed(
                story_id=option.story.id,
                founder=self._entries[option.story.first],
                nearest=self._entries[option.members[0]],
                hours=self._hours(option.members[0], ticks),
                age=self._hours(option.story.first, ticks),
                features=option.features,
                probability=option.probability,
                share=odd / (1 + sum(odds)),
                guard=self._objection(headline, option, ticks),
            )
            for option, odd in zip(options, odds, strict=True)
        )

    def decide(self, document: Document, now: datetime) -> Assignment:
        """As `assign`, but nothing is added."""
        return self._decide(document, prepare(document), self._not_before_last(now))

    def founder(self, story_id: str) -> Entry | None:
        """The first entry of an open story."""
        story = self._open.stories.get(story_id)
        return self._entries[story.first] if story else None

    def add(self, document: Document, assignment: Assignment, now: datetime) -> None:
        super().add(document, assignment, now)
        self._entries[self._open.stories[assignment.story_id].last] = document.entry


def placings(index: OpenBook, placed: Iterable[tuple[Entry, Assignment | None]], wanted: str) -> Iterator[Placing]:
    """How entries of a story came to it, or one entry, by its id or key.

    `placed` are entries in the order in which they were judged, from before anything that was open then; without an
    assignment an entry is placed anew.
    """
    now = datetime.min.replace(tzinfo=UTC)
    for entry, recorded in placed:
        now = max(now, entry.fetched_at)
        index.expire(now)
        document = Document.of(entry)
        asked = wanted in {entry.id, entry.key} or (recorded is not None and recorded.story_id == wanted)
        today = index.decide(document, now) if asked or recorded is None else recorded
        assignment = recorded or today
        if asked or assignment.story_id == wanted:
            follows = index.founder(assignment.follows) if assignment.follows else None
            weighed = index.weigh(document, now)
            yield Placing(entry=entry, assignment=assignment, weighed=weighed, follows=follows, today=today)
        index.add(document, assignment, now)
