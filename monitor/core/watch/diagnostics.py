"""What of a watch-list can never count: points that change no level, terms that ignored phrases cover."""

from collections.abc import Iterable, Sequence

from monitor.core.text.folding import singular
from monitor.core.watch.scoring import HEADLINE, NEVER, OUTLET, OUTLETS_MOST, SUMMARY_ONLY, TIERS, concept_points
from monitor.model import Adjust, Level, Near, Phrase, Term, Watch

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


def masking(term: Term, watch: Watch) -> Phrase | None:
    """The ignored phrase that every text with the term holds within it, if there is one.

    Within a longer phrase of `find` ignored words count after all (`matcher`): one that may stand there is passed over.
    """
    finding = [found for concept in watch.find for found in concept.terms if isinstance(found, Phrase)]
    for ignored in watch.ignore:
        if any(_holds(part, ignored) for part in _parts(term)):
            longer = (found for found in finding if len(found.words) > len(ignored.words))
            if not any(_holds(found, ignored) for found in longer):
                return ignored
    return None


def _parts(term: Term) -> tuple[Phrase, ...]:
    if isinstance(term, Near):
        return term.left, term.right
    return (term,) if isinstance(term, Phrase) else ()


def _holds(phrase: Phrase, inner: Phrase) -> bool:
    size = len(inner.words)
    rows = (phrase.words[start : start + size] for start in range(len(phrase.words) - size + 1))
    return any(all(map(_covers, inner.words, row)) for row in rows)


def _covers(wide: str, word: str) -> bool:
    """Whether all words of a text that `word` finds are found by `wide`, too."""
    if wide.endswith("*"):
        return word.startswith(wide[:-1])
    return not word.endswith("*") and singular(word) == singular(wide)
