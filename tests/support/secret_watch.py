"""A pytest plugin: the test that prints a secret, or leaves one in a database or a log, fails.

What counts: anything of the form of a bot token, and whatever the program itself was told to keep (`logs.keep_secret`).
Watched are captured output and log records, what the command line prints, the test's own name, and the files of KEPT_FILES
under `tmp_path`.
"""

import re
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from monitor.logs import redact

TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
KEPT_FILES = (".db", ".db-wal", ".log", ".jsonl")


def shows_secret(text: str) -> bool:
    return bool(TOKEN.search(text)) or redact(text) != text


def hidden(text: str) -> str:
    return TOKEN.sub("[secret]", redact(text))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    places = [name for name, text in report.sections if shows_secret(text)]
    report.sections = [(name, hidden(text)) for name, text in report.sections]
    if report.when == "teardown":  # its report has the sections of all phases
        places += _files_with_secrets(item)
        places += ["its own name, give its parameters ids"] if TOKEN.search(item.nodeid) else []
        if places and report.passed:
            report.outcome = "failed"
            report.longrepr = f"{hidden(item.nodeid)} shows a secret: {', '.join(places)}"
    return report


@pytest.fixture(autouse=True)
def _watch_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """`CliRunner` keeps what is printed from pytest's own capture."""
    invoke = CliRunner.invoke

    def watched(*args: Any, **more: Any) -> Result:
        result = invoke(*args, **more)
        if shows_secret(result.output):
            pytest.fail(f"the command line shows a secret: {hidden(result.output)}", pytrace=False)
        return result

    monkeypatch.setattr(CliRunner, "invoke", watched)


def _files_with_secrets(item: pytest.Item) -> list[str]:
    folder = getattr(item, "funcargs", {}).get("tmp_path")
    if not isinstance(folder, Path):
        return []
    files = sorted(path for path in folder.rglob("*") if path.name.endswith(KEPT_FILES) and path.is_file())
    return [path.name for path in files if shows_secret(path.read_bytes().decode("utf-8", "replace"))]
