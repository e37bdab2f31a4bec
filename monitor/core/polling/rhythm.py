"""When a feed publishes: by the hour of the day, the day of the week and the minute of the hour, learnt from its entries.

A feed's rate is taken to be its mean times one factor for each of these (all UTC). The factors are drawn towards 1 by imagined
entries, spread evenly, so that little evidence says little; what was learnt fades in weeks.
"""

import math
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

_DAY, _HOUR, _STEP = 86_400.0, 3600.0, 300.0  # seconds
_CYCLES = ((_HOUR, 24), (_DAY, 7), (_STEP, 12))  # width and number of the bins that recur for ever
_BINS = sum(count for _, count in _CYCLES)
_MEMORY = 14 * _DAY  # time constant of fading
_IMAGINED = 72.0  # entries per cycle
_PACKED = struct.Struct(f"<{2 * _BINS}f")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What was learnt, fading: entries and seconds watched, for each bin of the three cycles."""

    entries: tuple[float, ...] = (0.0,) * _BINS
    watched: tuple[float, ...] = (0.0,) * _BINS

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """What `pack` gave; nothing learnt if it is anything else."""
        if len(packed) != _PACKED.size:
            return cls()
        numbers = _PACKED.unpack(packed)
        return cls(numbers[:_BINS], numbers[_BINS:])

    def pack(self) -> bytes:
        return _PACKED.pack(*self.entries, *self.watched)

    @classmethod
    def of_backlog(cls, dates: Iterable[datetime], now: datetime) -> Self:
        """What the dates of a first document say: those of its last whole days, two weeks at most. Midnight sharp is no time."""
        told = [at for at in dates if at <= now and at.timestamp() % _DAY]
        days = min((now - min(told, default=now)).days, int(_MEMORY // _DAY))
        start = now - timedelta(days=days)
        return cls().learn(start, start, now, [at for at in told if at > start], 0)

    def learn(self, since: datetime, polled: datetime, now: datetime, dates: Iterable[datetime], undated: int) -> Self:
        """After a poll that brought entries, the first since the one at `since`; the one before it was at `polled`.

        The entries appeared between `polled` and `now`. Their own `dates` are used within these bounds;
        `undated` entries, and those with other dates, are spread evenly over that time.
        """
        first, last = polled.timestamp(), now.timestamp()
        times = [at.timestamp() for at in dates]
        believed = [at for at in times if first < at <= last and at % _DAY]
        others = undated + len(times) - len(believed)
        fading = math.exp((since.timestamp() - last) / _MEMORY)
        entries, watched = [], []
        for (width, count), own, seen in zip(_CYCLES, _by_cycle(self.entries), _by_cycle(self.watched), strict=True):
            found, watch = [value * fading for value in own], [value * fading for value in seen]
            _spread(watch, width, since.timestamp(), last, last - since.timestamp())
            _spread(found, width, first, last, others)
            for at in believed:
                found[int(at // width) % count] += 1.0
            entries += found
            watched += watch
        return type(self)(tuple(entries), tuple(watched))

    def shape(self) -> "Shape":
        """The rates that follow from it."""
        return Shape(*(_factors(own, seen) for own, seen in zip(_by_cycle(self.entries), _by_cycle(self.watched), strict=True)))


@dataclass(frozen=True, slots=True)
class Shape:
    """A feed's rate as a multiple of its mean: a factor for the hour of the day, one for the day, one for the five minutes."""

    hours: tuple[float, ...]
    days: tuple[float, ...]
    steps: tuple[float, ...]

    def next_poll(self, now: datetime, interval: timedelta, latest: datetime) -> datetime:
        """When to poll next, so that polls are `interval` apart in the mean, but close together where entries are likely.

        A poll is best made when as many entries wait as will appear until the next one (Sia, Cho & Cho, "Efficient monitoring
        algorithm for fast news alerts", TKDE 2007: those since the last poll equal the rate now times the wait to the
        next). Where the rate changes slowly, that is a density of polls in proportion to its square root; where it is a
        spike, the poll comes just after it.
        """
        at, end = now.timestamp(), latest.timestamp()
        goal = interval.total_seconds() * self._mean_root()
        waiting = 0.0
        while at < end:
            rate = self._hourly(at) * self.steps[int(at // _STEP) % len(self.steps)]
            step_end = min((at // _STEP + 1) * _STEP, end)
            wait = (goal * math.sqrt(rate) - waiting) / rate
            if wait <= step_end - at:
                return min(now + timedelta(seconds=at - now.timestamp() + max(wait, 0.0)), latest)
            waiting += rate * (step_end - at)
            at = step_end
        return latest

    def lived(self, start: datetime, end: datetime) -> timedelta:
        """The time between two instants, weighted by the feed's activity: less than real time when it seldom publishes."""
        at, last = start.timestamp(), end.timestamp()
        week = _DAY * len(self.days)
        total = max(last - at, 0.0) // week * week
        at += total
        while at < last:
            hour_end = min((at // _HOUR + 1) * _HOUR, last)
            total += self._hourly(at) * (hour_end - at)
            at = hour_end
        return timedelta(seconds=total)

    def _hourly(self, at: float) -> float:
        return self.hours[int(at // _HOUR) % len(self.hours)] * self.days[int(at // _DAY) % len(self.days)]

    def _mean_root(self) -> float:
        """The mean of the square root of the rate, so that the mean interval is the requested one."""
        return math.prod(sum(map(math.sqrt, factors)) / len(factors) for factors in (self.hours, self.days, self.steps))


def _by_cycle(values: tuple[float, ...]) -> Iterator[tuple[float, ...]]:
    start = 0
    for _, count in _CYCLES:
        yield values[start : start + count]
        start += count


def _factors(entries: tuple[float, ...], watched: tuple[float, ...]) -> tuple[float, ...]:
    """Of each bin, with mean 1."""
    per_second = sum(entries) / (sum(watched) or 1.0)
    imagined = _IMAGINED / len(entries)
    raw = [(found + imagined) / (seen * per_second + imagined) for found, seen in zip(entries, watched, strict=True)]
    total = sum(raw)
    return tuple(value * len(raw) / total for value in raw)


def _spread(bins: list[float], width: float, start: float, end: float, amount: float) -> None:
    """Add `amount` to bins of `width` seconds that recur for ever, evenly over the time from `start` to `end`."""
    if end <= start or not amount:
        return
    density, cycle = amount / (end - start), width * len(bins)
    rounds = (end - start) // cycle
    bins[:] = [value + rounds * width * density for value in bins]
    at = start + rounds * cycle
    while at < end:
        bin_end = min((at // width + 1) * width, end)
        bins[int(at // width) % len(bins)] += (bin_end - at) * density
        at = bin_end
