"""Words cut down to what they have in common, so that "kills", "dead" and "toll of deaths" meet."""

from functools import lru_cache

from monitor.core.language.lexicon import MEANINGS, MEANT_PHRASES, bare_arabic
from monitor.core.language.number_words import NUMBER_WORDS
from monitor.core.language.places import Place
from monitor.core.language.synonyms import PHRASES, SYNONYMS, respell
from monitor.core.language.vocabulary import STOP_WORDS

_NUMBERS = {word: f"{value:g}" for word, value in NUMBER_WORDS.items() if 1 <= value < 100}
_BARE_MEANINGS = {bare_arabic(word): meaning for word, meaning in reversed(MEANINGS.items())}
_ALL_PHRASES = PHRASES | MEANT_PHRASES
_PHRASE_STARTS = frozenset(phrase[0] for phrase in _ALL_PHRASES)


def content_stems(kept: tuple[str, ...], found: tuple[Place, ...], language: str) -> tuple[str, ...]:
    """Content stems in order; a place becomes "@" and its code, so that all its spellings and a country's people agree."""
    named = {start: (end, f"@{code}") for start, end, code in found}
    stems = []
    end = 0
    for at, word in enumerate(kept):
        if at < end:
            continue
        if at in named or word in _PHRASE_STARTS:
            end, told = named.get(at) or _phrase(kept, at)
            if told:
                stems.append(told)
                continue
        if word not in STOP_WORDS:
            stems.append(stem(word, language))
    return tuple(stems)


def _phrase(kept: tuple[str, ...], at: int) -> tuple[int, str]:
    """Where the phrase that begins here ends and what it means, "" if none does."""
    return next(((at + n, _ALL_PHRASES[kept[at : at + n]]) for n in (3, 2) if kept[at : at + n] in _ALL_PHRASES), (at, ""))


@lru_cache(maxsize=1 << 16)
def stem(word: str, language: str = "en") -> str:
    """A light stem: what means the same folds to one English word, English and Arabic endings go, numbers become digits."""
    if word in _NUMBERS:
        return _NUMBERS[word]
    if word in MEANINGS:
        return MEANINGS[word]
    if language == "ar":
        bare = bare_arabic(word)
        return _BARE_MEANINGS.get(bare, bare)
    if word in SYNONYMS:
        return SYNONYMS[word]
    bare = _without_ending(respell(word) if word.isascii() else word)
    return SYNONYMS.get(bare, bare)


def _without_ending(word: str) -> str:
    if len(word) <= 4 or not word.isascii() or word[0].isdigit():
        return word
    for ending, shortest, replacement in (("ies", 4, "y"), ("sses", 5, "ss"), ("ing", 7, ""), ("ed", 6, "")):
        if word.endswith(ending) and len(word) >= shortest:
            return word[: -len(ending)] + replacement
    return word[:-1] if word.endswith("s") and word[-2] not in "sui" else word
