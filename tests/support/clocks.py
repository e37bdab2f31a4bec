"""A clock for tests: time passes only by sleeping, and then at once."""

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2024, 1, 18, 5, 0, tzinfo=UTC)


class JumpClock:
    """Every sleep takes the clock to its end at once; sleeps that overlap end at the later of their ends."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def seconds(self) -> float:
        """For servers that count in seconds."""
        return self._now.timestamp()

    def advance(self, duration: timedelta) -> None:
        self._now += duration

    async def sleep(self, duration: timedelta) -> None:
        end = self._now + max(duration, timedelta(0))
        await asyncio.sleep(0)
        self._now = max(self._now, end)
