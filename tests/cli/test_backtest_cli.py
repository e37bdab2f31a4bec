"""`monitor backtest` over a real archive and over recordings."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from support.archived import archive_entries
from support.builders import at, entry
from support.config_folder import Folder

from monitor.backtest.replay import entry_record
from monitor.cli import group, main
from monitor.cli.backtest_report import SHOWN
from monitor.config import load_config, load_watch
from monitor.model import Entry
from monitor.store import archive, feeds, judgements
from monitor.store.database import Database

DAY = 24 * 60
DRAFT = """\
watch: Border strikes
find:
  Iran: $iran
  Pakistan: $pakistan
  action: strike, airstrike, shelling
"""
STREAM = (
    entry("Iran strikes Pakistan", 0),
    entry("Iran strikes Pakistan, killing two", 20, outlet="BBC"),
    entry("Iran and Pakistan: airspace violated by jets", 10 * DAY),
    entry("Tehran celebrates a football victory", 11 * DAY),
    entry("Shelling from Pakistan wounds farmers in Iran", 40 * DAY),
    entry("Tension", 41 * DAY, summary="A strike between Iran and Pakistan is feared"),
)


class Desk:
    """A configuration folder and the archive of a daemon that has judged some entries."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = Folder(path / "config")
        text = (path / "config/monitor.yaml").read_text()
        self.folder.write("monitor.yaml", f"database: sqlite:///{path}/monitor.db\n{text}")
        self.config = load_config(path / "config")
        self.database = Database.open(self.config.database)

    def archive(self, entries: Sequence[Entry]) -> None:
        archive_entries(self.database, self.config, entries)

    def recording(self, entries: Sequence[Entry]) -> str:
        return str(self.write("recording.jsonl", "".join(json.dumps(entry_record(each)) + "\n" for each in entries)))

    def write(self, name: str, text: str) -> Path:
        path = self.path / name
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, *arguments: object) -> Result:
        return CliRunner().invoke(group, ["backtest", *map(str, arguments), "-c", str(self.path / "config")])

    def rows(self, *arguments: object) -> dict[str, list[dict[str, Any]]]:
        result = self.run(*arguments, "--json")
        assert result.exit_code == 0, result.output
        assert result.stderr == ""
        found: dict[str, list[dict[str, Any]]] = {}
        for line in result.stdout.splitlines():
            row = json.loads(line)
            found.setdefault(row["kind"], []).append(row)
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.database.close()


@pytest.fixture(params=["archive", "recording"])
def source(request: pytest.FixtureRequest, desk: Desk) -> Callable[..., tuple[str, ...]]:
    """Makes entries available to the command and says with which arguments."""

    def give(entries: Sequence[Entry]) -> tuple[str, ...]:
        if request.param == "recording":
            return ("--entries", desk.recording(entries))
        desk.archive(entries)
        return ()

    return give


def titles(rows: dict[str, list[dict[str, Any]]], kind: str) -> list[str]:
    return [row["title"] for row in rows.get(kind, [])]


def test_a_draft_is_compared_with_the_list_of_its_name(desk: Desk, source: Callable[..., tuple[str, ...]]) -> None:
    given, draft = source(STREAM), desk.write("border.yaml", DRAFT)
    rows = desk.rows(draft, "--since", "all", *given)
    assert titles(rows, "gained") == ["Shelling from Pakistan wounds farmers in Iran"]
    assert titles(rows, "lost") == ["Iran and Pakistan: airspace violated by jets"]
    (gained,), (lost,) = rows["gained"], rows["lost"]
    assert (gained["score"], gained["level"], gained["other"]["missing"]) == (80, "alert", ["action"])
    assert sum(points for points, _ in lost["explanation"]) == lost["score"]
    assert [(row["old"], row["new"]) for row in rows["level"] if row["level"] == "alert"] == [(2, 2)]
    assert rows["summary"][0]["until"] == "2024-02-28T05:00:00Z"
    assert [(row["score"], row["new"]) for row in rows["threshold"]] == [(40, 3), (50, 2), (60, 2), (70, 2), (80, 2)]


def test_since_counts_back_from_the_last_entry(desk: Desk, source: Callable[..., tuple[str, ...]]) -> None:
    given, draft = source(STREAM), desk.write("border.yaml", DRAFT)
    rows = desk.rows(draft, "--since", "5d", *given)
    assert titles(rows, "gained") == ["Shelling from Pakistan wounds farmers in Iran"]
    assert "lost" not in rows
    assert rows["summary"][0]["since"] == "2024-02-23T05:00:00Z"


def test_the_archive_counts_thirty_days_a_recording_all(desk: Desk) -> None:
    desk.archive(STREAM)
    assert titles(desk.rows("border"), "gained") == []
    assert len(desk.rows("border", "--entries", desk.recording(STREAM))["gained"]) == 2


def test_a_story_told_before_the_period_is_not_gained_in_it(desk: Desk) -> None:
    stream = [
        replace(STREAM[0], is_backlog=False),
        *(entry("Iran strikes Pakistan", n * DAY, outlet=f"O{n}") for n in range(1, 9)),
    ]
    desk.archive(stream)
    rows = desk.rows("border", "--since", "3d")
    assert "gained" not in rows
    assert rows["summary"][0]["new"]["reasons"]


def test_archive_and_recording_agree_on_everything(desk: Desk) -> None:
    stream = [
        entry(f"{who} {act} in {town} of Pakistan", 37 * n, outlet=f"Outlet {n % 7}", summary="Iran was named" if n % 3 else "")
        for n, (who, act, town) in enumerate(
            (who, act, town)
            for who in ("Iran", "Iranian army", "Tehran", "Police")
            for act in ("strike", "airstrike kills 5", "vote", "strike kills 9")
            for town in ("Panjgur", "Quetta", "Lahore")
        )
    ]
    desk.archive(stream)
    draft = desk.write("border.yaml", DRAFT)
    for since, least in (("all", 10), ("20h", 9)):
        asked = ["backtest", str(draft), "-c", str(desk.path / "config"), "--since", since, "--json"]
        of_archive = CliRunner().invoke(group, asked)
        of_recording = CliRunner().invoke(group, [*asked, "--entries", desk.recording(stream)])
        assert of_archive.stdout == of_recording.stdout
        assert len(of_archive.stdout.splitlines()) >= least


def test_parts_of_the_archive_join_without_a_seam(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.archive(STREAM)
    whole = desk.rows("border", "--since", "all")
    monkeypatch.setattr(archive, "PART", 2)
    assert desk.rows("border", "--since", "all") == whole
    assert len(list(desk.database.read_now(lambda c: list(archive.texts(c))))) == len(STREAM)


def test_entries_not_judged_yet_are_left_out(desk: Desk) -> None:
    desk.archive(STREAM[:1])
    state = next(state for state in desk.database.run_now(feeds.feed_states) if state.feed_id == "dawn")
    desk.database.run_now(feeds.record_poll, state, [entry("Airstrike: Iran hits Pakistan's Lahore", 50)])
    assert titles(desk.rows("border", "--since", "all"), "gained") == ["Iran strikes Pakistan"]


def test_people_read_what_is_gained_lost_and_missed(desk: Desk) -> None:
    draft = desk.write("border.yaml", DRAFT)
    text = desk.run(draft, "--entries", desk.recording(STREAM)).stdout
    for part in (
        "Border strikes: 2024-01-18 to 2024-02-28, 5.9 weeks",
        "0.3 (2)",
        "Gained: 1",
        "2024-02-27 05:00  ALERT 80  Shelling from Pakistan wounds farmers in Iran",
        "before: nothing found for action",
        "Lost: 1",
        "Just missed: 1",
        "lacks 2 points and 1 more independent outlet for critical",
    ):
        assert part in text
    near = desk.run(desk.write("near.yaml", f"{DRAFT}levels: {{alert: 50}}\n"), "--entries", desk.recording(STREAM)).stdout
    assert "lacks 2 points for alert" in near
    assert "Alerts: 2" in near


def test_a_level_that_nobody_is_told_of_is_no_count_of_zero(desk: Desk) -> None:
    desk.folder.write("watchlists/loud.yaml", DRAFT + "send: {watch: console}\n")
    desk.folder.write("watchlists/draft.yaml", DRAFT)
    recording = desk.recording(STREAM)
    assert "\nwatch            not sent\n" in desk.run("draft", "--entries", recording).stdout.replace(" \n", "\n")
    assert "\nwatch            0.2 (1)\n" in desk.run("loud", "--entries", recording).stdout.replace(" \n", "\n")


def test_a_long_answer_is_cut_for_people_only(desk: Desk) -> None:
    stream = [entry(f"Iran strike number {n} on Pakistan's town {chr(97 + n) * 5}", 9 * DAY * n) for n in range(SHOWN + 3)]
    text = desk.run("border", "--entries", desk.recording(stream)).stdout
    assert "and 3 more: --json lists all" in text
    assert len(desk.rows("border", "--entries", desk.recording(stream))["gained"]) == SHOWN + 3


def test_against_names_the_older_version(desk: Desk) -> None:
    older = desk.write("older.yaml", DRAFT)
    rows = desk.rows("border", "--against", older, "--entries", desk.recording(STREAM))
    assert titles(rows, "lost") == ["Shelling from Pakistan wounds farmers in Iran"]


def test_a_draft_uses_the_words_of_the_configuration(desk: Desk) -> None:
    path = desk.write("draft.yaml", DRAFT)
    assert load_watch(path, desk.path / "config/words.yaml").find[0].terms[1].text == "Tehran"
    stream = [entry("Tehran orders airstrike on Islamabad")]
    assert len(desk.rows(path, "--entries", desk.recording(stream))["gained"]) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["bordr"], 2, "there is no watch-list “bordr”; did you mean “border”?"),
        (["border", "--since", "soon"], 2, "“soon” is not a duration"),
        (["border"], 1, "the archive holds no entries yet"),
        (["missing.yaml"], 78, "no such file"),
        (["border", "--entries", "none.jsonl"], 2, "none.jsonl"),
    ],
)
def test_what_cannot_be_done_is_said(desk: Desk, arguments: list[str], code: int, says: str) -> None:
    if code == 78:
        with pytest.raises(SystemExit) as exit_:
            main(["backtest", *arguments, "-c", str(desk.path / "config")])
        assert exit_.value.code == code
        return
    result = desk.run(*arguments)
    assert (result.exit_code, says in result.output) == (code, True)


def test_an_empty_recording_is_said(desk: Desk) -> None:
    result = desk.run("border", "--entries", desk.write("empty.jsonl", "\n"))
    assert result.exit_code == 1
    assert "holds no entries" in result.output


def test_nothing_is_written(desk: Desk) -> None:
    desk.archive(STREAM)
    before = desk.database.run_now(judgements.alerts_since, at(-9))
    desk.rows(desk.write("border.yaml", DRAFT), "--since", "all")
    assert desk.database.run_now(judgements.alerts_since, at(-9)) == before
