"""What is dear to make and was asked for lately."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by key, made when they are asked for; the `most` that were asked for last are kept."""

    def __init__(self, most: int, make: Callable[[K], V]) -> None:
        self._most = most
        self._make = make
        self._kept: OrderedDict[K, V] = OrderedDict()  # the one asked for longest ago first

    def __getitem__(self, key: K) -> V:
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        value = self._kept[key] = self._make(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return value

    def kept(self, key: K) -> V | None:
        """The value, if it need not be made."""
        return self._kept.get(key)

    def forget(self, key: K) -> None:
        self._kept.pop(key, None)
