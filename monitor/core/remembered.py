"""Values worked out when they are first asked for."""

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Remembered(dict[K, V]):
    """Values by key; all are forgotten when there are too many, so that what is known is found as fast as in any dictionary."""

    def __init__(self, most: int, work_out: Callable[[K], V]) -> None:
        super().__init__()
        self._most = most
        self._work_out = work_out

    def __missing__(self, key: K) -> V:
        if len(self) >= self._most:
            self.clear()
        found = self[key] = self._work_out(key)
        return found
