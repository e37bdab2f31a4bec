"""How fast calls may follow one another: sliding windows, so that no window of the service's ever overflows."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` calls within any `window`, counted together for all that share `key`."""

    key: str
    count: int
    window: timedelta


class Pacer:
    """Remembers the last calls under each limit."""

    def __init__(self) -> None:
        self._calls: dict[Limit, deque[datetime]] = {}

    def ready_at(self, limits: Iterable[Limit], now: datetime) -> datetime:
        """When the next call keeps all of `limits`; `now` if it does already."""
        return max((self._free_at(limit, now) for limit in limits), default=now)

    def record(self, limits: Iterable[Limit], now: datetime) -> None:
        """A call is made at `now`."""
        for limit in limits:
            self._calls.setdefault(limit, deque(maxlen=limit.count)).append(now)

    def _free_at(self, limit: Limit, now: datetime) -> datetime:
        calls = self._calls.get(limit)
        if calls is None or len(calls) < limit.count:
            return now
        # A wall clock that was set back leaves calls in the future: one window is the most that anyone waits.
        return max(now, min(calls[0], now) + limit.window)
