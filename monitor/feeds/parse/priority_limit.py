"""A limit on how much goes on at once, in which whoever asks for the least goes first."""

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class PriorityLimit:
    """So many may be in at once. Of those who wait the smallest goes first, the longest waiting of equal ones."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._number = itertools.count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def taken(self, size: int) -> AsyncIterator[None]:
        """A place for something of this size."""
        if self._free:
            self._free -= 1
        else:
            await self._turn(size)
        try:
            yield
        finally:
            self._leave()

    async def _turn(self, size: int) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (size, next(self._number), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # it had been given the place already
                self._leave()
            raise

    def _leave(self) -> None:
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
