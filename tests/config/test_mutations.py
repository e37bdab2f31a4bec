"""Three hundred damaged configuration files: each is refused with a place, or means what it says; none crashes.

What it says is told by another reader of YAML, so that nothing is dropped or read as something else in silence.
"""

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from support.damage import damaged

from monitor import resources
from monitor.config.feeds import read_feeds
from monitor.config.settings import read_settings
from monitor.config.watchlists import read_watch
from monitor.config.words import Words, read_words
from monitor.errors import Problem
from monitor.yaml.reading import read_yaml
from monitor.yaml.tree import Node, Scalar, Table, YamlFile

CONFIG = resources.folder("config")
LISTS = tuple(path.relative_to(CONFIG).as_posix() for path in sorted(CONFIG.glob("watchlists/*.yaml")))
TIMES = {"monitor.yaml": 70, "feeds.yaml": 30, "words.yaml": 20} | dict.fromkeys(LISTS, 20)


@pytest.fixture(scope="module")
def words() -> Words:
    file = read_yaml(CONFIG / "words.yaml", [])
    assert file is not None
    return read_words(file, [])


def understood(name: str, path: Path, words: Words) -> tuple[YamlFile | None, Any, list[Problem]]:
    """The file, what was made of it, and what is wrong with it."""
    problems: list[Problem] = []
    file = read_yaml(path, problems)
    if file is None:
        return None, None, problems
    if name == "monitor.yaml":
        return file, read_settings(file, problems), problems
    if name == "feeds.yaml":
        return file, read_feeds(file, problems), problems
    if name == "words.yaml":
        return file, read_words(file, problems), problems
    return file, read_watch(file, words, problems), problems


def as_texts(node: Node) -> Any:
    """The tree as nothing but mappings, lists and texts."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Table):
        return {key: as_texts(value) for key, (_, value) in node.pairs.items()}
    return [as_texts(item) for item in node.nodes]


@pytest.mark.parametrize("name", TIMES)
def test_a_damaged_file_is_refused_with_a_place_or_means_what_it_says(name: str, tmp_path: Path, words: Words) -> None:
    rng = random.Random(f"damage to {name}")  # noqa: S311 - the same damage every time
    text = (CONFIG / name).read_text(encoding="utf-8")
    path = tmp_path / Path(name).name
    outcomes = []
    for _ in range(TIMES[name]):
        data = damaged(text, rng)
        path.write_bytes(data)
        file, made, problems = understood(name, path, words)
        outcomes.append(bool(problems))
        if problems:
            assert [each for each in problems if not is_useful(each, str(path), data)] == [], data
        else:
            assert file is not None
            assert made is not None
            assert as_texts(file.root) == YAML(typ="base", pure=True).load(file.text), data
    assert {True, False} <= set(outcomes), "the damage is of one kind only"


def is_useful(problem: Problem, name: str, data: bytes) -> bool:
    """It names the file, a place in it, what is wrong and what to do."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    return problem.file == name and 1 <= problem.line <= lines + 1 and problem.column >= 1 and bool(problem.what and problem.todo)


@pytest.mark.parametrize("name", TIMES)
@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "  \n") if ">-" not in text else text + "\n\n",
        lambda text: text + "# the end, without a line break",
        lambda text: "\n\n# a remark\n" + text,
    ],
    ids=["byte order mark", "Windows line ends", "blanks at line ends", "no last line break", "a remark"],
)
def test_what_does_not_matter_changes_nothing(name: str, rewrite: Callable[[str], str], tmp_path: Path, words: Words) -> None:
    text = (CONFIG / name).read_text(encoding="utf-8")
    path = tmp_path / Path(name).name

    def meaning() -> str:
        _, made, problems = understood(name, path, words)
        assert problems == []
        return re.sub(r"line=\d+", "", repr(getattr(made, "lists", made)))  # examples remember their lines

    path.write_text(text, encoding="utf-8")
    before = meaning()
    path.write_bytes(rewrite(text).encode())
    assert meaning() == before


def test_there_are_three_hundred() -> None:
    assert sum(TIMES.values()) >= 300
