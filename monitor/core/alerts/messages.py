"""Words for the reader: what a delivery says, rendered as text by parts. Channels only mark them up."""

from datetime import datetime, timedelta
from typing import assert_never

from monitor.core.alerts.developments import TEXTS, number_text
from monitor.model import (
    ButtonKind,
    Content,
    Digest,
    Message,
    NoticeContent,
    Reason,
    ReplyContent,
    Story,
    StoryContent,
    Toll,
)

LATE = timedelta(hours=2)  # a report that reaches us later than this after its publication is marked
SHOWN_REPORTS = 3
SHOWN_TERMS = 6
_MARKS = ("🔴", "🟠", "🟡", "⚪")  # from the highest level down
_BUTTONS = (ButtonKind.WHY, ButtonKind.MUTE, ButtonKind.NOT_THIS)


def render(content: Content) -> Message:
    """What a reader sees of `content`."""
    match content:
        case StoryContent():
            return _living_message(content)
        case ReplyContent():
            return _reply(content)
        case Digest():
            return _digest(content)
        case NoticeContent():
            return Message(heading=f"🛠 monitor · {content.about}", title=content.title, lines=content.lines)
        case Message():
            return content
        case _:
            assert_never(content)


def _living_message(content: StoryContent) -> Message:
    """The one message about a story for a watch-list's readers, as it should read now."""
    story, terms = content.story, content.match.terms
    lines = [_reports(story), _counts(story)]
    if story.tolls:
        lines.append(" · ".join(toll_text(toll) for toll in story.tolls))
    if terms:
        lines.append("Matched: " + ", ".join(terms[:SHOWN_TERMS]))
    if story.follows and story.follows_at:
        lines.append(f"↪ follows: {story.follows_title} ({_day(story.follows_at)})")
    return Message(
        heading=_heading(content),
        title=story.title,
        url=story.url,
        lines=tuple(lines),
        buttons=_BUTTONS,
        thread_id=content.thread_id,
    )


def _reply(content: ReplyContent) -> Message:
    """What rings under the living message: a higher level, or what is new."""
    about, report = content.about, content.report
    if about.reason is Reason.LEVEL_ROSE:
        lines = [f"now {about.level}: {_counts(about.story)}"]
    else:
        lines = [development.text for development in content.developments]
    lines.append(f"{report.outlet} {_time(report.at)} UTC{_late(content)}")
    return Message(heading="↩ " + _heading(about), title=report.title, url=report.url, lines=tuple(lines))


def _digest(digest: Digest) -> Message:
    """Contents that were held, a line for each."""
    held = [render(content) for content in digest.contents]
    return Message(
        heading="🕗 DIGEST",
        title=f"{len(held)} held while quiet",
        lines=tuple(f"{message.heading} — {message.title}" for message in held),
        links=tuple(message.url for message in held),
    )


def toll_text(toll: Toll) -> str:
    """A toll for a reader: "9 killed", or "9–11 killed" where outlets disagree."""
    low, high = number_text(toll.low), number_text(toll.high)
    return TEXTS[toll.kind].format(low if low == high else f"{low}–{high}")


def _heading(content: StoryContent) -> str:
    mark = _MARKS[min(content.levels_above, len(_MARKS) - 1)]
    return f"{mark} {content.level.upper()} · {content.watch_name} · {content.score:g}"


def _reports(story: Story) -> str:
    shown = [f"{report.outlet} {_time(report.at)}" for report in story.reports[:SHOWN_REPORTS]]
    more = len(story.reports) - len(shown)
    return " · ".join([*shown, f"+{more}"] if more else shown)


def _counts(story: Story) -> str:
    outlets = "1 outlet" if story.outlets == 1 else f"{story.outlets} outlets, {story.independent} independent"
    return f"{outlets} · first seen {_time(story.first_at)} UTC, {_day(story.first_at)}"


def _late(content: ReplyContent) -> str:
    seen_at = content.seen_at
    return f" · late: seen {_day(seen_at)} {_time(seen_at)} UTC" if seen_at - content.report.at > LATE else ""


def _time(at: datetime) -> str:
    return f"{at:%H:%M}"


def _day(at: datetime) -> str:
    return f"{at.day} {at:%b}"
