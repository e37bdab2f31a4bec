"""Two headlines that a guard compares."""

from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Indel

from monitor.core.facts.actors import Direction
from monitor.core.facts.headline import Headline

Stretch = tuple[str, ...]  # neighbouring words of a title, as stems


@dataclass(frozen=True)
class Pair:
    """A new headline and one of a story's, which came `hours` before.

    `prevailing` is the direction most of the story's headlines tell. `is_answer`: the new headline tells the reverse of what an
    open story tells, and this story does not tell it so far.
    """

    newer: Headline
    older: Headline
    hours: float
    prevailing: Direction | None = None
    is_answer: bool = False

    @cached_property
    def jaccard(self) -> float:
        """Shared words over all words."""
        return len(self.shared) / (len(self.newer.tokens | self.older.tokens) or 1)

    @cached_property
    def shared(self) -> frozenset[str]:
        """Words of both titles."""
        return self.newer.tokens & self.older.tokens

    @cached_property
    def replaced(self) -> tuple[tuple[Stretch, Stretch], ...]:
        """Stretches of words of the older headline that stand as others in the newer: (older, newer)."""
        old, new = self.older.stems, self.newer.stems
        found: list[tuple[Stretch, Stretch]] = []
        for code in Indel.opcodes(old, new):
            if code.tag == "equal":
                found.append(((), ()))
            else:
                gone, come = found.pop() if found else ((), ())
                found.append((gone + old[code.src_start : code.src_end], come + new[code.dest_start : code.dest_end]))
        return tuple((gone, come) for gone, come in found if gone and come)
