"""Which open entries share rare words with a new one: an inverted index over the entries of one language.

Everything added is removed again exactly, so what the index answers is a function of the entries in it, in their order, and of
nothing else. Work per look-up is bounded whatever it holds. Sums over sets are exact (`fsum`), so that they do not depend on
the order in which a set gives its members.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from heapq import nlargest
from itertools import chain
from math import fsum, log, sqrt
from typing import TypeVar

from monitor.core.headlines import Headline
from monitor.core.interning import Interned
from monitor.core.vocabulary import COMMON

NEWEST = 100  # entries looked at per word, newest first
_LOOKED_AT = 24  # candidates that are compared exactly
_NEAREST = 12  # of them, those that come near
_SUPPORT_TOKENS = 8  # rarest words of a summary that look for titles
_SUPPORT = 0.35  # weight of a meeting of title and summary

# A quiet index makes every word look equally rare. It is therefore read as if this many more entries had been seen, in
# which common words of headlines stood in one of 50, countries in one of 100, and any other in one of 2,000.
_PRIOR = 500
_COMMON_COUNT, _COUNTRY_COUNT, _OTHER_COUNT = _PRIOR / 50, _PRIOR / 100, _PRIOR / 2000

_STEPS = 40  # of the number of entries, per factor e
_REMEMBERED = 8192  # words whose information is kept worked out

_NOWHERE = array("I")
_Lists = list["array[int] | None"]
_Word = TypeVar("_Word")


class _WorkedOut(dict[_Word, float]):
    """A value for each word, worked out when it is first asked for."""

    def __init__(self, work_out: Callable[[_Word], float]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, word: _Word) -> float:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = found = self._work_out(word)
        return found


class Postings:
    """Places of entries by the words of their titles and summaries, which are numbers in `interned`.

    `ages` gives the number of the entry at a place; they must rise from `add` to `add`. `information` gives the information in
    a word, the natural logarithm of one over its share of entries; `squares` its square.
    """

    def __init__(self, interned: Interned, ages: Sequence[int]) -> None:
        self._interned = interned
        self._age_of = ages.__getitem__
        self._titles: _Lists = []  # by number of the word
        self._summaries: _Lists = []
        self._count = 0
        self._level = _level(0)
        self._number_of = interned.number_of
        self._commonness = array("d")  # by number of a word that entries have: logarithm of how many
        self.information = _WorkedOut[str](self._information)
        self.squares = _WorkedOut[str](lambda token: self._information(token) ** 2)
        self._squares_of = _WorkedOut[int](lambda word: (self._level / _STEPS - self._commonness[word]) ** 2)
        self._lengths: dict[frozenset[str], float] = {}

    def add(self, place: int, title: Sequence[int], support: Sequence[int]) -> None:
        missing = len(self._interned.values) - len(self._titles)
        self._titles.extend([None] * missing)
        self._summaries.extend([None] * missing)
        self._commonness.extend([0.0] * missing)
        _append(self._titles, title, place)
        _append(self._summaries, support, place)
        self._change(1, title, support)

    def remove(self, place: int, title: Sequence[int], support: Sequence[int]) -> None:
        self._remove(self._titles, title, place)
        self._remove(self._summaries, support, place)
        self._change(-1, title, support)

    def _remove(self, lists: _Lists, words: Sequence[int], place: int) -> None:
        age = self._age_of(place)
        for word in words:
            places = lists[word] or _NOWHERE
            if len(places) == 1:
                lists[word] = None
            else:
                del places[bisect_left(places, age, key=self._age_of)]

    def _change(self, difference: int, *changed: Sequence[int]) -> None:
        """Forget what is no longer true of words. How many entries there are matters in steps of a fortieth only."""
        self._count += difference
        level = _level(self._count)
        self._lengths.clear()
        if level != self._level:
            self._level = level
            self.information.clear()
            self.squares.clear()
            self._squares_of.clear()
        values, titles, summaries = self._interned.values, self._titles, self._summaries
        for word in chain.from_iterable(changed):
            token = values[word]
            entries = len(titles[word] or _NOWHERE) + len(summaries[word] or _NOWHERE)
            self._commonness[word] = _commonness(token, entries)
            self.information.pop(token, None)
            self.squares.pop(token, None)
            self._squares_of.pop(word, None)

    def __len__(self) -> int:
        return self._count

    def _information(self, token: str) -> float:
        word = self._number_of(token)
        if word is None or word >= len(self._titles) or not (self._titles[word] or self._summaries[word]):
            return self._level / _STEPS - _commonness(token, 0)
        return self._level / _STEPS - self._commonness[word]

    def length(self, tokens: frozenset[str]) -> float:
        """Of the vector of a title."""
        known = self._lengths.get(tokens)
        if known is None:
            known = self._lengths[tokens] = sqrt(fsum(map(self.squares.__getitem__, tokens)))
        return known

    def frequency(self, token: str) -> int:
        """In how many entries a word stands, in title or summary."""
        titles, summaries = self._with(token)
        return len(titles) + len(summaries)

    def _with(self, token: str) -> tuple["array[int]", "array[int]"]:
        """Places of the entries with a word in the title, and of those with it in the summary alone."""
        word = self._number_of(token)
        if word is None or word >= len(self._titles):
            return _NOWHERE, _NOWHERE
        return self._titles[word] or _NOWHERE, self._summaries[word] or _NOWHERE

    def nearest(self, headline: Headline, words_at: Callable[[int], Sequence[int]]) -> list[int]:
        """Places of the entries whose titles are most alike, of those that share most information; newest first among equals.

        `words_at` gives the words of the title at a place.
        """
        words = {word for word in map(self._number_of, headline.tokens) if word is not None}
        length, square_of = self.length(headline.tokens), self._squares_of.__getitem__
        found = []
        for place in self._candidates(headline):
            others = words_at(place)
            lengths = length * sqrt(fsum(map(square_of, others)))
            cosine = fsum(map(square_of, words.intersection(others))) / lengths if lengths else 0.0
            found.append((cosine, self._age_of(place), place))
        return [place for _, _, place in sorted(found, reverse=True)[:_NEAREST]]

    def _candidates(self, headline: Headline) -> list[int]:
        """Places of the entries that share most information."""
        found: defaultdict[int, float] = defaultdict(float)
        used = 0
        for _, token, titles, summaries in self._rarest(headline.tokens):
            if used >= 2 and len(titles) > NEWEST and found:
                continue
            weight = self.squares[token]
            used += 1 if titles else 0
            _hit(found, titles, weight)
            _hit(found, summaries, weight * _SUPPORT)
        for _, token, titles, _ in self._rarest(headline.support)[:_SUPPORT_TOKENS]:
            _hit(found, titles, self.squares[token] * _SUPPORT)
        best = nlargest(_LOOKED_AT, zip(found.values(), map(self._age_of, found), found, strict=True))
        return [place for _, _, place in best]

    def _rarest(self, tokens: Iterable[str]) -> list[tuple[int, str, "array[int]", "array[int]"]]:
        """In how many entries each word stands, the word, and where; rarest first."""
        found = []
        for token in tokens:
            titles, summaries = self._with(token)
            found.append((len(titles) + len(summaries), token, titles, summaries))
        return sorted(found)


def _level(count: int) -> int:
    """The logarithm of a number of entries in steps, so that it rarely changes."""
    return round(_STEPS * log(count + _PRIOR + 1))


def _commonness(token: str, entries: int) -> float:
    is_country = token[0] == "@" and "." not in token
    prior = _COMMON_COUNT if token in COMMON else _COUNTRY_COUNT if is_country else _OTHER_COUNT
    return log(entries + prior + 0.5)


def _append(lists: _Lists, words: Sequence[int], place: int) -> None:
    for word in words:
        places = lists[word]
        if places is None:
            lists[word] = array("I", (place,))
        else:
            places.append(place)


def _hit(found: dict[int, float], places: "array[int]", weight: float) -> None:
    for place in places[-NEWEST:]:
        found[place] += weight
