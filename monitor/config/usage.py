"""What the archive shows about a configuration's terms: words that their stars matched, and spellings that they miss."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.config.loading import Loaded
from monitor.core.text.folding import singular
from monitor.core.watch.term_usage import Covered, Lexicon, Stars, is_name
from monitor.errors import Problem
from monitor.model import Near, Phrase, Term, Watch
from monitor.yaml.tree import Mark, YamlFile

SHOWN_WORDS = 4


@dataclass(frozen=True, slots=True)
class Note:
    """Something seen in the archive. `weight` is how often, for choosing among many."""

    problem: Problem
    weight: int


def spellings(loaded: Loaded, lexicon: Lexicon) -> tuple[Note, ...]:
    """Names in the archive that may be spellings of a list's names that none of its terms match."""
    return _once(note for watch in loaded.config.watches for note in _spellings(watch, loaded, lexicon))


def stars(loaded: Loaded) -> Stars:
    """The collector that must read the archive's texts before `catches`."""
    return Stars(term for watch in loaded.config.watches for term in _terms(watch))


def catches(loaded: Loaded, lexicon: Lexicon, read: Stars) -> tuple[Note, ...]:
    """The words that each prefix matched besides its own."""
    return _once(note for watch in loaded.config.watches for note in _catches(watch, loaded, lexicon, read))


def _spellings(watch: Watch, loaded: Loaded, lexicon: Lexicon) -> Iterator[Note]:
    phrases = [phrase for term in _terms(watch) for phrase in _phrases(term)]
    covered = Covered((*phrases, *watch.ignore))
    for term in _terms(watch):
        if isinstance(term, Phrase) and is_name(term):
            name = term.words[0].removesuffix("*")
            others = [(word, times) for word, times in lexicon.spelt_like(name) if word not in covered]
            if others:
                what = f"“{term.text}”: your archive also has {_listed(others)}, which no term of the list matches"
                yield _note(term, watch, loaded, what, "add it if it is the same name", others)


def _catches(watch: Watch, loaded: Loaded, lexicon: Lexicon, read: Stars) -> Iterator[Note]:
    ignored = Covered(phrase for phrase in watch.ignore if len(phrase.words) == 1)
    for term in _terms(watch):
        found = [(star, word, times) for star, word, times in _caught(term, lexicon, read) if word not in ignored]
        others = [(word, times) for star, word, times in found if singular(word) != singular(star[:-1])]
        if others:
            also = "also " if len(others) < len(found) else ""
            what = f"“{term.text}” {also}matched {_listed(others)}"
            yield _note(term, watch, loaded, what, "if unwanted, add it to `ignore`, or write the words out", others)


def _caught(term: Term, lexicon: Lexicon, read: Stars) -> Iterator[tuple[str, str, int]]:
    """Each star of a term, a word that it matched, and how often; most frequent first."""
    if term in read.caught:
        counted = read.caught[term].items()
        yield from ((star, word, times) for (star, word), times in sorted(counted, key=lambda pair: (-pair[1], pair[0])))
    elif isinstance(term, Phrase) and len(term.words) == 1 and term.words[0].endswith("*"):
        yield from ((term.words[0], word, times) for word, times in lexicon.beginning_with(term.words[0][:-1]))


def _note(term: Term, watch: Watch, loaded: Loaded, what: str, todo: str, found: Sequence[tuple[str, int]]) -> Note:
    file, mark = _place(term, loaded.watches[watch.id], loaded.words)
    return Note(file.problem(mark, what, todo), sum(times for _, times in found))


def _place(term: Term, file: YamlFile, words: YamlFile | None) -> tuple[YamlFile, Mark]:
    home = file if term.text in file.terms or words is None else words
    return home, home.at(home.terms.get(term.text, 0))


def _listed(found: Sequence[tuple[str, int]]) -> str:
    shown = [f"{word} {times:,}×" for word, times in found[:SHOWN_WORDS]]
    return ", ".join([*shown, f"and {len(found) - SHOWN_WORDS} more"] if len(found) > SHOWN_WORDS else shown)


def _terms(watch: Watch) -> Iterator[Term]:
    for terms in (*(concept.terms for concept in watch.find), *(line.terms for line in watch.adjust)):
        yield from terms


def _phrases(term: Term) -> tuple[Phrase, ...]:
    if isinstance(term, Near):
        return term.left, term.right
    return (term,) if isinstance(term, Phrase) else ()


def _once(notes: Iterator[Note]) -> tuple[Note, ...]:
    """A shared list is used by several watch-lists; the note with the fewest words holds for all."""
    found: dict[tuple[str, int, int], Note] = {}
    for note in notes:
        place = (note.problem.file, note.problem.line, note.problem.column)
        if place not in found or note.weight < found[place].weight:
            found[place] = note
    return tuple(sorted(found.values(), key=lambda note: note.problem))
