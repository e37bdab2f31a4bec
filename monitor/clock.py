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
