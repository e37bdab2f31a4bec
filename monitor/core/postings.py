"""Which open entries share rare words with a new one: an inverted index over the entries of one language.

Everything added is removed again exactly, so the index is a function of the entries in it, in their order, and of nothing
else. Work per look-up is bounded whatever it holds. Sums over sets are exact (`fsum`), so that they do not depend on the
order in which a set gives its members.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from heapq import nlargest
from math import fsum, log, sqrt

from monitor.core.headlines import Headline
from monitor.core.vocabulary import COMMON

NEWEST = 100  # entries looked at per word, newest first
_LOOKED_AT = 24  # candidates that are compared exactly
_SUPPORT_TOKENS = 8  # rarest words of a summary that look for titles
_SUPPORT = 0.35  # weight of a meeting of title and summary

# A quiet index makes every word look equally rare. It is therefore read as if this many more entries had been seen, in
# which common words of headlines stood in one of 50, countries in one of 100, and any other in one of 2,000.
_PRIOR = 500
_COMMON_COUNT, _COUNTRY_COUNT, _OTHER_COUNT = _PRIOR / 50, _PRIOR / 100, _PRIOR / 2000

_Lists = dict[str, "array[int]"]


class Postings:
    """Entries by the words of their titles and summaries. Entry numbers must rise from `add` to `add`."""

    def __init__(self) -> None:
        self._titles: _Lists = defaultdict(_empty)
        self._summaries: _Lists = defaultdict(_empty)
        self._count = 0
        self._known: dict[str, float] = {}  # idf of words, until the next change
        self._lengths: dict[frozenset[str], float] = {}

    def add(self, number: int, headline: Headline) -> None:
        self._change(1)
        for token in headline.tokens:
            self._titles[token].append(number)
        for token in headline.support:
            self._summaries[token].append(number)

    def remove(self, number: int, headline: Headline) -> None:
        self._change(-1)
        _remove(self._titles, headline.tokens, number)
        _remove(self._summaries, headline.support, number)

    def _change(self, difference: int) -> None:
        self._count += difference
        self._known.clear()
        self._lengths.clear()

    def __len__(self) -> int:
        return self._count

    def frequency(self, token: str) -> int:
        """In how many entries a word stands, in title or summary."""
        return _size(self._titles, token) + _size(self._summaries, token)

    def idf(self, token: str) -> float:
        """Information in a word: the natural logarithm of one over its share of entries."""
        known = self._known.get(token)
        if known is None:
            is_country = token[0] == "@" and "." not in token
            prior = _COMMON_COUNT if token in COMMON else _COUNTRY_COUNT if is_country else _OTHER_COUNT
            known = self._known[token] = log((self._count + _PRIOR + 1) / (self.frequency(token) + prior + 0.5))
        return known

    def length(self, tokens: frozenset[str]) -> float:
        """Of the vector of a title."""
        known = self._lengths.get(tokens)
        if known is None:
            known = self._lengths[tokens] = sqrt(fsum(self.idf(token) ** 2 for token in tokens))
        return known

    def candidates(self, headline: Headline) -> list[int]:
        """Numbers of the entries that share most information, best first, newest first among equals."""
        found: defaultdict[int, float] = defaultdict(float)
        used = 0
        for token in self._rarest(headline.tokens):
            size = _size(self._titles, token)
            if used >= 2 and size > NEWEST and found:
                continue
            weight = self.idf(token) ** 2
            used += 1 if size else 0
            _hit(found, self._titles, token, weight)
            _hit(found, self._summaries, token, weight * _SUPPORT)
        for token in self._rarest(headline.support)[:_SUPPORT_TOKENS]:
            _hit(found, self._titles, token, self.idf(token) ** 2 * _SUPPORT)
        return [number for _, number in nlargest(_LOOKED_AT, ((score, number) for number, score in found.items()))]

    def _rarest(self, tokens: Iterable[str]) -> list[str]:
        return sorted(tokens, key=lambda token: (self.frequency(token), token))


def _empty() -> "array[int]":
    return array("L")


def _size(lists: _Lists, token: str) -> int:
    return len(lists[token]) if token in lists else 0


def _hit(found: dict[int, float], lists: _Lists, token: str, weight: float) -> None:
    if token in lists:
        for number in lists[token][-NEWEST:]:
            found[number] += weight


def _remove(lists: _Lists, tokens: Iterable[str], number: int) -> None:
    for token in tokens:
        numbers = lists[token]
        del numbers[bisect_left(numbers, number)]
        if not numbers:
            del lists[token]
