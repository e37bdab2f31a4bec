"""Limits per host, for all of its feeds: few simultaneous requests, pauses, none while it is closed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.clock import Clock

_MANY = 1000  # hosts remembered before irrelevant ones are dropped


@dataclass(slots=True)
class _Host:
    places: asyncio.Semaphore
    users: int = 0
    free_at: datetime | None = None  # when the next request may be sent


class Hosts:
    """Remembers hosts in use, hosts just left and hosts that are closed."""

    def __init__(self, limit: int, clock: Clock) -> None:
        """`limit` is the number of requests to one host at once."""
        self._limit, self.clock = limit, clock
        self._used: dict[str, _Host] = {}
        self._closed: dict[str, datetime] = {}

    @asynccontextmanager
    async def slot(self, host: str, gap: timedelta) -> AsyncIterator[None]:
        """A place for one request, at least `gap` after the one before it ended."""
        if len(self._used) > _MANY:
            now = self.clock.now()
            self._used = {name: each for name, each in self._used.items() if each.users or (each.free_at and each.free_at > now)}
        used = self._used.setdefault(host, _Host(asyncio.Semaphore(self._limit)))
        used.users += 1
        try:
            async with used.places:
                if used.free_at and not self.closed_until(host):
                    await self.clock.sleep(used.free_at - self.clock.now())
                try:
                    yield
                finally:
                    used.free_at = self.clock.now() + gap if gap else None
        finally:
            used.users -= 1
            if not (used.users or used.free_at):
                self._used.pop(host, None)

    def close(self, host: str, duration: timedelta) -> None:
        """Send nothing to `host` for so long (Retry-After, RFC 9110 §10.2.3)."""
        now = self.clock.now()
        self._closed = {each: until for each, until in self._closed.items() if until > now}
        self._closed[host] = max(now + duration, self._closed.get(host, now))

    def closed_until(self, host: str) -> datetime | None:
        """When `host` accepts requests again; None if it does now."""
        until = self._closed.get(host)
        return until if until and until > self.clock.now() else None
