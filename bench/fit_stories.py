"""The weights of the story judgement, fitted on labels, and what guards and thresholds cost.

    python bench/fit_stories.py [FILE.jsonl ...] [--pairs PAIRS.tsv ...] [--penalty 100]

*Data.* Each FILE is a recording as `monitor replay` reads it, one entry a line in order of arrival, with one more key: `gold`,
any name of the event that the entry tells. An entry without `gold` goes into the index and makes no row. In a `gold` that begins
with `noise-` only the subject is known: two such entries of one subject make no row. The January 2024 seeds are always
read, in as many orders of arrival as `--orders` says, each outlet's entries late by up to 45 minutes. PAIRS are as described in
`tests/data/README.md`; each stands among the others.

*Rows.* The entries go through the story index twice: once it places them itself, so that the rows are those it meets among its
own mistakes, once they are placed by `gold`. Each time, every story that comes near an entry gives a row, also one too faint
to be weighed: the features of `core.stories.similarity.Features`, and whether the event of most of the story's labelled entries
is the entry's own. Where the very same title or an earlier revision decides there is no features and no row; rows that a guard
vetoes are left out of the fit.

*Fit.* A logistic regression by Newton's method (iteratively reweighted least squares: Hastie, Tibshirani and Friedman, The
Elements of Statistical Learning, 4.4.1), with a quadratic penalty on each weight's distance from the one set by hand, per
standard deviation of its features; none on the bias. Few labels thus change little. A source with many true rows counts as if it
had `ENOUGH` of them, so that a large one does not drown the others.

*Cross-validation.* Each source (a recording, the pairs) is judged by weights fitted on the others. With one source alone it is
cut into five blocks of time: neighbours in time are alike, so that blocks drawn at random would flatter.

*What ships* (`core.stories.weights`) was fitted in this way on labels of our own. They are not shipped, since the headlines are
not ours; the seeds and the pairs are.
"""

import argparse
import csv
import json
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from math import exp, fsum, log
from operator import itemgetter
from pathlib import Path

from monitor import resources
from monitor.backtest.replay import read_entries
from monitor.core.language.document import Document
from monitor.core.stories.candidates import Candidate
from monitor.core.stories.guards import Effect, Guard
from monitor.core.stories.index import StoryIndex
from monitor.core.stories.weights import BIAS, BIAS_BY_HAND, WEIGHTS
from monitor.demo.scenario import Scenario, load_scenario
from monitor.model import Assignment, Entry, Joined, StorySettings

BLOCKS = 5
ENOUGH = 200  # true rows of a source: where it has more, each counts less
LATE = timedelta(minutes=45)
SUBJECT = "noise-"
START = datetime(2024, 3, 4, 6, 0, tzinfo=UTC)  # of the day before a pair
DAY = timedelta(days=1)
SHIPPED = (BIAS, *(weight.value for weight in WEIGHTS))
BY_HAND = (BIAS_BY_HAND, *(weight.by_hand for weight in WEIGHTS))
THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)

Weights = tuple[float, ...]  # the bias, then one for each features
Labelled = tuple[Entry, str]


@dataclass(frozen=True, slots=True)
class Row:
    """An entry held against a story."""

    entry: tuple[int, int]  # source, number of the entry
    block: int  # source, or block of time of the only one
    features: Weights  # 1 for the bias, then the features
    is_same: bool
    guard: Guard | None


Counted = Sequence[tuple[Row, float]]  # rows and how much each counts


# ── Data ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def read(path: Path) -> list[Labelled]:
    """The entries of a recording, each with its gold, "" where it has none."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        (entry, str(json.loads(line).get("gold") or ""))
        for entry, line in zip(read_entries(lines, str(path), {}), lines, strict=True)
    ]


def seeds(scenario: Scenario, order: int) -> list[Labelled]:
    """The scenario as it was published, or with each outlet late by a drawn time."""
    chance = random.Random(order)  # noqa: S311 - orders, not secrets
    late = {outlet.id: LATE * chance.random() * bool(order) for outlet in scenario.outlets}
    outlets = {outlet.id: outlet for outlet in scenario.outlets}
    revisions: Counter[str] = Counter()
    found = []
    for item in sorted(scenario.items, key=lambda item: item.at + late[item.outlet]):
        outlet = outlets[item.outlet]
        entry = Entry(
            id=item.name,
            revision=revisions[item.name],
            feed_id=outlet.id,
            outlet=outlet.name,
            title=item.title + outlet.title_suffix,
            summary=item.summary,
            published_at=item.at,
            fetched_at=item.at + late[item.outlet],
            language=outlet.language,
        )
        revisions[item.name] += 1
        found.append((entry, item.event))
    return found


def read_pairs(path: Path) -> list[list[str]]:
    """Type, label, gap in hours, two titles, two summaries."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [[*row, "", ""][:7] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def pair_recordings(pairs: Sequence[Sequence[str]]) -> Iterator[list[Labelled]]:
    """Each pair after a day with one headline of each other pair."""
    for number, (_, label, gap, *texts) in enumerate(pairs):
        others = [other for other in pairs if other is not pairs[number]]
        around = [
            (_entry(f"other {at}", other[3 + at % 2], other[5 + at % 2], START + DAY * at / len(others)), "")
            for at, other in enumerate(others)
        ]
        second = START + DAY + timedelta(hours=float(gap))
        golds = ("one", "one" if label == "1" else "other")
        pair = [_entry(str(at), texts[at], texts[2 + at], (START + DAY, second)[at]) for at in range(2)]
        yield [*around, *zip(pair, golds, strict=True)]


def _entry(name: str, title: str, summary: str, at: datetime) -> Entry:
    return Entry(id=name, feed_id=name, outlet=name, title=title, summary=summary, fetched_at=at, language="en")


def rows_of(recording: Sequence[Labelled], number: int, *, by_gold: bool) -> Iterator[Row]:
    """One for each story that an entry was held against."""
    index = StoryIndex(StorySettings())
    told: defaultdict[str, Counter[str]] = defaultdict(Counter)  # story → golds of its entries
    now = recording[0][0].fetched_at
    times = sorted(entry.fetched_at for entry, _ in recording)
    limits = [times[len(times) * block // BLOCKS] for block in range(1, BLOCKS)]
    for place, (entry, gold) in enumerate(recording):
        now = max(now, entry.fetched_at)
        index.expire(now)
        document = Document.of(entry)
        block = sum(entry.fetched_at >= limit for limit in limits)
        considered = index.consider(document, now, faint=True)
        for candidate in (*considered.candidates, *considered.faint):
            label = _label(gold, told[candidate.story_id])
            if label is not None and candidate.features is not None:
                yield Row((number, place), block, _features(candidate), label, candidate.guard)
        assignment = _by_gold(entry, gold) if by_gold else considered.decision.assignment
        index.add(document, assignment, now)
        if gold:
            told[assignment.story_id][gold] += 1


def _label(gold: str, told: Counter[str]) -> bool | None:
    """Whether most of the story's labelled entries tell this; None if that is not known."""
    of_story = max(told, key=lambda name: (told[name], name), default="")
    if not gold or not of_story or (gold == of_story and gold.startswith(SUBJECT)):
        return None
    return gold == of_story


def _by_gold(entry: Entry, gold: str) -> Assignment:
    is_event = gold and not gold.startswith(SUBJECT)
    return Assignment(story_id=gold if is_event else f"alone {entry.key}", joined=Joined.SAME, probability=1.0)


def _features(candidate: Candidate) -> Weights:
    return (1.0, *(getattr(candidate.features, weight.name) for weight in WEIGHTS))


# ── Fitting ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def probability(weights: Weights, features: Weights) -> float:
    total = sum(weight * feature for weight, feature in zip(weights, features, strict=True))
    return 1 / (1 + exp(-max(-35.0, min(35.0, total))))


def fit(rows: Sequence[Row], penalty: float, most: int = 30) -> Weights:
    """Weights of the greatest penalised likelihood, by Newton's method from those set by hand."""
    true = Counter(row.block for row in rows if row.is_same)
    counts = {block: min(1.0, ENOUGH / true[block]) if true[block] else 1.0 for block in {row.block for row in rows}}
    counted = [(row, counts[row.block]) for row in rows]
    count = len(BY_HAND)
    reins = [0.0, *(penalty * statistics.pvariance([row.features[at] for row in rows]) + 1e-6 for at in range(1, count))]
    weights: Weights = BY_HAND
    for _ in range(most):
        step = solve(*derivatives(counted, reins, weights))
        weights = forward(counted, reins, weights, step)
        if max(map(abs, step)) < 1e-4:
            break
    return weights


def likelihood(counted: Counted, reins: Sequence[float], weights: Weights) -> float:
    """What is made as great as possible: its logarithm, less the penalty."""
    chances = ((row.is_same, counts, probability(weights, row.features)) for row, counts in counted)
    told = fsum(counts * log(chance if is_same else 1 - chance) for is_same, counts, chance in chances)
    return told - fsum(rein * (weight - start) ** 2 / 2 for rein, weight, start in zip(reins, weights, BY_HAND, strict=True))


def derivatives(counted: Counted, reins: Sequence[float], weights: Weights) -> tuple[list[list[float]], list[float]]:
    """The second of the likelihood, without its sign, and the first."""
    count = len(BY_HAND)
    slope = [-rein * (weight - start) for rein, weight, start in zip(reins, weights, BY_HAND, strict=True)]
    curve = [[(reins[at] or 1e-9) if at == other else 0.0 for other in range(count)] for at in range(count)]
    for row, counts in counted:
        chance = probability(weights, row.features)
        miss, spread = counts * (row.is_same - chance), counts * chance * (1 - chance)
        for at, feature in enumerate(row.features):
            slope[at] += miss * feature
            weighted = spread * feature
            if weighted:
                line = curve[at]
                for other in range(at + 1):
                    line[other] += weighted * row.features[other]
    for at in range(count):
        for other in range(at):
            curve[other][at] = curve[at][other]
    return curve, slope


def forward(counted: Counted, reins: Sequence[float], weights: Weights, step: Sequence[float]) -> Weights:
    """As much of a step as leads up: where the curve is flat, the whole leads out of the world."""
    least = likelihood(counted, reins, weights)
    for halvings in range(50):
        found = tuple(weight + change / 2**halvings for weight, change in zip(weights, step, strict=True))
        if likelihood(counted, reins, found) >= least:
            return found
    return weights


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The x of `matrix · x = right`, by elimination with the largest pivot."""
    table = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    count = len(table)
    for at in range(count):
        pivot = max(range(at, count), key=lambda line: abs(table[line][at]))
        table[at], table[pivot] = table[pivot], table[at]
        for line in range(count):
            if line != at:
                factor = table[line][at] / table[at][at]
                table[line] = [value - factor * above for value, above in zip(table[line], table[at], strict=True)]
    return [table[at][count] / table[at][at] for at in range(count)]


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def auc(scored: Sequence[tuple[float, bool]]) -> float:
    """How often a true row scores more than a false one; ties count half."""
    true = sum(is_same for _, is_same in scored)
    if not 0 < true < len(scored):
        return float("nan")
    above, below = 0.0, 0
    for _, equals in groupby(sorted(scored), key=itemgetter(0)):
        answers = [is_same for _, is_same in equals]
        losses = answers.count(False)
        above += (len(answers) - losses) * (below + losses / 2)
        below += losses
    return above / (true * (len(scored) - true))


def average_precision(scored: Sequence[tuple[float, bool]]) -> float:
    """Mean over the true rows of the share of true rows among those that score no less; of equals the false come first."""
    hits, total = 0, 0.0
    for place, (_, is_same) in enumerate(sorted(scored, key=lambda one: (-one[0], one[1])), 1):
        hits += is_same
        total += hits / place * is_same
    return total / hits if hits else float("nan")


def judged(rows: Sequence[Row], weights: Weights) -> list[tuple[float, bool]]:
    return [(probability(weights, row.features), row.is_same) for row in rows]


# ── Report ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def report(rows: Sequence[Row], penalty: float) -> None:
    free = [row for row in rows if row.guard is None or row.guard.effect is not Effect.VETO]
    blocks = sorted({row.block for row in rows})
    others = {block: fit([row for row in free if row.block != block], penalty) for block in blocks}
    whole = fit(free, penalty)
    print(f"{'weight':<10}{'by hand':>9}{'shipped':>9}{'fitted':>9}   fitted without one source")
    for place, name in enumerate(("bias", *(weight.name for weight in WEIGHTS))):
        spread = [weights[place] for weights in others.values()]
        print(f"{name:<10}{BY_HAND[place]:9.2f}{SHIPPED[place]:9.2f}{whole[place]:9.2f}   {min(spread):.2f} to {max(spread):.2f}")
    print(f"\n{'source':<8}{'rows':>7}{'true':>7}{'AUC by hand':>13}{'fitted':>8}{'precision by hand':>19}{'fitted':>8}")
    for block, weights in others.items():
        held = [row for row in free if row.block == block]
        by_hand, fitted = judged(held, BY_HAND), judged(held, weights)
        print(
            f"{block + 1:<8}{len(held):>7}{sum(row.is_same for row in held):>7}{auc(by_hand):13.3f}{auc(fitted):8.3f}"
            f"{average_precision(by_hand):19.3f}{average_precision(fitted):8.3f}"
        )
    thresholds(rows, others)
    vetoes(rows)


def thresholds(rows: Sequence[Row], others: Mapping[int, Weights]) -> None:
    """What a threshold costs: each entry joins its most probable story or founds one; guards are left out."""
    print(f"\n{'threshold':<11}{'joins':>7}{'wrong':>7}{'missed':>8}   with fitted weights{'wrong':>7}{'missed':>8}")
    by_entry: defaultdict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        by_entry[row.entry].append(row)
    shipped = [_best(met, SHIPPED) for met in by_entry.values()]
    fitted = [_best(met, others[met[0].block]) for met in by_entry.values()]
    for threshold in THRESHOLDS:
        joins, wrong, missed = _cost(shipped, threshold)
        also, also_wrong, also_missed = _cost(fitted, threshold)
        print(f"{threshold:<11}{joins:>7}{wrong:>7}{missed:>8}{also:>22}{also_wrong:>7}{also_missed:>8}")
    print(f"of {len(by_entry)} entries that met a story; missed: founds a story though its own was met")


def _best(met: Sequence[Row], weights: Weights) -> tuple[float, bool, bool]:
    """The highest probability, whether that is the entry's story, and whether that was met at all."""
    best = max(met, key=lambda row: probability(weights, row.features))
    return probability(weights, best.features), best.is_same, any(row.is_same for row in met)


def _cost(found: Sequence[tuple[float, bool, bool]], threshold: float) -> tuple[int, int, int]:
    joined = [is_same for chance, is_same, _ in found if chance >= threshold]
    missed = sum(met for chance, _, met in found if chance < threshold)
    return len(joined), joined.count(False), missed


def vetoes(rows: Sequence[Row]) -> None:
    """Where a guard made a difference: of the joins it forbade or doubted, how many were of another event."""
    found: defaultdict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    for row in rows:
        if row.guard and probability(SHIPPED, row.features) >= StorySettings().likely:
            found[row.guard.name, row.guard.effect.name.lower()][not row.is_same] += 1
    print(f"\n{'guard':<12}{'effect':<8}{'right':>7}{'wrong':>7}")
    for (name, effect), counts in sorted(found.items()):
        print(f"{name:<12}{effect:<8}{counts[True]:>7}{counts[False]:>7}")
    print("right: the story told another event; only where the words alone would have joined")


def sources(options: argparse.Namespace) -> list[list[list[Labelled]]]:
    """What is judged by weights fitted on the rest: each a few recordings. The seeds are the first."""
    scenario = load_scenario(resources.folder("seeds") / "iran-pakistan-2024-01")
    return [
        [seeds(scenario, order) for order in range(options.orders)],
        *([read(path)] for path in options.files),
        *(list(pair_recordings(read_pairs(path))) for path in options.pairs),
    ]


def rows_from(found: Sequence[Iterable[Sequence[Labelled]]], *, by_gold: bool) -> list[Row]:
    """With each source a block of its own, if there are several."""
    return [
        replace(row, block=block) if len(found) > 1 else row
        for block, recordings in enumerate(found)
        for number, recording in enumerate(recordings)
        for row in rows_of(recording, block * 1000 + number, by_gold=by_gold)
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--pairs", action="append", default=[], type=Path, metavar="PAIRS.tsv", help="may be repeated")
    parser.add_argument("--orders", type=int, default=3, help="orders of arrival in which the seeds are read")
    parser.add_argument("--penalty", type=float, default=100.0, help="on the squares of what the weights move from those by hand")
    options = parser.parse_args(arguments)
    found = sources(options)
    both = [rows_from(found, by_gold=by_gold) for by_gold in (False, True)]
    for rows, state in ((both[0], "by the index"), ([*both[0], *both[1]], "both ways")):
        true = sum(row.is_same for row in rows)
        if not 0 < true < len(rows) or (len(found) == 1 and len({row.block for row in rows}) < BLOCKS):
            parser.error("too few entries with gold: each fifth of the time needs some, of one event and of several")
        print(f"── Entries placed {state}: {len(rows)} rows, {true} true")
        report(rows, options.penalty)
        print()


if __name__ == "__main__":
    main()
