"""The one thing that decided a no."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.builders import at, entry, match, watch

from monitor.core.alerts.reasons import because, shortfall, told_level
from monitor.model import (
    LEVELS,
    Alert,
    AlertKind,
    AlertSettings,
    Level,
    Line,
    LineKind,
    Match,
    Missing,
    MissingKind,
    Mute,
    Reason,
    Where,
)

ALERT = Level("alert", 60)
HEADLINE = Line(points=40, kind=LineKind.CONCEPT, name="Iran", term="iran", where=Where.HEADLINE)
SUMMARY = Line(points=24, kind=LineKind.CONCEPT, name="act", term="strikes", where=Where.SUMMARY)
TIER_3 = Line(points=-8, kind=LineKind.TIER, number=3)
CRICKET = Line(points=-40, kind=LineKind.ADJUST, term="cricket", where=Where.HEADLINE)
OF_THE_LIST = Line(points=18, kind=LineKind.ADJUST, term="saravan", where=Where.SUMMARY)


def scored(score: float, *lines: Line) -> Match:
    return match(score, None, lines=lines)


def lacking(*missing: Missing) -> Match:
    return match(0, None, missing=missing)


@pytest.mark.parametrize(
    ("of", "level", "told"),
    [
        (lacking(Missing(name="act")), ALERT, "nothing found for “act”"),
        (lacking(Missing(name="act"), Missing(name="place")), ALERT, "nothing found for “act”, and 1 more"),
        (lacking(Missing(name="language: fa")), ALERT, "nothing found for “language: fa”"),
        (lacking(Missing(kind=MissingKind.LANGUAGE, name="fa")), ALERT, "the list excludes language: fa"),
        (lacking(Missing(kind=MissingKind.SOURCE, name="Mehr, tier 3")), ALERT,
         "the list excludes source: Mehr, tier 3"),
        (scored(40, HEADLINE, HEADLINE, CRICKET), ALERT, "-40 for “cricket” in headline; alert needs 60"),
        (scored(56, HEADLINE, SUMMARY, TIER_3), ALERT, "-8 for outlet of tier 3; alert needs 60"),
        (scored(50, HEADLINE, replace(SUMMARY, points=18), TIER_3), ALERT,
         "10 points short of alert: act in the summary only"),
        (scored(58, HEADLINE, OF_THE_LIST), ALERT, "2 points short of alert"),
        (scored(48, *[SUMMARY] * 2), ALERT, "12 points short of alert: act and act in the summary only"),
        (scored(40, HEADLINE), ALERT, "20 points short of alert"),
        (scored(90, HEADLINE), Level("critical", 85, 3), "critical requires 3 independent outlets"),
        (scored(90, HEADLINE), None, "no level is sent: the list has no channel"),
    ],
)  # fmt: skip
def test_what_is_told_first(of: Match, level: Level | None, told: str) -> None:
    assert shortfall(of, level) == told


def test_the_level_that_counts_is_the_lowest_one_that_is_told() -> None:
    assert told_level(watch(), AlertSettings()) == LEVELS[1]
    assert told_level(watch(send=(("critical", ("phone",)),)), AlertSettings()) == LEVELS[2]
    assert told_level(watch(), AlertSettings(send=())) is None


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_sentence(reason: Reason) -> None:
    told = because(reason, watch(), scored(40, HEADLINE), entry("Iran"), AlertSettings(), None)
    is_told = reason in {Reason.FIRST_MATCH, Reason.LEVEL_ROSE, Reason.DEVELOPMENT, Reason.CORROBORATED}
    assert bool(told) is not is_told


def test_what_is_held_says_until_when_and_by_whom() -> None:
    alert = Alert(
        id="a", kind=AlertKind.NEW, watch_id="border", story_id="s1", entry_key="e.0", level="alert", reason=Reason.FIRST_MATCH,
        raised_at=at(0), held_until=at(60),
    )  # fmt: skip
    mute = Mute(target="border", start_at=at(0), end_at=at(60), author="anna", reason="on it")
    held = because(Reason.MUTED, watch(), match(), entry("Iran"), AlertSettings(), alert, [mute])
    assert held == "held until 2024-01-18 06:00 UTC; muted by anna: on it"


def test_old_news_says_how_old() -> None:
    late = entry("Iran", published_at=at(0) - timedelta(days=3))
    assert because(Reason.TOO_OLD, watch(), match(), late, AlertSettings(), None) == (
        "published 3 d before it was first seen; “fresh” is 2 d"
    )
