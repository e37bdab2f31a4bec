"""The keys of a watch-list that hold terms or headlines: `find`, `ignore`, `adjust`, `examples`."""

from collections.abc import Iterator

from monitor.config.words import Words, is_blank, read_terms
from monitor.core.watch.terms import TermError, parse_phrase, parse_points
from monitor.errors import Problem
from monitor.model import Adjust, Concept, Example, Phrase
from monitor.yaml.reading import describe
from monitor.yaml.tree import Items, Node, Scalar, Table, YamlFile
from monitor.yaml.values import suggest

SEPARATOR = " // "  # between headline and summary of an example


class Lines:
    """Reads one file's lines; what is wrong is appended to `problems`."""

    def __init__(self, file: YamlFile, words: Words, problems: list[Problem]) -> None:
        self._file = file
        self._words = words
        self._problems = problems

    def find(self) -> tuple[Concept, ...]:
        """The concepts. A missing `find` is reported with the other missing keys."""
        node = self._node("find")
        if node is None:
            return ()
        if not isinstance(node, Table):
            self._wrong(node, f"expected concepts, found {describe(node)}", "write one line per concept: “name: term, term”")
            return ()
        if not node.pairs:
            self._wrong(node, "there are no concepts to find", "write at least one line: “name: term, term”")
        concepts = []
        for name, (key, value) in node.pairs.items():
            terms = read_terms(self._file, value, self._words, self._problems)
            if not terms and is_blank(value):
                self._wrong(key, f"the concept “{name}” has no terms", "write at least one, or delete the line")
            concepts.append(Concept(name, terms))
        return tuple(concepts)

    def ignore(self) -> tuple[Phrase, ...]:
        """The phrases to mask. Terms of a shared list that are not phrases are skipped."""
        node = self._node("ignore")
        if node is None:
            return ()
        terms = read_terms(self._file, node, self._words, self._problems, parse_phrase)
        if others := [term.text for term in terms if not isinstance(term, Phrase)]:
            self._wrong(node, f"“{others[0]}” is not a phrase", "`ignore` takes phrases only; use `adjust` for anything else")
        return tuple(term for term in terms if isinstance(term, Phrase))

    def adjust(self) -> tuple[Adjust, ...]:
        """The lines of points, in the order of the file."""
        adjusts = []
        for key, value in self._pairs("adjust", "+15: term, term"):
            terms = read_terms(self._file, value, self._words, self._problems)
            try:
                points = parse_points(key.text)
            except TermError as error:
                self._wrong(key, error.what, error.todo)
                continue
            if not terms and is_blank(value):
                self._wrong(key, f"the line “{key.text}” has no terms", "write at least one, or delete the line")
            adjusts.append(Adjust(points, terms))
        return tuple(adjusts)

    def examples(self, levels: tuple[str, ...]) -> tuple[Example, ...]:
        """The headlines, each with the level under which it is listed; the last of `levels` is `quiet`."""
        examples = []
        for key, value in self._pairs("examples", "alert: [a headline]"):
            if key.text not in levels:
                self._wrong(key, f"there is no level “{key.text}”", suggest(key.text, levels, "levels"))
                continue
            level = None if key.text == levels[-1] else key.text
            for item in value.nodes if isinstance(value, Items) else [value]:
                if isinstance(item, Scalar):
                    if item.text[:1] == "-" and not item.is_quoted:
                        self._wrong(item, "no space after the “-”", "write “- a headline”")
                    title, _, summary = " ".join(item.text.split()).partition(SEPARATOR)
                    examples.append(Example(level, title.strip(), summary.strip(), self._file.at(item.start).line))
                else:
                    todo = "put a headline that contains “: ” in 'single quotes'"
                    self._wrong(item, f"expected a headline, found {describe(item)}", todo)
        return tuple(example for example in examples if example.title)

    def _pairs(self, name: str, form: str) -> Iterator[tuple[Scalar, Node]]:
        """The lines of a mapping, or of a list of mappings, in which a key may be repeated."""
        node = self._node(name)
        for table in node.nodes if isinstance(node, Items) else [node]:
            if isinstance(table, Table):
                yield from table.pairs.values()
            elif table is not None:
                self._wrong(table, f"expected “key: value” lines, found {describe(table)}", f"write “{form}”")

    def _node(self, name: str) -> Node | None:
        node = self._file.node((name,))
        return None if isinstance(node, Scalar) and node.is_empty else node

    def _wrong(self, node: Node, what: str, todo: str) -> None:
        self._problems.append(self._file.problem(self._file.at(node.start), what, todo))
