"""What forbids, or puts in doubt, that two similar headlines tell one event.

No similarity can tell "Iran strikes Pakistan" from "Pakistan strikes Iran", or Hamburg from Dresden. Each guard knows one
way in which like words tell another event. A veto parts them, a doubt makes them less sure. Guards stay
silent where they cannot read: an unknown language is compared by its words alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from monitor.core.stories.guards import actors, course, numbers, places, recurring
from monitor.core.stories.guards.pair import Pair

__all__ = ["GUARDS", "Effect", "Guard", "Pair", "objection"]


class Effect(Enum):
    VETO = "another event"
    DOUBT = "one step less sure: same becomes likely, likely becomes another"
    TELL = "the reader must be told"


@dataclass(frozen=True, slots=True)
class Guard:
    name: str
    effect: Effect
    applies: Callable[[Pair], bool]
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
    """The first veto, else the first other guard that applies, else None."""
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
