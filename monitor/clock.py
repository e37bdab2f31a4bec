"""The only reader of the wall clock."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Time as the daemon sees it. `sleep` counts in the same time as `now`."""

    def now(self) -> datetime:
        """The present, UTC."""

    async def sleep(self, duration: timedelta) -> None:
        """Wait on the monotonic clock, so that a step of the wall clock stalls nothing."""


class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, duration: timedelta) -> None:
        await asyncio.sleep(max(0.0, duration.total_seconds()))


async def wait(clock: Clock, event: asyncio.Event, at_most: timedelta) -> None:
    """Return when `event` is set, or after `at_most` of the clock's time."""
    waiting = [asyncio.ensure_future(event.wait()), asyncio.ensure_future(clock.sleep(at_most))]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
