"""Which story an entry belongs to.

Every entry is compared with open stories in its language that share rare words with it (`candidates`). A small model gives the
probability that they tell one event (`similarity`), guards object where like words tell another (`guards`), and two
thresholds make three answers of it: the same story, likely the same, or a new one (`decision`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.core.facts.headline import Headline, prepare
from monitor.core.language.document import Document
from monitor.core.stories import headline_codec
from monitor.core.stories.affairs import Affairs
from monitor.core.stories.candidates import Candidate, CandidateSearch
from monitor.core.stories.decision import Decision, decide
from monitor.core.stories.guards import GUARDS, Guard
from monitor.core.stories.open_stories import OpenStories, OpenStory
from monitor.core.stories.profile import StoryProfiles
from monitor.model import Assignment, Entry, Kept, StorySettings

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consideration:
    """What was weighed when an entry was placed, and what was decided."""

    candidates: tuple[Candidate, ...]  # most probable first
    faint: tuple[Candidate, ...]  # stories that come near and are not weighed, only if they were asked for
    decision: Decision


def kept_headline(entry: Entry) -> str:
    """What is kept of an entry's text (`Kept.headline`); it changes with the rules that read texts, and with their data."""
    return headline_codec.written(prepare(Document.of(entry)))


class StoryIndex:
    """The open stories, and where a new entry belongs.

    What it holds is a function of the entries of open stories alone, in their order: adding them to an empty index, or
    restoring it from what was kept of them, gives one that decides alike. Times are those at which entries were fetched; one that
    goes back counts as the last. For each entry call `expire`, then `assign`:

        index = StoryIndex(StorySettings())
        closed = index.expire(now)
        assignment = index.assign(Document.of(entry), now)
    """

    def __init__(self, settings: StorySettings, guards: tuple[Guard, ...] = GUARDS) -> None:
        self._settings = settings
        self._window_ticks = settings.window // _TICK
        self._open = OpenStories()
        self._profiles = StoryProfiles(self._open)
        self._affairs = Affairs()
        self._search = CandidateSearch(self._open, self._profiles, self._affairs, guards)

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
        entry, headline, at = document.entry, prepare(document), self._not_before_last(now)
        matches = self._search.matches(entry, headline, at)
        candidates = self._search.candidates(headline, matches, at, self._settings.likely)
        assignment = self._decide(entry, headline, at, candidates).assignment
        self._insert(assignment.story_id, entry.id, headline, at)
        return assignment

    def consider(self, document: Document, now: datetime, *, faint: bool = False) -> Consideration:
        """What `assign` would weigh and decide, with the guard that objects to each candidate; nothing is added.

        Call `expire(now)` before. With `faint` also the stories that come near but not near enough to be weighed.
        """
        entry, headline, at = document.entry, prepare(document), self._not_before_last(now)
        matches = self._search.matches(entry, headline, at)
        candidates = tuple(self._search.candidates(headline, matches, at, 0.0))
        weighed = {match.story.id for match in matches}
        others = self._search.matches(entry, headline, at, faint=True) if faint else []
        others = [match for match in others if match.story.id not in weighed]
        return Consideration(
            candidates=candidates,
            faint=tuple(self._search.candidates(headline, others, at, 0.0)),
            decision=self._decide(entry, headline, at, candidates),
        )

    def _decide(self, entry: Entry, headline: Headline, at: int, candidates: Iterable[Candidate]) -> Decision:
        return decide(
            entry,
            headline,
            candidates,
            self._settings,
            crossing=lambda refused: self._search.crossing(headline, at, refused),
            earlier=lambda: self._search.earlier(headline),
        )

    def add(self, document: Document, assignment: Assignment, now: datetime) -> None:
        """Add an entry that was placed before, at the time `now`, without deciding again."""
        self._insert(assignment.story_id, document.entry.id, prepare(document), self._not_before_last(now))

    def restore(self, kept: Kept) -> None:
        """Add an entry that was added before, to this index or another, and was `kept` then."""
        self._insert(kept.story_id, kept.entry_id, headline_codec.read(kept.headline), self._not_before_last(kept.kept_at))

    def kept(self, entry: Entry) -> Kept:
        """What `restore` needs of the entry that was added last. Raises StopIteration if the index is empty."""
        story = next(reversed(self._open.stories.values()))
        at = _EPOCH + self._open.at[story.last] * _TICK
        return Kept(
            entry_id=entry.id, story_id=story.id, kept_at=at, headline=headline_codec.written(self._open.headline(story.last))
        )

    def is_open(self, story_id: str) -> bool:
        """Whether an entry may still join a story."""
        return story_id in self._open.stories

    def _not_before_last(self, now: datetime) -> int:
        """Clocks of several feeds may disagree a little; the index's never goes back."""
        stories = self._open.stories
        return max(_ticks(now), self._open.at[next(reversed(stories.values())).last]) if stories else _ticks(now)

    def _insert(self, story_id: str, entry_id: str, headline: Headline, at: int) -> None:
        story = self._open.add(story_id, entry_id, headline, at)
        self._profiles.add(story.id, headline)
        self._affairs.add(story.id, headline)

    def _forget(self, story: OpenStory) -> None:
        for place in self._open.members(story):
            self._affairs.remove(story.id, self._open.headline(place))
        self._open.close(story)
        self._profiles.forget(story.id)


def _ticks(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // _TICK
