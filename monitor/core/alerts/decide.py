"""Tell, hold or keep quiet: one decision per (story, watch-list) and entry, each with exactly one Reason.

The order of the rules is the order of the code in `decide`. Quiet hours, mutes and the cap hold what was decided;
they never change it. Only an escalation (reaching a list's highest level) passes them, and the cooldown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from monitor.core.alerts.developments import developments
from monitor.core.watch.scoring import level_rank
from monitor.model import (
    Alert,
    AlertKind,
    AlertSettings,
    Development,
    Entry,
    Joined,
    Match,
    Mute,
    QuietHours,
    ReaderState,
    Reason,
    Story,
    Verdict,
    Watch,
    derived_id,
)

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a decision depends on, all of it."""

    watch: Watch
    story: Story
    match: Match
    entry: Entry
    joined: Joined
    is_hit: bool  # the entry itself matches, not only its story
    told: ReaderState | None
    mutes: Sequence[Mute] = ()
    recent: Sequence[datetime] = ()  # when this list raised new alerts within the last hour, oldest first
    now: datetime


def told_from(watch: Watch, settings: AlertSettings) -> int:
    """The rank of the lowest level that anyone is told about."""
    return next(
        (rank for rank, level in enumerate(watch.levels, 1) if channels_for(watch, settings, level.name)), len(watch.levels) + 1
    )


def channels_for(watch: Watch, settings: AlertSettings, level: str) -> tuple[str, ...]:
    """Who is told of `level`: the channels of it and of all lower levels; without `send`, the default ones from `alert` on."""
    rank = level_rank(watch, level)
    if not watch.send:
        return settings.send if rank >= max(1, level_rank(watch, "alert")) else ()
    ordered = sorted(watch.send, key=lambda pair: level_rank(watch, pair[0]))
    told = [channel for name, channels in ordered if level_rank(watch, name) <= rank for channel in channels]
    return tuple(dict.fromkeys(told))


def decide(situation: Situation, settings: AlertSettings) -> Verdict:
    """The verdict, with the alert to raise, if any, and what the reader knows afterwards."""
    s = situation
    rank = level_rank(s.watch, s.match.level)
    if s.entry.is_backlog:
        return _quiet(s, Reason.LEARNT)
    if s.told is None:
        if rank < told_from(s.watch, settings):
            return _quiet(s, Reason.BELOW_THRESHOLD)
        if not s.is_hit:
            return _quiet(s, Reason.DUPLICATE)
        if _age(s.entry) > s.watch.fresh:
            return _quiet(s, Reason.TOO_OLD)
        return _tell(s, settings, Reason.FIRST_MATCH, s.watch.levels[rank - 1].name)
    if rank > level_rank(s.watch, s.told.level):
        return _tell(s, settings, Reason.LEVEL_ROSE, s.watch.levels[rank - 1].name)
    news = _news(s, s.told)
    if news and s.now - s.told.told_at >= settings.cooldown:
        return _tell(s, settings, Reason.DEVELOPMENT, s.told.level, news)
    shown = _shown(s, s.told)
    changed = shown if shown != s.told else None
    if news:
        return _quiet(s, Reason.COOLING_DOWN, changed)
    return _quiet(s, Reason.CORROBORATED if changed else Reason.DUPLICATE, changed)


def quiet_until(hours: QuietHours, now: datetime) -> datetime | None:
    """When the quiet hours that `now` lies in end (UTC), or None outside them."""
    local = now.astimezone(hours.zone)
    clock = local.time().replace(tzinfo=None)
    over_midnight = hours.start > hours.end
    is_quiet = clock >= hours.start or clock < hours.end if over_midnight else hours.start <= clock < hours.end
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=1) if over_midnight and clock >= hours.start else local.date()
    return datetime.combine(day, hours.end, hours.zone).astimezone(UTC)


def _age(entry: Entry) -> timedelta:
    return entry.fetched_at - (entry.published_at or entry.fetched_at)


def _news(s: Situation, told: ReaderState) -> tuple[Development, ...]:
    """What a reply would say: what changed against what was told, and a doubtful join."""
    found = developments(told, s.story)
    if s.joined is Joined.LIKELY and s.is_hit:
        found = (*found, Development(kind="likely", text="possibly the same event"))
    return found


def _quiet(s: Situation, reason: Reason, reader_state: ReaderState | None = None) -> Verdict:
    return Verdict(watch_id=s.watch.id, story_id=s.story.id, match=s.match, reason=reason, reader_state=reader_state)


def _shown(s: Situation, told: ReaderState) -> ReaderState:
    """What the reader knows once the living message is edited: what rang before stays as it was told."""
    return replace(
        told,
        score=max(told.score, s.match.score),
        outlets=s.story.outlets,
        independent=s.story.independent,
        title=s.story.title,
        shown_tolls=s.story.tolls,
    )


def _tell(s: Situation, settings: AlertSettings, reason: Reason, level: str, news: tuple[Development, ...] = ()) -> Verdict:
    is_top = level_rank(s.watch, level) == len(s.watch.levels)
    is_urgent = is_top and reason is not Reason.DEVELOPMENT
    hold, until = (None, None) if is_urgent else _hold(s, settings, is_new=reason is Reason.FIRST_MATCH)
    alert = Alert(
        id=derived_id("alert", s.watch.id, s.story.id, reason, level if reason is not Reason.DEVELOPMENT else s.entry.key),
        kind=AlertKind.NEW if reason is Reason.FIRST_MATCH else AlertKind.REPLY,
        watch_id=s.watch.id,
        story_id=s.story.id,
        entry_key=s.entry.key,
        level=level,
        reason=reason,
        raised_at=s.now,
        rose_from=s.told.level if s.told else "",
        developments=news,
        held_until=until,
        is_urgent=is_urgent,
    )
    reader_state = ReaderState(
        watch_id=s.watch.id,
        story_id=s.story.id,
        level=level,
        score=max(s.match.score, s.told.score if s.told else 0.0),
        told_at=s.now,
        first_at=s.told.first_at if s.told else s.now,
        facts=s.story.facts,
        tolls=s.story.tolls,
        shown_tolls=s.story.tolls,
        outlets=s.story.outlets,
        independent=s.story.independent,
        title=s.story.title,
    )
    return Verdict(
        watch_id=s.watch.id, story_id=s.story.id, match=s.match, reason=hold or reason, alert=alert, reader_state=reader_state
    )


def _hold(s: Situation, settings: AlertSettings, *, is_new: bool) -> tuple[Reason | None, datetime | None]:
    """Why delivery waits, and until when."""
    targets = {"*", s.watch.id, s.story.id}
    muted = [mute.end_at for mute in s.mutes if mute.target in targets and mute.start_at <= s.now < mute.end_at]
    if muted:
        return Reason.MUTED, max(muted)
    if settings.quiet_hours and (end := quiet_until(settings.quiet_hours, s.now)):
        return Reason.QUIET_HOURS, end
    if is_new and len(s.recent) >= settings.per_hour:
        return Reason.CAPPED, s.recent[-settings.per_hour] + HOUR
    return None, None
