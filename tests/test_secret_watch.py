"""The suite's own watch over secrets sees them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
TOKEN = "123456" + ":" + "AAsecretOfTheTestThatLeaksItForOnce"
LEAKS = {
    "prints": "print({token!r})",
    "writes to stderr": "import sys; sys.stderr.write({token!r})",
    "logs": "import logging; logging.getLogger('x').warning('sent to %s', {token!r})",
    "stores": "(tmp_path / 'monitor.db').write_text({token!r})",
    "prints what was to be kept": "from monitor.logs import keep_secret; keep_secret('open sesame'); print('now open sesame')",
    "tells by the command line": (
        "import click; from click.testing import CliRunner; "
        "CliRunner().invoke(click.Command('x', callback=lambda: click.echo({token!r})))"
    ),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_test_that_shows_a_secret_fails_without_showing_it(leak: str, tmp_path: Path) -> None:
    finished = run_test(LEAKS[leak].format(token=TOKEN), tmp_path)
    assert finished.returncode == 1
    assert "shows a secret" in finished.stdout
    assert "ForOnce" not in finished.stdout
    assert "sesame" not in finished.stdout


def test_a_test_that_shows_none_passes(tmp_path: Path) -> None:
    assert run_test("print('12:34 sent to 123456:[secret]')", tmp_path).returncode == 0


def run_test(body: str, folder: Path) -> subprocess.CompletedProcess[str]:
    test = folder / "test_leak.py"
    test.write_text(f"def test_leak(tmp_path):\n    {body}\n", encoding="utf-8")
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "support.secret_watch",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            folder,
            "-rA",
            test,
        ],
        env={**os.environ, "PYTHONPATH": str(TESTS), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
