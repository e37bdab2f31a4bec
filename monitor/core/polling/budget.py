"""How requests are shared among feeds, so that the total weighted waiting time of entries is least.

Entries of a feed polled at even intervals wait half an interval on average. For a fixed number of requests the sum of weight ×
rate × interval is least where each feed's polls are in proportion to √(weight × rate) (Lagrange; Sia, Cho & Cho, TKDE
2007). Feeds at a bound stay there, and the others share the difference.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from monitor.core.text.folding import fold
from monitor.model import Feed, PollSettings, Watch

REFERENCE_RATE = 24.0  # entries per day: what is assumed of a feed not known yet
_DAY = timedelta(days=1)
_PER_ENTRY = 300.0  # polls per entry are enough: more would find nothing new, whatever is left
_PREFERRED = 1.5  # weight of reference outlets (tier 1) and agencies, which others follow
_LISTS = 3  # so many watch-lists that name a feed count
_GRAIN = 0.02  # feeds whose shares differ by less are counted together


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake:
    """What a feed is worth, and why."""

    weight: float = 1.0
    lists: int = 0  # watch-lists that name it or its outlet in `sources: only`
    is_preferred: bool = False  # tier 1, or an agency


def stakes(feeds: Sequence[Feed], watches: Sequence[Watch]) -> dict[str, Stake]:
    """By feed id: 1, times 1.5 for tier 1 and agencies, times 1 + the number of watch-lists (3 at most) that name the feed."""
    naming: dict[str, set[str]] = {}
    for watch in watches:
        for name in watch.sources.only:
            naming.setdefault(name, set()).add(watch.id)
    found = {}
    for feed in feeds:
        names = (" ".join(fold(feed.outlet).split()), fold(feed.id))
        lists = len(set[str]().union(*(naming.get(name, ()) for name in names)))
        is_preferred = feed.tier == 1 or feed.agency
        weight = (_PREFERRED if is_preferred else 1.0) * (1 + min(lists, _LISTS))
        found[feed.id] = Stake(weight=weight, lists=lists, is_preferred=is_preferred)
    return found


@dataclass(frozen=True, slots=True)
class Budget:
    """The price of a request: `unit` is the interval of a feed with one entry a day and weight 1, before its bounds."""

    unit: timedelta

    @classmethod
    def of(cls, settings: PollSettings) -> "Budget":
        """As if all feeds were new: each is polled every `settings.every`."""
        return cls(settings.every * math.sqrt(REFERENCE_RATE))

    def of_weight(self, weight: float) -> "Budget":
        """The budget as it applies to a feed of that weight."""
        return Budget(self.unit / math.sqrt(weight))

    def wanted(self, rate: float) -> timedelta:
        """The interval at `rate` entries a day (> 0), without bounds."""
        return max(self.unit / math.sqrt(rate), _DAY / (rate * _PER_ENTRY))


def bounded(interval: timedelta, least: timedelta, settings: PollSettings) -> timedelta:
    """`interval` within the settings' bounds, and at least `least`, the publisher's request."""
    return min(max(interval, least, settings.shortest), settings.longest)


class Claim(NamedTuple):
    """What is needed about a feed to share requests."""

    rate: float  # entries per day, > 0
    weight: float
    least: timedelta  # interval requested by the publisher


def share(claims: Iterable[Claim], settings: PollSettings) -> Budget:
    """The budget that makes as many requests as if each of the feeds were polled every `settings.every`."""
    counted = Counter((round(math.log(rate) / _GRAIN), weight, least) for rate, weight, least in claims)
    alike = [(math.exp(rate * _GRAIN), weight, least, count) for (rate, weight, least), count in counted.items()]
    allowed = counted.total() * (_DAY / settings.every)
    low, high = math.log(1e-3), math.log(1e9)  # of the unit in seconds
    for _ in range(24):
        middle = (low + high) / 2
        budget = Budget(timedelta(seconds=math.exp(middle)))
        made = sum(
            count * (_DAY / bounded(budget.of_weight(weight).wanted(rate), least, settings))
            for rate, weight, least, count in alike
        )
        low, high = (middle, high) if made > allowed else (low, middle)
    return Budget(timedelta(seconds=math.exp(high)))
