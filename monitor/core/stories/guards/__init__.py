"""What forbids, or puts in doubt, that two similar headlines tell one event.

No similarity can tell "Iran strikes Pakistan" from "Pakistan strikes Iran", or Hamburg from Dresden. Each guard knows one
way in which like words tell another event. A veto parts them, a doubt makes them less sure. Guards stay
silent where they cannot read: an unknown language is compared by its words alone.

Thresholds are shares of words (`Pair.jaccard`) and hours, set by reasoning where nothing else is said, and not measured one by
one. What a guard is worth is measured by leaving it out, on the pairs and streams of `tests/data` that it may have been made from
(left) and on those set aside (right): second events that join in silence, of 124 and 116 pairs; that join with a reply; and
entries that join the story of another event in silence, of 278 and 279 silent joins in the streams.

                pairs     replied   streams   made from
    with all     5    1   12   22    8   21
    recurring   +3   +1   +2    0    0    0   reasoning; pages of a series: silent joins of a real stream, read by hand
    direction    0    0    0    0    0    0   reasoning; without it and `answer` the retaliation of January 2024 is swallowed
    answer       0    0    0    0    0   -1   January 2024, to link an answer to what it answers; 5 second alerts in the streams
    target       0    0    0    0    0   +1   reasoning
    swap        +3   +4   +1   +4    0    0   reasoning
    opponents    0    0    0    0    0    0   not recorded
    place        0    0   +7   +8    0    0   reasoning
    outcome     +1   +2   +5   +4    0    0   reasoning
    step         0    0   +1   +1   +3    0   reasoning
    number      +1   +1   +5   +5    0    0   reasoning
    again       +2   +3   +2   +2   +1    0   reasoning
    fewer        0    0   +2   +1   +3    0   streams of wars
    market       0    0    0   +1    0    0   not recorded
    elsewhere    0    0    0   +1   +1    0   reasoning
    name        +2   +4   +4    0    0    0   reasoning
    toll         0    0    0    0    0    0   reasoning
    since        0    0    0    0    0   +1   200 silent joins of a real stream, read one by one, 6 of them of another event
    happened     0   +1    0   -1   +1   +1   19 silent joins of a real stream, read by hand, 3 of them of another event
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from monitor.core.stories.guards import actors, course, numbers, places, recurring
from monitor.core.stories.guards.pair import Pair

__all__ = ["GUARDS", "Effect", "Guard", "Pair", "objection"]


class Effect(Enum):
    """What a guard that applies does to a join."""

    VETO = "another event"
    DOUBT = "one step less sure: same becomes likely, likely becomes another"
    TELL = "the reader must be told"


@dataclass(frozen=True, slots=True)
class Guard:
    """One way in which like words tell another event."""

    name: str  # as `monitor stories` shows it and the store keeps it
    effect: Effect
    applies: Callable[[Pair], bool]  # the first line of its docstring is what a reader is told
    identical: bool = False  # whether it is asked about the very same title, too
    links: bool = True  # whether the new story follows the one it was parted from: same actors, another act


# The one place where a guard is listed; the first veto gives the reason.
GUARDS: tuple[Guard, ...] = (
    Guard("recurring", Effect.VETO, recurring.recurring, identical=True, links=False),
    Guard("direction", Effect.VETO, actors.direction),
    Guard("answer", Effect.VETO, actors.answer, links=False),
    Guard("target", Effect.VETO, actors.target, links=False),
    Guard("swap", Effect.VETO, actors.swap),
    Guard("opponents", Effect.VETO, actors.opponents, links=False),
    Guard("place", Effect.VETO, places.place, links=False),
    Guard("outcome", Effect.VETO, course.outcome),
    Guard("step", Effect.VETO, course.step),
    Guard("number", Effect.VETO, numbers.number),
    Guard("again", Effect.VETO, course.again),
    Guard("fewer", Effect.VETO, numbers.fewer),
    Guard("market", Effect.VETO, recurring.market, links=False),
    Guard("elsewhere", Effect.DOUBT, places.elsewhere, links=False),
    Guard("name", Effect.DOUBT, actors.name, links=False),
    Guard("toll", Effect.TELL, numbers.toll),
    Guard("since", Effect.TELL, course.since),
    Guard("happened", Effect.TELL, course.happened),
)


def objection(pair: Pair, guards: tuple[Guard, ...] = GUARDS) -> Guard | None:
    """The first veto, else the first other guard that applies, else None.

    Of the very same titles only the guards that are `identical` are asked.
    """
    identical = pair.newer.text == pair.older.text
    found = None
    for guard in guards:
        if (found and guard.effect is not Effect.VETO) or (identical and not guard.identical):
            continue
        if guard.applies(pair):
            if guard.effect is Effect.VETO:
                return guard
            found = guard
    return found
