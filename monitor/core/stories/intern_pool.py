"""Values kept once: many holders share them by small numbers."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import repeat
from typing import Any


class InternPool:
    """Values ↔ numbers. A value is forgotten, and its number given to another, when all who took it have given it back."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._values: list[Any] = []
        self._uses: list[int] = []
        self._free: list[int] = []
        self.values: Sequence[Any] = self._values  # by number; what stands at a number that nobody uses means nothing
        self.number_of = self._numbers.get  # the number of a value, None if nobody uses it

    def __len__(self) -> int:
        return len(self._numbers)

    def take(self, values: Sequence[Hashable]) -> list[int]:
        """The numbers of `values`, each used once more."""
        taken = list(map(self._numbers.get, values, repeat(-1)))
        if -1 in taken:
            known = zip(taken, values, strict=True)
            taken = [self._number_for(value) if number < 0 else number for number, value in known]
        uses = self._uses
        for number in taken:
            uses[number] += 1
        return taken

    def give_back(self, taken: Iterable[int]) -> None:
        """Use each number once less."""
        uses = self._uses
        for number in taken:
            uses[number] -= 1
            if not uses[number]:
                del self._numbers[self._values[number]]
                self._values[number] = None
                self._free.append(number)

    def _number_for(self, value: Hashable) -> int:
        if value in self._numbers:
            return self._numbers[value]
        if self._free:
            number = self._free.pop()
            self._values[number] = value
        else:
            number = len(self._values)
            self._values.append(value)
            self._uses.append(0)
        self._numbers[value] = number
        return number
