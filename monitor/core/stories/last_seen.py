"""Where a key was met last, in a tenth of a dictionary's memory."""

from array import array
from collections.abc import Hashable

_BUCKETS = 4096


class LastSeen:
    """Places by key, 12 bytes each: of a key no more than its 64-bit hash is kept."""

    def __init__(self) -> None:
        self._hashes = array("q")  # by place
        self._buckets = [array("I") for _ in range(_BUCKETS)]

    def add(self, place: int, key: Hashable) -> None:
        """`place` is the next, or one that was removed."""
        known = hash(key)
        if place == len(self._hashes):
            self._hashes.append(known)
        else:
            self._hashes[place] = known
        self._buckets[known % _BUCKETS].append(place)

    def remove(self, place: int) -> None:
        """Raises ValueError if nothing was added at `place`."""
        self._buckets[self._hashes[place] % _BUCKETS].remove(place)

    def last(self, key: Hashable) -> int | None:
        """The place that was added last under `key`."""
        known, hashes = hash(key), self._hashes
        return next((place for place in reversed(self._buckets[known % _BUCKETS]) if hashes[place] == known), None)
