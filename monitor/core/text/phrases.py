"""Finding many phrases at once: a trie of words, walked from every word of a text.

Each distinct word of the phrases is a symbol; a word of the text stands for the symbols it equals (plural folded) and
those whose beginning it has. The cost of a text does not depend on how many phrases there are, only on how many are begun.
"""

from collections.abc import Sequence
from typing import NamedTuple

from monitor.core.caches import Memo
from monitor.core.text.folding import singular
from monitor.model import Phrase

TITLE, SUMMARY = 0, 1
_REMEMBERED = 1 << 16  # words


class Span(NamedTuple):
    """The words `start` to `end` (exclusive) of a field, TITLE or SUMMARY. Spans sort by where a reader meets them."""

    field: int
    start: int
    end: int

    def is_within(self, other: "Span") -> bool:
        """Whether it lies strictly inside `other`: a span is not within itself."""
        return self != other and self.field == other.field and other.start <= self.start and self.end <= other.end

    def is_near(self, other: "Span", within: int) -> bool:
        """Whether the later one begins at most `within` words after the end of the other, in the same field."""
        first, last = min(self, other), max(self, other)
        return first.field == last.field and 0 <= last.start - first.end < within


class _Node:
    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[int, _Node] = {}
        self.ends: int | None = None  # the phrase whose last word this is


class PhraseIndex:
    """Phrases and their positions in a text. Equal phrases, however spelt, have one number."""

    def __init__(self) -> None:
        self._symbols: dict[str, int] = {}
        self._stem_lengths: set[int] = set()
        self._root = _Node()
        self._numbers: dict[tuple[str, ...], int] = {}  # of the phrases as they are written, for those of several lists
        self._count = 0
        self._symbols_of = Memo(_REMEMBERED, self._look_up)
        self._begun_by = Memo(_REMEMBERED, self._begin)

    def add(self, phrase: Phrase) -> int:
        """The number of a phrase. All have to be added before the first text is searched."""
        number = self._numbers.get(phrase.words)
        if number is None:
            number = self._numbers[phrase.words] = self._enter(phrase)
        return number

    def _enter(self, phrase: Phrase) -> int:
        node = self._root
        for word in phrase.words:
            symbol = self._symbol(word)
            following = node.next.get(symbol)
            if following is None:
                following = node.next[symbol] = _Node()
            node = following
        if node.ends is None:
            node.ends = self._count
            self._count += 1
        return node.ends

    def find(self, fields: Sequence[Sequence[str]]) -> dict[int, list[Span]]:
        """The positions of all phrases in the folded words of the fields, in reading order."""
        found: dict[int, list[Span]] = {}
        begun_by = self._begun_by
        for field, text in enumerate(fields):
            for start, word in enumerate(text):
                nodes: Sequence[_Node] = begun_by[word]
                end = start + 1
                while nodes:
                    for node in nodes:
                        if node.ends is not None:
                            found.setdefault(node.ends, []).append(Span(field, start, end))
                    nodes = self._next(nodes, text[end]) if end < len(text) else ()
                    end += 1
        return found

    def _next(self, nodes: Sequence[_Node], word: str) -> Sequence[_Node]:
        """Where `nodes` lead by this word: mostly nowhere."""
        symbols = self._symbols_of[word]
        return [node.next[symbol] for symbol in symbols for node in nodes if symbol in node.next] if symbols else ()

    def _symbol(self, word: str) -> int:
        """The number of a phrase's word."""
        if word.endswith("*"):
            self._stem_lengths.add(len(word) - 1)
        else:
            word = singular(word)
        return self._symbols.setdefault(word, len(self._symbols))

    def _look_up(self, word: str) -> tuple[int, ...]:
        """The symbols a word of a text stands for."""
        single, lengths = singular(word), sorted(self._stem_lengths)
        forms = [single, *(word[:length] + "*" for length in lengths if length <= len(word))]
        if single != word:
            forms += [single[:length] + "*" for length in lengths if length <= len(single)]
        return tuple(dict.fromkeys(self._symbols[form] for form in forms if form in self._symbols))

    def _begin(self, word: str) -> tuple[_Node, ...]:
        """Where phrases that begin with a word of a text go on."""
        begins = self._root.next
        return tuple(begins[symbol] for symbol in self._look_up(word) if symbol in begins)
