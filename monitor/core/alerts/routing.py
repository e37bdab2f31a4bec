"""From an outcome to the deliveries that it makes: which message, to which channel, when."""

from collections.abc import Iterator, Mapping

from monitor.core.alerts.decide import channels_for
from monitor.core.alerts.messages import living_message, reply_message
from monitor.model import (
    Alert,
    AlertKind,
    AlertSettings,
    Delivery,
    Message,
    Outcome,
    ReaderState,
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
    living = living_message(watch, outcome.story, verdict.match, reader_state.level, reader_state.score)
    alert = verdict.alert
    knew = channels_for(watch, settings, alert.rose_from if alert else reader_state.level)
    for channel_id in channels_for(watch, settings, reader_state.level):
        if alert and channel_id not in knew:
            yield _delivery(outcome, verdict, channel_id, AlertKind.NEW, living, alert)
            continue
        if alert:
            reply = reply_message(watch, alert, outcome.entry, outcome.story, reader_state.score)
            yield _delivery(outcome, verdict, channel_id, AlertKind.REPLY, reply, alert)
        yield _delivery(outcome, verdict, channel_id, AlertKind.EDIT, living, None)


def _delivery(
    outcome: Outcome, verdict: Verdict, channel_id: str, kind: AlertKind, message: Message, alert: Alert | None
) -> Delivery:
    thread_id = derived_id("thread", verdict.watch_id, verdict.story_id, channel_id)
    now = outcome.entry.fetched_at
    return Delivery(
        id=derived_id("delivery", alert.id, channel_id) if alert else derived_id("edit", thread_id),
        thread_id=thread_id,
        channel_id=channel_id,
        alert_id=alert.id if alert else "",
        kind=kind,
        message=message,
        due_at=(alert.held_until or now) if alert else now,
        created_at=now,
        is_urgent=bool(alert and alert.is_urgent),
        is_held=bool(alert and alert.held_until),
    )
