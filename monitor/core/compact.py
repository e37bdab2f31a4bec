"""Prepared titles in a tenth of their size: an index holds a hundred thousand of them and looks at a few at a time.

A Headline is written as numbers of values that are kept once (`Interned`). Which of its fields are lists of words, and which
stand for themselves, is read from their types, so that a new field needs nothing here.
"""

from array import array
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple, get_origin, get_type_hints

from monitor.core.direction import Direction
from monitor.core.headlines import Headline
from monitor.core.interning import Interned
from monitor.core.steps import Deed

_KINDS: dict[str, Any] = {name: get_origin(hint) for name, hint in get_type_hints(Headline).items()}
_FIRST = ("tokens", "support")  # what candidates are found by stands where it is found fast
_LISTS = (*_FIRST, *(name for name, kind in _KINDS.items() if kind in (tuple, frozenset) and name not in _FIRST))
_OTHERS = tuple(name for name in _KINDS if name not in _LISTS and name != "text")
_PARTS = len(_LISTS) + 1
_START = _PARTS + 1  # lengths, then the other fields as one value, then the lists and the words of the text

_lists = attrgetter(*_LISTS)
_others = attrgetter(*_OTHERS)
_in_order = itemgetter(*((*_LISTS, "text", *_OTHERS).index(name) for name in _KINDS))
_said = itemgetter(*map(_OTHERS.index, ("language", "direction", "deed")))
_makers = [_KINDS[name] for name in _LISTS]


def pack(headline: Headline, interned: Interned) -> bytes:
    """`unpack` and `discard` take the same `interned`."""
    parts = (*_lists(headline), headline.text.split(" "))
    numbers = interned.take(chain((_others(headline),), *parts))
    return array("I", [*map(len, parts), *numbers]).tobytes()


def unpack(packed: bytes, interned: Interned) -> Headline:
    numbers = array("I", packed)
    values: list[Any] = list(map(interned.values.__getitem__, numbers[_PARTS:]))
    found: list[Any] = []
    at = 1
    for make, length in zip(_makers, numbers, strict=False):
        found.append(make(values[at : at + length]))
        at += length
    return Headline(*_in_order((*found, " ".join(values[at:]), *values[0])))


def discard(packed: bytes, interned: Interned) -> None:
    interned.give_back(array("I", packed)[_PARTS:])


def words(packed: bytes) -> tuple["array[int]", "array[int]"]:
    """The numbers of the words of the title, each once, and of those that only the summary has."""
    numbers = array("I", packed)
    end = _START + numbers[0]
    return numbers[_START:end], numbers[end : end + numbers[1]]


def title(packed: bytes) -> "array[int]":
    """The first of `words`."""
    numbers = array("I", packed)
    return numbers[_START : _START + numbers[0]]


class Said(NamedTuple):
    """What matters of a headline for its story, unpacked in a third of the time."""

    language: str
    tokens: frozenset[str]
    direction: Direction | None
    deed: Deed | None


def said(packed: bytes, interned: Interned) -> Said:
    numbers, values = array("I", packed), interned.values
    tokens = frozenset(map(values.__getitem__, numbers[_START : _START + numbers[0]]))
    language, direction, deed = _said(values[numbers[_PARTS]])
    return Said(language, tokens, direction, deed)
