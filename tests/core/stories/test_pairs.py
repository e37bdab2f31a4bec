"""Pairs of headlines that are easy to get wrong, each among forty others; tests/data/README.md says what they are.

Failures show counts by type, never titles: nobody may learn from the pairs set aside.
"""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from monitor.core.language.document import Document
from monitor.core.stories.index import StoryIndex
from monitor.model import Assignment, Entry, Joined, StorySettings

DATA = Path(__file__).parents[2] / "data"
START = datetime(2024, 3, 4, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WINDOW = timedelta(hours=72)
AROUND = 40  # headlines of other pairs on the day before


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    kind: str
    is_same_event: bool
    gap: timedelta
    titles: tuple[str, str]
    summaries: tuple[str, str]


class Bounds(NamedTuple):
    false_merges: float  # at most, of the pairs of different events
    kept: float  # at least, of the pairs of one event, `same` or `likely`


def read_pairs(path: Path) -> list[Pair]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [[*row, "", ""] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return [Pair(row[0], row[1] == "1", timedelta(hours=float(row[2])), (row[3], row[4]), (row[5], row[6])) for row in rows]


def tell(index: StoryIndex, name: str, title: str, summary: str, at: datetime) -> Assignment:
    entry = Entry(id=name, feed_id=name, outlet=name, title=title, summary=summary, fetched_at=at)
    index.expire(at)
    return index.assign(Document.of(entry), at)


def judge(pair: Pair, others: list[Pair]) -> Joined:
    """What became of the pair's second headline, after a day with one headline of each of some other pairs."""
    index = StoryIndex(StorySettings(window=WINDOW))
    for n, other in enumerate(others):
        tell(index, f"other {n}", other.titles[n % 2], other.summaries[n % 2], START + n * DAY / len(others))
    first = tell(index, "first", pair.titles[0], pair.summaries[0], START + DAY)
    second = tell(index, "second", pair.titles[1], pair.summaries[1], START + DAY + pair.gap)
    return second.joined if second.story_id == first.story_id else Joined.NEW


def outcomes(pairs: list[Pair]) -> dict[bool, dict[str, Counter[Joined]]]:
    """Counts of outcomes by label and type."""
    counts: dict[bool, dict[str, Counter[Joined]]] = {label: defaultdict(Counter) for label in (False, True)}
    for pair in pairs:
        counts[pair.is_same_event][pair.kind][
            judge(pair, [other for other in pairs if other is not pair][:: max(1, len(pairs) // AROUND)])
        ] += 1
    return counts


def by_type(counts: dict[str, Counter[Joined]], wrong: Joined) -> str:
    return ", ".join(f"{kind} {count[wrong]} of {count.total()}" for kind, count in sorted(counts.items()) if count[wrong])


@pytest.mark.parametrize(
    ("name", "bounds"),
    [
        ("pairs_made_from.tsv", Bounds(false_merges=5 / 64, kept=40 / 50)),
        ("pairs_set_aside.tsv", Bounds(false_merges=0.05, kept=0.8)),
        ("pairs_harder_made_from.tsv", Bounds(false_merges=0.05, kept=34 / 62)),
        ("pairs_harder_set_aside.tsv", Bounds(false_merges=0.1, kept=31 / 48)),  # the goal is 0.1 and 0.8
    ],
)
def test_few_events_are_swallowed_and_most_stories_kept_whole(name: str, bounds: Bounds) -> None:
    counts = outcomes(read_pairs(DATA / name))
    different, one = (sum(counts[label].values(), Counter()) for label in (False, True))
    false_merges = different[Joined.SAME] / different.total()
    kept = (one[Joined.SAME] + one[Joined.LIKELY]) / one.total()

    assert false_merges <= bounds.false_merges, by_type(counts[False], Joined.SAME)
    assert kept >= bounds.kept, by_type(counts[True], Joined.NEW)
