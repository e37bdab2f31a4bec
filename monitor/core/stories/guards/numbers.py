"""Guards about numbers: how many, how strong, which one."""

from monitor.core.facts.headline import Headline
from monitor.core.language import antonyms
from monitor.core.language.numerals import number_words
from monitor.core.language.stems import stem
from monitor.core.language.wordlists import vocabulary
from monitor.core.stories.guards.pair import Pair, Stretch


def number(pair: Pair) -> bool:
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


def fewer(pair: Pair) -> bool:
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


def toll(pair: Pair) -> bool:
    """Half a day later another number of dead, and no word that it is the old one counted anew."""
    both = pair.newer.tokens & pair.older.tokens
    if pair.hours < 12 or "kill" not in both or antonyms.is_recount(pair.newer.text.split(), pair.newer.language):
        return False
    before, after = set(_numbers(pair.older.stems)), set(_numbers(pair.newer.stems))
    return bool(before and after) and not before & after
