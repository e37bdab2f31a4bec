"""Speed and memory of grouping into stories, beside simpler methods, on generated headlines.

    python bench/bench_stories.py [--sizes 10000] [--probe 2000]

Each method is filled with a window of so many entries and then timed on `--probe` further ones. Headlines are generated
from a fixed seed: a third tell a new event, the rest reword one of the last day. Names follow a Zipf distribution, as they
do in the news.
"""

import argparse
import gc
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rapidfuzz import fuzz, process

from monitor.core.stories import StoryIndex
from monitor.core.text import Document, fold
from monitor.model import Assignment, Entry, StorySettings

START = datetime(2024, 3, 4, tzinfo=UTC)
WINDOW = timedelta(hours=72)
VERBS = [
    "strikes",
    "attacks",
    "kills",
    "arrests",
    "approves",
    "rejects",
    "sues",
    "buys",
    "wins",
    "loses",
    "opens",
    "closes",
    "warns",
    "recalls",
    "launches",
    "floods",
    "hits",
]
SYLLABLES = ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "za", "dor", "mak", "lin", "tar", "ven", "sul"]
TAILS = ["officials say", "after talks collapse", "as toll rises", "in overnight raid", "despite warnings", "amid protests", ""]


def generate(count: int, span: timedelta) -> Iterator[Entry]:
    """`count` entries evenly over `span`."""
    rng = random.Random(2024)  # noqa: S311 - not for secrets
    names = ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))).title() for _ in range(20_000)]
    weights = [1 / (rank + 10) for rank in range(len(names))]
    recent: list[list[str]] = []
    drawn = iter(rng.choices(names, weights, k=4 * count))
    for number in range(count):
        if not recent or rng.random() < 1 / 3:
            event = [next(drawn), rng.choice(VERBS), next(drawn), str(rng.randint(2, 90)), next(drawn), next(drawn)]
            recent = [*recent[-400:], event]
        else:
            event = rng.choice(recent)
        told = [word for word in event if rng.random() < 0.85]
        rng.shuffle(told)
        outlet = f"outlet {number % 200}"
        title = " ".join([*told, rng.choice(TAILS)])
        at = START + span * number / count
        yield Entry(id=str(number), feed_id=outlet, outlet=outlet, title=title, summary=" ".join(event), fetched_at=at)


@dataclass(frozen=True)
class Figures:
    per_second: float
    p99_ms: float


def timed(step: Callable[[Entry], object], entries: list[Entry]) -> Figures:
    took = []
    for entry in entries:
        begin = time.perf_counter()
        step(entry)
        took.append(time.perf_counter() - begin)
    return Figures(len(took) / sum(took), 1000 * sorted(took)[int(0.99 * len(took))])


def exact(window: list[Entry], probe: list[Entry]) -> Figures:
    known = {fold(entry.title): entry.id for entry in window}
    return timed(lambda entry: known.setdefault(fold(entry.title), entry.id), probe)


def token_set(window: list[Entry], probe: list[Entry]) -> Figures:
    known = [fold(entry.title) for entry in window]
    return timed(lambda entry: process.extractOne(fold(entry.title), known, scorer=fuzz.token_set_ratio), probe[:20])


def stories(window: list[Entry], probe: list[Entry]) -> tuple[Figures, float, float]:
    """Figures, megabytes of the filled index, and seconds of building it again without deciding."""
    index = StoryIndex(StorySettings(window=WINDOW))
    decided: list[tuple[Entry, Assignment]] = [(entry, assign(index, entry)) for entry in window]
    figures = timed(lambda entry: assign(index, entry), probe)
    gc.collect()
    begin = time.perf_counter()
    rebuilt = StoryIndex(StorySettings(window=WINDOW))
    for entry, assignment in decided:
        rebuilt.add(Document.of(entry), assignment, entry.fetched_at)
    took = time.perf_counter() - begin
    del rebuilt
    gc.collect()
    tracemalloc.start()
    weighed = StoryIndex(StorySettings(window=WINDOW))
    for entry, assignment in decided:
        weighed.add(Document.of(entry), assignment, entry.fetched_at)
    size = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return figures, size, took


def assign(index: StoryIndex, entry: Entry) -> Assignment:
    index.expire(entry.fetched_at)
    return index.assign(Document.of(entry), entry.fetched_at)


def row(size: int, method: str, figures: Figures, rest: str = "") -> None:
    print(f"{size:>8,}  {method:<22} {figures.per_second:>12,.0f} {figures.p99_ms:>8.2f}  {rest}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000])
    parser.add_argument("--probe", type=int, default=2_000)
    options = parser.parse_args()
    print(f"{'window':>8}  {'method':<22} {'entries/s':>12} {'p99 ms':>8}  memory and rebuild")
    for size in options.sizes:
        entries = list(generate(size + options.probe, WINDOW * 0.99))
        window, probe = entries[:size], entries[size:]
        row(size, "exact title", exact(window, probe))
        row(size, "token_set_ratio", token_set(window, probe))
        figures, megabytes, seconds = stories(window, probe)
        row(size, "stories", figures, f"{megabytes:.0f} MB, rebuilt in {seconds:.1f} s")


if __name__ == "__main__":
    main()
