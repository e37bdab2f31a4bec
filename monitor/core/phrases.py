"""Finding many phrases at once: a trie of words, walked from every word of a text.

Each distinct word of the phrases is a symbol; a word of the text stands for the symbols it equals (plural folded) and
those whose beginning it has. The cost of a text does not depend on how many phrases there are, only on how many are begun.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from monitor.core.text import singular
from monitor.model import Phrase

TITLE, SUMMARY = 0, 1


class Span(NamedTuple):
    """The words `start` to `end` (exclusive) of a field, TITLE or SUMMARY. Spans sort by where a reader meets them."""

    field: int
    start: int
    end: int

    def is_within(self, other: "Span") -> bool:
        """Strictly: a span is not within itself."""
        return self != other and self.field == other.field and other.start <= self.start and self.end <= other.end


class _Node:
    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[int, _Node] = {}
        self.ends: int | None = None  # the phrase whose last word this is


class PhraseIndex:
    """Phrases and where they stand in a text. Equal phrases, however spelt, have one number."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._symbols: dict[str, int] = {}
        self._stem_lengths: tuple[int, ...] = ()
        self._root = _Node()
        self._ids: dict[tuple[str, ...], int] = {}
        for phrase in phrases:
            self._add(_key(phrase))
        self._stem_lengths = tuple(sorted({len(symbol) - 1 for symbol in self._symbols if symbol.endswith("*")}))
        self._symbols_of = lru_cache(maxsize=1 << 16)(self._look_up)

    def id_of(self, phrase: Phrase) -> int:
        """The number of a phrase the index was made with."""
        return self._ids[_key(phrase)]

    def find(self, fields: Sequence[Sequence[str]]) -> dict[int, list[Span]]:
        """Where each phrase stands in the folded words of the fields, in order of reading."""
        found: dict[int, list[Span]] = {}
        begins = self._root.next
        for field, text in enumerate(fields):
            symbols = [self._symbols_of(word) for word in text]
            for start, firsts in enumerate(symbols):
                for first in firsts:
                    if first in begins:
                        _walk(begins[first], symbols, field, start, found)
        return found

    def _add(self, key: tuple[str, ...]) -> None:
        if key in self._ids:
            return
        node = self._root
        for word in key:
            node = node.next.setdefault(self._symbols.setdefault(word, len(self._symbols)), _Node())
        node.ends = self._ids[key] = len(self._ids)

    def _look_up(self, word: str) -> tuple[int, ...]:
        """The symbols a word of a text stands for."""
        single = singular(word)
        forms = [single, *(word[:length] + "*" for length in self._stem_lengths if length <= len(word))]
        if single != word:
            forms += [single[:length] + "*" for length in self._stem_lengths if length <= len(single)]
        return tuple(dict.fromkeys(self._symbols[form] for form in forms if form in self._symbols))


def _key(phrase: Phrase) -> tuple[str, ...]:
    return tuple(word if word.endswith("*") else singular(word) for word in phrase.words)


def _walk(node: _Node, symbols: Sequence[tuple[int, ...]], field: int, start: int, found: dict[int, list[Span]]) -> None:
    """Add every phrase that goes on from `node`, whose word is at `start`."""
    level, end = [node], start + 1
    while level:
        for reached in level:
            if reached.ends is not None:
                found.setdefault(reached.ends, []).append(Span(field, start, end))
        if end == len(symbols):
            return
        level = [reached.next[symbol] for reached in level for symbol in symbols[end] if symbol in reached.next]
        end += 1
