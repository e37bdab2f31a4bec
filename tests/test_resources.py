"""The digest by which an upgrade is noticed that reads texts otherwise."""

import re
import shutil
from pathlib import Path

import pytest

import monitor
from monitor import resources
from monitor.store.open_entries import READING


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program that may be changed."""
    copy = tmp_path_factory.mktemp("copy") / "monitor"
    shutil.copytree(Path(monitor.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.mark.parametrize("changed", ["core/alerts/messages.py", "core/stories/weights.py", "core/facts/__pycache__/x.pyc"])
def test_what_reads_no_texts_does_not_make_them_be_read_again(package: Path, changed: str) -> None:
    before = resources.digest(*READING, package=package)
    (package / changed).parent.mkdir(exist_ok=True)
    with (package / changed).open("a") as file:
        file.write("# changed\n")
    assert resources.digest(*READING, package=package) == before


@pytest.mark.parametrize("changed", ["core/language/data/words.tsv", "core/facts/headline.py", "core/stories/headline_codec.py"])
def test_a_change_of_what_reads_texts_or_of_its_data_does(package: Path, changed: str) -> None:
    found = {resources.digest(*READING, package=package)}
    for line in ("one\n", "two\n"):
        (package / changed).parent.mkdir(exist_ok=True)
        with (package / changed).open("a") as file:
            file.write(line)
        found.add(resources.digest(*READING, package=package))
    assert len(found) == 3


def test_what_reads_texts_imports_nothing_of_the_core_that_is_left_out() -> None:
    root = Path(monitor.__file__).parent
    sources = [path for name in READING for path in (root / name, *(root / name).rglob("*.py")) if path.is_file()]
    imported = {found for path in sources for found in re.findall(r"^from monitor\.core\.(\S+)", path.read_text(), re.MULTILINE)}
    others = {name for name in imported if not name.startswith(("text", "language", "facts"))}
    assert others <= {"caches", "durations", "stories.intern_pool"}  # none has a say in what a headline means


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        resources.digest("core/nowhere")
