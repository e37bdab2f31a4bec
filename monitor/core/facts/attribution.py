"""Whose text an entry is: copies of one text are one source, however many outlets print it.

An origin is "agency:ap" where a text credits an agency (or an agency prints it), an earlier entry's origin where the text is
the same or lightly edited, and else the outlet's own, "outlet:dawn".

Lightly edited means, by rapidfuzz's normalised Indel similarity of folded words: summaries at least 85 alike over the
length of the shorter one (agencies' leads are kept under new headlines and cut at different lengths), or, where one of
the two has no summary to speak of, headlines at least 92 alike. Two headlines of under five words are copies only if
they are equal: outlets hit on "Iran strikes Pakistan" independently.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from monitor.core.language.agencies import agency_named, credited
from monitor.core.language.document import Document
from monitor.core.text.folding import fold, words

LEAD_ALIKE = 85.0
TITLE_ALIKE = 92.0
REMEMBERED = 50  # entries of a story with which a new one is compared
_LEAD = 240  # characters of a summary that are compared
_SHORT_LEAD = 50  # a shorter summary says too little
_SHORT_TITLE = 5  # words

_TAIL = re.compile(r"\s(?:[-–—|»])\s([^-–—|»]{2,40})$")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared of an entry's text: folded, without the outlet's name at the end of the headline."""

    title: str
    lead: str
    is_short: bool

    @classmethod
    def of(cls, document: Document) -> "Fingerprint":
        title = _without_outlet(document)
        return cls(" ".join(title), " ".join(document.summary)[:_LEAD], len(title) < _SHORT_TITLE)

    def is_copy_of(self, other: "Fingerprint") -> bool:
        length = min(len(self.lead), len(other.lead))
        if self.title == other.title and (length < _SHORT_LEAD or self.lead == other.lead):
            return True
        if length >= _SHORT_LEAD:
            return fuzz.ratio(self.lead[:length], other.lead[:length], score_cutoff=LEAD_ALIKE) > 0
        if self.is_short or other.is_short:
            return False
        return fuzz.ratio(self.title, other.title, score_cutoff=TITLE_ALIKE) > 0


def own_origin(document: Document) -> str:
    """The outlet if it is an agency (which may quote another), or the agency that the text credits; "" for neither."""
    entry = document.entry
    key = agency_named(entry.outlet) or (fold(entry.outlet) if entry.agency else "")
    key = key or credited(entry.title, document.title, entry.summary, document.summary, document.language)
    return f"agency:{key}" if key else ""


def copied_origin(text: Fingerprint, earlier: Iterable[tuple[Fingerprint, str]]) -> str:
    """The origin of the first of `earlier` that is the same text; "" if none is."""
    return next((origin for other, origin in earlier if text.is_copy_of(other)), "")


def outlet_origin(document: Document) -> str:
    return f"outlet:{fold(document.entry.outlet or document.entry.feed_id)}"


def is_agency(origin: str) -> bool:
    return origin.startswith("agency:")


def _without_outlet(document: Document) -> tuple[str, ...]:
    """The folded headline; a short tail behind a dash goes if the outlet's name and it have a word in common."""
    tail = _TAIL.search(document.entry.title)
    if tail is None:
        return document.title
    outlet, ending = set(words(document.entry.outlet)), words(tail[1])
    return document.title[: -len(ending)] if ending and not outlet.isdisjoint(ending) else document.title
