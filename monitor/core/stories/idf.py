"""How much it says that two entries have a word in common: the rarer the word, the more.

Sums over sets are exact (`fsum`), so that they do not depend on the order in which a set gives its members.
"""

from array import array
from collections.abc import Collection
from math import fsum, log, sqrt

from monitor.core.caches import Memo
from monitor.core.language.stems import COMMON
from monitor.core.stories.intern_pool import InternPool

# A quiet index makes every word look equally rare. It is therefore read as if this many more entries had been seen, in
# which common words of headlines stood in one of 50, countries in one of 100, and any other in one of 2,000.
_PRIOR = 500
_COMMON_COUNT, _COUNTRY_COUNT, _OTHER_COUNT = _PRIOR / 50, _PRIOR / 100, _PRIOR / 2000

_STEPS = 40  # of the number of entries, per factor e
_REMEMBERED = 1 << 14  # words whose information is kept worked out


class Idf:
    """Of the words of entries of one language; words are numbers in `interned`.

    `information` gives the information in a word, the natural logarithm of one over its share of entries; `squares` its square,
    `squares_of` that by the number of the word.
    """

    def __init__(self, interned: InternPool) -> None:
        self._interned = interned
        self._entries = array("I")  # by number of the word
        self._count = 0
        self._level = _level(0)
        self.information = Memo(_REMEMBERED, self._information)
        self.squares = Memo(_REMEMBERED, self._square)
        self.squares_of = Memo(_REMEMBERED, self._square_of)
        self._lengths: dict[frozenset[str], float] = {}
        self._wholes: dict[frozenset[str], float] = {}

    def count(self, words: Collection[int], difference: int) -> None:
        """Another entry with these words, or one less. How many entries there are matters in steps of a fortieth only."""
        entries, values = self._entries, self._interned.values
        entries.extend([0] * (len(values) - len(entries)))
        self._count += difference
        level = _level(self._count)
        self._lengths.clear()
        self._wholes.clear()
        if level != self._level:
            self._level = level
            self.information.clear()
            self.squares.clear()
            self.squares_of.clear()
        for word in words:
            entries[word] += difference
        if self.information or self.squares or self.squares_of:
            self._renew(words)

    def _renew(self, words: Collection[int]) -> None:
        """Work out again what has changed; words that have just come or gone will soon be asked for."""
        for word in words:
            token = self._interned.values[word]
            found = self._level / _STEPS - log(self._entries[word] + _prior(token) + 0.5)
            self.information[token] = found
            self.squares[token] = self.squares_of[word] = found * found

    def entries(self, word: int) -> int:
        """In how many entries a word stands."""
        return self._entries[word] if word < len(self._entries) else 0

    def _information(self, token: str) -> float:
        word = self._interned.number_of(token)
        entries = 0 if word is None else self.entries(word)
        return self._level / _STEPS - log(entries + _prior(token) + 0.5)

    def _square(self, token: str) -> float:
        found = self._information(token)
        return found * found

    def _square_of(self, word: int) -> float:
        found = self._level / _STEPS - log(self._entries[word] + _prior(self._interned.values[word]) + 0.5)
        return found * found

    @property
    def most(self) -> float:
        """The logarithm of how many entries there are: what the information in a word is measured against."""
        return self._level / _STEPS

    def length(self, tokens: frozenset[str]) -> float:
        """Of the vector of a title."""
        known = self._lengths.get(tokens)
        if known is None:
            known = self._lengths[tokens] = sqrt(fsum(map(self.squares.__getitem__, tokens)))
        return known

    def whole(self, tokens: frozenset[str]) -> float:
        """Information in all words of a title."""
        known = self._wholes.get(tokens)
        if known is None:
            known = self._wholes[tokens] = fsum(map(self.information.__getitem__, tokens))
        return known


def _prior(token: str) -> float:
    if token in COMMON:
        return _COMMON_COUNT
    return _COUNTRY_COUNT if token[0] == "@" and "." not in token else _OTHER_COUNT


def _level(count: int) -> int:
    """The logarithm of a number of entries in steps, so that it rarely changes."""
    return round(_STEPS * log(count + _PRIOR + 1))
