"""Bounded caches, and a pause of the garbage collector while many records are created."""

import gc
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memo(dict[K, V]):
    """A bounded dictionary: when it is full, all values are dropped, so lookups stay as fast as in a plain dictionary."""

    def __init__(self, most: int, work_out: Callable[[K], V]) -> None:
        super().__init__()
        self._most = most
        self._work_out = work_out

    def __missing__(self, key: K) -> V:
        if len(self) >= self._most:
            self.clear()
        found = self[key] = self._work_out(key)
        return found


class LruCache(Generic[K, V]):
    """Values by key, created on demand; the `most` recently used ones are kept."""

    def __init__(self, most: int, make: Callable[[K], V]) -> None:
        self._most = most
        self._make = make
        self._kept: OrderedDict[K, V] = OrderedDict()  # least recently used first

    def __getitem__(self, key: K) -> V:
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        value = self._kept[key] = self._make(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return value

    def kept(self, key: K) -> V | None:
        """The cached value, if there is one."""
        return self._kept.get(key)

    def forget(self, key: K) -> None:
        self._kept.pop(key, None)


@contextmanager
def gc_paused() -> Iterator[None]:
    """The records created inside have no cycles; looking for cycles would take longer than creating them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
