"""An index built again from the entries of open stories decides like the one that lived through everything."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.language.document import Document
from monitor.core.stories.index import StoryIndex
from monitor.model import Assignment, Entry, Kept, StorySettings

START = datetime(2024, 3, 4, tzinfo=UTC)
SUBJECTS = ["Iran", "Pakistan", "Ferry", "Quake", "Senate", "Morning briefing", "سراوان"]
VERBS = ["strikes", "recalls ambassador from", "hits", "approves", "rejects", "kills 7 in", "kills 9 in", "agrees truce with"]
OBJECTS = ["Iran", "Pakistan", "Bornholm", "budget", "Hamburg harbour", "Dresden", "Saravan village"]

titles = st.tuples(*map(st.sampled_from, (SUBJECTS, VERBS, OBJECTS))).map(" ".join)
entries = st.tuples(
    titles,
    st.one_of(st.just(""), titles),  # summary
    st.one_of(st.integers(0, 10), st.integers(0, 60), st.just(-1)),  # hours since the entry before
    st.sampled_from(["en", "en", "en", "fa"]),
    st.integers(0, 6),  # entry id; one that comes again is a revision
)
Step = tuple[str, str, int, str, int]


def stream(steps: list[Step]) -> list[Entry]:
    found, now = [], START
    seen: dict[int, int] = {}
    for number, (title, summary, hours, language, name) in enumerate(steps):
        now += timedelta(hours=hours)
        revision = seen[name] = seen.get(name, -1) + 1
        found.append(
            Entry(
                id=f"e{name}",
                revision=revision,
                feed_id="feed",
                outlet=f"outlet {number % 3}",
                title=title,
                summary=summary,
                fetched_at=now,
                language=language,
            )
        )
    return found


def run(index: StoryIndex, entry: Entry) -> tuple[tuple[str, ...], Assignment]:
    return index.expire(entry.fetched_at), index.assign(Document.of(entry), entry.fetched_at)


@given(st.lists(entries, min_size=2, max_size=40), st.data())
@settings(max_examples=150, deadline=None)
def test_a_rebuilt_index_decides_alike(steps: list[Step], data: st.DataObject) -> None:
    told = stream(steps)
    split = data.draw(st.integers(1, len(told) - 1))
    lived = StoryIndex(StorySettings())
    open_ones: list[tuple[Entry, Assignment, Kept]] = []
    for entry in told[:split]:
        closed, assignment = run(lived, entry)
        open_ones = [one for one in open_ones if one[1].story_id not in closed]
        open_ones.append((entry, assignment, lived.kept(entry)))
    rebuilt, restored = StoryIndex(StorySettings()), StoryIndex(StorySettings())
    for entry, assignment, kept in open_ones:
        rebuilt.add(Document.of(entry), assignment, entry.fetched_at)
        restored.restore(kept)
    for entry in told[split:]:
        decided = run(lived, entry)
        assert run(rebuilt, entry) == decided
        assert run(restored, entry) == decided


@pytest.mark.parametrize("size", [60])
def test_decisions_do_not_depend_on_the_hash_seed(size: int) -> None:
    outputs = {_decide(seed, size) for seed in ("0", "1", "4242")}
    assert len(outputs) == 1
    assert len(outputs.pop().splitlines()) == size


def _decide(seed: str, size: int) -> str:
    done = subprocess.run(
        [sys.executable, __file__, str(size)],
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def _main(size: int) -> None:
    """Fingerprint the assignments of a made-up stream of `size` entries."""
    steps = [
        (
            f"{SUBJECTS[n % 7]} {VERBS[n * 5 % 8]} {OBJECTS[n * 3 % 7]}",
            f"{SUBJECTS[n * 3 % 7]} {OBJECTS[n % 7]}" if n % 2 else "",
            n % 3,
            "en",
            n,
        )
        for n in range(size)
    ]
    index = StoryIndex(StorySettings())
    for entry in stream(steps):
        print(run(index, entry))  # noqa: T201


if __name__ == "__main__":
    _main(int(sys.argv[1]))
