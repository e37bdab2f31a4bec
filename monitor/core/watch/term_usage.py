"""The words of an archive, held against terms: what beginnings catch, also within phrases, and how else a name is spelt.

Two spellings of one name differ in vowels, doubled letters and a few consonants that stand for one sound (Balochistan,
Baluchestan; Saravan, Sarawan); words that merely look alike (strike, stroke) do so, too. Hence only words that the
archive writes with a capital are taken for names, and only terms that the user writes so.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from monitor.core.text.folding import fold, singular, words
from monitor.core.text.phrases import PhraseIndex, Span
from monitor.model import Near, Phrase, Term

SEEN_OFTEN = 10  # occurrences from which a spelling is worth a mention
SHORTEST_NAME = 6  # letters; shorter names have too many neighbours
_ALIKE = 0.75  # of the letters, for names that sound the same
_LONG = 8  # letters of a name in which one other letter is a slip
_NAMES = 0.9  # share of a word's occurrences that have a capital
_SOUNDS = (("sch", "s"), ("tch", "c"), ("ch", "c"), ("sh", "s"), ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ph", "f"),
           ("dj", "j"), ("w", "v"), ("q", "k"), ("z", "s"))  # fmt: skip
_VOWELS = re.compile(r"(?<!^)[aeiouyh]+")
_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How often each folded word stands in an archive of so many entries."""

    entries: int
    counts: Mapping[str, int]
    ordered: Sequence[str]  # the words, sorted
    names: Mapping[str, Sequence[str]]  # by sound, the frequent words that are written with a capital

    @classmethod
    def of(cls, entries: int, tokens: Mapping[str, int]) -> "Lexicon":
        """From the texts' pieces between blanks, as they stand, with their numbers."""
        counts: Counter[str] = Counter()
        capitals: Counter[str] = Counter()
        for token, times in tokens.items():
            for word in words(token):
                counts[word] += times
                if any(letter.isupper() for letter in token):
                    capitals[word] += times
        names = defaultdict(list)
        for word in sorted(capitals):
            if len(word) >= SHORTEST_NAME and counts[word] >= SEEN_OFTEN and capitals[word] >= _NAMES * counts[word]:
                names[sound(word)].append(word)
        return cls(entries, counts, sorted(counts), names)

    def beginning_with(self, stem: str) -> list[tuple[str, int]]:
        """The words with this beginning, the most frequent first."""
        found: list[tuple[str, int]] = []
        for place in range(bisect_left(self.ordered, stem), len(self.ordered)):
            word = self.ordered[place]
            if not word.startswith(stem):
                break
            found.append((word, self.counts[word]))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def spelt_like(self, name: str) -> list[tuple[str, int]]:
        """Frequent names that may be `name` in another spelling, the most frequent first."""
        same = self.names.get(sound(name), ())
        found = {word for word in same if Levenshtein.normalized_similarity(word, name) >= _ALIKE}
        if len(name) >= _LONG:
            long = (word for word in self._names_from(name[0]) if len(word) >= _LONG)
            found.update(word for word in long if Levenshtein.distance(word, name, score_cutoff=1) <= 1)
        return sorted(((word, self.counts[word]) for word in found - {name}), key=lambda pair: (-pair[1], pair[0]))

    def _names_from(self, letter: str) -> Iterator[str]:
        for heard, group in self.names.items():
            if heard[0] == letter:
                yield from group


class Covered:
    """The words that some term of a list finds, alone or within a phrase."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        single = {word for phrase in phrases for word in phrase.words}
        self._words = {singular(word) for word in single if not word.endswith("*")}
        self._stems = tuple(sorted(word[:-1] for word in single if word.endswith("*")))

    def __contains__(self, word: str) -> bool:
        return singular(word) in self._words or word.startswith(self._stems)


def sound(word: str) -> str:
    """What is left of a folded word when spellings of one name are to be equal."""
    for letters, one in _SOUNDS:
        word = word.replace(letters, one)
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", word))


def is_name(phrase: Phrase) -> bool:
    """Whether the user wrote a name: one word with a capital, long enough to be told from others."""
    return (
        len(phrase.words) == 1
        and len(phrase.words[0].removesuffix("*")) >= SHORTEST_NAME
        and phrase.text[0].isupper()
        and not phrase.text.isupper()
        and fold(phrase.text[0]) != phrase.text[0]
    )


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
