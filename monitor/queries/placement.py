"""How entries came to their stories: every story that one was weighed against, not only the one that was chosen.

The store keeps of an assignment what decided. The rest follows from the entries of the open stories, so it is worked out again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from monitor.core.language.document import Document
from monitor.core.stories.candidates import Candidate
from monitor.core.stories.decision import Decision
from monitor.core.stories.index import Consideration, StoryIndex
from monitor.model import Assignment, Entry, Joined, StorySettings
from monitor.store import archive, entries, history
from monitor.store.database import Connection
from monitor.store.entry_history import entry_history


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A story that an entry was weighed against."""

    candidate: Candidate
    founder: Entry  # the story's first
    nearest: Entry  # the story's most similar


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """How an entry came to its story."""

    entry: Entry
    assignment: Assignment  # as it was recorded
    decision: Decision  # what is decided now
    weighed: tuple[Weighed, ...]  # now; most probable first
    follows: Entry | None  # founder of the story it follows

    @property
    def is_changed(self) -> bool:
        """Whether it is decided otherwise now: rules or settings have changed since."""
        now, then = self.decision.assignment, self.assignment
        return (now.story_id, now.joined, now.follows) != (then.story_id, then.joined, then.follows)

    @property
    def against(self) -> Weighed | None:
        """The story it joined or was parted from; for another that it was weighed against, the most probable one."""
        chosen = (each for each in self.weighed if each.candidate.story_id == self.assignment.story_id)
        return next(iter(self.weighed) if self.assignment.joined is Joined.NEW else chosen, None)


def archived(c: Connection, settings: StorySettings, wanted: str) -> list[Placing]:
    """How the entries of a story came to it, or one entry, by its id or key; nothing if it is unknown.

    It reads the entries of all stories that were open when this one began.
    """
    story, entry = history.story(c, wanted), None
    if story is None:
        entry = entries.find(c, wanted)
        story = entry_history(c, entry).story if entry else None
    if story is None:
        return []
    placed = archive.placed(c, archive.first_needed(c, story.first_at - settings.window))
    count = 1 if entry else len(history.entries_of(c, story.id))
    return list(islice(placings(settings, placed, entry.key if entry else story.id), count))


def placings(settings: StorySettings, placed: Iterable[tuple[Entry, Assignment | None]], wanted: str) -> Iterator[Placing]:
    """How entries of a story came to it, or one entry, by its id or key.

    `placed` are entries in the order in which they were judged, from before anything that was open then; without an
    assignment an entry is placed anew.
    """
    index = StoryIndex(settings)
    told: dict[str, dict[int, Entry]] = {}  # open story → its entries by number
    now = datetime.min.replace(tzinfo=UTC)
    for number, (entry, recorded) in enumerate(placed):
        now = max(now, entry.fetched_at)
        for closed in index.expire(now):
            del told[closed]
        document = Document.of(entry)
        asked = wanted in {entry.id, entry.key, recorded.story_id if recorded else ""}
        assignment = recorded
        if assignment is None or asked:
            considered = index.consider(document, now)
            assignment = recorded or considered.decision.assignment
            if asked or assignment.story_id == wanted:
                yield _placing(entry, assignment, considered, told)
        index.add(document, assignment, now)
        told.setdefault(assignment.story_id, {})[number] = entry


def _placing(entry: Entry, assignment: Assignment, considered: Consideration, told: dict[str, dict[int, Entry]]) -> Placing:
    followed = told.get(assignment.follows or "")
    return Placing(
        entry=entry,
        assignment=assignment,
        decision=considered.decision,
        weighed=tuple(_weighed(candidate, told[candidate.story_id]) for candidate in considered.candidates),
        follows=_founder(followed) if followed else None,
    )


def _weighed(candidate: Candidate, told: dict[int, Entry]) -> Weighed:
    return Weighed(candidate=candidate, founder=_founder(told), nearest=told[candidate.nearest])


def _founder(told: dict[int, Entry]) -> Entry:
    return told[min(told)]
