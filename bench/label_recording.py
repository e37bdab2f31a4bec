"""Adds labels by event to a recording, for `story_accuracy.py` and `fit_stories.py`; `labels/README.md` says what they mean.

    python bench/label_recording.py RECORDING.jsonl LABELS.tsv >labelled.jsonl

Entries more than `--before` hours before the first labelled one, and those after the last, are left out.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

DAY = timedelta(days=1)  # a title that comes again later tells another event


def digest(title: str) -> str:
    return hashlib.sha256(title.encode()).hexdigest()[:16]


def labelled(entries: Sequence[Mapping[str, Any]], events: Mapping[str, str], before: timedelta) -> Iterator[dict[str, Any]]:
    """The entries around the labelled ones, in their order, with `gold`: the event, null where it is not known."""
    timed = [(datetime.fromisoformat(entry["published"]), digest(entry["title"]), entry) for entry in entries]
    first: dict[str, datetime] = {}
    for time, name, _ in timed:
        first.setdefault(name, time)
    recurring = {name for time, name, _ in timed if time - first[name] > DAY}
    golds = {name: events[name] for name in first if name in events and name not in recurring}
    known = [time for time, name, _ in timed if name in golds]
    for time, name, entry in timed:
        if known and min(known) - before <= time <= max(known):
            yield {**entry, "gold": golds.get(name)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recording", type=Path, metavar="RECORDING.jsonl")
    parser.add_argument("labels", type=Path, metavar="LABELS.tsv")
    parser.add_argument("--before", type=float, default=72.0, help="hours of the recording that come before the labels (72)")
    options = parser.parse_args()
    entries = [json.loads(line) for line in options.recording.read_text(encoding="utf-8").splitlines() if line.strip()]
    events = dict(line.split("\t") for line in options.labels.read_text(encoding="utf-8").splitlines())
    found = list(labelled(entries, events, timedelta(hours=options.before)))
    if not found:
        sys.exit(f"{options.labels}: none of its {len(events)} headlines is in {options.recording}")
    for entry in found:
        print(json.dumps(entry, ensure_ascii=False))


if __name__ == "__main__":
    main()
