"""Terms: the shared lists of `words.yaml`, and every line of a watch-list that holds terms."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from monitor.core.watch.terms import TermError, parse_term, split_terms
from monitor.errors import Problem
from monitor.model import Term
from monitor.yaml.tree import Items, Node, Scalar, YamlFile
from monitor.yaml.values import suggest


@dataclass(frozen=True, slots=True)
class Words:
    """The shared lists, resolved. `name` is that of the file, which may be missing."""

    name: str
    lists: Mapping[str, tuple[Term, ...]]
    names: frozenset[str]  # of all lists; a list with problems is not reported again where it is used
    is_missing: bool = False
    is_unknown: bool = False  # the file could not be read, which has been reported


def pieces(file: YamlFile, node: Node, problems: list[Problem]) -> Iterator[tuple[str, int]]:
    """The comma-separated parts of a text or list of texts: terms and `$name`s, each with its offset in the file."""
    for item in node.nodes if isinstance(node, Items) else [node]:
        if not isinstance(item, Scalar):
            problems.append(
                file.problem(file.at(item.start), "terms must be text", "write a, b, c, or a list with one term a line")
            )
            continue
        since = item.start
        for piece in split_terms(item.text.replace("\n", " ")):
            place = file.text.find(piece, since, item.end)
            if place < 0:  # folded from two lines, or written with an escape
                yield piece, item.start
            else:
                yield piece, place
                since = place + len(piece)


def is_blank(node: Node) -> bool:
    """Whether the value is empty, as opposed to terms that could not be read."""
    if isinstance(node, Items):
        return all(map(is_blank, node.nodes))
    return isinstance(node, Scalar) and not split_terms(node.text)


def read_terms(
    file: YamlFile,
    node: Node,
    words: Words,
    problems: list[Problem],
    parse: Callable[[str], Term] = parse_term,
) -> tuple[Term, ...]:
    """The terms of a line, its `$lists` put in, each once; what is wrong is appended to `problems`."""
    found: dict[str, Term] = {}  # by their texts, which tell them apart
    for text, start in pieces(file, node, problems):
        if _is_reference(text):
            found.update((term.text, term) for term in _listed(file, text, start, words, problems))
            continue
        try:
            found[text] = parse(text)
            file.terms.setdefault(text, start)
        except TermError as error:
            problems.append(file.problem(file.at(start), error.what, error.todo))
    return tuple(found.values())


def read_words(file: YamlFile, problems: list[Problem]) -> Words:
    """The lists of `words.yaml`. A list may use others; circular references are refused."""
    names = frozenset(file.root.pairs)
    for name in file.root.pairs:
        if not name.replace("_", "").isalnum():
            mark = file.key_mark((name,))
            problems.append(file.problem(mark, f"“{name}” is not a valid list name", "use letters, digits and “_”"))
    uses = {name: _used(file, value) for name, (_, value) in file.root.pairs.items()}
    try:
        order = [name for name in TopologicalSorter(uses).static_order() if name in names]
    except CycleError as error:
        circle = error.args[1]
        what = f"lists that include each other: {' → '.join(f'${name}' for name in reversed(circle))}"
        problems.append(file.problem(file.key_mark((circle[0],)), what, "remove one from the other"))
        return Words(file.name, {}, names)
    words: dict[str, tuple[Term, ...]] = {}
    for name in order:
        node = file.root.pairs[name][1]
        words[name] = read_terms(file, node, Words(file.name, words, names), problems)
        if not words[name] and is_blank(node):
            problems.append(file.problem(file.key_mark((name,)), f"the list “{name}” is empty", "add terms, or delete it"))
    return Words(file.name, words, names)


def _used(file: YamlFile, node: Node) -> list[str]:
    unread: list[Problem] = []  # reported when the terms are read
    return [text[1:] for text, _ in pieces(file, node, unread) if _is_reference(text)]


def _is_reference(piece: str) -> bool:
    return piece[0] == "$" and " " not in piece


def _listed(file: YamlFile, reference: str, start: int, words: Words, problems: list[Problem]) -> Iterable[Term]:
    name = reference[1:]
    if name not in words.names and not words.is_unknown:
        todo = suggest(reference, [f"${known}" for known in words.names], "lists")
        if words.is_missing:
            todo = f"there is no {words.name}: create it, or write the terms here"
        problems.append(file.problem(file.at(start), f"there is no list “{reference}”", todo))
    return words.lists.get(name, ())
