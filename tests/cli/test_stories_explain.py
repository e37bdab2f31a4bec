"""`monitor stories --explain` over a real database and over a recording."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from support.config_folder import Folder
from support.pages import ROOT

from monitor.backtest.replay import entry_record
from monitor.cli import group
from monitor.config import load_config
from monitor.core.pipeline import Pipeline
from monitor.core.stories.guards import GUARDS
from monitor.model import Entry, StorySettings
from monitor.store import feeds, judgements
from monitor.store.database import Database

START = datetime(2024, 1, 16, 18, tzinfo=UTC)
TOLD = (  # hours, title
    (0, "Iran strikes Jaish al-Adl bases in Pakistan with missiles and drones"),
    (1, "Iran hits Jaish al-Adl bases in Pakistan with missiles"),
    (2, "Large fire at chemical plant in Hamburg injures four workers"),
    (3, "Large fire at chemical plant in Dresden injures four workers"),
    (30, "Pakistan strikes militant bases in Iran with missiles and drones"),
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration whose archive and whose recording.jsonl hold what was told."""
    folder = tmp_path / "config"
    Folder(folder)
    text = (folder / "monitor.yaml").read_text()
    (folder / "monitor.yaml").write_text(f"database: sqlite:///{tmp_path}/monitor.db\n{text}")
    loaded = load_config(folder)
    told = [
        Entry(id=f"e{number}", feed_id="alpha", outlet=f"Outlet {number}", title=title, fetched_at=START + timedelta(hours=hours))
        for number, (hours, title) in enumerate(TOLD)
    ]
    database = Database.open(loaded.database)
    database.run_now(feeds.sync_feeds, loaded.feeds, START)
    (state, *_) = database.run_now(feeds.feed_states)
    database.run_now(feeds.record_poll, state, told)
    pipeline = Pipeline(loaded)
    database.run_now(judgements.record, [pipeline.process(entry) for entry in told], [])
    database.close()
    (tmp_path / "recording.jsonl").write_text("".join(json.dumps(entry_record(entry)) + "\n" for entry in told))
    return folder


def run(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(group, ["stories", *arguments, "-c", str(config)])


def explained(config: Path, wanted: str, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(config, "--explain", wanted, "--json", *arguments).stdout.splitlines()]


def test_the_features_add_up_to_the_probability_that_was_kept(config: Path) -> None:
    (row,) = explained(config, "e1")
    assert (row["joined"], row["today"]) == ("same", None)
    assert abs(row["against"]["probability"] - row["probability"]) < 1e-4
    shown = run(config, "--explain", "e1").stdout
    for like in row["features"]:
        assert like["points"] == pytest.approx(like["value"] * like["weight"], abs=0.01)
        assert f"{like['value']:.2f} × {like['weight']:5.2f}" in shown
    assert "likely from 0.20, same from 0.55" in shown
    assert "Outlet 0: Iran strikes Jaish al-Adl bases" in shown


def test_a_story_is_explained_entry_by_entry(config: Path) -> None:
    (one,) = explained(config, "e0")
    assert [row["id"] for row in explained(config, one["story"])] == ["e0.0", "e1.0"]


def test_a_guard_is_told_in_words_with_what_it_parted(config: Path) -> None:
    fire = run(config, "--explain", "e3").stdout
    assert "NEW  place (another event): The place of the one stands where the other has another" in fire
    assert "parted from" in fire
    (answer,) = explained(config, "e4")
    (strike,) = explained(config, "e0")
    assert (answer["joined"], answer["against"]["guard"]) == ("new", "direction")
    assert answer["follows"] == {"story": strike["story"], "title": TOLD[0][1]}
    assert "which it follows" in " ".join(run(config, "--explain", "e4").stdout.split())


def test_every_guard_has_words() -> None:
    assert [guard.name for guard in GUARDS if not guard.applies.__doc__] == []


def test_the_page_about_stories_names_every_guard_and_both_thresholds() -> None:
    page = (ROOT / "docs/stories.md").read_text(encoding="utf-8")
    table = page.partition("| guard |")[2].partition("\n\n")[0]
    cells = "".join(line.split("|")[1] for line in table.splitlines()[2:])
    assert sorted(re.findall(r"`([^`]+)`", cells)) == sorted(guard.name for guard in GUARDS)
    settings, picture = StorySettings(), (ROOT / "docs/images/story-doubt.svg").read_text(encoding="utf-8")
    for name, value in (("likely", settings.likely), ("same", settings.same)):
        assert f"| `{name}` | `{value}` |" in page
        assert f">{value}</text>" in picture


def test_a_recording_is_explained_alike(config: Path) -> None:
    recording = str(config.parent / "recording.jsonl")
    for wanted in ("e1", "e3", "e4"):
        assert explained(config, wanted, "--entries", recording) == explained(config, wanted)


@pytest.mark.parametrize(
    ("title", "summary", "joined", "why"),
    [
        (
            "Tuesday briefing: bottles banned in Latvia",
            "",
            "same",
            "a round-up of the news: it tells no event, and is joined in silence",
        ),
        (
            "What a summer it will be",
            "In Jurmala the Saeima's majority took glass off the sand: deposits, said Kalnina, had failed.",
            "likely",
            "only details of summaries speak for it",
        ),
    ],
)
def test_what_joins_in_silence_or_not_for_another_reason_says_so(
    config: Path, title: str, summary: str, joined: str, why: str
) -> None:
    told = [
        (
            "Latvia bans glass bottles",
            "Deposits had failed, Kalnina told the Saeima; no glass on Jurmala's sand, a majority said.",
        ),
        (title, summary),
    ]
    recording = config.parent / "recording.jsonl"
    entries = [
        Entry(id=f"e{n}", feed_id=f"f{n}", outlet=f"Outlet {n}", title=title, summary=text, fetched_at=START + timedelta(hours=n))
        for n, (title, text) in enumerate(told)
    ]
    recording.write_text("".join(json.dumps(entry_record(entry)) + "\n" for entry in entries))
    (row,) = explained(config, "e1", "--entries", str(recording))
    assert (row["joined"], row["why"]) == (joined, why)


def test_changed_settings_are_said(config: Path) -> None:
    with (config / "monitor.yaml").open("a") as file:
        file.write("stories: {likely: 0.9999, same: 0.99999}\n")
    (row,) = explained(config, "e1")
    assert (row["joined"], row["today"]) == ("same", "new")
    assert "decided otherwise now (new)" in run(config, "--explain", "e1").stdout


def test_it_fits_on_a_page(config: Path) -> None:
    for number in range(len(TOLD)):
        assert max(map(len, run(config, "--explain", f"e{number}").stdout.splitlines())) <= 100


@pytest.mark.parametrize("arguments", [["--explain", "nope"], ["--entries", "config/monitor.yaml"]])
def test_wrong_usage_is_told(config: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(config.parent)
    assert run(config, *arguments).exit_code == 2
