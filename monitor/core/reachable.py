"""Which scores a watch-list can give at all, for finding lines of it that change nothing."""

from collections.abc import Iterable, Sequence

from monitor.core.scoring import HEADLINE, NEVER, OUTLET, OUTLETS_MOST, SUMMARY_ONLY, TIERS, concept_points
from monitor.model import Adjust, Level, Watch

_FLOOR = 20_000  # tenths of a point below zero that are still told apart


def changes_a_level(watch: Watch, line: Adjust) -> bool:
    """Whether some text reaches another level with `line` than without it, given the list's other lines."""
    others = [other.points for other in watch.adjust if other is not line and other.points > NEVER]
    bare = _shifted(_concepts(len(watch.find)), TIERS.values())
    for points in others:
        bare |= _shifted(bare, [points])
    most = max(OUTLETS_MOST // OUTLET + 1, *(level.outlets for level in watch.levels))
    return any(
        _crosses(_shifted(bare, [min(OUTLET * (outlets - 1), OUTLETS_MOST)]), line.points, _within(watch.levels, outlets))
        for outlets in range(1, most + 1)
    )


def _within(levels: Sequence[Level], outlets: int) -> list[int]:
    """The thresholds that so many outlets may reach, in tenths."""
    return [level.score * 10 for level in levels if level.outlets <= outlets]


def _crosses(sums: int, points: int, thresholds: Iterable[int]) -> bool:
    """Whether adding `points` takes one of `sums` over a threshold, or under it. Bit n + _FLOOR of `sums`: n tenths."""
    if points <= NEVER:
        return any(sums >> (threshold + _FLOOR) for threshold in thresholds)
    width = abs(points) * 10
    lows = (threshold - width if points > 0 else threshold for threshold in thresholds)
    return any((sums >> (low + _FLOOR)) & ((1 << width) - 1) for low in lows)


def _concepts(count: int) -> int:
    """Sums of a headline and summary that have all concepts, each in the one or the other."""
    found = 0
    for summaries in range(count + 1):
        weights = [SUMMARY_ONLY] * summaries + [HEADLINE] * (count - summaries)
        found |= 1 << (_FLOOR + sum(round(points * 10) for points in concept_points(weights)))
    return found


def _shifted(sums: int, by: Iterable[int]) -> int:
    """Each of `sums` with each number of points in `by` added."""
    found = 0
    for points in by:
        found |= sums << points * 10 if points >= 0 else sums >> -points * 10
    return found
