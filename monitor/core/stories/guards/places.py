"""Guards about where it happens."""

from monitor.core.language import places
from monitor.core.stories.guards.pair import Pair, Stretch


def place(pair: Pair) -> bool:
    """The place of the one stands where the other has another: "fire in Hamburg", "fire in Dresden"."""
    if not pair.newer.places or not pair.older.places or pair.jaccard < 0.25:
        return False
    return any(_is_other_place(_places(gone), _places(come), pair) for gone, come in pair.replaced)


def _is_other_place(gone: frozenset[str], come: frozenset[str], pair: Pair) -> bool:
    return places.conflict(gone, come) and places.conflict(gone, pair.newer.setting) and places.conflict(come, pair.older.setting)


def _places(stretch: Stretch) -> frozenset[str]:
    return frozenset(word[1:] for word in stretch if word[0] == "@")


def elsewhere(pair: Pair) -> bool:
    """Both name places and no place of the one can be a place of the other, summaries included."""
    newer, older = pair.newer, pair.older
    return (
        places.conflict(newer.places, older.places)
        and places.conflict(newer.setting, older.places)
        and places.conflict(newer.places, older.setting)
    )
