"""How well entries are grouped into stories, ours beside simpler methods, on labelled recordings.

    python bench/story_accuracy.py FILE.jsonl ...

Each FILE is a recording as `monitor replay` reads it, with one more key: `gold`, the name of the event that the entry tells;
without one it is noise. Each method goes through each FILE anew, one entry at a time in order of arrival.

B3 P, R, F1   B-cubed over labelled entries (Bagga and Baldwin 1998): the share of an entry's story that tells its event, and
              of its event that is in its story, averaged; F1 of the two averages. Noise in a story counts against precision.
undelivered   % of events of which no entry founded a story or came as a reply: nobody heard of them
dup           founding entries per event beyond the first
replies       entries that joined as `likely`, per event
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from story_methods import METHODS, Method, Placed, is_missing

from monitor.backtest.replay import read_entries
from monitor.model import Entry, Joined


class Accuracy(NamedTuple):
    precision: float
    recall: float
    f1: float
    undelivered: float  # %
    duplicates: float  # per event
    replies: float  # per event


def read(path: Path) -> tuple[list[Entry], list[str]]:
    """The entries of a recording, and the gold of each, "" for noise."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return list(read_entries(lines, str(path), {})), [str(json.loads(line).get("gold") or "") for line in lines]


def run(method: Method, entries: Sequence[Entry]) -> list[Placed]:
    now, placed = entries[0].fetched_at, []
    for entry in entries:
        now = max(now, entry.fetched_at)
        placed.append(method.place(entry, now))
    return placed


def accuracy(golds: Sequence[str], placed: Sequence[Placed]) -> Accuracy:
    """Raises ValueError if no entry is labelled."""
    labelled = [(gold, story, joined) for gold, (story, joined) in zip(golds, placed, strict=True) if gold]
    if not labelled:
        raise ValueError("no entry has a `gold`")
    stories = Counter(story for story, _ in placed)
    events = Counter(gold for gold, _, _ in labelled)
    both = Counter((gold, story) for gold, story, _ in labelled)
    precision = sum(both[gold, story] / stories[story] for gold, story, _ in labelled) / len(labelled)
    recall = sum(both[gold, story] / events[gold] for gold, story, _ in labelled) / len(labelled)
    founded = Counter(gold for gold, _, joined in labelled if joined is Joined.NEW)
    replied = Counter(gold for gold, _, joined in labelled if joined is Joined.LIKELY)
    return Accuracy(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall),
        undelivered=100 * len(events.keys() - founded.keys() - replied.keys()) / len(events),
        duplicates=(founded.total() - len(founded)) / len(events),
        replies=replied.total() / len(events),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.jsonl")
    options = parser.parse_args()
    methods = {name: made for name, made in METHODS.items() if not is_missing(name)}
    for path in options.files:
        entries, golds = read(path)
        print(f"\n{path.name}: {len(entries):,} entries, {sum(map(bool, golds)):,} labelled, {len({*golds} - {''}):,} events")
        print(f"{'method':<16} {'B3 P':>6} {'B3 R':>6} {'B3 F1':>6} {'undelivered':>12} {'dup':>6} {'replies':>8} {'CPU s':>7}")
        for name, made in methods.items():
            begin = time.process_time()
            found = accuracy(golds, run(made(), entries))
            print(
                f"{name:<16} {found.precision:>6.3f} {found.recall:>6.3f} {found.f1:>6.3f} {found.undelivered:>10.1f} %"
                f" {found.duplicates:>6.2f} {found.replies:>8.2f} {time.process_time() - begin:>7.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
