"""Guards about who acts, and on whom."""

from itertools import permutations

from rapidfuzz import fuzz

from monitor.core.facts.headline import Headline
from monitor.core.language import antonyms, places
from monitor.core.language.stems import COMMON
from monitor.core.stories.guards.pair import Pair, Stretch


def direction(pair: Pair) -> bool:
    """Who did it to whom is reversed, as far as both say."""
    newer = pair.newer.direction
    older = pair.prevailing or pair.older.direction
    return newer is not None and older is not None and newer.reverses(older)


def answer(pair: Pair) -> bool:
    """An answer is a story of its own from its first word on, so that it can be linked to what it answers."""
    return pair.is_answer


def target(pair: Pair) -> bool:
    """The same country acts, but against another, which the other headline does not name at all; or other envoys come and go."""
    newer, older = pair.newer, pair.older
    if newer.interaction and older.interaction and newer.interaction.act == older.interaction.act in {"rupture", "mending"}:
        return newer.interaction != older.interaction
    if newer.direction is None or older.direction is None or newer.direction.actor != older.direction.actor:
        return False
    return not (
        newer.direction.target in {"", *map(places.country, older.setting)}
        or older.direction.target in {"", *map(places.country, newer.setting)}
    )


def swap(pair: Pair) -> bool:
    """Two have changed sides around a word: "Airbus sues Boeing" and "Boeing sues Airbus"."""
    if pair.jaccard < 0.3 or len(pair.shared) < 3 or (pair.newer.direction and pair.older.direction):
        return False
    new, old = _order(pair.newer), _order(pair.older)
    passives = sum("by" in each.text.split() for each in (pair.newer, pair.older))
    if not _is_reordered(new, old) or passives == 1:  # a passive turns the order of words, not the meaning
        return False
    shared = sorted(pair.shared & new.keys() & old.keys())
    doings = shared if passives and pair.jaccard >= 0.7 else [word for word in shared if word in antonyms.DOINGS]
    for one, other in permutations(shared, 2):
        if new[one] > new[other] or old[one] < old[other]:
            continue  # on the sides that they had
        near, pivots = _SWAP_REACH, doings
        if pair.jaccard >= 0.55 and _is_actor(one, pair) and _is_actor(other, pair):
            pivots = shared
        elif pair.jaccard == 1.0 and new[one] == 0 == old[other]:
            near, pivots = 1, shared  # whoever they are: subject, verb and object begin both headlines
        if any(_between(new, one, pivot, other, near) and _between(old, other, pivot, one, near) for pivot in pivots):
            return True
    return False


_SWAP_REACH = 2  # words from an actor to what it does


def _order(headline: Headline) -> dict[str, int]:
    """Where each word stands, numbers left out."""
    return {word: at for at, word in enumerate(word for word in headline.stems if not word[0].isdigit())}


def _is_reordered(new: dict[str, int], old: dict[str, int]) -> bool:
    """Whether the words that both have come in another order."""
    return [word for word in new if word in old] != [word for word in old if word in new]


def _between(order: dict[str, int], first: str, pivot: str, last: str, near: int) -> bool:
    return 0 < order[pivot] - order[first] <= near and 0 < order[last] - order[pivot] <= near


def _is_actor(word: str, pair: Pair) -> bool:
    if word[0] == "@":
        return True
    if word in COMMON:
        return False
    if pair.newer.is_title_case or pair.older.is_title_case:
        return pair.jaccard >= 0.7
    return word in pair.newer.names and word in pair.older.names


def opponents(pair: Pair) -> bool:
    """Another match: of two countries' teams that beat each other, one is not in the other match."""
    newer, older = _match(pair.newer), _match(pair.older)
    return len(newer) == len(older) == 2 and newer != older


def _match(headline: Headline) -> frozenset[str]:
    """The countries around "beats"."""
    stems = headline.stems
    if "beat" not in stems:
        return frozenset()
    at = stems.index("beat")
    before = [word for word in reversed(stems[max(0, at - _SWAP_REACH) : at]) if word[0] == "@"]
    after = [word for word in stems[at + 1 : at + 1 + _SWAP_REACH] if word[0] == "@"]
    return frozenset(places.country(word[1:]) for word in (*before[:1], *after[:1]))


def name(pair: Pair) -> bool:
    """Somebody stands in the place of another: "Nestlé names a new chief", "Danone names a new chief"."""
    enough = 0.6 if pair.newer.is_title_case or pair.older.is_title_case else 0.4
    return pair.jaccard >= enough and any(_is_other_name(*stretches, pair) for stretches in pair.replaced)


def _is_other_name(gone: Stretch, come: Stretch, pair: Pair) -> bool:
    if max(len(gone), len(come)) > 3:
        return False
    before = [word for word in gone if _is_name(word, pair.older, pair.newer)]
    after = [word for word in come if _is_name(word, pair.newer, pair.older)]
    return bool(before and after) and fuzz.partial_ratio(" ".join(before), " ".join(after)) < 70


def _is_name(word: str, here: Headline, there: Headline) -> bool:
    if word in there.tokens or word in there.support or word[0].isdigit():
        return False
    if word[0] == "@" or word in antonyms.OCCUPATIONS:
        return True
    return word not in COMMON and (here.is_title_case or word in here.names)
