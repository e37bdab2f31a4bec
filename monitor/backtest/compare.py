"""Two versions of a watch-list over the same recorded entries: which alerts the newer one would have gained and lost.

Both are judged by the daemon's own pipeline, and beside them, for the table of thresholds, versions with one level each.
Pure: who reads the entries, and from where, is the caller's affair.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from monitor.core.alerts.decide import told_from
from monitor.core.pipeline import Pipeline
from monitor.core.watch.prefilter import Prefilter
from monitor.core.watch.scoring import level_rank
from monitor.model import (
    AlertSettings,
    Assignment,
    Config,
    Entry,
    Level,
    Line,
    LineKind,
    Match,
    Missing,
    Outcome,
    Reason,
    Verdict,
    Watch,
)

THRESHOLDS = (40, 50, 60, 70, 80)
CLOSE_POINTS, CLOSE_OUTLETS = 10, 1  # what a near miss lacks at most
OLD, NEW = "old", "new"
_WEEK, _DAY = timedelta(weeks=1), timedelta(days=1)
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much of a recording there is to judge."""

    entries: int
    first_at: datetime
    last_at: datetime
    last_hit: int = -1  # the place of the last entry that some version matches


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A story as one version of the list judged it, on the arrival of one entry."""

    story_id: str
    entry_id: str
    at: datetime  # when it was judged
    title: str  # of that entry
    url: str
    independent: int  # outlets whose entries match
    score: float
    level: str | None
    reason: Reason
    lines: tuple[Line, ...]
    missing: tuple[Missing, ...] = ()  # only without a match


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A story told differently: by the version `told`, which `other` would not tell, or at another level."""

    told: Judged
    other: Judged | None  # None: the other version never found all its concepts in the story


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A story just under a level that is told: what it lacks of it."""

    judged: Judged
    level: str
    points: float
    outlets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What one version did in the period."""

    stories: int  # told for the first time
    alerts: Counter[str]  # level → first matches and rises
    developments: int  # further replies
    reasons: Counter[Reason]  # every evaluation has one


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The answer. Changes are in order of time; `old`, `lost` and `changed` are empty without an older version."""

    since: datetime
    until: datetime
    old: Counts | None
    new: Counts
    thresholds: tuple[tuple[int, int, int], ...]  # score, and how many stories the old and the new version would tell from it on
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    changed: tuple[Change, ...]  # `told` is by the new version, `other` by the old one
    near: tuple[NearMiss, ...]  # of the new version, closest first

    @property
    def weeks(self) -> float:
        """The length of the period, a day at least: what comes before says nothing about a week."""
        return max(self.until - self.since, _DAY) / _WEEK


@dataclass(slots=True)
class _Run:
    """What is gathered of one version, by story."""

    first: dict[str, Judged] = field(default_factory=dict)  # told the first time
    loudest: dict[str, Judged] = field(default_factory=dict)  # told at its highest level
    best: dict[str, Judged] = field(default_factory=dict)  # its highest score, told or not
    missed: dict[str, Judged] = field(default_factory=dict)  # where another version told it and this one found no match
    alerts: Counter[str] = field(default_factory=Counter)
    developments: int = 0
    reasons: Counter[Reason] = field(default_factory=Counter)

    def counts(self, since: datetime) -> Counts:
        stories = sum(judged.at >= since for judged in self.first.values())
        return Counts(stories=stories, alerts=self.alerts, developments=self.developments, reasons=self.reasons)


def scan(recording: Iterable[Entry], prefilter: Prefilter) -> Extent | None:
    """What a recording without stories holds; None if nothing."""
    found = None
    for number, entry in enumerate(recording):
        found = found or Extent(entries=0, first_at=entry.fetched_at, last_at=entry.fetched_at)
        found = Extent(
            entries=number + 1,
            first_at=min(found.first_at, entry.fetched_at),
            last_at=max(found.last_at, entry.fetched_at),
            last_hit=number if prefilter.passes(entry.title, entry.summary) else found.last_hit,
        )
    return found


class Backtest:
    """Judges recorded entries, in their order, by both versions. What happened before `since` is known but not counted."""

    def __init__(self, config: Config, new: Watch, old: Watch | None = None, since: datetime | None = None) -> None:
        self._settings = config.alerts
        self._versions = {NEW: new} | ({OLD: old} if old else {})
        self._window = config.stories.window
        watches = tuple(variant for name, watch in self._versions.items() for variant in _variants(name, watch))
        self._pipeline = Pipeline(replace(config, watches=watches))
        self._runs = {watch.id: _Run() for watch in watches}
        self._since = since or _EVER
        self._now = _EVER

    def judge_placed(self, entry: Entry, assignment: Assignment, now: datetime) -> None:
        """An entry whose story is recorded; `now` is the latest `fetched_at` of all entries up to it."""
        self._now = max(self._now, now)
        self._take(self._pipeline.process_placed(entry, assignment, now))

    def judge_recording(self, recording: Iterable[Entry], last_hit: int) -> None:
        """The entries of a recording without stories: each is placed first, until the last story that matches has closed."""
        grew_at = _EVER
        for number, entry in enumerate(recording if last_hit >= 0 else ()):
            self._now = max(self._now, entry.fetched_at)
            if number > last_hit and self._now - grew_at > self._window:
                return
            if self._take(self._pipeline.process(entry)):
                grew_at = self._now

    def report(self, since: datetime, until: datetime) -> Comparison:
        """The difference so far; `since` and `until` are the bounds of the period."""
        new, old = self._runs[NEW], self._runs.get(OLD)
        return Comparison(
            since=since,
            until=until,
            old=old.counts(self._since) if old else None,
            new=new.counts(self._since),
            thresholds=tuple((score, self._told_from(OLD, score), self._told_from(NEW, score)) for score in THRESHOLDS),
            gained=_by_time(self._told_only_by(new, old or _Run())),
            lost=_by_time(self._told_only_by(old, new)) if old else (),
            changed=_by_time(self._told_otherwise(new, old)) if old else (),
            near=tuple(
                sorted(self._near(new), key=lambda near: (near.points, near.outlets, near.judged.at, near.judged.story_id))
            ),
        )

    def _take(self, outcome: Outcome) -> bool:
        """Gather the verdicts of an outcome, if there are any, and why a version is silent where the other one tells."""
        for verdict in outcome.verdicts:
            self._gather(self._runs[verdict.watch_id], outcome, verdict)
        told = {each.watch_id for each in outcome.verdicts if each.alert and each.alert.reason is Reason.FIRST_MATCH}
        silent = self._versions.keys() - {each.watch_id for each in outcome.verdicts}
        if silent and told & self._versions.keys():
            for miss in self._pipeline.misses(outcome.entry):
                if miss.watch_id in silent:
                    match = Match(watch_id=miss.watch_id, score=0.0, level=None, lines=miss.lines, missing=miss.missing)
                    self._runs[miss.watch_id].missed[outcome.story.id] = self._judged(outcome, match, Reason.NO_MATCH)
        return bool(outcome.verdicts)

    def _gather(self, run: _Run, outcome: Outcome, verdict: Verdict) -> None:
        judged, story_id = self._judged(outcome, verdict.match, verdict.reason), outcome.story.id
        is_counted = judged.at >= self._since
        run.reasons[verdict.reason] += is_counted
        if verdict.reason is not Reason.LEARNT and (story_id not in run.best or judged.score >= run.best[story_id].score):
            run.best[story_id] = judged
        if verdict.alert is None:
            return
        if verdict.alert.reason is Reason.DEVELOPMENT:
            run.developments += is_counted
            return
        run.alerts[verdict.alert.level] += is_counted
        run.first.setdefault(story_id, judged)
        run.loudest[story_id] = judged

    def _judged(self, outcome: Outcome, match: Match, reason: Reason) -> Judged:
        entry = outcome.entry
        return Judged(
            story_id=outcome.story.id,
            entry_id=entry.id,
            at=self._now,
            title=entry.title,
            url=entry.url,
            independent=_independent(match),
            score=match.score,
            level=match.level,
            reason=reason,
            lines=match.lines,
            missing=match.missing,
        )

    def _told_from(self, name: str, score: int) -> int:
        run = self._runs.get(_variant_id(name, score))
        return run.counts(self._since).stories if run else 0

    def _told_only_by(self, run: _Run, other: _Run) -> Iterator[Change]:
        for story_id, judged in run.first.items():
            if story_id not in other.first and judged.at >= self._since:
                yield Change(told=run.loudest[story_id], other=other.best.get(story_id) or other.missed.get(story_id))

    def _told_otherwise(self, new: _Run, old: _Run) -> Iterator[Change]:
        for story_id in new.loudest.keys() & old.loudest.keys():
            now, before = new.loudest[story_id], old.loudest[story_id]
            if now.level != before.level and max(now.at, before.at) >= self._since:
                yield Change(told=now, other=before)

    def _near(self, run: _Run) -> Iterator[NearMiss]:
        watch = self._versions[NEW]
        for judged in run.best.values():
            missed = _next_level(watch, self._settings, judged)
            if missed and judged.at >= self._since:
                points, outlets = max(0.0, round(missed.score - judged.score, 1)), max(0, missed.outlets - judged.independent)
                if points <= CLOSE_POINTS and outlets <= CLOSE_OUTLETS:
                    yield NearMiss(judged=judged, level=missed.name, points=points, outlets=outlets)


def _variants(name: str, watch: Watch) -> Iterator[Watch]:
    """The list under the name of its version, and once for each threshold, with that as its only level."""
    yield replace(watch, id=name)
    for score in THRESHOLDS:
        only = Level("alert", score)
        yield replace(watch, id=_variant_id(name, score), levels=(only,), send=((only.name, (name,)),))


def _variant_id(name: str, score: int) -> str:
    return f"{name} from {score}"


def _independent(match: Match) -> int:
    """As the sum says: there is a line for more than one."""
    return next((line.number for line in match.lines if line.kind is LineKind.OUTLETS), 1)


def _next_level(watch: Watch, settings: AlertSettings, judged: Judged) -> Level | None:
    """The lowest level above that of the story of which anyone is told."""
    rank = max(level_rank(watch, judged.level), told_from(watch, settings) - 1)
    return watch.levels[rank] if rank < len(watch.levels) else None


def _by_time(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda change: (change.told.at, change.told.story_id)))
