"""The weights of the story judgement: data, with where they come from.

*Set by hand first* (`by_hand`), by reasoning, so that each sign can be read: words in common speak for one story, rare ones
more; time, a large story and an outlet that has told it before speak against. *Then fitted* (`value`) by
`bench/fit_stories.py`, as far from there as labels insist: 1,700 headlines of eleven outlets of July 2026, labelled by event for
this project (two ordinary days, a football tournament, a war), the January 2024 seeds, and 180 of the pairs in `tests/data` that
rules may be made from. `docs/stories.md` has what that gained.
"""

from typing import NamedTuple


class Weight(NamedTuple):
    """Of one likeness (`core.similarity.Likeness`), per unit."""

    name: str
    value: float
    by_hand: float
    why: str


BIAS, BIAS_BY_HAND = -7.00, -8.1
WEIGHTS = (
    Weight("cosine", 0.08, 1.5, "the same rare words; the centroid says it again"),
    Weight("centroid", 3.84, 5.0, "fits the whole story, not one stray member"),
    Weight("wording", 1.94, 4.0, "written alike, whatever the words"),
    Weight("shared", 4.63, 3.0, "several rare words in common are no chance"),
    Weight("rarest", 1.05, 0.0, "a word in common that nobody else has"),
    Weight("second", 0.88, 0.0, "two such words are seldom in two events"),
    Weight("coverage", 0.93, 1.5, "one's summary tells what the other's title says"),
    Weight("accord", 3.07, 4.0, "the same one acts against the same"),
    Weight("pause", -0.80, -0.65, "after a long sleep it may be another"),
    Weight("night", -0.69, 0.0, "half a day lies between the two"),
    Weight("crowd", -0.18, -0.1, "a large story shares words with everything"),
    Weight("length", -1.13, 0.0, "a long title shares words by chance"),
    Weight("outlet", -0.66, 0.0, "an outlet rarely tells one thing twice"),
)
