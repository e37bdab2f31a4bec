"""Reading one YAML file: whatever its bytes are, the answer is a tree or problems with their places.

What YAML could do beyond mappings, lists and texts (anchors, tags, several documents) is refused: nothing here needs
it, and an alias bomb does.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml import events as ev
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from monitor.config.tree import Items, Mark, Node, Scalar, Table, YamlFile
from monitor.errors import Problem

MAX_BYTES = 4_000_000
MAX_DEPTH = 12  # the deepest setting stands at 5
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
    name = str(path)
    try:
        text = _text_of(path)
        root = _Builder(name, problems).build(text)
    except _UnreadableError as error:
        problems.append(Problem(name, error.mark.line if error.mark else 0, error.mark.column if error.mark else 0, *error.args))
        return None
    if not isinstance(root, Table):
        found = "the file is empty" if root is None else f"{describe(root)} where “key: value” lines belong"
        problems.append(Problem(name, 1, 1, found, "begin with what `monitor init` writes"))
        return None
    return YamlFile(name, text, root)


def describe(node: Any) -> str:
    """What `node` is, for a message: a node or the plain value made of it."""
    if isinstance(node, (Items, list)):
        return "a list"
    return "a group of “key: value” lines" if isinstance(node, (Table, dict)) else "a single text"


class _UnreadableError(Exception):
    """`args` are what and todo."""

    def __init__(self, what: str, todo: str, mark: Mark | None = None) -> None:
        super().__init__(what, todo)
        self.mark = mark


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _UnreadableError("there is no such file", "create it, or let `monitor init` write one to start from") from None
    except OSError as error:
        raise _UnreadableError(f"cannot be read: {error.strerror}", "check its kind and permissions") from None
    if len(data) > MAX_BYTES:
        raise _UnreadableError(f"larger than {MAX_BYTES // 1_000_000} MB", "split it, or move out what is no configuration")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        raise _UnreadableError("not UTF-8 text", "save the file as UTF-8", _mark_at(before, len(before))) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _mark_at(text: str, place: int) -> Mark:
    return Mark(text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place))


class _Builder:
    """Makes the tree from the parser's events, without recursion."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self._name = name
        self._problems = problems
        self._open: list[Items | Table] = []
        self._keys: list[Scalar | None] = []  # beside each open mapping, the key that waits for its value
        self._root: Node | None = None
        self._refused: set[str] = set()

    def build(self, text: str) -> Node | None:
        """The root, None if the file is empty; raises _UnreadableError where parsing has to stop."""
        try:
            for event in _events(text):
                self._take(event)
        except ReaderError as error:
            place = text.find(chr(error.character)) if isinstance(error.character, int) else error.position
            raise _UnreadableError(
                "not a text file, or a stray control character", "delete the character", _mark_at(text, max(0, place))
            ) from None
        except MarkedYAMLError as error:
            raise _explained(error, text) from None
        except (YAMLError, ValueError, IndexError, OverflowError):
            raise _UnreadableError("not YAML", "compare it with what `monitor init` writes") from None
        return self._root

    def _take(self, event: Any) -> None:
        if isinstance(event, (ev.StreamStartEvent, ev.StreamEndEvent, ev.DocumentEndEvent)):
            return
        mark = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, ev.DocumentStartEvent):
            if self._root is not None:
                raise _UnreadableError("a second document begins here", "delete the “---” line, or use a file of its own", mark)
            return
        self._refuse_extras(event, mark)
        if isinstance(event, (ev.MappingEndEvent, ev.SequenceEndEvent)):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, ev.ScalarEvent):
            start, end = event.start_mark.index, event.end_mark.index
            self._place(Scalar(mark, event.value, start, end, is_quoted=event.style is not None))
        elif isinstance(event, ev.AliasEvent):
            self._place(Scalar(mark, "", 0, 0, is_quoted=False))
        else:
            self._place(Table(mark) if isinstance(event, ev.MappingStartEvent) else Items(mark))

    def _refuse_extras(self, event: Any, mark: Mark) -> None:
        """Anchors, aliases and tags; each kind is named once."""
        extras = {
            "alias": isinstance(event, ev.AliasEvent) and "“*” begins a YAML alias",
            "anchor": not isinstance(event, ev.AliasEvent) and getattr(event, "anchor", None) and "“&” begins a YAML anchor",
            "tag": getattr(event, "tag", None) and "“!” begins a YAML tag",
        }
        for kind, what in extras.items():
            if what and kind not in self._refused:
                self._refused.add(kind)
                todo = "write the value out, or put it in 'single quotes' if it is meant as text"
                self._problems.append(Problem(self._name, mark.line, mark.column, f"{what}, which is not used here", todo))

    def _place(self, node: Node) -> None:
        if not self._open:
            self._root = node
        elif isinstance(around := self._open[-1], Items):
            around.nodes.append(node)
        elif (key := self._keys[-1]) is None:
            self._keys[-1] = self._new_key(node)
            return
        else:
            self._keys[-1] = None
            self._set(around, key, node)
        if not isinstance(node, Scalar):
            if len(self._open) == MAX_DEPTH:
                raise _UnreadableError("nested too deeply", "no setting needs that; check brackets and indentation", node.mark)
            self._open.append(node)
            self._keys.append(None)

    def _new_key(self, node: Node) -> Scalar:
        if not isinstance(node, Scalar):
            raise _UnreadableError(f"{describe(node)} cannot be a key", "write a word before the colon", node.mark)
        return node

    def _set(self, around: Table, key: Scalar, node: Node) -> None:
        if key.text not in around.pairs:
            around.pairs[key.text] = (key, node)
            return
        first = around.pairs[key.text][0].mark.line
        what = f"“{key.text}” stands twice (first in line {first})"
        self._problems.append(Problem(self._name, key.mark.line, key.mark.column, what, "join the two, or rename one"))


def _events(text: str) -> Iterator[Any]:
    yaml = YAML(typ="safe", pure=True)
    yield from yaml.parse(text)


def _explained(error: MarkedYAMLError, text: str) -> _UnreadableError:
    """The parser's complaint in words that help, at the place where something has to be changed."""
    place = error.problem_mark or error.context_mark
    mark = Mark(place.line + 1, place.column + 1) if place else None
    message = f"{error.context or ''} {error.problem or ''}"
    line = text.split("\n")[mark.line - 1] if mark else ""
    if mark and "\t" in line[: len(line) - len(line.lstrip())]:
        return _UnreadableError("a tab in the indentation", "use spaces", Mark(mark.line, line.index("\t") + 1))
    for part, (what, todo) in _HINTS.items():
        if part in message:
            opened = error.context_mark if "end of stream" in message and error.context_mark else None
            return _UnreadableError(what, todo, Mark(opened.line + 1, opened.column + 1) if opened else mark)
    return _UnreadableError(
        f"not YAML here ({(error.problem or 'unreadable').strip()})", "check this line and the one above", mark
    )
