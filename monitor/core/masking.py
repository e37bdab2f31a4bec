"""Terms of `adjust` that can never count, because words of theirs are ignored wherever they stand."""

from monitor.core.text.folding import singular
from monitor.model import Near, Phrase, Term, Watch


def masking(term: Term, watch: Watch) -> Phrase | None:
    """The ignored phrase that every text with the term holds within it, if there is one.

    Within a longer phrase of `find` ignored words count after all (`core.watchlist`): one that may stand there is passed over.
    """
    finding = [found for concept in watch.find for found in concept.terms if isinstance(found, Phrase)]
    for ignored in watch.ignore:
        if any(_holds(part, ignored) for part in _parts(term)):
            longer = (found for found in finding if len(found.words) > len(ignored.words))
            if not any(_holds(found, ignored) for found in longer):
                return ignored
    return None


def _parts(term: Term) -> tuple[Phrase, ...]:
    if isinstance(term, Near):
        return term.left, term.right
    return (term,) if isinstance(term, Phrase) else ()


def _holds(phrase: Phrase, inner: Phrase) -> bool:
    size = len(inner.words)
    rows = (phrase.words[start : start + size] for start in range(len(phrase.words) - size + 1))
    return any(all(map(_covers, inner.words, row)) for row in rows)


def _covers(wide: str, word: str) -> bool:
    """Whether all words of a text that `word` finds are found by `wide`, too."""
    if wide.endswith("*"):
        return word.startswith(wide[:-1])
    return not word.endswith("*") and singular(word) == singular(wide)
