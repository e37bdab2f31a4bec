"""A concurrency limit that admits the smallest waiter first."""

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class PriorityLimit:
    """A limited number of holders at once. The smallest waiter goes first; among equals, the one that has waited longest."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._number = itertools.count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def taken(self, size: int) -> AsyncIterator[None]:
        """A slot for something of this size."""
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
            if not turn.cancelled():  # it had already been given the slot
                self._leave()
            raise

    def _leave(self) -> None:
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
