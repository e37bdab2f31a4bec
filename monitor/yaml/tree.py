"""A YAML file as a tree of nodes with their positions.

Every scalar stays the text that the user typed: `NO` is a word, `1:30` a time, `1.10` a name. Nodes have their offset in
the file only: lines and columns are computed when a problem is reported.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from monitor.errors import Problem
from monitor.logs import redact

Place = tuple[str | int, ...]  # keys and list places from the root


class Mark(NamedTuple):
    """A place in a file, counted from 1."""

    line: int
    column: int


class Scalar(NamedTuple):
    """A text as typed. `start` and `end` are its offsets in the file, quotes included."""

    start: int
    end: int
    text: str
    is_quoted: bool

    @property
    def is_empty(self) -> bool:
        """Nothing follows the colon: the key counts as omitted."""
        return not self.text and not self.is_quoted


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    start: int
    nodes: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; keys are unique."""

    start: int
    pairs: "Pairs" = field(default_factory=dict)


Node = Scalar | Items | Table
Pairs = dict[str, tuple[Scalar, Node]]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One file that could be read."""

    name: str  # as shown to the user
    text: str
    root: Table
    terms: dict[str, int] = field(default_factory=dict)  # offset of each term's first occurrence; filled when terms are read

    def at(self, offset: int) -> Mark:
        """The line and column of an offset."""
        return mark_at(self.text, offset)

    def problem(self, mark: Mark, what: str, todo: str) -> Problem:
        """A problem of this file; secrets that were pasted into it are not repeated."""
        return Problem(self.name, mark.line, mark.column, redact(what), redact(todo))

    def node(self, path: Place) -> Node | None:
        """The node at `path`, or None."""
        node: Node | None = self.root
        for part in path:
            if isinstance(node, Table) and part in node.pairs:
                node = node.pairs[str(part)][1]
            elif isinstance(node, Items) and isinstance(part, int) and part < len(node.nodes):
                node = node.nodes[part]
            else:
                return None
        return node

    def mark(self, path: Place) -> Mark:
        """The position of the value at `path`, or of the nearest node around it."""
        while path and not self.node(path):
            path = path[:-1]
        node = self.node(path)
        return self.key_mark(path) if isinstance(node, Table) or node is None else self.at(node.start)

    def key_mark(self, path: Place) -> Mark:
        """The position of the key of `path`, or of the nearest mapping around it."""
        for size in range(len(path), 0, -1):
            around = self.node(path[: size - 1])
            if isinstance(around, Table) and path[size - 1] in around.pairs:
                return self.at(around.pairs[str(path[size - 1])][0].start)
        return Mark(1, 1)


def mark_at(text: str, offset: int) -> Mark:
    """The line and column of an offset in `text`."""
    return Mark(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def plain(node: Node, apart: frozenset[str] = frozenset()) -> Any:
    """`node` as dicts, lists and texts, without the keys that have no value; the values of keys `apart` stay nodes."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [plain(item) for item in node.nodes if not (isinstance(item, Scalar) and item.is_empty)]
    return {
        key: value if key in apart else plain(value)
        for key, (_, value) in node.pairs.items()
        if not (isinstance(value, Scalar) and value.is_empty)
    }
