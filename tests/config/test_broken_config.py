"""Every way to break the configuration is reported with its place, through the library and the command line."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from support.config_folder import Folder

from monitor.cli import main
from monitor.config import load_config
from monitor.errors import ConfigError

SETTINGS, FEEDS, WORDS, BORDER = "monitor.yaml", "feeds.yaml", "words.yaml", "watchlists/border.yaml"
TOKEN = "123456789:AAF0aBcDeFgHiJkLmNoPqRsTuVwXyZ01234"  # noqa: S105 - the form of one


class Broken(NamedTuple):
    """A change of one file, and what has to be said about it."""

    file: str
    old: str
    new: str
    place: str  # line:column
    what: str  # part of what is wrong
    todo: str = ""  # part of the advice


CASES = {
    "unknown key": Broken(
        FEEDS, "outlet: The Alpha", "outlet: A\n    langauge: en", "5:5", "unknown key “langauge”", "“language”?"
    ),
    "unknown key, nothing near": Broken(SETTINGS, "contact:", "zzz: 1\ncontact:", "1:1", "unknown key “zzz”", "database"),
    "unknown key deep inside": Broken(
        SETTINGS, "{send:", "{quiet_hours: {form: x}, send:", "2:24", "unknown key “form”", "“from”?"
    ),
    "missing key": Broken(FEEDS, "    outlet: The Alpha\n", "", "2:3", "“outlet” is missing in “alpha”", "outlet: …"),
    "key without a value": Broken(FEEDS, "outlet: The Alpha", "outlet:", "2:3", "“outlet” is missing in “alpha”"),
    "duplicate key": Broken(WORDS, "both:", "iran: Persia\nboth:", "3:1", "duplicate key “iran” (first in line 1)"),
    "duplicate feed": Broken(FEEDS, "  beta:", "  alpha:", "5:3", "duplicate key “alpha”"),
    "same address": Broken(FEEDS, "https://beta.example/feed", "http://ALPHA.example/rss", "5:15", "same address as “alpha”"),
    "not a web address": Broken(FEEDS, "https://beta.example/feed", "beta.example/feed", "5:15", "not a web address", "https://"),
    "bad tier": Broken(FEEDS, "tier: 3", "tier: best", "5:89", "“best” is not a whole number from 1 to 3"),
    "bad country": Broken(FEEDS, "country: ir", "country: Iran", "5:79", "“Iran” is not a country code"),
    "neither yes nor no": Broken(FEEDS, "agency: yes", "agency: perhaps", "5:100", "“perhaps” is not yes or no"),
    "bad term": Broken(BORDER, "strike, airstrike", "strike, air*strike", "5:19", "the star in “air*strike”"),
    "bad term in a list of lines": Broken(
        BORDER, "strike, airstrike,", "\n    - strike\n    - raid, b*, c,", "7:13", "would stand for too many words"
    ),
    "bad term in shared words": Broken(WORDS, "Iran*, Tehran", "Iran*, killed > 5", "1:14", "does not compare with >="),
    "unknown word list": Broken(BORDER, "$pakistan", "$pakistn", "4:13", "no list “$pakistn”", "“$pakistan”?"),
    "group in a word list": Broken(WORDS, "Iran*, Tehran", "[Iran*, {a: b}]", "1:15", "terms must be text"),
    "empty word list": Broken(WORDS, "Iran*, Tehran", "", "1:1", "the list “iran” is empty"),
    "word lists in a circle": Broken(WORDS, "Iran*, Tehran", "Iran*, $both", "1:1", "$iran → $both → $iran"),
    "number in ignore": Broken(BORDER, "labour strike", "killed >= 5", "6:9", "“killed >= 5”"),
    "empty find": Broken(
        BORDER, "find:\n  Iran: $iran\n  Pakistan: $pakistan\n  action:", "find: {}\nnote:", "2:7", "no concepts to find"
    ),
    "find without names": Broken(BORDER, "find:\n  Iran: $iran\n", "find: x\nnote:\n", "2:7", "expected concepts, found"),
    "bad points": Broken(BORDER, "+10: Panjgur", "lots: Panjgur", "8:3", "“lots” is not a number of points"),
    "unknown level": Broken(
        BORDER, "{alert: newsdesk}", "{alarm: newsdesk}", "10:8", "no level “alarm”", "alert, critical, watch"
    ),
    "unknown level of examples": Broken(BORDER, "  quiet:", "  calm:", "14:3", "no level “calm”", "quiet"),
    "levels that fall": Broken(BORDER, "send:", "levels: {watch: 70}\nsend:", "10:10", "“alert” (60) is not above “watch” (70)"),
    "unknown channel in send": Broken(BORDER, "newsdesk", "newsdsk", "10:15", "no channel “newsdsk”", "“newsdesk”?"),
    "unknown channel in alerts": Broken(
        SETTINGS, "send: console", "send: nobody", "2:16", "no channel “nobody”", "known channels"
    ),
    "headline with a colon": Broken(
        BORDER, "- Iran strikes", "- Live: Iran strikes", "13:7", "expected a headline, found", "quotes"
    ),
    "wrong type": Broken(
        SETTINGS, "contact: desk@example.org", "contact: [a, b]", "1:10", "expected a single value, found a list"
    ),
    "list where a mapping belongs": Broken(
        FEEDS,
        "  beta: {url: https://beta.example/feed, outlet: Beta, language: fa,",
        "  beta: [1]\n  gamma: {tier: 1,",
        "5:9",
        "expected “key: value” lines, found a list",
    ),
    "text where a mapping belongs": Broken(
        SETTINGS, "{send: console}", "console", "2:9", "expected “key: value” lines, found a single text", "under “alerts:”"
    ),
    "bad duration": Broken(SETTINGS, "{send:", "{cooldown: soon, send:", "2:20", "“soon” is not a duration", "10m"),
    "duration out of bounds": Broken(SETTINGS, "contact:", "poll: {every: 1s}\ncontact:", "1:15", "“1s” is out of range", "10s"),
    "bad zone": Broken(
        SETTINGS,
        "{send:",
        "{quiet_hours: {from: '23:00', to: '7:00', zone: Europe/Berln}, send:",
        "2:57",
        "time zone",
        "Europe/Berlin",
    ),
    "bad time": Broken(
        SETTINGS, "{send:", "{quiet_hours: {from: 25:00, to: 7:00, zone: UTC}, send:", "2:30", "“25:00” is not a time"
    ),
    "shortest over longest": Broken(
        SETTINGS, "contact:", "poll: {shortest: 2h, longest: 1h}\ncontact:", "1:18", "is longer than"
    ),
    "literal token": Broken(
        SETTINGS, "{env: NEWSDESK_TOKEN}", TOKEN, "7:12", "a secret does not belong in this file", "{env: …}"
    ),
    "token of no known form": Broken(SETTINGS, "{env: NEWSDESK_TOKEN}", "{vault: x}", "7:5", "where the secret is kept"),
    "channel without chat": Broken(SETTINGS, "    chat: -1001234567890\n", "", "5:3", "has no “chat”"),
    "unknown kind": Broken(SETTINGS, "kind: telegram", "kind: telegraph", "6:11", "“telegraph” is not allowed", "telegram"),
    "database password": Broken(
        SETTINGS,
        "contact:",
        "database: postgresql://me:hunter22@host/db\ncontact:",
        "1:11",
        "a password does not belong",
        "{env: NAME}",
    ),
    "tab": Broken(FEEDS, "    outlet: The Alpha", "\toutlet: The Alpha", "4:1", "a tab in the indentation", "spaces"),
    "alias": Broken(WORDS, "iran: Iran*, Tehran", "iran: &a Iran\npersia: *a", "1:7", "a value cannot begin with “&”"),
    "tag": Broken(WORDS, "iran: Iran*, Tehran", "iran: !!python/object:os.system x", "1:7", "a value cannot begin with “!”"),
    "quote not closed": Broken(BORDER, "watch: Border strikes", "watch: 'Border strikes", "1:8", "the quotes are never closed"),
    "bracket not closed": Broken(WORDS, "Islamabad]", "Islamabad", "3:5", "a bracket is not closed"),
    "second document": Broken(WORDS, "both:", "---\nboth:", "3:1", "a second YAML document"),
    "nested too deeply": Broken(WORDS, "iran: Iran*, Tehran", f"iran: {'[' * 20}{']' * 20}", "1:18", "nested too deeply"),
}


@pytest.mark.parametrize("broken", CASES.values(), ids=CASES)
def test_a_broken_file_is_reported_with_its_place_and_what_to_do(broken: Broken, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.replace(broken.file, broken.old, broken.new)
    with pytest.raises(ConfigError) as caught:
        load_config(folder.path)
    told = [problem for problem in caught.value.problems if broken.what in problem.what]
    assert told, str(caught.value)
    assert [f"{problem.line}:{problem.column}" for problem in told][:1] == [broken.place], str(caught.value)
    assert told[0].file == str(folder.path / broken.file)
    assert broken.todo in told[0].todo
    assert len(set(caught.value.problems)) == len(caught.value.problems), "said twice"
    assert {problem.file for problem in caught.value.problems} == {told[0].file}, "one cause, blamed on one file"


@pytest.mark.parametrize(
    ("name", "content", "place", "what"),
    [
        (SETTINGS, b"contact: caf\xe9\n", "1:13", "not UTF-8"),
        (SETTINGS, "contact: x\n".encode("utf-16"), "1:1", "this is text in UTF-16"),
        (FEEDS, b"feeds:\n  a\x00b: 1\n", "2:4", "not a text file"),
        (FEEDS, b"", "1:1", "the file is empty"),
        (FEEDS, b"# nothing but a comment\n", "1:1", "the file is empty"),
        (FEEDS, b"feeds: {}\n", "1:1", "no feeds are listed"),
        (FEEDS, b"feeds:\n  # none yet\n", "1:1", "“feeds” is missing"),
        (WORDS, b"- a\n- b\n", "1:1", "expected “key: value” lines, found a list"),
        (BORDER, b"just some words\n", "1:1", "expected “key: value” lines, found a single text"),
        (BORDER, b"watch: x\n" + b"#" * 5_000_000, "0:0", "larger than"),
        (BORDER, b"a: &a [x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [*c,*c,*c]\n", "1:4", "cannot begin with “&”"),
    ],
)
def test_a_file_that_is_no_configuration_is_refused(name: str, content: bytes, place: str, what: str, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(name, content)
    with pytest.raises(ConfigError) as caught:
        load_config(folder.path)
    told = [problem for problem in caught.value.problems if what in problem.what]
    assert [f"{problem.line}:{problem.column}" for problem in told] == [place], str(caught.value)


@pytest.mark.parametrize("name", [SETTINGS, FEEDS])
def test_a_missing_file_is_reported(name: str, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (folder.path / name).unlink()
    with pytest.raises(ConfigError, match="no such file; create it, or run `monitor init`"):
        load_config(folder.path)


def test_a_missing_word_list_matters_to_those_that_use_it(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (folder.path / WORDS).unlink()
    with pytest.raises(ConfigError) as caught:
        load_config(folder.path)
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [(3, 9), (4, 13)]
    assert "words.yaml" in caught.value.problems[0].todo


def test_an_empty_folder_of_watchlists_is_reported(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (folder.path / BORDER).unlink()
    with pytest.raises(ConfigError, match="no watch-lists here; write one, or run `monitor init`"):
        load_config(folder.path)


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere: no such folder; create it with `monitor init"):
        load_config(tmp_path / "nowhere")


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("watchlists/border.yml", (folder.path / BORDER).read_text())
    with pytest.raises(ConfigError, match=r"border\.yml: the same list id as .*border\.yaml; rename one"):
        load_config(folder.path)


def break_all(folder: Folder) -> list[str]:
    """Break every file, some of them twice; where and what has to be said."""
    folder.replace(SETTINGS, "{env: NEWSDESK_TOKEN}", TOKEN)
    folder.replace(SETTINGS, "{send: console}", "{cooldwn: 10m, per_hour: many}")
    folder.replace(FEEDS, "https://beta.example/feed", "ftp://beta.example")
    folder.replace(FEEDS, "tier: 3", "tier: 4")
    folder.replace(WORDS, "[Pakistan, Islamabad]", "$iraq")
    folder.replace(BORDER, "Panjgur", "near/3 Panjgur")
    folder.replace(BORDER, "newsdesk", "nobody")
    folder.write("watchlists/second.yaml", "\twatch: x\n")
    return [
        "monitor.yaml:2:10: unknown key “cooldwn”; did you mean “cooldown”?",
        "monitor.yaml:2:34: “many” is not a whole number",
        "monitor.yaml:7:12: a secret does not belong in this file",
        "feeds.yaml:5:15: not a web address",
        "feeds.yaml:5:82: “4” is not a whole number from 1 to 3",
        "words.yaml:2:11: there is no list “$iraq”; did you mean “$iran”?",
        "watchlists/border.yaml:8:8: “near/3 Panjgur” lacks the words",
        "watchlists/border.yaml:10:15: there is no channel “nobody”",
        "watchlists/second.yaml:1:1: a tab in the indentation; use spaces",
    ]


def test_all_problems_of_all_files_come_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Folder(tmp_path)
    expected = break_all(folder)
    with pytest.raises(SystemExit) as exit_:
        main(["check", "-c", str(folder.path)])
    told = capsys.readouterr()
    assert exit_.value.code == 78
    lines = told.err.splitlines()
    assert all(sum(line.startswith(f"{folder.path}/{start}") for line in lines) == 1 for start in expected), told.err
    assert len(lines) == len(expected), told.err
    assert TOKEN.partition(":")[2] not in told.err + told.out


def test_the_installed_command_exits_with_78(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    expected = break_all(folder)
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "check", "--config", str(folder.path / SETTINGS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 78
    assert len(done.stderr.splitlines()) == len(expected)
    assert "Traceback" not in done.stderr
