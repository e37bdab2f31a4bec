"""One entry in, one outcome out: the whole of the decision making, in memory and deterministic.

A Pipeline is a cache of the database. It holds the open stories and what their readers were told, and nothing that
reaches further back, so that `restore` builds the same pipeline again from what was recorded.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from monitor.core.account import Account
from monitor.core.alerting import HOUR, Situation, decide
from monitor.core.scoring import story_match
from monitor.core.stories import StoryIndex
from monitor.core.text import Document
from monitor.core.watchlist import Matcher
from monitor.model import (
    Alert,
    AlertKind,
    Assignment,
    Config,
    Entry,
    EntryMatch,
    Mute,
    Outcome,
    Story,
    Telling,
    Verdict,
    Watch,
)


@dataclass(slots=True)
class _OpenStory:
    """What is kept of a story while it can still grow."""

    account: Account
    best: dict[str, EntryMatch] = field(default_factory=dict)  # watch id → its best entry's match
    hits: dict[str, set[str]] = field(default_factory=dict)  # watch id → keys of matching entries
    told: dict[str, Telling] = field(default_factory=dict)  # watch id → what its reader knows


class Pipeline:
    """Judges entries one after the other, in the order in which they arrived."""

    def __init__(self, config: Config, index: StoryIndex | None = None) -> None:
        """`index` stands in for the usual one, to try other guards."""
        self._settings = config.alerts
        self._watches: Mapping[str, Watch] = {watch.id: watch for watch in config.watches}
        self._matcher = Matcher(config.watches)
        self._index = index or StoryIndex(config.stories)
        self._open: dict[str, _OpenStory] = {}
        self._raised: dict[str, deque[datetime]] = {watch_id: deque() for watch_id in self._watches}
        self._now = datetime.min.replace(tzinfo=UTC)
        self.mutes: Sequence[Mute] = ()

    def restore(
        self,
        recorded: Iterable[tuple[Entry, Assignment]],
        tellings: Iterable[Telling],
        alerts: Iterable[Alert],
        followed: Mapping[str, Story],
    ) -> None:
        """Take in what was judged before, without judging again.

        `recorded` are all entries of open stories in the order of judgement; `followed` gives, by the id of an open story,
        the one that it follows as it stood when it was followed.
        """
        for entry, assignment in recorded:
            self._now = max(self._now, entry.fetched_at)
            document = Document.of(entry)
            self._index.add(document, assignment, self._now)
            self._take_in(document, assignment, followed.get(assignment.story_id))
        for telling in tellings:
            if telling.story_id in self._open and telling.watch_id in self._watches:
                self._open[telling.story_id].told[telling.watch_id] = telling
        for alert in sorted(alerts, key=lambda alert: (alert.raised_at, alert.id)):
            self._count(alert)

    def process(self, entry: Entry) -> Outcome:
        """Place one entry, score its story and decide. The time of every decision is `entry.fetched_at`."""
        self._go_on(entry.fetched_at)
        document = Document.of(entry)
        return self._conclude(document, self._index.assign(document, self._now))

    def process_placed(self, entry: Entry, assignment: Assignment, now: datetime) -> Outcome:
        """As `process`, for an entry whose story was decided before, at `now`: the latest `fetched_at` up to it.

        A story is judged alike whether or not other stories are: those without any match may be left out.
        """
        self._go_on(now)
        document = Document.of(entry)
        self._index.add(document, assignment, self._now)
        return self._conclude(document, assignment)

    def _go_on(self, now: datetime) -> None:
        """Time passes, and stories that have not grown are closed."""
        self._now = max(self._now, now)
        for story_id in self._index.expire(self._now):
            self._open.pop(story_id, None)

    def _conclude(self, document: Document, assignment: Assignment) -> Outcome:
        """Take in an entry that has its place, and judge its story."""
        entry = document.entry
        followed = self._open.get(assignment.follows or "")
        story_state, hits = self._take_in(document, assignment, followed.account.snapshot() if followed else None)
        story = story_state.account.snapshot()
        verdicts = tuple(
            self._judge(entry, assignment, story, story_state, self._watches[watch_id], is_hit=watch_id in hits)
            for watch_id in self._watches
            if watch_id in story_state.best
        )
        return Outcome(entry=entry, assignment=assignment, story=story, verdicts=verdicts)

    def misses(self, entry: Entry) -> tuple[EntryMatch, ...]:
        """What every watch-list makes of an entry alone, those included that lack a concept."""
        return self._matcher.matches(Document.of(entry), everything=True)

    def _take_in(self, document: Document, assignment: Assignment, followed: Story | None) -> tuple[_OpenStory, frozenset[str]]:
        """Add the entry to its story's account and matches; the ids of the watch-lists that it matches itself."""
        story = self._open.get(assignment.story_id)
        if story is None:
            story = self._open[assignment.story_id] = _OpenStory(Account(assignment.story_id, followed))
        story.account.add(document)
        found = self._matcher.matches(document)
        for match in found:
            best = story.best.get(match.watch_id)
            if best is None or match.points > best.points:
                story.best[match.watch_id] = match
            story.hits.setdefault(match.watch_id, set()).add(document.entry.key)
        return story, frozenset(match.watch_id for match in found)

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
        if verdict.telling:
            state.told[watch.id] = verdict.telling
        if verdict.alert:
            self._count(verdict.alert)
        return verdict

    def _count(self, alert: Alert) -> None:
        """Remember new alerts for the cap per hour; those held by it do not push it further."""
        if alert.kind is AlertKind.NEW and alert.watch_id in self._raised:
            self._raised[alert.watch_id].append(alert.raised_at)
