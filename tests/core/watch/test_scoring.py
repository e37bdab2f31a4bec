"""The score of a story: a sum that can be checked with a pencil."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.watch.scoring import HEADLINE, SUMMARY_ONLY, concept_points, level_rank, story_match, tier_lines, total
from monitor.model import Concept, EntryMatch, Level, Line, LineKind, Missing, Watch

WATCH = Watch(id="w", name="W", find=(Concept("it", ()),))


def best(*points: float, missing: tuple[Missing, ...] = ()) -> EntryMatch:
    lines = tuple(Line(points=value, kind=LineKind.ADJUST) for value in points)
    return EntryMatch(watch_id="w", points=total(lines), lines=lines, missing=missing, terms=("Iran",))


def test_concepts_share_eighty_points() -> None:
    assert concept_points([HEADLINE]) == (80,)
    assert concept_points([HEADLINE, HEADLINE, HEADLINE]) == (26.7, 26.7, 26.6)
    assert concept_points([SUMMARY_ONLY, SUMMARY_ONLY]) == (24, 24)
    assert concept_points([HEADLINE, SUMMARY_ONLY, HEADLINE]) == (26.7, 16, 26.6)


@given(st.lists(st.sampled_from([HEADLINE, SUMMARY_ONLY]), min_size=1, max_size=30))
def test_the_shares_add_up_to_the_rounded_whole(weights: list[int]) -> None:
    points = concept_points(weights)
    exact = 80 * sum(weights) / 10 / len(weights)
    assert abs(sum(points) - exact) <= 0.05 + 1e-9
    assert all(abs(share - 8 * weight / len(weights)) < 0.1 for share, weight in zip(points, weights, strict=True))


@pytest.mark.parametrize(("tier", "points"), [(1, [4]), (2, []), (3, [-8]), (9, [])])
def test_a_source_is_worth_its_tier(tier: int, points: list[int]) -> None:
    assert [line.points for line in tier_lines(tier)] == points


@pytest.mark.parametrize(("independent", "further"), [(0, None), (1, None), (2, 3), (4, 9), (5, 12), (50, 12)])
def test_further_independent_outlets_add_up_to_twelve(independent: int, further: int | None) -> None:
    match = story_match(WATCH, best(60), independent)
    assert match.score == 60 + (further or 0)
    added = [(line.points, line.text) for line in match.lines[1:]]
    assert added == ([] if further is None else [(further, f"{independent} independent outlets")])


@pytest.mark.parametrize(
    ("points", "score", "last"),
    [
        ((80, 15, 12), 100, (-7, "capped at 100")),
        ((26.7, 26.7, 26.6, 15.5, 8), 100, (-3.5, "capped at 100")),
        ((48, -50), 0, (2, "not below 0")),
        ((80, 35, -100), 0, (-15, "-100 is never")),
        ((80, -100), 0, (20, "not below 0")),
    ],
)
def test_leaving_the_scale_is_a_line_of_its_own(points: tuple[float, ...], score: float, last: tuple[float, str]) -> None:
    match = story_match(WATCH, best(*points), 1)
    assert (match.score, (match.lines[-1].points, match.lines[-1].text)) == (score, last)


def test_never_is_never_however_many_outlets() -> None:
    assert story_match(WATCH, best(80, 99, -100), 20).level is None


@pytest.mark.parametrize(
    ("points", "independent", "level"),
    [
        (39.9, 1, None),
        (40, 1, "watch"),
        (59.9, 1, "watch"),
        (60, 1, "alert"),
        (57, 2, "alert"),
        (90, 2, "alert"),  # critical asks for three outlets
        (79, 3, "critical"),
        (60, 0, "alert"),
    ],
)
def test_a_level_needs_its_score_and_its_outlets(points: float, independent: int, level: str | None) -> None:
    assert story_match(WATCH, best(points), independent).level == level


def test_levels_rank_by_score_in_whatever_order_they_are_written() -> None:
    watch = Watch(id="w", name="W", find=(), levels=(Level("critical", 90), Level("watch", 30), Level("alert", 50)))
    assert [level_rank(watch, name) for name in (None, "watch", "alert", "critical", "gone")] == [0, 1, 2, 3, 0]
    assert story_match(watch, best(55), 1).level == "alert"


def test_without_a_concept_there_is_no_score() -> None:
    match = story_match(WATCH, best(0, 0, missing=(Missing(name="Pakistan"),)), 5)
    assert (match.score, match.level, match.missing, match.terms) == (0, None, (Missing(name="Pakistan"),), ("Iran",))


tenths = st.integers(-1000, 1000).map(lambda value: value / 10)


@given(st.lists(tenths, max_size=12), st.integers(0, 30))
def test_the_printed_lines_add_up_to_the_printed_score(points: list[float], independent: int) -> None:
    match = story_match(WATCH, best(*points), independent)
    assert sum(round(line.points * 10) for line in match.lines) == round(match.score * 10)
    assert all(line.points == round(line.points, 1) for line in match.lines)
    assert 0 <= match.score <= 100
