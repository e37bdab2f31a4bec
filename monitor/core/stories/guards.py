"""What forbids, or puts in doubt, that two similar headlines tell one event.

No similarity can tell "Iran strikes Pakistan" from "Pakistan strikes Iran", or Hamburg from Dresden. Each guard knows one
way in which like words tell another event. A veto parts them, a doubt makes them less sure. Guards stay
silent where they cannot read: an unknown language is compared by its words alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import permutations

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from monitor.core.facts.actors import Direction
from monitor.core.facts.event_steps import present
from monitor.core.facts.headline import Headline
from monitor.core.language import antonyms, places
from monitor.core.language.expectation import is_expectation, is_match_under_way
from monitor.core.language.numerals import number_words
from monitor.core.language.stems import COMMON, content_stems, stem
from monitor.core.language.wordlists import vocabulary

Stretch = tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """A new headline and one of a story's.

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


def _direction(pair: Pair) -> bool:
    """Who did it to whom is reversed, as far as both say."""
    newer = pair.newer.direction
    older = pair.prevailing or pair.older.direction
    return newer is not None and older is not None and newer.reverses(older)


def _answer(pair: Pair) -> bool:
    """An answer is a story of its own from its first word on, so that it can be linked to what it answers."""
    return pair.is_answer


def _target(pair: Pair) -> bool:
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


def _swap(pair: Pair) -> bool:
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


def _opponents(pair: Pair) -> bool:
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


def _place(pair: Pair) -> bool:
    """The place of the one stands where the other has another: "fire in Hamburg", "fire in Dresden"."""
    if not pair.newer.places or not pair.older.places or pair.jaccard < 0.25:
        return False
    return any(_is_other_place(_places(gone), _places(come), pair) for gone, come in pair.replaced)


def _is_other_place(gone: frozenset[str], come: frozenset[str], pair: Pair) -> bool:
    return places.conflict(gone, come) and places.conflict(gone, pair.newer.setting) and places.conflict(come, pair.older.setting)


def _places(stretch: Stretch) -> frozenset[str]:
    return frozenset(word[1:] for word in stretch if word[0] == "@")


def _elsewhere(pair: Pair) -> bool:
    """Both name places and no place of the one can be a place of the other, summaries included."""
    newer, older = pair.newer, pair.older
    return (
        places.conflict(newer.places, older.places)
        and places.conflict(newer.setting, older.places)
        and places.conflict(newer.places, older.setting)
    )


def _outcome(pair: Pair) -> bool:
    """One tells the opposite of the other: approves and rejects, rises and falls, semi-final and final."""
    newer, older = pair.newer.tokens, pair.older.tokens
    if pair.newer.interaction is not None and pair.newer.interaction == pair.older.interaction:
        return False  # the same one does the same to the same, whatever else is said
    return pair.jaccard >= 0.25 and antonyms.opposed(newer - older, older - newer)


def _number(pair: Pair) -> bool:
    """A number stands in the place of another and is no toll, which may rise."""
    if pair.jaccard < 0.35 or pair.newer.stems == pair.older.stems:
        return False
    both = pair.newer.tokens | pair.older.tokens
    if both & antonyms.TOLL_WORDS or (pair.hours < 18 and both & antonyms.COUNT_WORDS):
        return False
    return any(_is_other_number(*stretches, pair) for stretches in pair.replaced)


def _is_other_number(gone: Stretch, come: Stretch, pair: Pair) -> bool:
    before, after = _numbers(gone), _numbers(come)
    if not before or not after or set(before) & set(after) or max(len(gone), len(come)) > 4:
        return False
    is_quake = bool(antonyms.QUAKE_WORDS & (pair.newer.tokens | pair.older.tokens))
    return not (is_quake and pair.hours < 12 and _is_revision(before[0], after[0]))


def _numbers(stretch: Stretch) -> list[str]:
    return [word for word in stretch if word[0].isdigit()]


def _is_revision(before: str, after: str) -> bool:
    """Agencies correct a magnitude by a few tenths within hours."""
    try:
        return abs(float(before) - float(after)) <= 0.6
    except ValueError:
        return False


def _again(pair: Pair) -> bool:
    """After a pause the newer says that it has happened once more."""
    if pair.hours < 6 or pair.jaccard < 0.2:
        return False
    return antonyms.repeats(pair.newer.text.split(), pair.newer.language) and not antonyms.repeats(
        pair.older.text.split(), pair.older.language
    )


def _step(pair: Pair) -> bool:
    """Another step of one affair: strikes, an ambassador recalled, a truce, an ambassador's return; arrest, trial, sentence."""
    newer, older = pair.newer.step, pair.older.step
    if newer is None or older is None or newer.chain != older.chain or newer.name == older.name:
        return False
    return pair.hours >= newer.patience


def _recurring(pair: Pair) -> bool:
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


def _market(pair: Pair) -> bool:
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


def _name(pair: Pair) -> bool:
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


def _fewer(pair: Pair) -> bool:
    """Half a day later fewer are dead than were before: tolls rise, so it is another event's."""
    if pair.hours < 12 or antonyms.is_recount(pair.newer.text.split(), pair.newer.language):
        return False
    newer, older = _dead(pair.newer), _dead(pair.older)
    return any(count < older.get(whose, 0.0) for whose, count in newer.items())


def _dead(headline: Headline) -> dict[str, float]:
    """How many were killed, by whose they are: "two Palestinians", and "" for "two people" or "two in Gaza"."""
    title, language = headline.text.split(), headline.language
    numbers, stop, found = number_words(language), vocabulary(language).stop, {}
    for at, word in enumerate(title):
        count = float(word) if word.isdigit() else numbers.get(word)
        if not count:
            continue
        whose, then = (*(stem(each, language) for each in title[at + 1 : at + 3]), "", "")[:2]
        if "kill" in (whose, then, *(stem(each, language) for each in title[at - 1 : at])):
            found["" if whose in {"", "kill", "people"} or title[at + 1] in stop else whose] = count
    return found


def _toll(pair: Pair) -> bool:
    """Half a day later another number of dead, and no word that it is the old one counted anew."""
    both = pair.newer.tokens & pair.older.tokens
    if pair.hours < 12 or "kill" not in both or antonyms.is_recount(pair.newer.text.split(), pair.newer.language):
        return False
    before, after = set(_numbers(pair.older.stems)), set(_numbers(pair.newer.stems))
    return bool(before and after) and not before & after


def _since(pair: Pair) -> bool:
    """What the older tells is past, and more has happened: "Israel attacks Gaza a day after Hamas agrees to disarm"."""
    if not pair.newer.acts - pair.older.acts - antonyms.TOLL_WORDS:
        return False
    now = present(tuple(pair.newer.text.split()), pair.newer.language)
    past = pair.shared.difference(content_stems(now, places.locate(now, pair.newer.language), pair.newer.language))
    return len(past) >= 2 and len(pair.shared) - len(past) <= 1


def _happened(pair: Pair) -> bool:
    """What was expected has happened, or a match that was under way has a result."""
    older, newer = pair.older.text.split(), pair.newer.text.split()
    if is_match_under_way(older):
        return not pair.older.tokens & antonyms.RESULTS and bool(pair.newer.tokens & antonyms.RESULTS)
    return is_expectation(older, pair.older.language) and not is_expectation(newer, pair.newer.language)


# The one place where a guard is listed; the first veto gives the reason.
GUARDS: tuple[Guard, ...] = (
    Guard("recurring", Effect.VETO, _recurring, identical=True, links=False),
    Guard("direction", Effect.VETO, _direction),
    Guard("answer", Effect.VETO, _answer, links=False),
    Guard("target", Effect.VETO, _target, links=False),
    Guard("swap", Effect.VETO, _swap),
    Guard("opponents", Effect.VETO, _opponents, links=False),
    Guard("place", Effect.VETO, _place, links=False),
    Guard("outcome", Effect.VETO, _outcome),
    Guard("step", Effect.VETO, _step),
    Guard("number", Effect.VETO, _number),
    Guard("again", Effect.VETO, _again),
    Guard("fewer", Effect.VETO, _fewer),
    Guard("market", Effect.VETO, _market, links=False),
    Guard("elsewhere", Effect.DOUBT, _elsewhere, links=False),
    Guard("name", Effect.DOUBT, _name, links=False),
    Guard("toll", Effect.TELL, _toll),
    Guard("since", Effect.TELL, _since),
    Guard("happened", Effect.TELL, _happened),
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
