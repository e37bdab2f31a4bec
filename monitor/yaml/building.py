"""Build the tree of a YAML file from its parser's events."""

from collections.abc import Iterable
from typing import Any

from monitor.errors import Problem
from monitor.yaml.tree import Items, Mark, Node, Pairs, Scalar, Table, mark_at

MAX_DEPTH = 12  # the deepest setting is at 5
_FRAME = frozenset({"StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"})
_WRITE_OUT = "put the whole value in 'single quotes' if you mean it literally"


class UnreadableError(Exception):
    """Parsing cannot go on; `args` are what and todo."""

    def __init__(self, what: str, todo: str, mark: Mark | None = None) -> None:
        super().__init__(what, todo)
        self.mark = mark


def describe(node: Any) -> str:
    """What `node` is, for a message: a node or the plain value made of it."""
    if isinstance(node, (Items, list)):
        return "a list"
    return "a group of “key: value” lines" if isinstance(node, (Table, dict)) else "a single text"


class Builder:
    """Builds the tree without recursion. Identifies events by their class names, which two libraries share."""

    def __init__(self, name: str, text: str, problems: list[Problem]) -> None:
        self._name = name
        self._text = text
        self._problems = problems
        self._refused: set[str] = set()
        self._roots: list[Node] = []
        self._around: list[tuple[list[Node], Pairs | None]] = []  # the nodes still open
        self._nodes = self._roots  # of the innermost list
        self._pairs: Pairs | None = None  # of the innermost mapping; None inside a list
        self._key: Scalar | None = None  # waits for its value
        self.has_blanks = False  # a value is omitted somewhere

    def build(self, events: Iterable[Any]) -> Node | None:
        """The root, None if the file is empty. Raises UnreadableError if the file cannot be parsed."""
        for event in events:
            kind = event.__class__.__name__
            if kind == "ScalarEvent":
                if event.anchor or event.tag:
                    self._refuse_extras(event, kind)
                text = event.value
                if not text:
                    self.has_blanks = True
                scalar = Scalar(event.start_mark.index, event.end_mark.index, text, bool(event.style))
                if self._pairs is not None and self._key is None:
                    self._key = scalar
                else:
                    self._place(scalar)
            elif kind not in _FRAME:
                self._take(event, kind)
        return self._roots[0] if self._roots else None

    def _take(self, event: Any, kind: str) -> None:
        start = event.start_mark.index
        if kind == "DocumentStartEvent":
            if self._roots:
                todo = "delete the “---” line, or move the second document to its own file"
                raise UnreadableError("a second YAML document starts here", todo, mark_at(self._text, start))
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            self._nodes, self._pairs = self._around.pop()
        else:
            if event.anchor or event.tag:
                self._refuse_extras(event, kind)
            if kind == "MappingStartEvent":
                self._open(Table(start))
            elif kind == "SequenceStartEvent":
                self._open(Items(start))
            else:
                self._place(Scalar(start, start, "", is_quoted=False))  # an alias

    def _refuse_extras(self, event: Any, kind: str) -> None:
        """Report anchors, aliases and tags, each kind once."""
        is_alias = kind == "AliasEvent"  # its name is given as `anchor`
        extras = {
            "alias": is_alias and "a value cannot begin with “*”",
            "anchor": not is_alias and getattr(event, "anchor", None) and "a value cannot begin with “&”",
            "tag": getattr(event, "tag", None) and "a value cannot begin with “!”",
        }
        for extra, what in extras.items():
            if what and extra not in self._refused:
                self._refused.add(extra)
                mark = mark_at(self._text, event.start_mark.index)
                todo = "put the star at the end of a word: flood*" if is_alias else _WRITE_OUT
                self._problems.append(Problem(self._name, *mark, what, todo))

    def _open(self, node: Items | Table) -> None:
        """Start `node`: the following events belong inside it."""
        if len(self._around) == MAX_DEPTH:
            raise UnreadableError(
                "nested too deeply",
                "check brackets and indentation: no setting is nested this deeply",
                mark_at(self._text, node.start),
            )
        self._place(node)
        self._around.append((self._nodes, self._pairs))
        if isinstance(node, Table):
            self._pairs = node.pairs
        else:
            self._nodes, self._pairs = node.nodes, None

    def _place(self, node: Node) -> None:
        if self._pairs is None:
            self._nodes.append(node)
        elif self._key is None:
            self._key = self._new_key(node)
        else:
            key, self._key = self._key, None
            self._set(self._pairs, key, node)

    def _set(self, pairs: Pairs, key: Scalar, node: Node) -> None:
        if key.text not in pairs:
            pairs[key.text] = (key, node)
            return
        first, second = mark_at(self._text, pairs[key.text][0].start), mark_at(self._text, key.start)
        what = f"duplicate key “{key.text}” (first in line {first.line})"
        self._problems.append(Problem(self._name, *second, what, "merge the two, or rename one"))

    def _new_key(self, node: Node) -> Scalar:
        if not isinstance(node, Scalar):
            mark = mark_at(self._text, node.start)
            raise UnreadableError(f"{describe(node)} cannot be a key", "write a word before the colon", mark)
        return node
