"""Guards about how events go on: the opposite, once more, the next step, what has happened since."""

from monitor.core.facts.event_steps import present
from monitor.core.language import antonyms, places
from monitor.core.language.expectation import is_expectation, is_match_under_way
from monitor.core.language.stems import content_stems
from monitor.core.stories.guards.pair import Pair


def outcome(pair: Pair) -> bool:
    """One tells the opposite of the other: approves and rejects, rises and falls, semi-final and final."""
    newer, older = pair.newer.tokens, pair.older.tokens
    if pair.newer.interaction is not None and pair.newer.interaction == pair.older.interaction:
        return False  # the same one does the same to the same, whatever else is said
    return pair.jaccard >= 0.25 and antonyms.opposed(newer - older, older - newer)


def again(pair: Pair) -> bool:
    """After a pause the newer says that it has happened once more."""
    if pair.hours < 6 or pair.jaccard < 0.2:
        return False
    return antonyms.repeats(pair.newer.text.split(), pair.newer.language) and not antonyms.repeats(
        pair.older.text.split(), pair.older.language
    )


def step(pair: Pair) -> bool:
    """Another step of one affair: strikes, an ambassador recalled, a truce, an ambassador's return; arrest, trial, sentence."""
    newer, older = pair.newer.step, pair.older.step
    if newer is None or older is None or newer.chain != older.chain or newer.name == older.name:
        return False
    return pair.hours >= newer.patience


def since(pair: Pair) -> bool:
    """What the older tells is past, and more has happened: "Israel attacks Gaza a day after Hamas agrees to disarm"."""
    if not pair.newer.acts - pair.older.acts - antonyms.TOLL_WORDS:
        return False
    now = present(tuple(pair.newer.text.split()), pair.newer.language)
    past = pair.shared.difference(content_stems(now, places.locate(now, pair.newer.language), pair.newer.language))
    return len(past) >= 2 and len(pair.shared) - len(past) <= 1


def happened(pair: Pair) -> bool:
    """What was expected has happened, or a match that was under way has a result."""
    older, newer = pair.older.text.split(), pair.newer.text.split()
    if is_match_under_way(older):
        return not pair.older.tokens & antonyms.RESULTS and bool(pair.newer.tokens & antonyms.RESULTS)
    return is_expectation(older, pair.older.language) and not is_expectation(newer, pair.newer.language)
