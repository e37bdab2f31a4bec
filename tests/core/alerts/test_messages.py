"""What a reader sees."""

from typing import Any

from support.builders import at, killed, match, story

from monitor.core.alerts.messages import render, toll_text
from monitor.model import Development, Digest, NumberKind, Reason, ReplyContent, Report, StoryContent, Toll


def content(**more: Any) -> StoryContent:
    given = {
        "thread_id": "t",
        "watch_id": "border",
        "watch_name": "Border",
        "level": "alert",
        "levels_above": 1,
        "score": 80,
        "reason": Reason.FIRST_MATCH,
        "match": match(),
        "story": story(),
    }
    return StoryContent(**(given | more))


def test_the_living_message_names_level_outlets_toll_terms_and_the_story_before() -> None:
    reports = tuple(
        Report(outlet=name, at=at(n), title="t", url="") for n, name in enumerate(("Dawn", "BBC", "IRNA", "Geo", "AP"))
    )
    grown = story(
        title="Pakistan strikes Iran, killing nine",
        outlets=5,
        independent=3,
        reports=reports,
        tolls=(killed(9, 11),),
        follows="s0",
        follows_title="Iran strikes Pakistan",
        follows_at=at(-2000),
    )
    found = match(92, "critical", terms=("Iran", "Pakistan", "strikes"))
    message = render(content(story=grown, match=found, level="critical", levels_above=0, score=92))
    assert message.heading == "🔴 CRITICAL · Border · 92"
    assert message.title == "Pakistan strikes Iran, killing nine"
    assert message.url == "https://dawn.example/1"
    assert message.lines == (
        "Dawn 05:00 · BBC 05:01 · IRNA 05:02 · +2",
        "5 outlets, 3 independent · first seen 05:00 UTC, 18 Jan",
        "9–11 killed",
        "Matched: Iran, Pakistan, strikes",
        "↪ follows: Iran strikes Pakistan (16 Jan)",
    )


def test_a_reply_says_what_is_new_and_who_says_so() -> None:
    message = render(
        ReplyContent(
            about=content(reason=Reason.DEVELOPMENT),
            rose_from="alert",
            developments=(Development(kind="killed", text="9 killed (was 7)"),),
            report=Report(outlet="Mehr", at=at(0), title="Toll rises to nine", url="https://mehr.example/1"),
            seen_at=at(300),
        )
    )
    assert message.lines == ("9 killed (was 7)", "Mehr 05:00 UTC · late: seen 18 Jan 10:00 UTC")
    assert message.title == "Toll rises to nine"


def test_tolls_are_one_number_or_a_range() -> None:
    assert toll_text(killed(9)) == "9 killed"
    assert toll_text(killed(9, 11)) == "9–11 killed"
    assert toll_text(killed(1200)) == "1,200 killed"
    assert toll_text(Toll(kind=NumberKind.RECORDS, low=35e6, high=35e6)) == "35 million records"
    assert toll_text(Toll(kind=NumberKind.MAGNITUDE, low=6.2, high=6.4)) == "magnitude 6.2–6.4"


def test_a_digest_lists_what_was_held() -> None:
    message = render(Digest(contents=(content(), content())))
    assert message.title == "2 held while quiet"
    assert message.lines == ("🟠 ALERT · Border · 80 — Pakistan strikes Iran",) * 2
    assert message.links == ("https://dawn.example/1",) * 2
