"""`monitor replay`: which watch-lists judge."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.config_folder import Folder

from monitor.cli import group

HEADLINES = ("Iran strikes Pakistan", "Quake shakes Iran", "Flood in Java")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A configuration with two lists, a third that is not live yet, and `recording.jsonl`."""
    monkeypatch.chdir(tmp_path)
    folder = Folder(tmp_path / "config")
    folder.write("watchlists/quakes.yaml", "watch: Quakes\nfind: {quake: quake}\n")
    (tmp_path / "floods.yaml").write_text("watch: Floods\nfind: {flood: flood}\n")
    (tmp_path / "recording.jsonl").write_text("".join(json.dumps({"title": title}) + "\n" for title in HEADLINES))
    return folder


@pytest.mark.parametrize(
    ("options", "alerted"),
    [
        ([], ["border", "quakes"]),
        (["--watch", "quakes"], ["quakes"]),
        (["--watch", "floods.yaml", "--watch", "border"], ["border", "floods"]),
    ],
)
def test_the_lists_that_are_named_judge_alone(desk: Folder, options: list[str], alerted: list[str]) -> None:
    told = CliRunner().invoke(group, ["replay", "recording.jsonl", "-c", str(desk.path), *options, "--json"])
    verdicts = [verdict for line in told.stdout.splitlines() for verdict in json.loads(line)["verdicts"]]
    assert [verdict["watch"] for verdict in verdicts if verdict["alert"]] == alerted


def test_an_unknown_list_is_a_wrong_usage(desk: Folder) -> None:
    told = CliRunner().invoke(group, ["replay", "recording.jsonl", "-c", str(desk.path), "--watch", "quake"])
    assert told.exit_code == 2
    assert "did you mean “quakes”?" in told.stderr
