"""What is installed is whole: it works where no checkout is."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Runs the installed program although the tests' own environment knows the checkout.
AWAY = "import sys; sys.path[:] = [{installed!r}, *(path for path in sys.path if path not in ('', {checkout!r}))]; "


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the wheel was unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def away(installed: Path, code: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    start = AWAY.format(installed=str(installed), checkout=str(ROOT))
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "MONITOR_CONFIG"}}
    return subprocess.run(
        [sys.executable, "-c", start + code], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def monitor(installed: Path, arguments: Sequence[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    return away(installed, f"from monitor.cli import main; main({list(arguments)!r})", cwd)


def test_every_file_of_the_program_is_in_the_wheel(installed: Path) -> None:
    expected = [
        f"{'' if folder == 'monitor' else 'monitor/share/'}{path.relative_to(ROOT)}"
        for folder in ("monitor", "config", "seeds")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    ]
    assert len(expected) > 100
    assert [name for name in expected if not (installed / name).is_file()] == []


def test_the_shipped_folders_are_found_without_a_checkout(installed: Path, tmp_path: Path) -> None:
    code = "from monitor import resources as r; print(r.folder('config'), r.folder('seeds'), sep='\\n')"
    share = installed / "monitor" / "share"
    assert away(installed, code, tmp_path).stdout.splitlines() == [str(share / "config"), str(share / "seeds")]


def test_the_installed_program_makes_a_configuration_that_passes_its_own_check(installed: Path, tmp_path: Path) -> None:
    made = monitor(installed, ["init", "desk", "--no-input", "--contact", "desk@example.org"], tmp_path)
    assert made.returncode == 0, made.stderr
    checked = monitor(installed, ["check", "-c", "desk"], tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_installed_program_can_open_its_database(installed: Path, tmp_path: Path) -> None:
    assert monitor(installed, ["init", "config", "--no-input"], tmp_path).returncode == 0
    listed = monitor(installed, ["stories"], tmp_path)
    assert (listed.stdout, listed.stderr) == ("No stories yet.\n", "")
    assert (tmp_path / "data" / "monitor.db").exists()


def test_the_installed_program_has_the_demo(installed: Path, tmp_path: Path) -> None:
    code = (
        "from monitor import resources; from monitor.demo.scenario import load_scenario; "
        "load_scenario(resources.folder('seeds') / 'iran-pakistan-2024-01'); print('whole')"
    )
    assert away(installed, code, tmp_path).stdout == "whole\n"


def test_the_version_stands_in_one_place(installed: Path) -> None:
    metadata = next(installed.glob("*.dist-info/METADATA")).read_text(encoding="utf-8")
    version = away(installed, "import monitor; print(monitor.__version__)", installed).stdout.strip()
    assert f"\nVersion: {version}\n" in metadata
    assert "\nRequires-Python: >=3.11\n" in metadata
