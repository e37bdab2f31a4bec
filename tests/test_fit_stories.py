"""`bench/fit_stories.py` runs for a stranger, and its fit finds what is there."""

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / "bench" / "fit_stories.py"
PAIRS = Path(__file__).parent / "data" / "pairs_made_from.tsv"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fit_stories", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fit_stories"] = module  # where dataclasses look up their module
    spec.loader.exec_module(module)
    return module


def test_it_runs_on_the_seeds(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    script.main(["--orders", "1"])
    shown = capsys.readouterr().out
    for part in ("placed by the index", "placed both ways", "fitted without one source", "AUC", "threshold", "place       veto"):
        assert part in shown


def test_a_separable_set_gets_its_signs_right(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "BY_HAND", (0.0,) * 4)
    chance = random.Random(5)  # noqa: S311 - rows, not secrets
    rows = []
    for place in range(200):
        like, late, nothing = chance.random(), chance.random(), chance.random()
        rows.append(script.Row((0, place), place % 5, (1.0, like, late, nothing), like > late, None))
    _, like, late, nothing = script.fit(rows, 1.0)
    assert like > 2
    assert late < -2
    assert abs(nothing) < 1
    scored = script.judged(rows, (0.0, 1.0, -1.0, 0.0))
    assert script.auc(scored) == script.average_precision(scored) == 1.0
    assert script.auc([(0.5, True), (0.5, False)]) == 0.5


def test_a_start_far_off_does_not_lead_astray(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every probability is near 1 the curve is flat, and a whole step of Newton's leads out of the world."""
    monkeypatch.setattr(script, "BY_HAND", (12.0, 0.0))
    rows = [script.Row((0, place), 0, (1.0, place / 100), place > 60, None) for place in range(100)]
    bias, like = script.fit(rows, 0.01)
    assert -60 < bias < 0 < like < 100
    assert script.auc(script.judged(rows, (bias, like))) == 1.0


def test_labels_of_a_recording_are_read(script: ModuleType, tmp_path: Path) -> None:
    recording = tmp_path / "labelled.jsonl"
    recording.write_text('{"title": "One", "gold": "a"}\n\n{"title": "Two"}\n')
    assert [(entry.title, gold) for entry, gold in script.read(recording)] == [("One", "a"), ("Two", "")]


def test_the_pairs_make_rows_of_their_own(script: ModuleType) -> None:
    pairs = script.read_pairs(PAIRS)[::2]
    rows = script.rows_from([script.pair_recordings(pairs)], by_gold=False)
    assert {row.is_same for row in rows} == {True, False}
    assert len({row.entry for row in rows}) <= len(pairs)


def test_few_labels_leave_the_weights_set_by_hand(script: ModuleType) -> None:
    blank = (1.0, *(0.0 for _ in script.BY_HAND[1:]))
    like = (1.0, *(0.1 for _ in script.BY_HAND[1:]))
    rows = [script.Row((0, place), 0, blank if place % 2 else like, place % 2 == 0, None) for place in range(4)]
    assert script.fit(rows, 1e6)[1:] == pytest.approx(script.BY_HAND[1:], abs=0.05)
