"""The daemon's own messages to the operator: about channels, feeds and the configuration."""

from collections.abc import Sequence
from datetime import datetime

from monitor.model import AlertKind, Config, Delivery, NoticeContent, derived_id

SHOWN_LINES = 12


def operator_channel(config: Config) -> str:
    """The channel for the daemon's own messages: the operator's channel, otherwise the first for alerts, otherwise ""."""
    return config.operator or next(iter(config.alerts.send), "")


def notice(
    channel_id: str,
    about: str,
    title: str,
    lines: Sequence[str],
    now: datetime,
    *,
    is_silent: bool = False,
    shown: int = SHOWN_LINES,
) -> Delivery:
    """A message about one subject. The same text at the same time has the same id, so queueing it twice is harmless."""
    name = derived_id("notice", about, title, *lines, now.isoformat())
    more = [f"and {len(lines) - shown} more"] if len(lines) > shown else []
    return Delivery(
        id=name,
        thread_id=name,
        channel_id=channel_id,
        alert_id="",
        kind=AlertKind.NEW,
        content=NoticeContent(about=about, title=title, lines=(*lines[:shown], *more)),
        due_at=now,
        created_at=now,
        is_urgent=not is_silent,
        is_silent=is_silent,
    )
