"""Prepared titles made small: an index holds a hundred thousand of them and looks at a few at a time.

In memory a Headline is numbers of values that are kept once (`InternPool`); in the database it is a text. Which of its
fields are lists of words, which are records, and which stand for themselves, is read from their types, so that a new field
needs nothing here.
"""

import json
from array import array
from collections.abc import Collection, Sequence
from dataclasses import astuple, is_dataclass
from functools import lru_cache
from itertools import chain
from operator import attrgetter, itemgetter
from struct import calcsize, unpack_from
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from monitor.core.facts.actors import Direction
from monitor.core.facts.event_steps import Interaction
from monitor.core.facts.headline import Headline
from monitor.core.stories.intern_pool import InternPool

_HINTS: dict[str, Any] = get_type_hints(Headline)
_MAKERS: dict[str, Any] = {name: get_origin(hint) for name, hint in _HINTS.items() if get_origin(hint) in (tuple, frozenset)}
_FIRST = ("stems", "tokens", "support")  # what candidates are found by stands where it is found fast
_REST = tuple(name for name in _MAKERS if name not in _FIRST)
_OTHERS = tuple(name for name in _HINTS if name not in {*_MAKERS, "text"})
_LISTS = len(_FIRST) + len(_REST) + 1  # with the words of the text
_START = _LISTS + 1  # behind their lengths and the other fields, which are one value
_WORD, _LIST = "\x1f", "\x1e"  # ASCII's own separators, which no word has

_rest, _others = attrgetter(*_REST), attrgetter(*_OTHERS)
_records: list[tuple[int, Any]] = [
    (at, each) for at, name in enumerate(_OTHERS) for each in get_args(_HINTS[name]) if is_dataclass(each)
]
_said = itemgetter(*map(_OTHERS.index, ("language", "direction", "interaction")))


def _apart(headline: Headline) -> Sequence[Collection[str]]:
    """A headline's lists. The tokens are the stems and a few more: only those are listed."""
    if isinstance(headline, _Read):
        return headline.lists
    more = headline.tokens.difference(headline.stems)
    return (headline.stems, more, headline.support, *_rest(headline), headline.text.split(" "))


def pack(headline: Headline, interned: InternPool) -> bytes:
    """In memory, as numbers of values that `interned` keeps; `unpack` and `discard` take the same `interned`."""
    lists = _apart(headline)
    numbers = [*map(len, lists), *interned.take([_others(headline), *chain.from_iterable(lists)])]
    try:
        return b"H" + array("H", numbers).tobytes()  # two bytes are enough for most
    except OverflowError:
        return b"I" + array("I", numbers).tobytes()


def _numbers(packed: bytes) -> "array[int]":
    return array(chr(packed[0]), packed[1:])


class _Packed(Headline):
    """A headline that reads what features need, and another field when it is first asked for: of most, none ever is."""

    __slots__ = ("_interned", "_numbers")

    def __init__(self, numbers: "array[int]", interned: InternPool) -> None:
        _set(self, "_numbers", numbers)
        _set(self, "_interned", interned)
        value = interned.values.__getitem__
        support = _START + numbers[0] + numbers[1]
        _set(self, "tokens", frozenset(map(value, numbers[_START:support])))
        _set(self, "support", tuple(map(value, numbers[support : support + numbers[2]])))
        _set(self, "text", " ".join(map(value, numbers[-numbers[_LISTS - 1] :])))

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet."""
        numbers, values = self._numbers, self._interned.values
        if name in _OTHERS:
            for each, value in zip(_OTHERS, values[numbers[_LISTS]], strict=True):
                _set(self, each, value)
            return getattr(self, name)
        at, make = _STRETCHES[name]
        start = _START + sum(numbers[:at])
        found = make(map(values.__getitem__, numbers[start : start + numbers[at]]))
        _set(self, name, found)
        return found


_set = object.__setattr__
_STRETCHES: dict[str, Any] = {  # which list, and what it is made into
    name: (at, _MAKERS[name]) for at, name in enumerate((*_FIRST, *_REST))
}


def unpack(packed: bytes, interned: InternPool) -> Headline:
    """To be read while `interned` holds its values."""
    return _Packed(_numbers(packed), interned)


def discard(packed: bytes, interned: InternPool) -> None:
    """Give back the values that `pack` took."""
    interned.give_back(_numbers(packed)[_LISTS:])


def words(packed: bytes) -> tuple[set[int], "array[int]"]:
    """The numbers of the words of the title, and of those that only the summary has."""
    numbers = _numbers(packed)
    end = _START + numbers[0] + numbers[1]
    return set(numbers[_START:end]), numbers[end : end + numbers[2]]


def beginning(packed: bytes, most: int) -> tuple[set[int], tuple[int, ...]]:
    """As `words`, but of the summary no more than the first: it is asked for a dozen entries for each that comes."""
    kind = chr(packed[0])
    stems, more, support = unpack_from(f"=3{kind}", packed, 1)
    title = stems + more
    numbers = unpack_from(f"={title + min(support, most)}{kind}", packed, 1 + calcsize(f"={kind}") * _START)
    return set(numbers[:title]), numbers[title:]


class Said(NamedTuple):
    """What matters of a headline for its story, unpacked in a third of the time."""

    language: str
    tokens: frozenset[str]
    direction: Direction | None
    interaction: Interaction | None


def said(packed: bytes, interned: InternPool) -> Said:
    """As `unpack`, of fewer fields."""
    numbers, values = _numbers(packed), interned.values
    language, direction, interaction = _said(values[numbers[_LISTS]])
    title = numbers[_START : _START + numbers[0] + numbers[1]]
    return Said(language, frozenset(map(values.__getitem__, title)), direction, interaction)


def written(headline: Headline) -> str:
    """As a text that `read` understands."""
    others = json.dumps(_others(headline), default=astuple, ensure_ascii=False)
    lists = (sorted(words) if isinstance(words, frozenset) else words for words in _apart(headline))
    return _LIST.join((others, *map(_WORD.join, lists)))


class _Read(Headline):
    """A headline that makes a field of its lists when it is first asked for: for most that are restored, none ever is."""

    __slots__ = ("lists",)
    lists: list[list[str]]

    def __init__(self, lists: list[list[str]], others: tuple[Any, ...]) -> None:
        _set(self, "lists", lists)
        _set(self, "text", " ".join(lists[-1]))
        for name, value in zip(_OTHERS, others, strict=True):
            _set(self, name, value)

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet."""
        at, make = _STRETCHES[name]
        found = make([*self.lists[0], *self.lists[1]] if name == "tokens" else self.lists[at])
        _set(self, name, found)
        return found


def read(text: str) -> Headline:
    """The headline that `written` made a text of, by the same rules."""
    others, *lists = text.split(_LIST)
    return _Read([words.split(_WORD) if words else [] for words in lists], _read_others(others))


@lru_cache(maxsize=1024)  # most are like those of another headline
def _read_others(text: str) -> tuple[Any, ...]:
    others = json.loads(text)
    for at, record in _records:
        if others[at] is not None:
            others[at] = record(*others[at])
    return tuple(others)
