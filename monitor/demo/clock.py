"""Time that starts at a given instant and runs faster."""

import asyncio
import time
from datetime import datetime, timedelta

SHORTEST_SLEEP = 0.01  # seconds of real time: a fast clock must not become a busy loop


class FastClock:
    """`speed` seconds for each real one, beginning with `start` at the monotonic instant `origin` (default: now)."""

    def __init__(self, start: datetime, speed: float, origin: float | None = None) -> None:
        self._start = start
        self._speed = speed
        self._origin = time.monotonic() if origin is None else origin

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(time.monotonic() - self._origin) * self._speed)

    def pace(self, speed: float) -> None:
        """Go on at another speed."""
        self._start, self._origin, self._speed = self.now(), time.monotonic(), speed

    async def sleep(self, duration: timedelta) -> None:
        await asyncio.sleep(max(SHORTEST_SLEEP, duration.total_seconds() / self._speed))


class StepClock:
    """Time that stands still until it is set: for playing a scenario round by round."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Move on; never backwards."""
        self._now = max(self._now, now)

    async def sleep(self, duration: timedelta) -> None:
        self._now += duration
        await asyncio.sleep(0)
