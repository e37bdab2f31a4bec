"""Watch-lists against entries: which concepts a text has, and the sum that follows.

The words of a list compete: where terms of `find` and `ignore` overlap, one inside the other, only the longest counts,
so that "Sistan and Bal*" under Iran keeps "Baluchestan" from counting as Pakistan. Words of an ignored phrase count for
no term at all. Both rules stay within one list: lists never influence each other.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from monitor.core.caches import gc_paused
from monitor.core.facts.numbers import Quantity, quantities
from monitor.core.language.document import Document
from monitor.core.text.folding import fold
from monitor.core.text.phrases import SUMMARY, TITLE, PhraseIndex, Span
from monitor.core.text.quoting import as_written
from monitor.core.watch.scoring import HEADLINE, SUMMARY_ONLY, concept_points, tier_lines, total
from monitor.model import (
    AtLeast,
    Entry,
    EntryMatch,
    Line,
    LineKind,
    Missing,
    MissingKind,
    Near,
    NumberKind,
    Phrase,
    Term,
    Watch,
    Where,
)

_WHERE = {TITLE: Where.HEADLINE, SUMMARY: Where.SUMMARY}
_UNSPACED = re.compile(r"(?<=[\u3005\u3040-\u30ff\u3400-\u9fff]) (?=[\u3005\u3040-\u30ff\u3400-\u9fff])")


class _Evidence(NamedTuple):
    """Where a term was found. Evidence sorts by place, so the order of terms never matters."""

    field: int
    start: int
    longest_first: int
    spans: tuple[Span, ...]  # two for a near
    number: str = ""  # "killed 9", for a number


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms of one line, phrases as their numbers in the index."""

    phrases: tuple[int, ...]
    nears: tuple[tuple[int, int, int], ...]  # left, right, within
    numbers: tuple[AtLeast, ...]
    needs: frozenset[int]  # phrases without any of which, and without numbers, the line cannot be found

    def are_possible(self, present: AbstractSet[int]) -> bool:
        return bool(self.numbers) or not self.needs.isdisjoint(present)


@dataclass(frozen=True, slots=True)
class _List:
    """One watch-list, compiled."""

    watch: Watch
    concepts: tuple[tuple[str, _Terms], ...]
    ignored: tuple[int, ...]
    adjust: tuple[tuple[int, _Terms], ...]


class _Text:
    """One entry with everything that is read from it once for all lists."""

    __slots__ = ("_quantities", "entry", "fields", "language", "present", "spans")

    def __init__(self, document: Document, index: PhraseIndex) -> None:
        self.entry: Entry = document.entry
        self.language = document.language
        self.fields = (document.title, document.summary)
        self.spans = index.find(self.fields)
        self.present = set(self.spans)  # sets meet each other faster than they meet dicts
        self._quantities: tuple[tuple[Quantity, ...], ...] | None = None

    def numbers(self, kind: NumberKind) -> Iterator[tuple[Span, float]]:
        if self._quantities is None:
            title, summary = self.fields
            told = quantities(title, self.language)
            self._quantities = (told, quantities(summary, self.language, follows=told))
        for field, found in enumerate(self._quantities):
            for quantity in found:
                if quantity.kind == kind:
                    yield Span(field, quantity.start, quantity.end), quantity.value

    def quote(self, evidence: _Evidence) -> str:
        """The folded words that were found."""
        return evidence.number or " … ".join(map(self._folded, evidence.spans))

    def written(self, evidence: _Evidence) -> str:
        """The words as the entry has them, where folding left them recognisable."""
        return evidence.number or " … ".join(map(self._written, evidence.spans))

    def _folded(self, span: Span) -> str:
        return _UNSPACED.sub("", " ".join(self.fields[span.field][span.start : span.end]))

    def _written(self, span: Span) -> str:
        source = self.entry.summary if span.field == SUMMARY else self.entry.title
        words = self.fields[span.field][span.start : span.end]
        return as_written(words, source) or self._folded(span)


class _Waiting(NamedTuple):
    """A list that is looked at when a phrase of its rarest concept is found, and one of each of `others`."""

    place: int
    others: tuple[frozenset[int], ...]


class Matcher:
    """All watch-lists, compiled once. A list is looked at only if a phrase of its rarest concept stands in the text."""

    @gc_paused()
    def __init__(self, watches: Sequence[Watch]) -> None:
        self._index = PhraseIndex()
        self._lists = tuple(_compile(watch, self._index) for watch in watches)
        self._anchored, self._unanchored = _anchors(self._lists)

    def matches(self, document: Document, *, everything: bool = False) -> tuple[EntryMatch, ...]:
        """The lists all of whose concepts were found, in the order of the watches; `everything` adds the others,
        with `missing` saying what each lacks and no points.
        """
        text = _Text(document, self._index)
        places = range(len(self._lists)) if everything else self._candidates(text.present)
        found = (_match(self._lists[place], text, everything=everything) for place in places)
        return tuple(match for match in found if match is not None)

    def _candidates(self, present: AbstractSet[int]) -> list[int]:
        found = set(self._unanchored)
        for phrase in present:
            for place, others in self._anchored.get(phrase, ()):
                for needs in others:
                    if needs.isdisjoint(present):
                        break
                else:
                    found.add(place)
        return sorted(found)


def refusal(watch: Watch, entry: Entry, language: str) -> Missing | None:
    """Why the list does not look at entries in this language, or of this source, if it does not."""
    rule = watch.sources
    if not (watch.languages or rule.only or rule.exclude):
        return None
    declared = entry.language.lower()
    code = entry.language if declared.partition("-")[0] == language else language  # "en-GB" is more than "en"
    if watch.languages and watch.languages.isdisjoint({language, code.lower()}):
        return Missing(kind=MissingKind.LANGUAGE, name=code)
    tier = f"tier {entry.tier}"
    names = {" ".join(fold(entry.outlet).split()), fold(entry.feed_id), tier, language}
    if (rule.only and names.isdisjoint(rule.only)) or not names.isdisjoint(rule.exclude):
        return Missing(kind=MissingKind.SOURCE, name=f"{entry.outlet}, {tier}")
    return None


def _match(compiled: _List, text: _Text, *, everything: bool) -> EntryMatch | None:
    watch = compiled.watch
    refused = refusal(watch, text.entry, text.language)
    if refused:
        return EntryMatch(watch_id=watch.id, points=0.0, lines=(), missing=(refused,)) if everything else None
    ignored = _ignored(compiled, text.spans)
    masked = frozenset(Span(span.field, word, word + 1) for span in ignored for word in range(span.start, span.end))
    swallowing = _find_spans(compiled, text.spans)
    found = [(name, _evidence(terms, text, masked, swallowing)) for name, terms in compiled.concepts]
    missing = tuple(Missing(name=name) for name, evidence in found if evidence is None)
    if missing and not everything:
        return None
    concepts = [(name, evidence) for name, evidence in found if evidence is not None]
    if missing:
        lines = tuple(_line(0.0, LineKind.CONCEPT, text, evidence, name) for name, evidence in concepts)
        lines += tuple(
            _line(0.0, LineKind.IGNORED, text, _Evidence(span.field, span.start, -span.end, (span,))) for span in ignored
        )
        written = _distinct(text.written(evidence) for _, evidence in concepts)
        return EntryMatch(watch_id=watch.id, points=0.0, lines=lines, missing=missing, terms=written)
    return _sum_up(compiled, text, concepts, masked)


def _sum_up(compiled: _List, text: _Text, concepts: Sequence[tuple[str, _Evidence]], masked: frozenset[Span]) -> EntryMatch:
    points = concept_points([SUMMARY_ONLY if evidence.field else HEADLINE for _, evidence in concepts])
    shares = zip(points, concepts, strict=True)
    lines = [_line(share, LineKind.CONCEPT, text, evidence, name) for share, (name, evidence) in shares]
    written = [text.written(evidence) for _, evidence in concepts]
    for gain, terms in compiled.adjust:
        evidence = _evidence(terms, text, masked) if terms.are_possible(text.present) else None
        if evidence is not None:
            lines.append(_line(gain, LineKind.ADJUST, text, evidence))
            written += [text.written(evidence)] if gain > 0 else []
    lines += tier_lines(text.entry.tier)
    return EntryMatch(watch_id=compiled.watch.id, points=total(lines), lines=tuple(lines), terms=_distinct(written))


def _line(points: float, kind: LineKind, text: _Text, evidence: _Evidence, name: str = "") -> Line:
    return Line(points=points, kind=kind, name=name, term=text.quote(evidence), where=_WHERE[evidence.field])


def _distinct(written: Iterable[str]) -> tuple[str, ...]:
    """Each once, whatever its case."""
    return tuple({text.casefold(): text for text in reversed(tuple(written))}.values())[::-1]


# ── Which words count ────────────────────────────────────────────────────────────────────────────────────────────────


def _ignored(compiled: _List, spans: Mapping[int, Sequence[Span]]) -> list[Span]:
    """The ignored phrases, but not where a longer phrase of `find` has them. Their words count for nothing."""
    ignored = [span for phrase in compiled.ignored for span in spans.get(phrase, ())]
    if not ignored:
        return []
    finding = [span for _, terms in compiled.concepts for phrase in terms.phrases for span in spans.get(phrase, ())]
    return [span for span in ignored if not any(span.is_within(other) for other in finding)]


def _find_spans(compiled: _List, spans: Mapping[int, Sequence[Span]]) -> tuple[Span, ...]:
    """Phrases of `find` of two words or more: those that can swallow others."""
    return tuple(
        span
        for _, terms in compiled.concepts
        for phrase in terms.phrases
        for span in spans.get(phrase, ())
        if span.end - span.start > 1
    )


def _is_free(span: Span, masked: frozenset[Span]) -> bool:
    return not masked or all(Span(span.field, word, word + 1) not in masked for word in range(span.start, span.end))


def _evidence(terms: _Terms, text: _Text, masked: frozenset[Span], swallowing: Sequence[Span] = ()) -> _Evidence | None:
    """The first place where a term of the line counts: headline before summary, then the earliest, then the longest."""
    found = [*_phrase_evidence(terms, text, masked, swallowing), *_near_evidence(terms, text, masked)]
    found += _number_evidence(terms, text, masked)
    return min(found, default=None)


def _phrase_evidence(terms: _Terms, text: _Text, masked: frozenset[Span], swallowing: Sequence[Span]) -> Iterator[_Evidence]:
    for phrase in terms.phrases:
        for span in text.spans.get(phrase, ()):
            if _is_free(span, masked) and not any(span.is_within(other) for other in swallowing):
                yield _Evidence(span.field, span.start, -span.end, (span,))


def _near_evidence(terms: _Terms, text: _Text, masked: frozenset[Span]) -> Iterator[_Evidence]:
    for left, right, within in terms.nears:
        for one in text.spans.get(left, ()):
            for other in text.spans.get(right, ()):
                if one.is_near(other, within) and _is_free(one, masked) and _is_free(other, masked):
                    first, last = min(one, other), max(one, other)
                    yield _Evidence(first.field, first.start, -last.end, (first, last))


def _number_evidence(terms: _Terms, text: _Text, masked: frozenset[Span]) -> Iterator[_Evidence]:
    for term in terms.numbers:
        for span, value in text.numbers(term.kind):
            if value >= term.value and _is_free(span, masked):
                yield _Evidence(span.field, span.start, -span.end, (span,), f"{term.kind} {_amount(value)}")


def _amount(value: float) -> str:
    for unit, name in ((10**9, "billion"), (10**6, "million")):
        if value >= unit:
            return f"{value / unit:.10g} {name}"
    return f"{value:,.10g}"


# ── Compiling ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _compile(watch: Watch, index: PhraseIndex) -> _List:
    return _List(
        watch,
        tuple((concept.name, _compile_terms(concept.terms, index)) for concept in watch.find),
        tuple(sorted({index.add(phrase) for phrase in watch.ignore})),
        tuple((line.points, _compile_terms(line.terms, index)) for line in watch.adjust),
    )


def _compile_terms(terms: Sequence[Term], index: PhraseIndex) -> _Terms:
    phrases: set[int] = set()
    nears: set[tuple[int, int, int]] = set()
    numbers: list[AtLeast] = []
    for term in terms:
        if isinstance(term, Phrase):
            phrases.add(index.add(term))
        elif isinstance(term, Near):
            nears.add((index.add(term.left), index.add(term.right), term.within))
        else:
            numbers.append(term)
    needs = frozenset(phrases).union(left for left, _, _ in nears)
    return _Terms(tuple(sorted(phrases)), tuple(sorted(nears)), tuple(numbers), needs)


def _anchors(lists: Sequence[_List]) -> tuple[dict[int, list[_Waiting]], tuple[int, ...]]:
    """Phrase to the lists that wait for it, and the lists that cannot wait.

    A list waits for the concept whose phrases the fewest lists use: words of many lists are common in the news, too.
    A number cannot be waited for, and a near waits for its first phrase.
    """
    used = Counter(phrase for compiled in lists for _, terms in compiled.concepts for phrase in terms.needs)
    anchored: defaultdict[int, list[_Waiting]] = defaultdict(list)
    unanchored = []
    for place, compiled in enumerate(lists):
        waiting = [terms.needs for _, terms in compiled.concepts if not terms.numbers]
        waiting.sort(key=lambda needs: sum(used[phrase] for phrase in needs))
        if not waiting:
            unanchored.append(place)
            continue
        for phrase in waiting[0]:
            anchored[phrase].append(_Waiting(place, tuple(waiting[1:])))
    return dict(anchored), tuple(unanchored)
