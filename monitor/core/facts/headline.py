"""A title prepared for comparing: without boilerplate, in words that carry meaning."""

import re
from dataclasses import dataclass
from functools import lru_cache

from monitor.core.facts.actors import Direction, read_direction
from monitor.core.facts.boilerplate import Part, is_comment, recurs, segments, sums_up, without_boilerplate
from monitor.core.facts.event_steps import Interaction, Step, present, read_interaction, read_step
from monitor.core.language.document import Document, own_news
from monitor.core.language.places import country, locate
from monitor.core.language.stems import ACTS, content_stems, stem
from monitor.core.language.wordlists import vocabulary
from monitor.core.text.folding import words

SUMMARY_LENGTH = 600  # characters of a summary that are read
SUPPORT_WORDS = 32  # content words of a summary that count; its first sentences say what happened

_ACRONYMS = (
    (re.compile(r"\bU\.?S\.?A?\b\.?(?=\W|$)"), "USA"),
    (re.compile(r"\bU\.K\.(?=\W|$)"), "UK"),
    (re.compile(r"\bU\.N\.(?=\W|$)"), "UN"),
    (re.compile(r"\b(?:REUTERS\s*-\s*)?UPDATE\s+\d+\s*-\s*"), ""),
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBERS = (
    (re.compile(r"(?<=\d),(?=\d{3}\b)"), ""),
    (re.compile(rf"\b(?:\d\d? (?:{_MONTHS})|(?:{_MONTHS}) \d\d?)(?:,? (?:19|20)\d\d)?\b|\b\d\d?/\d\d?/(?:19|20)?\d\d\b"), ""),
    (re.compile(r"(?<=\d) ?bn\b"), " billion"),
    (re.compile(r"([$£€]\d[\d.]*) ?mn?\b"), r"\1 million"),
)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Headline:
    """What is compared of an entry. `stems` keep the order of the title; countries stand as their codes."""

    language: str
    outlet: str
    text: str  # folded words joined by spaces, for rapidfuzz
    stems: tuple[str, ...]
    tokens: frozenset[str]  # the stems as a set, with the countries of the places
    support: tuple[str, ...]  # stems only the summary has
    places: frozenset[str]  # named in the title
    setting: frozenset[str]  # named in title or summary
    names: frozenset[str]  # stems written with a capital; empty where capitals tell nothing
    is_title_case: bool
    direction: Direction | None
    step: Step | None
    interaction: Interaction | None
    between: frozenset[str]  # the two countries between which force is told, if not who used it
    acts: frozenset[str]  # stems of what happens, without what is past
    is_recurring: bool
    is_roundup: bool  # several pieces of news in one entry
    is_comment: bool  # labelled as opinion or background


def prepare(document: Document) -> Headline:
    """The comparable form of an entry. A title that is nothing but boilerplate is kept as it stands."""
    entry, language = document.entry, document.language
    title = _spelled_out(entry.title)
    whole = document.title if title == entry.title else words(title)
    parts_of_title = segments(title, whole)
    parts = without_boilerplate(parts_of_title, entry.outlet, language)
    kept = tuple(word for _, read in parts for word in read)
    found = locate(kept, language)
    stems = content_stems(kept, found, language)
    named = frozenset(code for _, _, code in found)
    tokens = frozenset(stems).union(f"@{country(code)}" for code in named)
    names, is_title_case = _names(parts, language)
    now = present(kept, language)
    told = stems if now == kept and not found else content_stems(now, (), language)
    step = read_step(now, told, language)
    is_act = bool(found) and (step is None or step.is_act)
    direction = read_direction(kept, found, language, _owners(parts)) if is_act else None
    support, around = _support(document, tokens)
    is_roundup = any(sums_up(read, language) for _, read in parts_of_title)
    return Headline(
        language,
        entry.outlet,
        " ".join(kept),
        stems,
        tokens,
        support,
        named,
        named | around,
        names,
        is_title_case,
        direction,
        step,
        read_interaction(step, direction, named),
        _between(step, direction, named),
        ACTS.intersection(told),
        is_roundup or recurs(whole, language),
        is_roundup,
        is_comment(parts_of_title, language),
    )


def _between(step: Step | None, direction: Direction | None, named: frozenset[str]) -> frozenset[str]:
    if step is None or step.name != "force" or direction:
        return frozenset()
    countries = frozenset(map(country, named))
    return countries if len(countries) == 2 else frozenset()


def _spelled_out(title: str) -> str:
    if "U." in title or "US" in title or "UPDATE" in title:
        for pattern, replacement in _ACRONYMS:
            title = pattern.sub(replacement, title)
    if _DIGIT.search(title):
        for pattern, replacement in _NUMBERS:
            title = pattern.sub(replacement, title)
    return title


def _support(document: Document, tokens: frozenset[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Stems that only the summary has, in order, each once; and the places in it."""
    summary, language = own_news(document.entry.summary), document.language
    if not summary:
        return (), frozenset()
    beginning = _spelled_out(summary[:SUMMARY_LENGTH])
    kept = document.summary if beginning == summary else words(beginning)
    found = locate(kept, language)
    stems = dict.fromkeys(content_stems(kept, found, language))
    return tuple([word for word in stems if word not in tokens][:SUPPORT_WORDS]), frozenset(code for _, _, code in found)


_OWNER = re.compile(r"\w+(?=['’]s\b)")


def _owners(parts: list[Part]) -> frozenset[str]:
    return frozenset(folded for part, _ in parts for word in _OWNER.findall(part) for folded in words(word))


_CASED = re.compile(r"[^\W\d_][\w'’]*")


def _names(parts: list[Part], language: str) -> tuple[frozenset[str], bool]:
    """Stems of capitalised words, and whether capitals tell nothing: in Title Case, in one case, in a script without."""
    raw = [word for part, _ in parts for word in _CASED.findall(part)]
    small = [word for word in raw if word[0].islower()]
    if len(small) < 0.34 * len(raw):
        return frozenset(), True
    capitals, stop = (word for word in raw if word[0].isupper()), vocabulary(language).stop
    return frozenset(stem(folded, language) for word in capitals for folded in _folded(word) if folded not in stop), False


_folded = lru_cache(maxsize=1 << 14)(words)  # of a name, which comes again
