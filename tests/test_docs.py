"""The documentation is true: its commands run, its examples load, its lists are complete, its links lead somewhere."""

import asyncio
import io
import json
import logging
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from ruamel.yaml import YAML
from support.pages import PAGES, ROOT, Block, Command, anchor, blocks, commands, section
from support.rounds import january, play_rounds

from monitor.cli import COMMANDS, group, main
from monitor.config import load, settings
from monitor.demo.scenario import utc
from monitor.model import Reason
from monitor.yaml.sections import Section

COMMANDS_PAGE, CONFIGURATION_PAGE = ROOT / "docs/commands.md", ROOT / "docs/configuration.md"
# They need a network, a terminal for long, or a bot.
NOT_RUN = re.compile(r"(run|demo|poll)\b|feeds (test|add) |send-test newsdesk")
FAILING = {"check -c broken": 78}
# What they show depends on when they are run: only the first line is compared, and only if it has no number.
DATED = {"status", "stories", "alerts", "deliveries", "feeds"}
COUNTING = {"check", "init"}  # they count what is shipped; the numbers are not compared
OPEN = {"evidence", "delivered", "feeds", "reasons"}
OWN_LIST = "config/watchlists/page.yaml"


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database after the first evening of the demo."""
    folder = tmp_path_factory.mktemp("evening")
    first, last = utc("2024-01-16T16:00:00Z"), utc("2024-01-16T20:30:00Z")
    asyncio.run(play_rounds(january(), folder, first, last, timedelta(minutes=90)))
    return folder / "monitor.db"


@pytest.fixture
def desk(evening: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the shipped configuration and that evening's database, in which the commands are typed."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    (tmp_path / "data").mkdir()
    shutil.copy(evening, tmp_path / "data" / "monitor.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MONITOR_CONFIG", raising=False)
    log = logging.getLogger()
    kept = log.handlers[:], log.level
    yield tmp_path
    log.handlers[:], log.level = kept


def run(arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err, pytest.raises(SystemExit) as end:
        main(shlex.split(arguments))
    return (end.value.code if isinstance(end.value.code, int) else 0), out.getvalue(), err.getvalue()


def records(arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(f"{arguments} --json")[1].splitlines()]


# ── What is shown works ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_can_be_followed_from_top_to_bottom(page: Path, desk: Path) -> None:
    last_list = OWN_LIST
    for block in blocks(page):
        if block.language == "yaml" and page != CONFIGURATION_PAGE:  # whose blocks tests/config puts together
            last_list = follow_yaml(block, desk, last_list)
        elif block.file:
            (desk / block.file).write_text(block.text, encoding="utf-8")
        for command in commands(block):
            if not NOT_RUN.match(command.arguments):
                follow(command)


def follow_yaml(block: Block, desk: Path, last_list: str) -> str:
    """Write the block where a reader would, and read the configuration; the watch-list that the page is about."""
    keys = set(YAML(typ="safe").load(block.text))
    name = block.file
    if "watch" in keys:
        name = last_list = name or OWN_LIST
    elif not name and keys <= keys_of("_Watch"):
        (desk / last_list).write_text((desk / last_list).read_text(encoding="utf-8") + block.text, encoding="utf-8")
        name = last_list
    name = name or "config/monitor.yaml"
    path = desk / name
    if not path.parent.exists():
        shutil.copytree(desk / "config", path.parent)
    if name != last_list or keys >= {"watch"}:
        path.write_text(block.text, encoding="utf-8")
    if name.startswith("config/"):
        load(desk / "config")
    return last_list


def follow(command: Command) -> None:
    arguments = command.arguments
    if re.search(r"\b[0-9a-f]{16}\b", arguments):
        arguments = re.sub(r"\b[0-9a-f]{16}\b", records("stories -n 1")[0]["id"], arguments)
    code, *streams = run(arguments)
    is_failing = any("examples failed" in line for line in command.shown)
    assert code == FAILING.get(arguments, int(is_failing)), streams
    kind = shlex.split(arguments)[0]
    told = {comparable(line, kind) for stream in streams for line in stream.splitlines()}
    expected = [line for line in command.shown if line != "…"]
    if kind in DATED:
        expected = [line for line in expected[:1] if not re.search(r"\d", line)]
    assert [line for line in expected if comparable(line, kind) not in told] == [], streams


def comparable(line: str, kind: str) -> str:
    """The line without what may differ from one day to another: widths of columns, and counts of what is shipped."""
    if kind in COUNTING:
        line = re.sub(r"\d+", "#", line).removesuffix(", # warning").removesuffix(", # warnings")
    return " ".join(line.split()) if kind in DATED else line.rstrip()


# ── What is listed is all there is ───────────────────────────────────────────────────────────────────────────────────


def all_commands() -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        found[name] = command
        found |= {f"{name} {each}": below for each, below in getattr(command, "commands", {}).items()}
    return found


@pytest.mark.parametrize("name", all_commands())
def test_every_command_and_option_is_described(name: str) -> None:
    text = section(COMMANDS_PAGE, f"monitor {name}")
    common = section(COMMANDS_PAGE, "Common to all")
    for option in all_commands()[name].params:
        assert isinstance(option, click.Option) or option.human_readable_name
        for spelling in option.opts if isinstance(option, click.Option) else ():
            assert f"`{spelling}" in text + common, f"{spelling} of {name}"


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_described(reason: Reason) -> None:
    assert f"| `{reason.value}` | " in section(COMMANDS_PAGE, "Reasons")


def test_no_reason_is_described_that_does_not_exist() -> None:
    assert re.findall(r"^\| `(\w+)` ", section(COMMANDS_PAGE, "Reasons"), re.MULTILINE) == [reason.value for reason in Reason]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("check", "check"),
        ("check", "check -c broken"),
        ("check", "check -c failing"),
        ("status", "status"),
        ("replay", "replay recording.jsonl"),
        ("backtest", "backtest draft.yaml --against config/watchlists/iran-pakistan.yaml --entries recording.jsonl"),
        ("explain", "explain 'Pakistan strikes targets in Iran'"),
        ("explain", "explain {url}"),
        ("stories", "stories"),
        ("stories", "stories {story}"),
        ("stories", "stories --explain {story}"),
        ("alerts", "alerts"),
        ("deliveries", "deliveries"),
        ("feeds", "feeds"),
        ("feeds test", "feeds test http://127.0.0.1:1/"),
        ("send-test", "send-test console"),
    ],
)
def test_every_key_of_the_json_is_described(name: str, arguments: str, desk: Path) -> None:
    for folder, file, text in (
        ("broken", "monitor.yaml", "pol:\n  every: 10m\n"),
        ("failing", "watchlists/own.yaml", "watch: W\nfind: {a: b}\nexamples: {alert: [Nothing of the kind]}\n"),
    ):
        shutil.copytree(desk / "config", desk / folder)
        (desk / folder / file).write_text(text, encoding="utf-8")
    for block in blocks(COMMANDS_PAGE):
        if block.file and "/" not in block.file:
            (desk / block.file).write_text(block.text, encoding="utf-8")
    story = next(each for each in records("stories") if each["outlets"] > 1)
    found = records(arguments.format(url=story["url"], story=story["id"]))
    assert found
    described = set(re.findall(r"`(\w+)`", section(COMMANDS_PAGE, f"monitor {name}")))
    assert {key for record in found for key in keys_in(record)} - described == set()


def keys_in(record: Mapping[str, Any]) -> Iterator[str]:
    """Its keys, and those of what it lists. Not below OPEN, whose keys come from elsewhere."""
    for key, value in record.items():
        yield key
        below = value if isinstance(value, list) else [value]
        if key not in OPEN:
            for each in below:
                yield from keys_in(each) if isinstance(each, dict) else ()


def keys_of(name: str) -> set[str]:
    """The keys of one mapping of the configuration's files."""
    (kind,) = (each for each in Section.__subclasses__() if each.__name__ == name)
    return {field.alias or key for key, field in kind.model_fields.items()}


@pytest.mark.parametrize("kind", [each.__name__ for each in Section.__subclasses__()])
def test_every_key_of_the_configuration_is_described(kind: str) -> None:
    assert settings.__name__ == "monitor.config.settings", "the sections are defined"
    code = " ".join(re.findall(r"`[^`]+`|```yaml[\s\S]*?```", CONFIGURATION_PAGE.read_text(encoding="utf-8")))
    assert {key for key in keys_of(kind) if not re.search(rf"\b{key}\b", code)} == set()


def test_every_shipped_list_is_described() -> None:
    described = section(ROOT / "docs/watch-lists.md", "Shipped lists")
    assert [path.stem for path in sorted(ROOT.glob("config/watchlists/*.yaml")) if f"`{path.stem}`" not in described] == []
    named = set(re.findall(r"`\$(\w+)`", described))
    assert named <= set(YAML(typ="safe").load((ROOT / "config/words.yaml").read_text(encoding="utf-8")))


# ── What is mentioned exists ─────────────────────────────────────────────────────────────────────────────────────────


def every_page() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md")), *sorted(ROOT.glob("seeds/**/*.md"))]


@pytest.mark.parametrize("page", every_page(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        file, _, heading = target.partition("#")
        path = (page.parent / file).resolve() if file else page
        assert path.exists(), target
        if heading:
            headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in map(anchor, headings), target


@pytest.mark.parametrize("page", every_page(), ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_the_text_exist_with_their_options(page: Path) -> None:
    known = all_commands()
    for code in re.findall(r"`(?:\.venv/bin/)?monitor ([a-z][^`]*)`", page.read_text(encoding="utf-8")):
        words = code.split()
        command = known.get(" ".join(words[:2])) or known.get(words[0])
        assert command is not None, code
        options = {spelling for each in command.params for spelling in each.opts} | {"--help"}
        assert [word for word in words if word.startswith("-") and word not in options | {"-"}] == [], code
