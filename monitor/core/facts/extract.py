"""What one entry states that can change while a story grows: numbers, specific places, statements."""

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest

from monitor.core.facts.numbers import quantities
from monitor.core.facts.statements import statements
from monitor.core.language.document import Document, own_news
from monitor.core.language.places import locate
from monitor.core.language.wordlists import vocabulary
from monitor.core.text.folding import fold, words
from monitor.model import Facts, NumberKind

# "near Koh-e-Sabz": a name with a capital behind a preposition, meaningful only where not every word has one.
_NAMED_PLACE = re.compile(
    r"\b(?:in|near|at|around|outside)\s+((?:[A-Z][\w'’]+)(?:[- ](?:e|i|o|al|ul|as|[A-Z][\w'’]+)){0,3})(?!\w)"
)
_NO_PLACES = frozenset(
    words(
        """
        January February March April May June July August September October November December Monday Tuesday Wednesday
        Thursday Friday Saturday Sunday Asian Cup World Security Council Parliament Congress Senate Ramadan Christmas
        Operation Court
        """
    )
)
_BACKGROUND_REACH = 7  # words after a number that may say it is an older event's
_TITLE_CASE = 0.34  # with fewer small initials than this a headline's capitals tell nothing


def title_facts(document: Document) -> Facts:
    """What the headline states."""
    return _facts(document.title, document.entry.title, document.language)


def summary_facts(document: Document) -> Facts:
    """What the summary states."""
    return _facts(document.summary, own_news(document.entry.summary), document.language)


def _facts(sequence: Sequence[str], text: str, language: str) -> Facts:
    found = quantities(sequence, language)
    numbers: dict[NumberKind, float] = {}
    for quantity, following in zip_longest(found, found[1:]):
        if not _is_background(sequence[quantity.end : following.start if following else None], language):
            numbers.setdefault(quantity.kind, quantity.value)
    killed, injured, records = (numbers.get(kind) for kind in (NumberKind.KILLED, NumberKind.INJURED, NumberKind.RECORDS))
    return Facts(
        killed=None if killed is None else int(killed),
        injured=None if injured is None else int(injured),
        magnitude=numbers.get(NumberKind.MAGNITUDE),
        records=None if records is None else int(records),
        places=_places(sequence, text, language),
        statements=statements(sequence, language),
    )


def _is_background(after: Sequence[str], language: str) -> bool:
    """Does a number followed so count an older event: "killed 11 last month", "… in December", "… ago", "… in 2021"."""
    known = vocabulary(language)
    for word, following in pairwise((*after[:_BACKGROUND_REACH], "")):
        if word == "ago" or (word in ("last", "previous") and following in known.span):
            return True
        if word == "in" and (following in known.month or (len(following) == 4 and following.isdigit())):
            return True
    return False


def _places(sequence: Sequence[str], text: str, language: str) -> frozenset[str]:
    """Places below a country: those of the gazetteer by their first spelling, and unknown ones named behind "in" or "near"."""
    known = {code.partition(".")[2] for _, _, code in locate(sequence, language) if "." in code}
    initials = [word[0] for word in text.split()]
    if sum(map(str.islower, initials)) >= _TITLE_CASE * len(initials) > 0:
        for match in _NAMED_PLACE.finditer(text):
            name = fold(match[1]).replace("-", " ")
            parts = tuple(name.split())
            if _NO_PLACES.isdisjoint(parts) and not locate(parts, language):
                known.add(name)
    return frozenset(known)
