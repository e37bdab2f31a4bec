"""Read one YAML file: for any bytes, the result is a tree or problems with their places.

YAML features beyond mappings, lists and texts (anchors, tags, several documents) are refused: nothing here needs
them, and an alias bomb uses them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from monitor.errors import Problem
from monitor.yaml.building import MAX_DEPTH, Builder, UnreadableError, describe
from monitor.yaml.errors import explained
from monitor.yaml.libyaml import quick_tree
from monitor.yaml.tree import Mark, Node, Table, YamlFile, mark_at

__all__ = ["MAX_BYTES", "MAX_DEPTH", "describe", "read_text", "read_tree", "read_yaml"]

MAX_BYTES = 4_000_000
_DOCUMENTS = {  # first bytes of files that are not plain text -> what they are
    b"PK\x03\x04": "a word processor document",
    b"{\\rtf": "a word processor document",
    b"\xd0\xcf\x11\xe0": "a word processor document",
    b"%PDF": "a PDF",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}


def read_yaml(path: Path, problems: list[Problem]) -> YamlFile | None:
    """The file at `path`, or None if it is unusable; what is wrong with it is appended to `problems`."""
    text = read_text(str(path), problems)
    return None if text is None else read_tree(str(path), text, problems)


def read_text(name: str, problems: list[Problem]) -> str | None:
    """The text of a file with uniform line endings; None if it is not text."""
    try:
        return _text_of(name)
    except UnreadableError as error:
        problems.append(_problem(name, error))
        return None


def read_tree(name: str, text: str, problems: list[Problem]) -> YamlFile | None:
    """The file of this `name` and `text`, or None."""
    try:
        root = _root(text, name, problems)
    except UnreadableError as error:
        problem = _problem(name, error)
        if not any(
            (known.file, known.line) == (name, problem.line) for known in problems
        ):  # otherwise it is a consequence of that problem
            problems.append(problem)
        return None
    if not isinstance(root, Table):
        found = "the file is empty" if root is None else f"expected “key: value” lines, found {describe(root)}"
        problems.append(Problem(name, 1, 1, found, "write “key: value” lines; `monitor init` creates examples"))
        return None
    return YamlFile(name, text, root)


def _problem(name: str, error: UnreadableError) -> Problem:
    return Problem(name, *(error.mark or (0, 0)), *error.args)


def _text_of(name: str) -> str:
    try:
        with open(name, "rb") as file:  # noqa: PTH123 - by the thousands, a Path each would be felt
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableError("no such file", "create it, or run `monitor init` to create a starter file") from None
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}", "check that it is a regular file that you may read") from None
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"larger than {MAX_BYTES // 1_000_000} MB", "split it, or remove what is not configuration")
    for beginning, kind in _DOCUMENTS.items():
        if data.startswith(beginning):
            raise UnreadableError(f"this is {kind}", "save it as plain text in UTF-8", Mark(1, 1))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        raise UnreadableError("not UTF-8 text", "save the file as UTF-8", mark_at(before, len(before))) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _root(text: str, name: str, problems: list[Problem]) -> Node | None:
    """The tree, None if the file is empty. Raises UnreadableError if the file cannot be parsed."""
    if (root := quick_tree(text)) is not None:
        return root
    try:
        return Builder(name, text, problems).build(_events(text))
    except ReaderError as error:
        place = text.find(chr(error.character)) if isinstance(error.character, int) else error.position
        raise UnreadableError(
            "not a text file, or a stray control character in it", "delete the character", mark_at(text, max(0, place))
        ) from None
    except MarkedYAMLError as error:
        raise explained(error, text) from None
    except (YAMLError, ValueError, IndexError, OverflowError):
        raise UnreadableError("not valid YAML", "compare it with a file that `monitor init` creates") from None


def _events(text: str) -> Iterator[Any]:
    yaml = YAML(typ="safe", pure=True)
    yield from yaml.parse(text)
