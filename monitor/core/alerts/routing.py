"""From an outcome to the deliveries that it makes: what to say, to which channel, when."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial

from monitor.core.alerts.decide import channels_for
from monitor.core.facts.boilerplate import unsigned
from monitor.core.watch.scoring import level_rank
from monitor.model import (
    Alert,
    AlertKind,
    AlertSettings,
    Content,
    Delivery,
    Entry,
    Outcome,
    ReaderState,
    ReplyContent,
    Report,
    StoryContent,
    Verdict,
    Watch,
    derived_id,
)


def deliveries_of(outcome: Outcome, watches: Mapping[str, Watch], settings: AlertSettings) -> tuple[Delivery, ...]:
    """Every delivery of one outcome; a reply comes with the edit that brings the living message up to date."""
    return tuple(
        delivery
        for verdict in outcome.verdicts
        if verdict.reader_state
        for delivery in _deliveries(outcome, verdict, verdict.reader_state, watches[verdict.watch_id], settings)
    )


def _deliveries(
    outcome: Outcome, verdict: Verdict, reader_state: ReaderState, watch: Watch, settings: AlertSettings
) -> Iterator[Delivery]:
    alert = verdict.alert
    knew = channels_for(watch, settings, alert.rose_from if alert else reader_state.level)
    for channel_id in channels_for(watch, settings, reader_state.level):
        living = _living(outcome, verdict, reader_state, watch, channel_id)
        queued = partial(_delivery, living.thread_id, channel_id, outcome.entry.fetched_at)
        if alert and channel_id not in knew:
            yield queued(AlertKind.NEW, living, alert)
            continue
        if alert:
            yield queued(AlertKind.REPLY, _reply(living, alert, outcome.entry), alert)
        yield queued(AlertKind.EDIT, living, None)


def _living(outcome: Outcome, verdict: Verdict, reader_state: ReaderState, watch: Watch, channel_id: str) -> StoryContent:
    return StoryContent(
        thread_id=derived_id("thread", watch.id, outcome.story.id, channel_id),
        watch_id=watch.id,
        watch_name=watch.name,
        level=reader_state.level,
        levels_above=len(watch.levels) - level_rank(watch, reader_state.level),
        score=reader_state.score,
        reason=verdict.alert.reason if verdict.alert else verdict.reason,
        match=verdict.match,
        story=outcome.story,
    )


def _reply(about: StoryContent, alert: Alert, entry: Entry) -> ReplyContent:
    return ReplyContent(
        about=about,
        rose_from=alert.rose_from,
        developments=alert.developments,
        report=Report(
            outlet=entry.outlet,
            at=entry.published_at or entry.fetched_at,
            title=unsigned(entry.title, entry.outlet),
            url=entry.url,
        ),
        seen_at=entry.fetched_at,
    )


def _delivery(thread_id: str, channel_id: str, now: datetime, kind: AlertKind, content: Content, alert: Alert | None) -> Delivery:
    return Delivery(
        id=derived_id("delivery", alert.id, channel_id) if alert else derived_id("edit", thread_id),
        thread_id=thread_id,
        channel_id=channel_id,
        alert_id=alert.id if alert else "",
        kind=kind,
        content=content,
        due_at=(alert.held_until or now) if alert else now,
        created_at=now,
        is_urgent=bool(alert and alert.is_urgent),
        is_held=bool(alert and alert.held_until),
    )
