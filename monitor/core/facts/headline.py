"""A title prepared for comparing: without boilerplate, in words that carry meaning."""

import re
from dataclasses import dataclass
from functools import lru_cache

from monitor.core.facts.actors import Direction, read_direction
from monitor.core.facts.event_steps import Interaction, Step, present, read_interaction, read_step
from monitor.core.language.places import country, locate
from monitor.core.language.stems import content_stems, stem
from monitor.core.language.vocabulary import ACTS, STOP_WORDS
from monitor.core.text.folding import Document, own_news, words

SUMMARY_LENGTH = 600  # characters of a summary that are read
SUPPORT_WORDS = 32  # content words of a summary that count; its first sentences say what happened

_SEPARATOR = re.compile(r"(?<=\S): | [|»] | [-–—]{1,2} ")
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
_SIGNED = re.compile(r"(.*\S)\s+[-–—|]\s+(\S.*)")
_LABELS = frozenset(
    words(
        """
        live watch breaking update updates exclusive opinion analysis explainer explained video photos pictures listen read
        podcast latest just in the news alert urgent factbox timeline editorial comment developing first on as it happened
        updated فوری خبر عاجل ویدیو بریکنگ نیوز
        """
    )
)
_COMMENTS = frozenset(words("opinion analysis editorial comment column explainer factbox timeline podcast"))
_OUTLET_WORDS = frozenset(
    words(
        """
        news post times herald tribune guardian telegraph independent bbc cnn ap afp reuters broadcasting radio tv com net org
        ca daily gazette journal chronicle press sky npr nbc cbs abc fox jazeera mail mirror express observer online magazine
        newspaper inquirer headlines sport sports
        """
    )
)
_DAILY = r"(?:morning|evening|daily|weekly|weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)day|nightly|noon|midday|news)"
# What sums up the news: a label before or behind a title, or a title of its own.
_ROUNDUP = re.compile(
    rf"""(?:the\s|live\s|your\s)*(?:
        (?:(?:{_DAILY}|world)\s)+(?:brief(?:ing)?|news|update|digest|round\s?up|wrap|newsletter|bulletin|edition|headlines)
        |papers|newspaper\sheadlines|front\spages?|up\sfirst|first\sthing|world\stonight|world\snews\sas\sit\shappens
    )""",
    re.VERBOSE,
)
# What an outlet prints again and again beside.
_RECURRING = re.compile(
    rf"""\b(?:
        {_DAILY}\s(?:brief(?:ing)?|news|update|digest|round\s?up|wrap|newsletter|bulletin|quiz|report|headlines|summary|podcast)
        |in\spictures|in\sphotos|photos\sof\sthe|best\sphotos|week\sin
        |promo\scodes?|coupons?|discount\scodes?|crossword|wordle|horoscopes?|sudoku|quordle|tv\sguide|open\sthread
        |hints\sand\sanswers|for\stoday|traffic\supdate|weather\sforecast
        |what\sto\swatch|how\sto\swatch|stocks\sto\swatch|market\swrap
        |corrections?\sand|letters\sto\sthe|live\s?blog|round\s?up|in\sreview|day\s\d+|minute\sby\sminute|word\sof\sthe\sday|on\sthis\sday|today\sin\shistory
    )\b""",
    re.VERBOSE,
)


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
    entry = document.entry
    title = _spelled_out(entry.title)
    whole = document.title if title == entry.title else words(title)
    segments = _segments(title, whole)
    parts = _without_boilerplate(segments, entry.outlet)
    kept = tuple(word for _, read in parts for word in read)
    found = locate(kept)
    stems = content_stems(kept, found, entry.language)
    named = frozenset(code for _, _, code in found)
    tokens = frozenset(stems).union(f"@{country(code)}" for code in named)
    names, is_title_case = _names(parts, entry.language)
    now = present(kept)
    told = stems if now == kept and not found else content_stems(now, (), entry.language)
    step = read_step((*now, *told))
    is_act = bool(found) and (step is None or step.is_act)
    direction = read_direction(kept, found, entry.language, _owners(parts)) if is_act else None
    support, around = _support(document, tokens)
    is_roundup = any(_ROUNDUP.fullmatch(" ".join(read)) for _, read in segments)
    return Headline(
        entry.language,
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
        is_roundup or _RECURRING.search(" ".join(whole)) is not None,
        is_roundup,
        _is_comment(segments),
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


_Part = tuple[str, tuple[str, ...]]  # a segment of a title, and its folded words


def _segments(title: str, whole: tuple[str, ...]) -> list[_Part]:
    """What stands between colons, bars and dashes; `whole` are the folded words of the title."""
    split = [part for part in _SEPARATOR.split(title) if part.strip()]
    return [(split[0], whole)] if len(split) == 1 else [(part, words(part)) for part in split]


def _without_boilerplate(parts: list[_Part], outlet: str) -> list[_Part]:
    """The segments of a title without labels ("Live:") in front and outlets' names at the end."""
    first, end = 0, len(parts)
    if end > 1 and _is_label(parts[0][1]):
        first = 1
    while end - first > 1 and _is_signature(parts[end - 1][1], outlet):
        end -= 1
    kept = parts[first:end]
    return kept if any(read for _, read in kept) else parts


def unsigned(title: str, outlet: str) -> str:
    """The title for a reader, without the outlet's own name that its feed puts behind it: "… - Dawn", "… | BBC News"."""
    signed = _SIGNED.fullmatch(title)
    return signed[1] if signed and words(signed[2]) == words(outlet) else title


def _is_label(read: tuple[str, ...]) -> bool:
    return len(read) <= 4 and all(word in _LABELS for word in read)


def _is_comment(segments: list[_Part]) -> bool:
    """Whether a label says so, before or behind the title."""
    return len(segments) > 1 and any(len(read) <= 2 and not _COMMENTS.isdisjoint(read) for _, read in segments)


def _is_signature(read: tuple[str, ...], outlet: str) -> bool:
    if not read or read == _folded(outlet):
        return True
    return len(read) <= 5 and not _OUTLET_WORDS.isdisjoint(read)


def _support(document: Document, tokens: frozenset[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Stems that only the summary has, in order, each once; and the places in it."""
    summary, language = own_news(document.entry.summary), document.entry.language
    if not summary:
        return (), frozenset()
    beginning = _spelled_out(summary[:SUMMARY_LENGTH])
    kept = document.summary if beginning == summary else words(beginning)
    found = locate(kept)
    stems = dict.fromkeys(content_stems(kept, found, language))
    return tuple([word for word in stems if word not in tokens][:SUPPORT_WORDS]), frozenset(code for _, _, code in found)


_OWNER = re.compile(r"\w+(?=['’]s\b)")


def _owners(parts: list[_Part]) -> frozenset[str]:
    return frozenset(folded for part, _ in parts for word in _OWNER.findall(part) for folded in words(word))


_CASED = re.compile(r"[^\W\d_][\w'’]*")


def _names(parts: list[_Part], language: str) -> tuple[frozenset[str], bool]:
    """Stems of capitalised words, and whether capitals tell nothing: in Title Case, in one case, in a script without."""
    raw = [word for part, _ in parts for word in _CASED.findall(part)]
    small = [word for word in raw if word[0].islower()]
    if len(small) < 0.34 * len(raw):
        return frozenset(), True
    capitals = (word for word in raw if word[0].isupper())
    return frozenset(stem(folded, language) for word in capitals for folded in _folded(word) if folded not in STOP_WORDS), False


_folded = lru_cache(maxsize=1 << 14)(words)  # of a name, which comes again
