"""Speed, memory and restart of grouping into stories, beside simpler methods, on generated headlines.

    python bench/bench_stories.py [--sizes 10000] [--probe 2000]

Each method, in a process of its own, is filled with a window of so many entries and then timed on `--probe` further ones.
Memory is what the process has grown by while the window was filled. The index is then built again, from what the database
keeps and from texts, and must decide alike. Headlines are generated from a fixed seed: a third tell a new event, the rest
reword one of the last day. Names follow a Zipf distribution, as they do in the news.
"""

import argparse
import gc
import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from story_methods import METHODS, WINDOW, Method, Ours, Placed, TokenSet, is_missing

from monitor.core.language.document import Document
from monitor.core.stories.index import StoryIndex, kept_headline
from monitor.model import Assignment, Entry, Joined, Kept

START = datetime(2024, 3, 4, tzinfo=UTC)
SLOW = 40  # entries on which a method is timed that compares each with all
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


class Figures(NamedTuple):
    """Of a method with a full window; times of the processor and, in brackets, of the clock."""

    per_second: float
    per_second_by_clock: float
    p99_ms: float
    p99_ms_by_clock: float
    megabytes: float  # by which the process has grown
    rebuilding: str = ""


def measure(name: str, size: int, probe: int) -> Figures:
    """Fill a method with a window of `size` entries, then time it on more."""
    entries = list(generate(size + probe, WINDOW * 0.99))
    gc.collect()
    gc.freeze()
    before, method = _resident(), METHODS[name]()
    if isinstance(method, TokenSet):
        probe = min(probe, SLOW)
        for entry in entries[:size]:
            method.add(entry, entry.key, entry.fetched_at)
        placed = []
    else:
        placed = [method.place(entry, entry.fetched_at) for entry in entries[:size]]
    gc.collect()
    megabytes = (_resident() - before) / 1e6
    window, later = entries[:size], entries[size : size + probe]
    found, timed = _timed(method, later)
    rest = _rebuilding(window, placed, later, found) if isinstance(method, Ours) else ""
    return Figures(*timed, megabytes, rest)


def _timed(method: Method, entries: Iterable[Entry]) -> tuple[list[Placed], tuple[float, float, float, float]]:
    cpu, clock, placed = [], [], []
    for entry in entries:
        begin, began = time.perf_counter(), time.process_time()
        placed.append(method.place(entry, entry.fetched_at))
        cpu.append(time.process_time() - began)
        clock.append(time.perf_counter() - begin)
    per_second = [len(took) / sum(took) for took in (cpu, clock)]
    p99 = [1000 * sorted(took)[int(0.99 * len(took))] for took in (cpu, clock)]
    return placed, (*per_second, *p99)


def _rebuilding(window: Sequence[Entry], placed: Sequence[Placed], later: Sequence[Entry], found: Sequence[Placed]) -> str:
    """Seconds of the processor for building the index again, each way; an index that then decides otherwise is an error."""
    kept = [
        Kept(entry_id=entry.id, story_id=story, kept_at=entry.fetched_at, headline=kept_headline(entry))
        for entry, (story, _) in zip(window, placed, strict=True)
    ]
    assigned = [
        (entry, Assignment(story_id=each.story_id, joined=Joined.SAME, probability=1.0), each.kept_at)
        for entry, each in zip(window, kept, strict=True)
    ]
    restored = _built(lambda index: [index.restore(each) for each in kept], later, found)
    added = _built(lambda index: [index.add(Document.of(entry), known, at) for entry, known, at in assigned], later, found)
    return f"{restored:.1f} s ({added:.1f} s)"


def _built(build: Callable[[StoryIndex], object], later: Sequence[Entry], found: Sequence[Placed]) -> float:
    method = Ours()
    began = time.process_time()
    build(method.index)
    took = time.process_time() - began
    if [method.place(entry, entry.fetched_at) for entry in later] != found:
        raise AssertionError("an index that was built again decides otherwise")
    return took


def _resident() -> int:
    """Bytes of memory that the process holds; 0 where the system does not say."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if status.exists() else 0


def row(size: int, name: str, figures: Figures) -> None:
    print(
        f"{size:>8,}  {name:<16} {figures.per_second:>9,.0f} ({figures.per_second_by_clock:>7,.0f})"
        f" {figures.p99_ms:>8.2f} ({figures.p99_ms_by_clock:>7.2f}) {figures.megabytes:>7.0f} MB  {figures.rebuilding}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000])
    parser.add_argument("--probe", type=int, default=2_000)
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    options = parser.parse_args()
    methods = [name for name in options.methods if not is_missing(name)]
    print(f"times of one processor (and by the clock), load {os.getloadavg()[0]:.1f}; rebuilt from the database (and from texts)")
    print(f"{'window':>8}  {'method':<16} {'entries/s':>19} {'p99 ms':>18} {'memory':>10}  rebuilt")
    for size in options.sizes:
        for name in methods:
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                row(size, name, pool.apply(measure, (name, size, options.probe)))


if __name__ == "__main__":
    main()
