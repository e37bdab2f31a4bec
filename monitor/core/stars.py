"""What the stars inside phrases and near terms stood for: `return* near/6 ambassador` caught returnees, too.

A word alone can be looked up among an archive's words (`core.spellings`); within a phrase the other words decide.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from monitor.core.text.phrases import PhraseIndex, Span
from monitor.model import Near, Phrase, Term

Found = Mapping[int, Sequence[Span]]  # where the phrases stand, by their numbers
Part = tuple[Phrase, Span]


class Stars:
    """Counts, text by text, the words that stars of terms of several words stood for."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._index = PhraseIndex()
        self._waiting: defaultdict[int, list[tuple[Term, int]]] = defaultdict(list)  # first phrase → terms, second phrase
        self.caught: dict[Term, Counter[tuple[str, str]]] = {}  # term → (word with its star, word of a text) → times
        for term in terms:
            phrases = _phrases(term)
            if _has_inner_star(phrases) and term not in self.caught:
                self.caught[term] = Counter()
                self._waiting[self._index.add(phrases[0])].append((term, self._index.add(phrases[-1])))

    def read(self, fields: Sequence[Sequence[str]]) -> None:
        """Take in the folded words of a text's headline and summary."""
        found = self._index.find(fields)
        for number in found.keys() & self._waiting.keys():
            for term, second in self._waiting[number]:
                for phrase, span in _parts(term, found, number, second):
                    self._count(term, phrase, fields[span.field][span.start : span.end])

    def _count(self, term: Term, phrase: Phrase, words: Sequence[str]) -> None:
        self.caught[term].update((star, word) for star, word in zip(phrase.words, words, strict=True) if star.endswith("*"))


def _phrases(term: Term) -> tuple[Phrase, ...]:
    return (term.left, term.right) if isinstance(term, Near) else (term,) if isinstance(term, Phrase) else ()


def _has_inner_star(phrases: Sequence[Phrase]) -> bool:
    """Whether a star stands beside other words."""
    words = [word for phrase in phrases for word in phrase.words]
    return len(words) > 1 and any(word.endswith("*") for word in words)


def _parts(term: Term, found: Found, first: int, second: int) -> Iterator[Part]:
    """The phrases of a term and where they stand; each place once, however many others are near it."""
    if isinstance(term, Phrase):
        yield from ((term, span) for span in found[first])
    elif isinstance(term, Near):
        pairs = [(one, other) for one in found[first] for other in found.get(second, ()) if one.is_near(other, term.within)]
        yield from ((term.left, span) for span in {one: None for one, _ in pairs})
        yield from ((term.right, span) for span in {other: None for _, other in pairs})
