"""What in a title is no news: labels, outlets' names, and the pages that come again every day."""

import re
from functools import cache, lru_cache

from monitor.core.language.wordlists import phrases_of, vocabulary
from monitor.core.text.folding import words

_SEPARATOR = re.compile(r"(?<=\S): | [|»] | [-–—]{1,2} ")
_SIGNED = re.compile(r"(.*\S)\s+[-–—|]\s+(\S.*)")

Part = tuple[str, tuple[str, ...]]  # a segment of a title, and its folded words


def segments(title: str, whole: tuple[str, ...]) -> list[Part]:
    """What stands between colons, bars and dashes; `whole` are the folded words of the title."""
    split = [part for part in _SEPARATOR.split(title) if part.strip()]
    return [(split[0], whole)] if len(split) == 1 else [(part, words(part)) for part in split]


def without_boilerplate(parts: list[Part], outlet: str, language: str) -> list[Part]:
    """The segments of a title without labels ("Live:") in front and outlets' names at the end."""
    first, end = 0, len(parts)
    if end > 1 and _is_label(parts[0][1], language):
        first = 1
    while end - first > 1 and _is_signature(parts[end - 1][1], outlet, language):
        end -= 1
    kept = parts[first:end]
    return kept if any(read for _, read in kept) else parts


def unsigned(title: str, outlet: str) -> str:
    """The title for a reader, without the outlet's own name that its feed puts behind it: "… - Dawn", "… | BBC News"."""
    signed = _SIGNED.fullmatch(title)
    return signed[1] if signed and words(signed[2]) == words(outlet) else title


def _is_label(read: tuple[str, ...], language: str) -> bool:
    return len(read) <= 4 and vocabulary(language).label.issuperset(read)


def is_comment(parts: list[Part], language: str) -> bool:
    """Whether a label says so, before or behind the title."""
    return len(parts) > 1 and any(len(read) <= 2 and not vocabulary(language).comment.isdisjoint(read) for _, read in parts)


def _is_signature(read: tuple[str, ...], outlet: str, language: str) -> bool:
    if not read or read == _folded(outlet):
        return True
    return len(read) <= 5 and not vocabulary(language).outlet_word.isdisjoint(read)


def sums_up(part: tuple[str, ...], language: str) -> bool:
    """Whether folded words are the name of a page that sums up the news, a title of its own or a label: "Tuesday briefing"."""
    return _roundup(language).fullmatch(" ".join(part)) is not None


def recurs(title: tuple[str, ...], language: str) -> bool:
    """Whether folded words name what outlets print again and again: a quiz, a horoscope, a live page's next day."""
    return _recurring(language).search(" ".join(title)) is not None


@cache
def _roundup(language: str) -> re.Pattern[str]:
    roles = ("roundup-before", "daily", "daily-news", "roundup-kind", "roundup")
    before, days, news, kinds, whole = (_any_of(role, language) for role in roles)
    return re.compile(rf"(?:{before}\s)*(?:(?:(?:{days}|{news})\s)+{kinds}|{whole})")


@cache
def _recurring(language: str) -> re.Pattern[str]:
    days, kinds, others = (_any_of(role, language) for role in ("daily", "recurring-kind", "recurring"))
    return re.compile(rf"\b(?:{days}\s{kinds}|{others}|day\s\d+)\b")


def _any_of(role: str, language: str) -> str:
    """A pattern for the phrases with a role; one that matches nothing where there is none."""
    return f"(?:{'|'.join(' '.join(phrase) for phrase in phrases_of(role, language)) or '(?!)'})"


_folded = lru_cache(maxsize=1 << 14)(words)  # of a name, which comes again
