"""Words cut down to what they have in common, so that "kills", "dead" and "toll of deaths" meet.

A stem is an English word: what a word of any language means, as far as the lists say (role `synonym`); or an English word without
its ending. A word of another language that the lists do not know stands as it is behind a mark, so that it is never taken for an
English one that is spelt the same: German "brand" is no brand, and "gift" no gift.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from monitor.core.language.numerals import number_words
from monitor.core.language.places import Place
from monitor.core.language.wordlists import senses_of, vocabulary

UNKNOWN = "~"  # before a word of a language other than English whose meaning is not known
_LONGEST = 3  # words in a phrase
ACTS = vocabulary("en").act_stem  # stems of what happens, as against who and where
COMMON = vocabulary("en").common  # stems that must not pass for rare only because few entries have come yet

# British and American spellings; endings of Slavic names, which every agency writes in its own way.
_SPELLINGS = (
    (re.compile(r"iz(?=(?:e|es|ed|er|ers|ing|ation|ations)$)"), "is"),
    (re.compile(r"(?<=...)our(?=(?:|s|ed|ing|ite|ites)$)"), "or"),
    (re.compile(r"(?<=..)tre(?=s?$)"), "ter"),
    (re.compile(r"(?<=...)ogue(?=s?$)"), "og"),
    (re.compile(r"(?<=f)ence$|(?<=lic)ence$"), "ense"),
    (re.compile(r"^(an|h|p|f|)(?:ae|oe)(?=[dmst])"), r"\1e"),
    (re.compile(r"(?<=..s)k(?:yi|iy|yy|ii|ij|i|y)$"), "ky"),
    (re.compile(r"(?<=..)(?:yy|iy)$"), "y"),
)
_ARTICLE = re.compile("^(?:وال|فال|بال|کال|لل|ال|و(?=...))(?=..)")
_ENDING = re.compile("(?<=...)(?:هما|ها|هم|ان|ات|ون|ین|یه|ه|ی)$")


def content_stems(kept: tuple[str, ...], found: tuple[Place, ...], language: str) -> tuple[str, ...]:
    """Content stems in order; a place becomes "@" and its code, so that all its spellings and a country's people agree."""
    named = {start: (end, f"@{code}") for start, end, code in found}
    starts, stop = _phrase_starts(language), vocabulary(language).stop
    stems = []
    end = 0
    for at, word in enumerate(kept):
        if at < end:
            continue
        if at in named or word in starts:
            end, told = named.get(at) or _phrase(kept, at, language)
            if told:
                stems.append(told)
                continue
        if word not in stop:
            stems.append(stem(word, language))
    return tuple(stems)


def _phrase(kept: tuple[str, ...], at: int, language: str) -> tuple[int, str]:
    """Where the phrase that begins here ends and what it means, "" if none does."""
    senses = senses_of("synonym", language)
    return next(((at + n, senses[kept[at : at + n]]) for n in range(_LONGEST, 1, -1) if kept[at : at + n] in senses), (at, ""))


@cache
def _phrase_starts(language: str) -> frozenset[str]:
    return frozenset(form[0] for form in senses_of("synonym", language) if len(form) > 1)


@lru_cache(maxsize=1 << 16)
def stem(word: str, language: str) -> str:
    """A light stem: what means the same folds to one English word, English and Arabic endings go, numbers become digits."""
    number = number_words(language).get(word, 0)
    if 1 <= number < 100:
        return f"{number:g}"
    senses = _senses(language)
    if word in senses:
        return senses[word]
    if word[0].isdigit():
        return word
    if language == "en":
        bare = _without_ending(_respelt(word) if word.isascii() else word)
        return senses.get(bare, bare)
    if language == "ar":
        bare = bare_arabic(word)
        return _bare_senses().get(bare, UNKNOWN + bare)
    return UNKNOWN + word


@cache
def _senses(language: str) -> Mapping[str, str]:
    return {form[0]: sense for form, sense in senses_of("synonym", language).items() if len(form) == 1}


@cache
def _bare_senses() -> Mapping[str, str]:
    return {bare_arabic(word): sense for word, sense in reversed(list(_senses("ar").items()))}


def bare_arabic(word: str) -> str:
    """A folded Arabic word without article, "and", and endings: Larkey's light stemming, two endings deep."""
    return _ENDING.sub("", _ENDING.sub("", _ARTICLE.sub("", word)))


def _without_ending(word: str) -> str:
    if len(word) <= 4 or not word.isascii() or word[0].isdigit():
        return word
    for ending, shortest, replacement in (("ies", 4, "y"), ("sses", 5, "ss"), ("ing", 7, ""), ("ed", 6, "")):
        if word.endswith(ending) and len(word) >= shortest:
            return word[: -len(ending)] + replacement
    return word[:-1] if word.endswith("s") and word[-2] not in "sui" else word


def _respelt(word: str) -> str:
    """One spelling for several of an English word or a name."""
    for pattern, spelling in _SPELLINGS:
        word = pattern.sub(spelling, word)
    return word
