"""`bench/story_accuracy.py` counts what its text says, for every method that it compares."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from monitor.model import Joined

BENCH = Path(__file__).parents[1] / "bench"
NEW, SAME, LIKELY = Joined.NEW, Joined.SAME, Joined.LIKELY


@pytest.fixture(scope="module")
def script() -> ModuleType:
    for name in ("story_methods", "story_accuracy"):
        spec = importlib.util.spec_from_file_location(name, BENCH / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


def test_noise_and_a_swallowed_event_count_against_a_method(script: ModuleType) -> None:
    golds = ["quake", "quake", "", "strike", "vote", "vote"]
    placed = [("a", NEW), ("a", SAME), ("a", SAME), ("a", SAME), ("b", NEW), ("c", NEW)]
    found = script.accuracy(golds, placed)
    assert found.precision == pytest.approx((2 / 4 + 2 / 4 + 1 / 4 + 1 + 1) / 5)
    assert found.recall == pytest.approx((1 + 1 + 1 + 1 / 2 + 1 / 2) / 5)
    assert found.undelivered == pytest.approx(100 / 3)  # the strike
    assert found.duplicates == pytest.approx(1 / 3)  # of the vote
    assert found.replies == 0


def test_an_event_that_came_as_a_reply_is_delivered(script: ModuleType) -> None:
    found = script.accuracy(["quake", "strike"], [("a", NEW), ("a", LIKELY)])
    assert (found.undelivered, found.replies) == (0.0, 0.5)


def test_a_recording_without_labels_is_refused(script: ModuleType) -> None:
    with pytest.raises(ValueError, match="gold"):
        script.accuracy(["", ""], [("a", NEW), ("b", NEW)])


def test_all_methods_find_the_same_title_again_until_the_window_ends(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        {
            "id": str(n),
            "title": "Ferry sinks off Bornholm with forty aboard",
            "published": f"2024-03-{day:02}T08:00:00Z",
            "gold": gold,
        }
        for n, (day, gold) in enumerate([(1, "one"), (2, "one"), (12, "two")])
    ]
    recording = tmp_path / "recording.jsonl"
    recording.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["story_accuracy.py", str(recording)])
    script.main()
    shown = capsys.readouterr().out
    assert "3 entries, 3 labelled, 2 events" in shown
    rows = [
        line
        for line in shown.splitlines()
        if line.startswith(("exact title", "token_set_ratio", "MinHash LSH  ", "TF-IDF", "ours"))
    ]
    assert len(rows) >= 4
    assert all(" 1.000  1.000  1.000        0.0 %   0.00" in row for row in rows)
