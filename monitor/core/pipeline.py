"""One entry in, one outcome out: the whole of the decision making, in memory and deterministic.

A Pipeline is a cache of the database. It holds the open stories and what their readers were told, and nothing that
reaches further back, so that `restore` builds the same pipeline again from what was recorded. Where the past can be asked for,
it keeps at hand only the stories that grew lately; another is recalled when it grows.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from monitor.core.alerts.decide import HOUR, Situation, decide
from monitor.core.language.document import Document
from monitor.core.stories.index import StoryIndex
from monitor.core.stories.summary import StorySummary
from monitor.core.watch.matcher import Matcher
from monitor.core.watch.scoring import story_match
from monitor.model import (
    Alert,
    AlertKind,
    Assignment,
    Config,
    Entry,
    EntryMatch,
    Joined,
    Kept,
    Mute,
    Outcome,
    ReaderState,
    Recorded,
    Story,
    Verdict,
    Watch,
)

Past = Callable[[str], Recorded]  # what is recorded of an open story, by its id


@dataclass(slots=True)
class _OpenStory:
    """What is kept of a story while it can still grow."""

    account: StorySummary
    best: dict[str, EntryMatch] = field(default_factory=dict)  # watch id → its best entry's match
    hits: dict[str, set[str]] = field(default_factory=dict)  # watch id → keys of matching entries
    told: dict[str, ReaderState] = field(default_factory=dict)  # watch id → what its reader knows


class Pipeline:
    """Judges entries one after the other, in the order in which they arrived."""

    def __init__(self, config: Config, index: StoryIndex | None = None, past: Past | None = None) -> None:
        """`index` stands in for the usual one, to try other guards; without `past` every open story stays at hand."""
        self._settings = config.alerts
        self._titles = config.stories.titles
        self._watches: Mapping[str, Watch] = {watch.id: watch for watch in config.watches}
        self._matcher = Matcher(config.watches)
        self._index = index or StoryIndex(config.stories)
        self._past = past
        self._open: dict[str, _OpenStory] = {}  # those at hand, the one that grew longest ago first
        self._raised: dict[str, deque[datetime]] = {watch_id: deque() for watch_id in self._watches}
        self._now = datetime.min.replace(tzinfo=UTC)
        self.mutes: Sequence[Mute] = ()

    def restore(self, kept: Iterable[Kept], alerts: Iterable[Alert]) -> None:
        """Take in what was judged before, without judging again: all entries of open stories in the order of judgement."""
        for each in kept:
            self._now = each.kept_at
            self._index.restore(each)
        for alert in sorted(alerts, key=lambda alert: (alert.raised_at, alert.id)):
            self._count(alert)

    def let_go(self, most: int) -> None:
        """Keep at hand the `most` stories that grew last. To be called when all outcomes so far are recorded."""
        for story_id in list(self._open)[: -most or None] if self._past else ():
            del self._open[story_id]

    def process(self, entry: Entry) -> Outcome:
        """Place one entry, score its story and decide. The time of every decision is `entry.fetched_at`."""
        closed = self._go_on(entry.fetched_at)
        document = Document.of(entry)
        assignment = self._index.assign(document, self._now)
        return self._conclude(document, assignment, self._index.kept(entry) if self._past else None, closed)

    def process_placed(self, entry: Entry, assignment: Assignment, now: datetime) -> Outcome:
        """As `process`, for an entry whose story was decided before, at `now`: the latest `fetched_at` up to it.

        A story is judged alike whether or not other stories are: those without any match may be left out.
        """
        closed = self._go_on(now)
        document = Document.of(entry)
        self._index.add(document, assignment, self._now)
        return self._conclude(document, assignment, None, closed)

    def _go_on(self, now: datetime) -> tuple[str, ...]:
        """Time passes, and stories that have not grown are closed; returns their ids."""
        self._now = max(self._now, now)
        closed = self._index.expire(self._now)
        for story_id in closed:
            self._open.pop(story_id, None)
        return closed

    def _conclude(self, document: Document, assignment: Assignment, kept: Kept | None, closed: tuple[str, ...]) -> Outcome:
        """Take in an entry that has its place, and judge its story."""
        entry = document.entry
        state = self._founded(assignment) if assignment.joined is Joined.NEW else self._at_hand(assignment.story_id)
        hits = self._take_in(document, state)
        story = state.account.snapshot()
        verdicts = tuple(
            self._judge(entry, assignment, story, state, self._watches[watch_id], is_hit=watch_id in hits)
            for watch_id in self._watches
            if watch_id in state.best
        )
        return Outcome(entry=entry, assignment=assignment, story=story, verdicts=verdicts, kept=kept, closed=closed)

    def misses(self, entry: Entry) -> tuple[EntryMatch, ...]:
        """What every watch-list makes of an entry alone, those included that lack a concept."""
        return self._matcher.matches(Document.of(entry), everything=True)

    def _founded(self, assignment: Assignment) -> _OpenStory:
        follows = assignment.follows or ""
        followed = self._at_hand(follows).account.snapshot() if self._index.is_open(follows) else None
        story = self._open[assignment.story_id] = _OpenStory(StorySummary(assignment.story_id, followed, self._titles))
        return story

    def _at_hand(self, story_id: str) -> _OpenStory:
        """An open story, recalled if need be; from now on the one that grew last."""
        story = self._open.pop(story_id, None) or self._recalled(story_id)
        self._open[story_id] = story
        return story

    def _recalled(self, story_id: str) -> _OpenStory:
        recorded = self._past(story_id) if self._past else Recorded(entries=(), reader_states=(), follows=None)
        story = _OpenStory(StorySummary(story_id, recorded.follows, self._titles))
        for entry in recorded.entries:
            self._take_in(Document.of(entry), story)
        story.told = {
            reader_state.watch_id: reader_state
            for reader_state in recorded.reader_states
            if reader_state.watch_id in self._watches
        }
        return story

    def _take_in(self, document: Document, story: _OpenStory) -> frozenset[str]:
        """Add the entry to its story's account and matches; the ids of the watch-lists that it matches itself."""
        story.account.add(document)
        found = self._matcher.matches(document)
        for match in found:
            best = story.best.get(match.watch_id)
            if best is None or match.points > best.points:
                story.best[match.watch_id] = match
            story.hits.setdefault(match.watch_id, set()).add(document.entry.key)
        return frozenset(match.watch_id for match in found)

    def _judge(
        self, entry: Entry, assignment: Assignment, story: Story, state: _OpenStory, watch: Watch, *, is_hit: bool
    ) -> Verdict:
        raised = self._raised[watch.id]
        while raised and raised[0] <= self._now - HOUR:
            raised.popleft()
        independent = state.account.independent(state.hits[watch.id])
        verdict = decide(
            Situation(
                watch=watch,
                story=story,
                match=story_match(watch, state.best[watch.id], independent),
                entry=entry,
                joined=assignment.joined,
                is_hit=is_hit,
                told=state.told.get(watch.id),
                mutes=self.mutes,
                recent=raised,
                now=self._now,
            ),
            self._settings,
        )
        if verdict.reader_state:
            state.told[watch.id] = verdict.reader_state
        if verdict.alert:
            self._count(verdict.alert)
        return verdict

    def _count(self, alert: Alert) -> None:
        """Remember new alerts for the cap per hour; those held by it do not push it further."""
        if alert.kind is AlertKind.NEW and alert.watch_id in self._raised:
            self._raised[alert.watch_id].append(alert.raised_at)
