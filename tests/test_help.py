"""Help is instant: it loads none of the libraries that do the work."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from monitor import __version__
from monitor.cli import COMMANDS, group

HEAVY = (
    "alembic",
    "apscheduler",
    "feedparser",
    "httpx",
    "pydantic",
    "rapidfuzz",
    "rich",
    "ruamel",
    "sqlalchemy",
    "structlog",
    "telegram",
)
PROBE = """
import contextlib, io, json, sys
from monitor.cli import main
for arguments in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            main([*arguments, "--help"])
        except SystemExit as end:
            code = end.code
    loaded = sorted({name.partition(".")[0] for name in sys.modules})
    print(json.dumps([arguments, code, out.getvalue(), loaded]))
"""


def command_lines() -> list[list[str]]:
    """The arguments of every command and subcommand; the group itself has none."""
    found: list[list[str]] = [[]]
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        found.append([name])
        found += [[name, each] for each in getattr(command, "commands", ())]
    return found


def test_help_of_every_command_loads_nothing_heavy(tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", PROBE], input=json.dumps(command_lines()), capture_output=True, text=True, check=True, cwd=tmp_path
    )
    answers = [json.loads(line) for line in finished.stdout.splitlines()]
    assert [arguments for arguments, *_ in answers] == command_lines()
    for arguments, code, text, loaded in answers:
        assert code == 0, arguments
        assert text.startswith(f"Usage: {' '.join(['monitor', *arguments])} "), arguments
        assert [name for name in HEAVY if name in loaded] == [], arguments


def test_the_list_of_commands_says_what_each_does() -> None:
    text = CliRunner().invoke(group, ["--help"]).stdout
    for name, line in COMMANDS.items():
        assert any(each.split() == [name, *line.split()] for each in text.splitlines()), name


@pytest.mark.parametrize("arguments", [["nonsense"], ["status", "--nonsense"], ["replay"], ["stories", "-n", "0"]], ids=" ".join)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    outcome = CliRunner().invoke(group, arguments)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("Usage: ")


def test_the_program_and_the_module_are_one(tmp_path: Path) -> None:
    program = [Path(sys.executable).with_name("monitor"), "--version"]
    module = [sys.executable, "-m", "monitor", "--version"]
    told = {subprocess.run(each, capture_output=True, text=True, check=True, cwd=tmp_path).stdout for each in (program, module)}
    assert told == {f"monitor, version {__version__}\n"}


def test_an_option_before_the_command_is_told_where_it_belongs() -> None:
    done = CliRunner().invoke(group, ["-c", "config", "check"])
    assert done.exit_code == 2
    assert "No such option '-c'. Options go after the command." in done.output
