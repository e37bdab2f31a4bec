"""Guards about what comes every day."""

from monitor.core.facts.headline import Headline
from monitor.core.language import antonyms
from monitor.core.language.stems import COMMON
from monitor.core.stories.guards.pair import Pair


def recurring(pair: Pair) -> bool:
    """A title that comes every day is another day's: known by its words, or by the hour at which its outlet repeats it.

    A piece of news is not the others that a round-up tells.
    """
    if pair.older.is_roundup and not pair.newer.is_roundup:
        return True
    if pair.hours >= 10 and (pair.newer.is_recurring or pair.older.is_recurring):
        return True
    if pair.newer.is_recurring and pair.older.is_recurring:
        return _is_series(pair)
    if pair.newer.text != pair.older.text or not pair.newer.outlet == pair.older.outlet != "":
        return False
    return pair.hours >= 20 and abs((pair.hours + 12) % 24 - 12) <= _SAME_HOUR


def market(pair: Pair) -> bool:
    """Prices of another day: "Stocks slip on China data", "Stocks slip again as yields rise"."""
    return pair.hours >= 10 and all(
        antonyms.is_market_report(each.text.split(), each.language) for each in (pair.newer, pair.older)
    )


def _is_series(pair: Pair) -> bool:
    """One page of a kind for each name: "How to watch France v Spain" and "… England v Argentina", one code for each shop."""
    return any(_own(one, other) for one, other in ((pair.newer, pair.older), (pair.older, pair.newer)))


def _own(one: Headline, other: Headline) -> bool:
    return any(word not in COMMON and not word[0].isdigit() for word in one.tokens.difference(other.tokens, other.support))


_SAME_HOUR = 3.0  # by how much the hour of a daily title varies
