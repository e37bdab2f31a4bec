"""The weights of the story judgement: data, with where they come from.

*Set by hand first* (`by_hand`), by reasoning, so that each sign can be read: words in common speak for one story, rare ones
more; time and an outlet that has told it before speak against. *Then fitted* (`value`) by `bench/fit_stories.py`, as far from
there as labels insist: five sets of `bench/labels` (an ordinary day, disasters, American politics, Israel and its neighbours, a
war), the streams of accidents and of politics, the two sets of pairs that rules may be made from, and the January 2024 seeds.
By hand again are the bias, 0.5 lower than fitted so that no more replies come than before; `same_actors`, 0.4 higher, which a
toll counted anew two days later needs; and `detailed`: the fit would have it at 0, but essays and blogs, of which it knew none,
share rare words by chance. `docs/stories.md` has what that gained.
"""

from typing import NamedTuple


class Weight(NamedTuple):
    """Of one features (`core.stories.similarity.Features`), per unit."""

    name: str
    value: float
    by_hand: float
    why: str


BIAS, BIAS_BY_HAND = -5.60, -8.1
WEIGHTS = (
    Weight("centroid", 3.65, 5.0, "fits the whole story, not one stray member"),
    Weight("wording", 0.99, 4.0, "written alike, whatever the words"),
    Weight("shared", 3.82, 3.0, "several rare words in common are no chance"),
    Weight("rarest", 0.93, 0.0, "a word in common that nobody else has"),
    Weight("second", 0.74, 0.0, "two such words are seldom in two events"),
    Weight("coverage", 1.32, 1.5, "one's summary tells what the other's title says"),
    Weight("same_actors", 2.5, 4.0, "the same one acts against the same"),
    Weight("log_idle_hours", -0.86, -0.65, "after a long sleep it may be another"),
    Weight("night", -0.77, 0.0, "half a day lies between the two"),
    Weight("log_size", 0.10, -0.1, "of what is told much, more is still to come"),
    Weight("outlier_share", -1.17, -1.5, "who belongs to a story is near most of it"),
    Weight("length", -1.46, 0.0, "a long title shares words by chance"),
    Weight("outlet", -0.59, 0.0, "an outlet rarely tells one thing twice"),
    Weight("details", 7.3, 5.0, "names and figures that both tell beyond their headlines"),
    Weight("detailed", -0.8, -1.0, "who tells the same also tells some of the same details"),
)
