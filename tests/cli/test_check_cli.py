"""`monitor check`: examples, warnings, exit codes."""

import json
from pathlib import Path

import pytest
from support.builders import START, entry
from support.config_folder import Folder

from monitor import resources
from monitor.cli import main
from monitor.model import Feed
from monitor.store import feeds, schema
from monitor.store.database import Database
from monitor.store.rows import to_row

BORDER = "watchlists/border.yaml"


def check(folder: Path, *options: str) -> int:
    with pytest.raises(SystemExit) as exit_:
        main(["check", "-c", str(folder), *options])
    return int(exit_.value.code or 0)


def test_the_shipped_configuration_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(resources.folder("config")) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert " feeds, 9 lists, 1 channel, " in last
    assert " examples pass" in last


def test_a_sound_configuration_says_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSDESK_TOKEN", "a-token-for-tests")
    assert check(Folder(tmp_path).path) == 0
    assert capsys.readouterr() == ("3 feeds, 1 list, 2 channels, 2 examples pass\n", "")


def test_an_example_that_fails_shows_its_sum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Folder(tmp_path)
    folder.replace(BORDER, "-40: cricket", "-4: cricket")
    folder.replace(BORDER, "Pakistan beats Iran at cricket", "Pakistan and Iran strike at cricket")
    folder.replace(BORDER, "  quiet:", "    - Iran shells Pakistan\n  quiet:")
    assert check(folder.path) == 1
    told = capsys.readouterr().out
    assert f"{folder.path}/{BORDER}:14: “Iran shells Pakistan” should be alert (60 or more) but scores 0" in told
    assert "nothing found for action" in told
    assert f"{folder.path}/{BORDER}:16: “Pakistan and Iran strike at cricket” should be quiet (below 60) but scores 76" in told
    assert "-4.0  “cricket”" in told
    assert told.splitlines()[-1].startswith("3 feeds, 1 list, 2 channels, 2 of 3 examples failed")


@pytest.mark.parametrize(
    ("level", "headline", "code"),
    [
        ("watch", "Talks // Iran says an airstrike hit Pakistan", 0),  # 48
        ("alert", "Talks // Iran says an airstrike hit Pakistan", 1),
        ("quiet", "Talks // Iran says an airstrike hit Pakistan", 0),  # below alert
        ("watch", "Iran strikes Pakistan", 0),  # more than asked for
        ("critical", "Iran strikes Pakistan", 1),  # 80
        ("critical", "Iran strikes Panjgur in Pakistan", 0),  # 90: the other outlets it needs are left aside
        ("quiet", "Iran strikes Pakistan", 1),
    ],
)
def test_what_an_example_must_reach(tmp_path: Path, level: str, headline: str, code: int) -> None:
    folder = Folder(tmp_path)
    text = (folder.path / BORDER).read_text(encoding="utf-8")
    folder.write(BORDER, text.partition("examples:")[0] + f"examples:\n  {level}: [{headline}]\n")
    assert check(folder.path) == code


def test_restrictions_to_languages_and_sources_do_not_matter_to_examples(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.replace(BORDER, "send:", "languages: fa\nsources: {only: Beta}\nsend:")
    assert check(folder.path) == 0


def test_warnings_do_not_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Folder(tmp_path)
    folder.replace("monitor.yaml", "contact: desk@example.org\n", "")
    assert check(folder.path) == 0
    told = capsys.readouterr().out
    assert f"warning: {folder.path}/monitor.yaml:1:1: “contact” is not set; set an address" in told
    assert told.splitlines()[-1].endswith(", 2 warnings")


def test_json_is_one_object_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Folder(tmp_path)
    folder.replace(BORDER, "Pakistan beats Iran at cricket", "Iran strikes Pakistan")
    assert check(folder.path, "--json") == 1
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (failed,) = [record for record in records if record["kind"] == "example"]
    assert (failed["line"], failed["expected"], failed["needed"]) == (15, "quiet", 60)
    assert sum(points for points, _ in failed["explanation"]) == pytest.approx(failed["score"])
    assert records[-1] == {
        "kind": "summary", "feeds": 3, "lists": 1, "channels": 2, "warnings": 1, "examples": 2, "failed": 1,
    }  # fmt: skip


def test_json_of_a_broken_configuration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Folder(tmp_path)
    folder.write("feeds.yaml", "\tfeeds: x\n")
    assert check(folder.path, "--json") == 78
    told = capsys.readouterr()
    assert json.loads(told.out) == {
        "kind": "error", "file": str(folder.path / "feeds.yaml"), "line": 1, "column": 1,
        "what": "a tab in the indentation", "todo": "use spaces",
    }  # fmt: skip
    assert told.err == ""


def fill(folder: Folder, *titles: str) -> None:
    """An archive beside the configuration, with these headlines in it."""
    folder.replace("monitor.yaml", "contact:", f"database: sqlite:///{folder.path}/data/a.db\ncontact:")
    database = Database.open(f"sqlite:///{folder.path}/data/a.db")
    database.run_now(feeds.sync_feeds, [Feed(id="alpha", url="https://alpha.example/rss", outlet="Alpha")], START)
    for number, title in enumerate(titles):
        row = to_row(entry(title, id=f"e{number}", feed_id="alpha"), schema.entries)
        database.run_now(lambda c, row: c.execute(schema.entries.insert().values(row)), row)
    database.close()


def test_the_archive_tells_what_stars_caught_and_which_spellings_are_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSDESK_TOKEN", "a-token-for-tests")
    folder = Folder(tmp_path)
    folder.replace("words.yaml", "pakistan: [Pakistan", "pakistan: [Pakistan, Balochistan")
    fill(folder, *["Strike in Baluchestan, Iranians say"] * 54, *["Iran Tehran"] * 3)
    assert check(folder.path) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"note: {folder.path}/words.yaml:1:7: “Iran*” also matched iranians 54×; ")
    spelling = f"note: {folder.path}/words.yaml:2:22: “Balochistan”: your archive also has baluchestan 54×, which"
    assert lines[1].startswith(spelling)
    assert len(lines) == 3

    assert check(folder.path, "--json") == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["kind"] for record in records] == ["note", "note", "summary"]


def test_a_star_within_a_phrase_is_told_of_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSDESK_TOKEN", "a-token-for-tests")
    folder = Folder(tmp_path)
    folder.replace(BORDER, "strike, airstrike", "strike, airstrike, envoy near/4 return*")
    fill(folder, *["Envoy returned"] * 2, "Returnees wait for envoy", "Envoy to return", "Returnees wait")
    assert check(folder.path) == 0
    assert ": “envoy near/4 return*” also matched returned 2×, returnees 1×; if unwanted, " in capsys.readouterr().out


def test_only_the_most_frequent_catches_are_shown_unless_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSDESK_TOKEN", "a-token-for-tests")
    folder = Folder(tmp_path)
    folder.replace(BORDER, "strike, airstrike", "strike, airstrike, " + ", ".join(f"act{letter}*" for letter in "abcdefghijkl"))
    fill(folder, *(f"act{letter}ion" for letter in "abcdefghijkl"), "actlion")
    assert check(folder.path) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum(" matched " in line for line in lines) == 11
    assert "“actl*” matched actlion 2×" in "\n".join(lines)
    assert lines[-2] == "note: 2 more stars matched several words; `monitor check --archive` shows them"
    assert check(folder.path, "--archive") == 0
    assert sum(" matched " in line for line in capsys.readouterr().out.splitlines()) == 12


def test_checking_makes_no_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert check(Folder(tmp_path / "desk").path) == 0
    assert not (tmp_path / "data").exists()
