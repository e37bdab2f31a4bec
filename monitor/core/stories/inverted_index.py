"""Which open entries share rare words with a new one: an inverted index over the entries of one language.

Everything added is removed again exactly, so what the index answers is a function of the entries in it, in their order, and of
nothing else. Work per look-up is bounded whatever it holds.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from math import fsum, sqrt
from typing import NamedTuple

from monitor.core.facts.headline import Headline
from monitor.core.stories.idf import Idf
from monitor.core.stories.intern_pool import InternPool

NEWEST = 100  # entries looked at per word, newest first
_LOOKED_AT = 16  # candidates that are compared exactly
NEAREST = 12  # of them, those that come near
_SUPPORT_TOKENS = 8  # rarest words of a summary that look for titles
_SUPPORT = 0.35  # weight of a meeting of title and summary; its square that of two summaries
BEGINNING = 18  # content words of a summary that are held against others: long texts share rare words by chance

_NOWHERE = array("I")
_Lists = list["array[int] | None"]


class Neighbour(NamedTuple):
    """An entry that comes near another. Cosines are of rare-word vectors, from 0 to 1."""

    nearness: float  # the greater of the cosines of titles, and of titles with summaries where both have one
    cosine: float  # of titles
    place: int


class InvertedIndex:
    """Places of entries by the words of their titles and summaries, which are numbers in `interned`.

    `ages` gives the number of the entry at a place; they must rise from `add` to `add`.
    """

    def __init__(self, interned: InternPool, ages: Sequence[int]) -> None:
        self.idf = Idf(interned)
        self._interned = interned
        self._age_of = ages.__getitem__
        self._titles: _Lists = []  # by number of the word
        self._summaries: _Lists = []

    def add(self, place: int, title: Collection[int], support: Collection[int]) -> None:
        """An entry with these words in its title, and these in its summary alone."""
        for lists, words in ((self._titles, title), (self._summaries, support)):
            lists.extend([None] * (len(self._interned.values) - len(lists)))
            for word in words:
                places = lists[word]
                if places is None:
                    lists[word] = array("I", (place,))
                else:
                    places.append(place)
        self.idf.count((*title, *support), 1)

    def remove(self, place: int, title: Collection[int], support: Collection[int]) -> None:
        """An entry, with the words that it was added with."""
        age = self._age_of(place)
        for lists, words in ((self._titles, title), (self._summaries, support)):
            for word in words:
                places = lists[word] or _NOWHERE
                if len(places) == 1:
                    lists[word] = None
                else:
                    del places[bisect_left(places, age, key=self._age_of)]
        self.idf.count((*title, *support), -1)

    def nearest(self, headline: Headline, words_at: Callable[[int], tuple[set[int], Sequence[int]]]) -> list[Neighbour]:
        """The entries that share most information, most alike first, newest first among equals.

        `words_at` gives the words of the title at a place and the first of those that only its summary has.
        """
        title, length = self._numbers(headline.tokens), self.idf.length(headline.tokens)
        beginning = headline.support[:BEGINNING]
        whole = title | self._numbers(beginning)
        extent = sqrt(length**2 + fsum(map(self.idf.squares.__getitem__, beginning)))
        square_of = self.idf.squares_of.__getitem__
        found = []
        for place in self._candidates(headline):
            others, more = words_at(place)
            shared, square = fsum(map(square_of, title.intersection(others))), fsum(map(square_of, others))
            nearness = cosine = shared / (length * sqrt(square)) if shared else 0.0
            if beginning or more:
                shared = fsum(map(square_of, whole.intersection((*others, *more))))
                square += fsum(map(square_of, more))
                nearness = max(cosine, shared / (extent * sqrt(square)) if shared else 0.0)
            found.append((nearness, self._age_of(place), place, cosine))
        return [Neighbour(nearness, cosine, place) for nearness, _, place, cosine in sorted(found, reverse=True)[:NEAREST]]

    def _numbers(self, words: Iterable[str]) -> set[int]:
        """Of the words that are known."""
        return {number for number in map(self._interned.number_of, words) if number is not None}

    def _candidates(self, headline: Headline) -> list[int]:
        """Places of the entries that share most information."""
        found: defaultdict[int, float] = defaultdict(float)
        square_of = self.idf.squares.__getitem__
        used = 0
        for _, token, titles, summaries in self._rarest(headline.tokens):
            if used >= 2 and len(titles) > NEWEST and found:
                continue
            weight = square_of(token)
            used += 1 if titles else 0
            _hit(found, titles, weight)
            _hit(found, summaries, weight * _SUPPORT)
        for _, token, titles, summaries in self._rarest(headline.support)[:_SUPPORT_TOKENS]:
            weight = square_of(token) * _SUPPORT
            _hit(found, titles, weight)
            _hit(found, summaries, weight * _SUPPORT)
        if len(found) <= _LOOKED_AT:
            return list(found)
        least = sorted(found.values())[-_LOOKED_AT]
        best = [(weight, self._age_of(place), place) for place, weight in found.items() if weight >= least]
        return [place for _, _, place in sorted(best, reverse=True)[:_LOOKED_AT]]

    def _rarest(self, tokens: Iterable[str]) -> list[tuple[int, str, "array[int]", "array[int]"]]:
        """In how many entries each known word stands, the word, its places in titles and in summaries; rarest first."""
        found = []
        for token in tokens:
            word = self._interned.number_of(token)
            titles, summaries = _NOWHERE, _NOWHERE
            if word is not None and word < len(self._titles):
                titles, summaries = self._titles[word] or _NOWHERE, self._summaries[word] or _NOWHERE
            if titles or summaries:  # else it would only take the room of one that leads somewhere
                found.append((len(titles) + len(summaries), token, titles, summaries))
        return sorted(found)


def _hit(found: dict[int, float], places: "array[int]", weight: float) -> None:
    for place in places[-NEWEST:]:
        found[place] += weight
