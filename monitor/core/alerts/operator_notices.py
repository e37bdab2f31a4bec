"""The daemon's own messages, to whoever runs it: about channels, feeds and the configuration."""

from collections.abc import Sequence
from datetime import datetime

from monitor.model import AlertKind, Config, Delivery, NoticeContent, derived_id

SHOWN_LINES = 12


def operator_channel(config: Config) -> str:
    """Where the daemon's own messages go: the operator's channel, else the first for alerts, else "" for nowhere."""
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
    """A message about one matter; the same words at the same time give the same id, so that queueing it twice is harmless."""
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
