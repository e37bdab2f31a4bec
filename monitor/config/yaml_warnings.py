"""Likely misunderstandings: separators that do not separate, lost line ends, words claimed by a longer phrase."""

import re
from collections.abc import Iterator

from monitor.core.text.folding import words
from monitor.core.text.phrases import PhraseIndex
from monitor.errors import Problem
from monitor.model import Concept, Phrase, Watch
from monitor.yaml.tree import Items, Node, Scalar, YamlFile

_TERMS = (  # in a term -> what is wrong, what to do
    (re.compile(r"[|;]"), "“{}” does not separate terms", "write a comma"),
    (re.compile(r"(?<=\s)or(?=\s)"), "“{}” is treated as a word to find", "separate the two with a comma"),
    (re.compile(r"(?<=\w\s)near(?=\s)", re.IGNORECASE), "“{}” is treated as a word to find", "give the number of words: near/6"),
    (re.compile(r"(?<=\s)-(?=\s)"), "“{}” does not start a new item here", "indent all lines of the list equally"),
)
_REMARK = re.compile(r"(?<=\S)[ \t]+(#\w[^\n]*)")


def misread(file: YamlFile) -> Iterator[Problem]:
    """Terms with syntax that is not part of this language, terms and headlines over two lines, values that end in a comment."""
    for text, start in file.terms.items():
        for pattern, what, todo in _TERMS:
            if found := pattern.search(text):
                yield file.problem(file.at(start), f"{what.format(found[0])} in “{text}”", todo)
                break
        else:
            if text not in file.text and file.text[start] not in ">|\"'":
                yield file.problem(file.at(start), f"“{text}” is read as one term over two lines", "end each term with a comma")
    yield from _headlines(file)
    quoted = [(scalar.start, scalar.end) for scalar in _scalars(file.root)]
    for found in _REMARK.finditer(file.text):
        if not any(start <= found.start(1) < end for start, end in quoted):
            what = f"“{found[1].split()[0]}” starts a comment, which is not read"
            yield file.problem(file.at(found.start(1)), what, "put the whole value in 'single quotes', or a space after “#”")


def _headlines(file: YamlFile) -> Iterator[Problem]:
    """Examples whose dash was lost: each is read as the end of the one above."""
    for scalar in _scalars(file.node(("examples",))):
        if not scalar.is_quoted and file.text[scalar.start] not in ">|" and "\n" in file.text[scalar.start : scalar.end].strip():
            yield file.problem(file.at(scalar.start), "this is read as one headline over two lines", "start each one with “-”")


def _scalars(node: Node | None) -> Iterator[Scalar]:
    if node is None:
        return
    if isinstance(node, Scalar):
        yield node
        return
    for below in node.nodes if isinstance(node, Items) else [value for _, value in node.pairs.values()]:
        yield from _scalars(below)


def swallowed(watch: Watch, file: YamlFile) -> Iterator[Problem]:
    """Phrases of this file that claim a single word of another concept, unless an example shows that this is intended."""
    index, shown = PhraseIndex(), PhraseIndex()
    single = {index.add(term): (concept, term) for concept in watch.find for term in _phrases(concept) if len(term.words) == 1}
    own = [(concept, term) for concept in watch.find for term in _phrases(concept) if term.text in file.terms]
    longer = [(concept, term, shown.add(term)) for concept, term in own if len(term.words) > 1]
    meant = {number for each in watch.examples for number in shown.find((words(each.title), words(each.summary)))}
    for concept, phrase, number in longer:
        inside = (single[found] for found in index.find(([word.removesuffix("*") for word in phrase.words],)))
        others = {other.name: term.text for other, term in inside if other is not concept}
        for name, word in others.items() if number not in meant else ():
            what = f"in “{phrase.text}”, “{word}” does not count for “{name}”"
            todo = f"write “{_near(phrase)}” to make it count, or add an example with the phrase if it should not"
            yield file.problem(file.at(file.terms[phrase.text]), what, todo)


def _phrases(concept: Concept) -> list[Phrase]:
    return [term for term in concept.terms if isinstance(term, Phrase)]


def _near(phrase: Phrase) -> str:
    """The phrase as a `near` term of its first and last word, which claims no words."""
    first, *_, last = phrase.text.split()
    return f"{first} near/{len(phrase.words)} {last}"
