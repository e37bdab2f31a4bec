"""Which open entries share rare words with a new one: an inverted index over the entries of one language.

Everything added is removed again exactly, so the index is a function of the entries in it, in their order, and of nothing
else. Work per look-up is bounded whatever it holds. Sums over sets are exact (`fsum`), so that they do not depend on the
order in which a set gives its members.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable
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

_STEPS = 40  # of the number of entries, per factor e

_Lists = dict[str, "array[int]"]


class _WorkedOut(dict[str, float]):
    """A value for each word, worked out when it is first asked for."""

    def __init__(self, work_out: Callable[[str], float]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, token: str) -> float:
        self[token] = found = self._work_out(token)
        return found


class Postings:
    """Entries by the words of their titles and summaries. Entry numbers must rise from `add` to `add`.

    `information` gives the information in a word, the natural logarithm of one over its share of entries; `squares` its square.
    """

    def __init__(self) -> None:
        self._titles: _Lists = defaultdict(_empty)
        self._summaries: _Lists = defaultdict(_empty)
        self._count = 0
        self._level = _level(0)
        self.information = _WorkedOut(self._information)
        self.squares = _WorkedOut(lambda token: self.information[token] ** 2)
        self._lengths: dict[frozenset[str], float] = {}

    def add(self, number: int, headline: Headline) -> None:
        self._change(1, headline)
        for token in headline.tokens:
            self._titles[token].append(number)
        for token in headline.support:
            self._summaries[token].append(number)

    def remove(self, number: int, headline: Headline) -> None:
        self._change(-1, headline)
        _remove(self._titles, headline.tokens, number)
        _remove(self._summaries, headline.support, number)

    def _change(self, difference: int, headline: Headline) -> None:
        """Forget what is no longer true of words. How many entries there are matters in steps of a fortieth only."""
        self._count += difference
        level = _level(self._count)
        self._lengths.clear()
        if level != self._level:
            self._level = level
            self.information.clear()
            self.squares.clear()
            return
        for tokens in (headline.tokens, headline.support):
            for token in tokens:
                self.information.pop(token, None)
                self.squares.pop(token, None)

    def __len__(self) -> int:
        return self._count

    def frequency(self, token: str) -> int:
        """In how many entries a word stands, in title or summary."""
        return _size(self._titles, token) + _size(self._summaries, token)

    def _information(self, token: str) -> float:
        is_country = token[0] == "@" and "." not in token
        prior = _COMMON_COUNT if token in COMMON else _COUNTRY_COUNT if is_country else _OTHER_COUNT
        return self._level / _STEPS - log(self.frequency(token) + prior + 0.5)

    def length(self, tokens: frozenset[str]) -> float:
        """Of the vector of a title."""
        known = self._lengths.get(tokens)
        if known is None:
            known = self._lengths[tokens] = sqrt(fsum(map(self.squares.__getitem__, tokens)))
        return known

    def candidates(self, headline: Headline) -> list[int]:
        """Numbers of the entries that share most information, best first, newest first among equals."""
        found: defaultdict[int, float] = defaultdict(float)
        used = 0
        for token in self._rarest(headline.tokens):
            size = _size(self._titles, token)
            if used >= 2 and size > NEWEST and found:
                continue
            weight = self.squares[token]
            used += 1 if size else 0
            _hit(found, self._titles, token, weight)
            _hit(found, self._summaries, token, weight * _SUPPORT)
        for token in self._rarest(headline.support)[:_SUPPORT_TOKENS]:
            _hit(found, self._titles, token, self.squares[token] * _SUPPORT)
        return [number for _, number in nlargest(_LOOKED_AT, ((score, number) for number, score in found.items()))]

    def _rarest(self, tokens: Iterable[str]) -> list[str]:
        return sorted(tokens, key=lambda token: (self.frequency(token), token))


def _level(count: int) -> int:
    """The logarithm of a number of entries in steps, so that it rarely changes."""
    return round(_STEPS * log(count + _PRIOR + 1))


def _empty() -> "array[int]":
    return array("I")


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
