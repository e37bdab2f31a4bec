"""Words like "killed" and "injured", which have a number beside them, and where in each language it stands."""

from collections.abc import Mapping
from enum import Enum
from functools import cache

from monitor.core.language.wordlists import senses_of
from monitor.model import NumberKind


class Side(Enum):
    """Where the number of such a word stands: the role of the word in the lists."""

    BEFORE = "count-before"  # nine dead
    AFTER = "count-after"  # killing nine
    EITHER = "count-either"  # nine killed, killed nine
    TOTAL = "count-total"  # death toll rises to nine


Trigger = tuple[NumberKind | None, Side]  # no kind: a number beside it is neither of killed nor of injured

_KINDS = {"killed": NumberKind.KILLED, "injured": NumberKind.INJURED, "other": None}


@cache
def triggers(language: str) -> Mapping[str, Trigger]:
    """Folded word → what it counts and on which side, in texts of a language."""
    return {
        word: (_KINDS[sense], side) for side in Side for form, sense in senses_of(side.value, language).items() for word in form
    }
