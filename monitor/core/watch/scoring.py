"""The score of a match, 0 to 100: a sum that is printed line by line.

Everything is counted in tenths of a point, so that the printed lines add up to the printed score exactly. Points belong
to concepts and `adjust` lines, never to single terms: a list of two concepts and one of five share the scale, and the
levels' defaults hold for both. 48 is everything in a summary only, 80 everything in one headline; what lies above is
the user's own evidence, or corroboration.
"""

from collections.abc import Sequence

from monitor.model import EntryMatch, Level, Line, LineKind, Match, Watch

FOUND = 80  # points for all concepts in a headline
HEADLINE, SUMMARY_ONLY = 10, 6  # tenths of a concept's share
LOWEST, HIGHEST = 0, 100  # the scale
OUTLET, OUTLETS_MOST = 3, 12  # points per further independent outlet
TIERS = {1: 4, 2: 0, 3: -8}
NEVER = -100  # an `adjust` line of as much keeps a story quiet whatever else it has


def concept_points(weights: Sequence[int]) -> tuple[float, ...]:
    """Each concept's points for its weight (HEADLINE or SUMMARY_ONLY), in tenths by largest remainder.

    Their sum is the rounded whole, not the sum of rounded parts: three headline concepts give 26.7 + 26.7 + 26.6 = 80.
    """
    shares = [divmod(FOUND * weight, len(weights)) for weight in weights]
    whole = (2 * FOUND * sum(weights) + len(weights)) // (2 * len(weights))
    left = whole - sum(tenths for tenths, _ in shares)
    gaining = set(sorted(range(len(shares)), key=lambda place: (-shares[place][1], place))[:left])
    return tuple((tenths + (place in gaining)) / 10 for place, (tenths, _) in enumerate(shares))


def tier_lines(tier: int) -> tuple[Line, ...]:
    """The line for a source that is better or worse than ordinary, if it is."""
    points = TIERS.get(tier, 0)
    return (Line(points=points, kind=LineKind.TIER, number=tier),) if points else ()


def total(lines: Sequence[Line]) -> float:
    """The sum of the lines' points, exact in tenths."""
    return sum(round(line.points * 10) for line in lines) / 10


def story_match(watch: Watch, best: EntryMatch, independent: int) -> Match:
    """The match of a story from that of its best entry and the number of independent outlets whose entries match."""
    if best.missing:
        return Match(watch_id=watch.id, score=0.0, level=None, lines=best.lines, terms=best.terms, missing=best.missing)
    lines = list(best.lines)
    further = min(OUTLET * (independent - 1), OUTLETS_MOST)
    if further > 0:
        lines.append(Line(points=further, kind=LineKind.OUTLETS, number=independent))
    lines += _limit(lines)
    score = total(lines)
    return Match(watch_id=watch.id, score=score, level=_level(watch, score, independent), lines=tuple(lines), terms=best.terms)


def level_rank(watch: Watch, level: str | None) -> int:
    """0 for no level or one the list no longer has, 1 for its lowest, and so on by rising score."""
    names = [step.name for step in _rising(watch)]
    return names.index(level) + 1 if level in names else 0


def _limit(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The line that brings a sum back to the scale, if it has left it."""
    points = total(lines)
    if points > 0 and any(line.points <= NEVER for line in lines):
        return (Line(points=-points, kind=LineKind.NEVER, number=NEVER),)
    if points > HIGHEST:
        return (Line(points=round(HIGHEST - points, 1), kind=LineKind.CEILING, number=HIGHEST),)
    return (Line(points=-points, kind=LineKind.FLOOR, number=LOWEST),) if points < LOWEST else ()


def _level(watch: Watch, score: float, independent: int) -> str | None:
    reached = [step.name for step in _rising(watch) if score >= step.score and max(independent, 1) >= step.outlets]
    return reached[-1] if reached else None


def _rising(watch: Watch) -> list[Level]:
    return sorted(watch.levels, key=lambda step: step.score)
