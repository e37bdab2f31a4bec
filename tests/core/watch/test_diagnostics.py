"""A line of points is called useless only if no story at all is told differently for it."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from support.builders import watch

from monitor.core.watch.diagnostics import changes_a_level
from monitor.core.watch.scoring import HEADLINE, SUMMARY_ONLY, concept_points, story_match, tier_lines, total
from monitor.model import LEVELS, Adjust, Concept, EntryMatch, Level, Line, LineKind, Watch

POINTS = st.one_of(st.integers(-60, 60).filter(bool), st.just(-100))
STEPS = st.sets(st.integers(1, 100), min_size=3, max_size=3).map(sorted)


def summand(points: float) -> Line:
    return Line(points=points, kind=LineKind.ADJUST)


def level(of: Watch, lines: tuple[Line, ...], outlets: int) -> str | None:
    return story_match(of, EntryMatch(watch_id=of.id, points=total(lines), lines=lines), outlets).level


def tells_apart(of: Watch, line: Adjust) -> bool:
    """The same, by trying every story."""
    others = [summand(other.points) for other in of.adjust if other is not line]
    for weights, tier, chosen, outlets in product(
        product((HEADLINE, SUMMARY_ONLY), repeat=len(of.find)),
        (1, 2, 3),
        product((False, True), repeat=len(others)),
        range(1, 6),
    ):
        base = tuple(summand(points) for points in concept_points(weights))
        given_lines = (*base, *tier_lines(tier), *(other for other, is_in in zip(others, chosen, strict=True) if is_in))
        if level(of, given_lines, outlets) != level(of, (*given_lines, summand(line.points)), outlets):
            return True
    return False


@settings(max_examples=60, deadline=None)
@given(st.lists(POINTS, min_size=1, max_size=3), STEPS, st.integers(1, 3), st.integers(1, 4))
def test_it_agrees_with_trying_every_story(points: list[int], scores: list[int], concepts: int, outlets: int) -> None:
    levels = tuple(Level(each.name, score) for each, score in zip(LEVELS, scores, strict=True))
    levels = (*levels[:2], Level("critical", scores[2], outlets))
    find = tuple(Concept(f"c{number}", ()) for number in range(concepts))
    of = watch(find=find, levels=levels, adjust=tuple(Adjust(each, ()) for each in points))
    for line in of.adjust:
        assert changes_a_level(of, line) is tells_apart(of, line)
