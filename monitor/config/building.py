"""The tree of a YAML file out of its parser's events."""

from collections.abc import Iterable
from typing import Any

from monitor.config.tree import Items, Mark, Node, Scalar, Table
from monitor.errors import Problem

MAX_DEPTH = 12  # the deepest setting stands at 5
_FRAME = frozenset({"StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"})
_WRITE_OUT = "write the value out, or put it in 'single quotes' if it is meant as text"


class UnreadableError(Exception):
    """Parsing has to stop; `args` are what and todo."""

    def __init__(self, what: str, todo: str, mark: Mark | None = None) -> None:
        super().__init__(what, todo)
        self.mark = mark


def describe(node: Any) -> str:
    """What `node` is, for a message: a node or the plain value made of it."""
    if isinstance(node, (Items, list)):
        return "a list"
    return "a group of “key: value” lines" if isinstance(node, (Table, dict)) else "a single text"


class Builder:
    """Makes the tree, without recursion. It knows events by the names of their classes, which two libraries share."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self._name = name
        self._problems = problems
        self._open: list[Items | Table] = []
        self._keys: list[Scalar | None] = []  # beside each open mapping, the key that waits for its value
        self._root: Node | None = None
        self._refused: set[str] = set()

    def build(self, events: Iterable[Any]) -> Node | None:
        """The root, None if the file is empty; raises UnreadableError where parsing has to stop."""
        place = self._place
        for event in events:
            kind = event.__class__.__name__
            if kind == "ScalarEvent":
                if event.anchor or event.tag:
                    self._refuse_extras(event, kind)
                start = event.start_mark
                mark = Mark(start.line + 1, start.column + 1)
                place(Scalar(mark, event.value, start.index, event.end_mark.index, bool(event.style)))
            elif kind not in _FRAME:
                self._take(event, kind)
        return self._root

    def _take(self, event: Any, kind: str) -> None:
        if kind == "DocumentStartEvent":
            if self._root is not None:
                todo = "delete the “---” line, or use a file of its own"
                raise UnreadableError("a second document begins here", todo, mark_of(event))
            return
        self._refuse_extras(event, kind)
        if kind in {"MappingEndEvent", "SequenceEndEvent"}:
            self._open.pop()
            self._keys.pop()
        elif kind == "AliasEvent":
            self._place(Scalar(mark_of(event), "", 0, 0, is_quoted=False))
        else:
            self._place(Table(mark_of(event)) if kind == "MappingStartEvent" else Items(mark_of(event)))

    def _refuse_extras(self, event: Any, kind: str) -> None:
        """Anchors, aliases and tags; each kind is named once."""
        is_alias = kind == "AliasEvent"
        extras = {
            "alias": is_alias and "“*” begins a YAML alias",
            "anchor": not is_alias and getattr(event, "anchor", None) and "“&” begins a YAML anchor",
            "tag": getattr(event, "tag", None) and "“!” begins a YAML tag",
        }
        for extra, what in extras.items():
            if what and extra not in self._refused:
                self._refused.add(extra)
                mark = mark_of(event)
                problem = Problem(self._name, mark.line, mark.column, f"{what}, which is not used here", _WRITE_OUT)
                self._problems.append(problem)

    def _place(self, node: Node) -> None:
        if not self._open:
            self._root = node
        elif isinstance(around := self._open[-1], Items):
            around.nodes.append(node)
        elif (key := self._keys[-1]) is None:
            self._keys[-1] = _new_key(node)
            return
        else:
            self._keys[-1] = None
            self._set(around, key, node)
        if not isinstance(node, Scalar):
            if len(self._open) == MAX_DEPTH:
                raise UnreadableError("nested too deeply", "no setting needs that; check brackets and indentation", node.mark)
            self._open.append(node)
            self._keys.append(None)

    def _set(self, around: Table, key: Scalar, node: Node) -> None:
        if key.text not in around.pairs:
            around.pairs[key.text] = (key, node)
            return
        first = around.pairs[key.text][0].mark.line
        what = f"“{key.text}” stands twice (first in line {first})"
        self._problems.append(Problem(self._name, key.mark.line, key.mark.column, what, "join the two, or rename one"))


def mark_of(event: Any) -> Mark:
    return Mark(event.start_mark.line + 1, event.start_mark.column + 1)


def _new_key(node: Node) -> Scalar:
    if not isinstance(node, Scalar):
        raise UnreadableError(f"{describe(node)} cannot be a key", "write a word before the colon", node.mark)
    return node
