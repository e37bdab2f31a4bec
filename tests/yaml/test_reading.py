"""Whatever the bytes of a file are, the answer is a tree or problems."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from support.config_folder import FILES, Folder

from monitor.config import load_config
from monitor.errors import ConfigError, Problem
from monitor.yaml.reading import MAX_DEPTH, read_yaml
from monitor.yaml.tree import Mark, YamlFile, plain


def read(path: Path, content: str | bytes) -> tuple[YamlFile | None, list[Problem]]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    problems: list[Problem] = []
    return read_yaml(path, problems), problems


def test_scalars_are_texts(tmp_path: Path) -> None:
    file, problems = read(
        tmp_path / "x.yaml", "a: NO\nb: 1:30\nc: 1.10\nd: on\ne: 0o17\nf: 2024-01-16\ng: ~\nh: 'null'\n007: x\n"
    )
    assert file
    assert not problems
    assert plain(file.root) == {
        "a": "NO", "b": "1:30", "c": "1.10", "d": "on", "e": "0o17", "f": "2024-01-16", "g": "~", "h": "null", "007": "x",
    }  # fmt: skip


def test_a_key_without_a_value_is_not_given_but_an_empty_text_is(tmp_path: Path) -> None:
    file, _ = read(tmp_path / "x.yaml", "a:\nb: ''\nc: [x, ]\n")
    assert file
    assert plain(file.root) == {"b": "", "c": ["x"]}


def test_places_are_those_an_editor_shows(tmp_path: Path) -> None:
    file, _ = read(tmp_path / "x.yaml", "\ufeffa: 1\r\nb:\r\n  - ایران: x\r\n  - c: [y, zz]\r\n")
    assert file
    assert file.mark(("b", 0, "ایران")) == Mark(3, 12)
    assert file.mark(("b", 1, "c", 1)) == Mark(4, 12)
    assert file.key_mark(("b", 1, "c")) == Mark(4, 5)
    assert file.mark(("nowhere", "at all")) == Mark(1, 1)


def test_several_extras_are_told_in_one_go(tmp_path: Path) -> None:
    _, problems = read(tmp_path / "x.yaml", "a: &x 1\nb: &y 2\nc: !t 3\nc: 4\nd: *x\n")
    assert [(problem.line, problem.column) for problem in problems] == [(1, 4), (3, 4), (4, 1), (5, 4)]


def test_the_deepest_nesting_is_bounded(tmp_path: Path) -> None:
    good, problems = read(tmp_path / "x.yaml", f"a: {'[' * (MAX_DEPTH - 1)}x{']' * (MAX_DEPTH - 1)}")
    assert good
    assert not problems
    for content in ("[" * 100_000, "- " * 100_000, "{a: " * 50_000):
        file, problems = read(tmp_path / "x.yaml", content)
        assert file is None
        assert "nested too deeply" in problems[0].what


def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert read_yaml(tmp_path, problems) is None
    assert "cannot be read" in problems[0].what


def holds(file: YamlFile | None, problems: list[Problem]) -> None:
    assert file or problems
    assert all(problem.what and problem.todo and "\n" not in str(problem) for problem in problems)
    assert all(problem.line >= 0 and problem.column >= 0 for problem in problems)


@given(st.binary(max_size=200))
def test_junk_never_crashes(tmp_path_factory: object, content: bytes) -> None:
    holds(*read(_scratch(tmp_path_factory), content))


@given(st.text(alphabet="ab:-?,[]{}#&*!|>'\"%@`\t\n \\\u0085\u2028\ufeff~=<", max_size=80))
def test_yaml_like_junk_never_crashes(tmp_path_factory: object, content: str) -> None:
    holds(*read(_scratch(tmp_path_factory), content))


@given(st.sampled_from(sorted(FILES)), st.integers(0, 400), st.text(max_size=3), st.integers(0, 5))
def test_a_slip_of_the_keyboard_never_crashes(tmp_path_factory: object, name: str, at: int, typed: str, lost: int) -> None:
    text = FILES[name]
    holds(*read(_scratch(tmp_path_factory), text[:at] + typed + text[at + lost :]))


ANYTHING = ["x", "", "''", "[]", "{}", "[x]", "{x: y}", "[[x]]", "{x: {y: z}}", "-1", "$x", "*", "1m", "a, b", "\n  - x: y\n"]


@given(st.sampled_from(sorted(FILES)), st.integers(0, 60), st.sampled_from(ANYTHING))
def test_anything_in_the_place_of_any_value_never_crashes(tmp_path_factory: object, name: str, which: int, instead: str) -> None:
    folder = Folder(_scratch(tmp_path_factory).parent / "anything")
    values = list(re.finditer(r"(?<=: )[^\n{}\[]+|\{[^{}]*\}|\[[^\]]*\]", FILES[name]))
    value = values[which % len(values)]
    folder.write(name, FILES[name][: value.start()] + instead + FILES[name][value.end() :])
    try:
        load_config(folder.path)
        problems: tuple[Problem, ...] = ()
    except ConfigError as error:
        problems = error.problems
    holds(None, list(problems) or [Problem("fine", 0, 0, "nothing", "nothing")])


def _scratch(factory: object) -> Path:
    return factory.getbasetemp() / "scratch.yaml"  # type: ignore[attr-defined, no-any-return]
