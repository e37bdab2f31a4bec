"""Words for the reader: the living message of a story, and the reply under it. Channels only mark them up."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.core.alerts.developments import TEXTS, number_text
from monitor.core.facts.boilerplate import unsigned
from monitor.core.watch.scoring import level_rank
from monitor.model import Alert, ButtonKind, Entry, Match, Message, Reason, Story, Toll, Watch

LATE = timedelta(hours=2)  # a report that reaches us later than this after its publication is marked
SHOWN_REPORTS = 3
SHOWN_TERMS = 6
_MARKS = ("🔴", "🟠", "🟡", "⚪")  # from the highest level down
_BUTTONS = (ButtonKind.WHY, ButtonKind.MUTE, ButtonKind.NOT_THIS)


def living_message(watch: Watch, story: Story, match: Match, level: str, score: float) -> Message:
    """The one message about a story for a watch-list's readers, as it should read now."""
    lines = [_reports(story), _counts(story)]
    if story.tolls:
        lines.append(" · ".join(toll_text(toll) for toll in story.tolls))
    if match.terms:
        lines.append("Matched: " + ", ".join(match.terms[:SHOWN_TERMS]))
    if story.follows and story.follows_at:
        lines.append(f"↪ follows: {story.follows_title} ({_day(story.follows_at)})")
    return Message(heading=_heading(watch, level, score), title=story.title, url=story.url, lines=tuple(lines), buttons=_BUTTONS)


def reply_message(watch: Watch, alert: Alert, entry: Entry, story: Story, score: float) -> Message:
    """What rings under the living message: a higher level, or what is new."""
    if alert.reason is Reason.LEVEL_ROSE:
        lines = [f"now {alert.level}: {_counts(story)}"]
    else:
        lines = [development.text for development in alert.developments]
    lines.append(f"{entry.outlet} {_time(entry.published_at or entry.fetched_at)} UTC{_late(entry)}")
    title = unsigned(entry.title, entry.outlet)
    return Message(heading="↩ " + _heading(watch, alert.level, score), title=title, url=entry.url, lines=tuple(lines))


def digest_message(title: str, held: Sequence[Message]) -> Message:
    """Messages that were held, as one."""
    lines = [f"{message.heading} — {message.title}" for message in held]
    return Message(heading=f"🕗 {title}", title=f"{len(held)} held while quiet", lines=tuple(lines))


def toll_text(toll: Toll) -> str:
    """A toll for a reader: "9 killed", or "9–11 killed" where outlets disagree."""
    low, high = number_text(toll.low), number_text(toll.high)
    return TEXTS[toll.kind].format(low if low == high else f"{low}–{high}")


def _heading(watch: Watch, level: str, score: float) -> str:
    from_top = len(watch.levels) - level_rank(watch, level)
    return f"{_MARKS[min(from_top, len(_MARKS) - 1)]} {level.upper()} · {watch.name} · {score:g}"


def _reports(story: Story) -> str:
    shown = [f"{report.outlet} {_time(report.at)}" for report in story.reports[:SHOWN_REPORTS]]
    more = len(story.reports) - len(shown)
    return " · ".join([*shown, f"+{more}"] if more else shown)


def _counts(story: Story) -> str:
    outlets = "1 outlet" if story.outlets == 1 else f"{story.outlets} outlets, {story.independent} independent"
    return f"{outlets} · first seen {_time(story.first_at)} UTC, {_day(story.first_at)}"


def _late(entry: Entry) -> str:
    is_late = entry.published_at is not None and entry.fetched_at - entry.published_at > LATE
    return f" · late: seen {_day(entry.fetched_at)} {_time(entry.fetched_at)} UTC" if is_late else ""


def _time(at: datetime) -> str:
    return f"{at:%H:%M}"


def _day(at: datetime) -> str:
    return f"{at.day} {at:%b}"
