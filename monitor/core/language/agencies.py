"""News agencies and how texts credit them.

An agency's text is one source whoever prints it. Acronyms count only in capitals, ambiguous names ("Mehr" is also a month,
"AP" two letters) only where the sentence makes them a source; Arabic-script names hardly appear as anything else.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from monitor.core.language.wordlists import ALL, lines
from monitor.core.text.folding import fold, words

_AGENCY_WORDS = r"(?:(?:[Tt]he|[Ss]tate|[Oo]fficial|[Ss]emi-official|[Nn]ews|[Aa]gency|[Mm]edia|[Ii]ran['’]s|[Ii]ranian)\s+){0,5}"
_HEAD, _TAIL = 600, 160  # characters of a text that are searched for a credit


def agency_named(name: str) -> str:
    """The key of the agency that an outlet of this name is; "" if it is none that is known."""
    return _folded().get(fold(name), "")


def credited(title: str, title_words: tuple[str, ...], summary: str, summary_words: tuple[str, ...], language: str) -> str:
    """The key of the agency that a text credits, "" for none. The title is read first."""
    for text, folded in ((title, title_words), (summary, summary_words)):
        if _marks(language).isdisjoint(folded):
            continue
        text = text.strip()  # noqa: PLW2901
        searched = text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]}\n{text[-_TAIL:]}"
        for pattern in _credits(language):
            if match := pattern.search(searched):
                return _key(next(name for name in match.groups() if name), language)
    return ""


def _key(name: str, language: str) -> str:
    return _keys(language).get(name) or _folded()[fold(" ".join(name.replace("\u200c", " ").split()))]


@cache
def _keys(language: str) -> Mapping[str, str]:
    """Name as printed → key of the agency, in texts of a language."""
    return {line.form: line.sense for line in lines("agency") if line.language in {ALL, language}}


@cache
def _folded() -> Mapping[str, str]:
    """Folded name of any language → key."""
    return {fold(line.form): line.sense for line in lines("agency")}


@cache
def _marks(language: str) -> frozenset[str]:
    """One word of each name, by which a text without any agency is dismissed at once."""
    return frozenset(words(name)[0] for name in _keys(language))


def _any_of(names: Iterable[str]) -> str:
    """A pattern that finds any of `names`, the longest first; nothing where there is none."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(re.escape(name).replace(r"\ ", r"[\s\u200c]+") for name in ordered) or r"(?!)"


@cache
def _credits(language: str) -> tuple[re.Pattern[str], ...]:
    """How texts of a language credit agencies."""
    names = _keys(language)
    latin, native = (_any_of(name for name in names if name[0].isascii() is is_latin) for is_latin in (True, False))
    # From the surest form to the least: a byline, then an attribution.
    return (
        re.compile(rf"[(\[](?:with\s+)?(?P<name>{latin})(?:\s*[/,–—-]\s*[\w .]+)?[)\]]"),
        re.compile(rf"^(?:[\w ,.'’]{{1,40}}[,:–—-]\s*)?(?P<name>{latin})\s*(?::|\s[–—-])\s"),
        re.compile(rf"(?:[–—|/]|\s-|…|\.{{3}})\s*(?P<name>{latin})\.?$"),
        re.compile(
            r"\b(?:[Aa]ccording to|[Cc]iting|[Qq]uot(?:ed by|ing)|[Cc]ited by|[Rr]eported by|[Tt]old|[Vv]ia|[Bb]y"
            r"|[Ss]ources?:|[Cc]redits?:)"
            rf"\s+{_AGENCY_WORDS}(?P<name>{latin})\b"
        ),
        re.compile(
            rf"\b(?P<name>{latin})(?:['’]s)?(?:\s+(?:state|semi-official|news|agency|wire|service|correspondent))*"
            r"\s+(?:reported|reports|reporting|said|says|wrote|writes|quoted|cited|quoting|citing|has learned)\b"
        ),
        re.compile(rf"\b[Nn]ews [Aa]gency,?\s+(?P<name>{latin})\b|\b(?P<other>{latin})\s+[Nn]ews [Aa]gency\b"),
        re.compile(rf"(?<!\w)(?P<name>{native})(?!\w)"),
    )
