"""Reading one YAML file: whatever its bytes are, the answer is a tree or problems with their places.

What YAML could do beyond mappings, lists and texts (anchors, tags, several documents) is refused: nothing here needs
it, and an alias bomb does.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from monitor.config.building import MAX_DEPTH, Builder, UnreadableError, describe
from monitor.config.libyaml import quick_tree
from monitor.config.tree import Mark, Node, Table, YamlFile, mark_at
from monitor.errors import Problem

__all__ = ["MAX_BYTES", "MAX_DEPTH", "describe", "read_text", "read_tree", "read_yaml"]

MAX_BYTES = 4_000_000
_QUOTE = "put the whole value in 'single quotes' (a quote inside it is written twice)"
_HINTS = {  # part of the parser's message -> what is wrong, what to do
    "mapping values are not allowed": ("a “:” where none may stand", f"check the indentation, or {_QUOTE}"),
    "sequence entries are not allowed": ("a “-” where none may stand", "begin the list on a line of its own"),
    "could not find expected ':'": ("a line that is not “key: value”", "add the colon, or indent it as the lines above"),
    "expected ',' or": ("a bracket is not closed, or a comma is missing", "close it, or give each value a line: “- value”"),
    "expected <block end>": ("this does not fit the lines above", f"check the indentation, or {_QUOTE}"),
    "expected the node content": ("a value is missing here", "close the brackets before, or write the value"),
    "unexpected end of stream": ("the text ends inside quotes", "close them"),
    "cannot start any token": ("a value cannot begin with this character", _QUOTE),
    "escape character": ("a “\\” inside double quotes", "use 'single quotes'"),
    "scanning an alias": ("a value cannot begin with “*”", _QUOTE),
    "scanning an anchor": ("a value cannot begin with “&”", _QUOTE),
}


def read_yaml(path: Path, problems: list[Problem]) -> YamlFile | None:
    """The file at `path`, or None if it is unusable; what is wrong with it is appended to `problems`."""
    text = read_text(str(path), problems)
    return None if text is None else read_tree(str(path), text, problems)


def read_text(name: str, problems: list[Problem]) -> str | None:
    """What a file holds, with one kind of line ends; None if that is no text."""
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
        problems.append(_problem(name, error))
        return None
    if not isinstance(root, Table):
        found = "the file is empty" if root is None else f"{describe(root)} where “key: value” lines belong"
        problems.append(Problem(name, 1, 1, found, "begin with what `monitor init` writes"))
        return None
    return YamlFile(name, text, root)


def _problem(name: str, error: UnreadableError) -> Problem:
    return Problem(name, *(error.mark or (0, 0)), *error.args)


def _text_of(name: str) -> str:
    try:
        with open(name, "rb") as file:  # noqa: PTH123 - by the thousands, a Path each would be felt
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableError("there is no such file", "create it, or let `monitor init` write one to start from") from None
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}", "check its kind and permissions") from None
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"larger than {MAX_BYTES // 1_000_000} MB", "split it, or move out what is no configuration")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        raise UnreadableError("not UTF-8 text", "save the file as UTF-8", mark_at(before, len(before))) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _root(text: str, name: str, problems: list[Problem]) -> Node | None:
    """The tree, None if the file is empty; raises UnreadableError where parsing has to stop."""
    if (root := quick_tree(text)) is not None:
        return root
    try:
        return Builder(name, text, problems).build(_events(text))
    except ReaderError as error:
        place = text.find(chr(error.character)) if isinstance(error.character, int) else error.position
        raise UnreadableError(
            "not a text file, or a stray control character", "delete the character", mark_at(text, max(0, place))
        ) from None
    except MarkedYAMLError as error:
        raise _explained(error, text) from None
    except (YAMLError, ValueError, IndexError, OverflowError):
        raise UnreadableError("not YAML", "compare it with what `monitor init` writes") from None


def _events(text: str) -> Iterator[Any]:
    yaml = YAML(typ="safe", pure=True)
    yield from yaml.parse(text)


def _explained(error: MarkedYAMLError, text: str) -> UnreadableError:
    """The parser's complaint in words that help, at the place where something has to be changed."""
    place = error.problem_mark or error.context_mark
    mark = Mark(place.line + 1, place.column + 1) if place else None
    message = f"{error.context or ''} {error.problem or ''}"
    line = text.split("\n")[mark.line - 1] if mark else ""
    if mark and "\t" in line[: len(line) - len(line.lstrip())]:
        return UnreadableError("a tab in the indentation", "use spaces", Mark(mark.line, line.index("\t") + 1))
    for part, (what, todo) in _HINTS.items():
        if part in message:
            opened = error.context_mark if "end of stream" in message and error.context_mark else None
            return UnreadableError(what, todo, Mark(opened.line + 1, opened.column + 1) if opened else mark)
    return UnreadableError(
        f"not YAML here ({(error.problem or 'unreadable').strip()})", "check this line and the one above", mark
    )
