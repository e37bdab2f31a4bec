"""libyaml gives the full parser's tree or none: what users write is read quickly, what is odd is read as ever."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from monitor import resources
from monitor.errors import Problem
from monitor.yaml.building import Builder, UnreadableError
from monitor.yaml.libyaml import quick_tree
from monitor.yaml.reading import read_yaml
from monitor.yaml.tree import Node

CONFIG = resources.folder("config")
FILES = sorted(CONFIG.rglob("*.yaml"))
PIECES = (
    *("a", "b c", "key", "- ", ": ", ":", "?", "? ", " ?", "#", " #", ", ", ",", "[", "]", "{", "}", '"', "'"),
    *("|", ">", ">-", "|2"),
    *("\n", "\n  ", "\n    ", "\n- ", "\n  - ", "!", "&", "*", "%", "@", "`", "~", "é", "سر", "𝔸", "\\", "\\n", "-", "--", "..."),
    *("---", "a: b\n", "k: [a, b]\n", "m: {a: b, c: d}\n", "t: >-\n  x\n  y\n", "<<: ", "http://a.b/c?d#e", "a:b", "+15: x"),
    *("''", '""', "'it''s'", '"a\\"b"', " ", "  ", "\u00a0", "\u2019", "\u2028", "\ufeff", "\t", "\x85", "\x07", "=", "0x1"),
)  # fmt: skip


def full_tree(text: str) -> tuple[Node | None, list[Problem]] | None:
    """What the full parser makes of a text; None if it cannot be read."""
    problems: list[Problem] = []
    try:
        return Builder("", text, problems).build(YAML(typ="safe", pure=True).parse(text)), problems
    except (YAMLError, UnreadableError, ValueError, IndexError, OverflowError):
        return None


def damaged(chance: random.Random, times: int) -> Iterator[str]:
    """Stretches of the shipped files with something wrong in them, and rubbish."""
    lines = [path.read_text(encoding="utf-8").splitlines() for path in FILES]
    for _ in range(times):
        around = chance.choice(lines)
        start = chance.randrange(len(around))
        text = "\n".join(around[start : start + 12]) + "\n"
        for _ in range(chance.randint(1, 3)):
            place, piece = chance.randrange(len(text) + 1), chance.choice(PIECES)
            text = text[:place] + piece + text[place + chance.choice((0, 0, 1, 3)) :]
        yield text
        yield "".join(chance.choices(PIECES, k=chance.randint(1, 12)))


@pytest.mark.parametrize("seed", range(4))
def test_it_reads_what_the_full_parser_reads_or_nothing(seed: int) -> None:
    quick = 0
    for text in damaged(random.Random(seed), 400):  # noqa: S311 - damage, not secrets
        tree = quick_tree(text)
        assert tree is None or full_tree(text) == (tree, []), repr(text)
        quick += tree is not None
    assert quick > 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_watch_lists_and_words_are_read_quickly(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = quick_tree(text)
    assert tree is not None or path.name in {"monitor.yaml", "feeds.yaml"}
    assert tree is None or full_tree(text) == (tree, [])


@pytest.mark.parametrize(
    "text",
    [
        "a: >#\n  b\n",
        "a: >-\n \n   b\n",
        "a:\nb: c\n",
        "a: &x b\n",
        "a: !x b\n",
        "a: b\n---\nc: d\n",
        "%YAML 1.1\n---\na: b\n",
        "? a\n: b\n",
        "a: b\ta\n",
        "a: b\u2028c\n",
        "a: b\na: c\n",
        "a: [b\n",
        "",
    ],
)
def test_what_is_odd_or_wrong_is_left_to_the_full_parser(text: str) -> None:
    assert quick_tree(text) is None


def test_places_are_those_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_text("watch: سر 𝔸\nfind:\n  x: 'it''s', y\n", encoding="utf-8")
    problems: list[Problem] = []
    assert read_yaml(path, problems) is None
    assert [(problem.line, problem.column) for problem in problems] == [(3, 13)]
    path.write_text("watch: سر 𝔸\nfind:\n  x: 𝔸𝔸, 'it''s'\n", encoding="utf-8")
    file = read_yaml(path, problems)
    assert file is not None
    assert (file.mark(("find", "x")).line, file.mark(("find", "x")).column) == (3, 6)
