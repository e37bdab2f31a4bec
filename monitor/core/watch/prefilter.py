"""Which texts can match any of some watch-lists: cheap for the many that cannot, never wrong about those that can.

Before a text is folded and cut into words it is searched for pieces of words: every concept without a number term must
have a piece of one of its terms in the text, whatever folding will make of it.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from monitor.core.language.document import Document
from monitor.core.text.folding import fold, singular
from monitor.core.watch.matcher import Matcher
from monitor.model import AtLeast, Concept, Entry, Near, SourceRule, Term, Watch

# What folding leaves no letter or digit of, and neither joins nor parts words by: most texts have nothing else beside ASCII.
SIGNS = "\u00a0£§«°·»–—‘’“”•…€"
_FOREIGN = re.compile(rf"[^\x00-\x7f{SIGNS}]")
_WHEN = datetime(2000, 1, 1, tzinfo=UTC)  # no rule of matching looks at it


Concepts = tuple[tuple[str, ...], ...]  # of each concept the pieces one of which must be there


class Prefilter:
    """The texts that some watch-list matches, whoever prints them and in whatever language."""

    def __init__(self, watches: Iterable[Watch]) -> None:
        free = tuple(replace(watch, languages=frozenset(), sources=SourceRule()) for watch in watches)
        self._any = _concepts(free)
        self._plain = tuple(tuple(tuple(filter(str.isascii, pieces)) for pieces in concepts) for concepts in self._any)
        self._matcher = Matcher(free)

    def passes(self, title: str, summary: str) -> bool:
        """Whether some list finds all its concepts in this headline and summary."""
        text = f"{title}\n{summary}"
        if text.isascii() or not _FOREIGN.search(text):
            text, lists = text.lower(), self._plain
        else:
            text, lists = fold(text), self._any
        return any(_has_all(text, concepts) for concepts in lists) and bool(self._matcher.matches(_document(title, summary)))


def _concepts(watches: Sequence[Watch]) -> tuple[Concepts, ...]:
    """Of each list what it asks for; of versions of one list, whose concepts have the same names, what all of them ask for."""
    asked = [
        {concept.name: set(map(_piece, concept.terms)) for concept in watch.find if _is_sought(concept)} for watch in watches
    ]
    common = set.intersection(*map(set, asked)) if asked else set()
    if common:
        asked = [{name: set.union(*(pieces[name] for pieces in asked)) for name in common}]
    return tuple(tuple(sorted(map(_shortest, pieces.values()), key=lambda p: (len(p), p))) for pieces in asked)


def _has_all(text: str, concepts: Sequence[Sequence[str]]) -> bool:
    for pieces in concepts:
        for piece in pieces:
            if piece in text:
                break
        else:
            return False
    return True


def _is_sought(concept: Concept) -> bool:
    return not any(isinstance(term, AtLeast) for term in concept.terms)


def _piece(term: Term) -> str:
    """The longest part of a word that every text with the term has: a plural may have -ies for its -y."""
    phrases = (term.left, term.right) if isinstance(term, Near) else () if isinstance(term, AtLeast) else (term,)
    stems = [word[:-1] if word.endswith("*") else singular(word) for phrase in phrases for word in phrase.words]
    return max((stem.removesuffix("y") for stem in stems), key=len)


def _shortest(pieces: Iterable[str]) -> tuple[str, ...]:
    """Without those that contain another one."""
    kept: list[str] = []
    for piece in sorted(set(pieces), key=lambda piece: (len(piece), piece)):
        if not _has_any(piece, kept):
            kept.append(piece)
    return tuple(kept)


def _has_any(text: str, pieces: Collection[str]) -> bool:
    return any(piece in text for piece in pieces)


def _document(title: str, summary: str) -> Document:
    return Document.of(
        Entry(id="prefilter", feed_id="prefilter", outlet="prefilter", title=title, summary=summary, fetched_at=_WHEN)
    )
