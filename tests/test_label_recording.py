"""`bench/label_recording.py` finds labelled headlines in a recording by their digests, and nothing else of it."""

import json
import subprocess
import sys
from pathlib import Path

from monitor.backtest.replay import read_entries

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "bench" / "label_recording.py"
TITLES = ["Ferry aground off Bornholm", "Ferry freed off Bornholm", "Morning briefing", "Rain", "Morning briefing"]


def run(folder: Path, labels: str) -> subprocess.CompletedProcess[str]:
    recording, table = folder / "recording.jsonl", folder / "labels.tsv"
    entries = [
        {"title": title, "outlet": "Dawn", "published": f"2024-03-0{day}T06:00:00Z"} for day, title in enumerate(TITLES, start=1)
    ]
    recording.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    table.write_text(labels, encoding="utf-8")
    command = [sys.executable, str(SCRIPT), str(recording), str(table), "--before", "30"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_labels_are_added_and_a_title_that_comes_again_has_none(tmp_path: Path) -> None:
    names = ("a1aaa70b45aa1f55\tferry-freed", "88fce6dd8cd8bb64\tbriefing")
    done = run(tmp_path, "\n".join(names))
    assert [json.loads(line)["gold"] for line in done.stdout.splitlines()] == [None, "ferry-freed"]
    assert len(list(read_entries(done.stdout.splitlines(), "labelled", {}))) == 2


def test_labels_of_other_headlines_are_named(tmp_path: Path) -> None:
    done = run(tmp_path, "0123456789abcdef\tsomething-else")
    assert done.returncode == 1
    assert "none of its 1 headlines" in done.stderr
