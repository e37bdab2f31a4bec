"""The language that a text is written in, where its feed does not say, or cannot be right.

A feed's language is believed as far as the script allows: a Persian headline in an English feed is Persian. Among the
languages of a script, letters that few of them use decide, and how many words the lists know; all of these are data.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache

from monitor.core.language.wordlists import known_words, lines

UNKNOWN = frozenset({"", "mul", "und", "mis", "zxx"})  # ISO 639-2: several, undetermined, uncoded, none
_FALLBACK = "en"  # any other must have two letters or words more: names look like words of some language
# First letters of the scripts' Unicode blocks, in order; what lies between two of them belongs to the first.
_BLOCKS = (
    (0x41, "Latin"), (0x370, "Greek"), (0x400, "Cyrillic"), (0x530, ""), (0x600, "Arabic"), (0x780, ""), (0x900, "Devanagari"),
    (0x980, "Bengali"), (0xA00, ""), (0xE00, "Thai"), (0xE80, ""), (0x1E00, "Latin"), (0x1F00, "Greek"), (0x2000, ""),
    (0x3040, "Kana"), (0x3100, ""), (0x3400, "Han"), (0xAC00, "Hangul"), (0xD7B0, ""), (0xFB50, "Arabic"), (0xFF00, ""),
)  # fmt: skip


def language_of(text: str, folded: Sequence[str], declared: str) -> str:
    """ISO 639-1 code of the language of `text`, whose folded words are `folded`; `declared` is its feed's, or "".

    A declared language is kept where its script is unknown or fits most of the letters.
    """
    language = declared.lower().partition("-")[0]
    if language in UNKNOWN:
        return _recognised(text, folded) or _FALLBACK
    scripts = _scripts().get(language)
    if scripts is None or (text.isascii() and "Latin" in scripts) or _main_script(text) in {"", *scripts}:
        return language
    return _recognised(text, folded) or language


def _recognised(text: str, folded: Sequence[str]) -> str:
    """The language of the text's script that most speaks for, "" where none is known."""
    script = _main_script(text)
    candidates = [language for language, scripts in _scripts().items() if script in scripts]
    return max(candidates, key=lambda language: _evidence(text, folded, language), default="")


def _main_script(text: str) -> str:
    """The script of most letters, "" where there is none that is known; Kana in a text of Han shows Japanese."""
    counts = Counter(_script(letter) for letter in text if letter.isalpha())
    del counts[""]
    if counts["Kana"]:
        counts["Kana"] += counts["Han"]
    return max(counts, key=lambda script: counts[script], default="")


@cache
def _script(letter: str) -> str:
    code = ord(letter)
    return next((script for first, script in reversed(_BLOCKS) if code >= first), "")


def _evidence(text: str, folded: Sequence[str], language: str) -> tuple[int, bool]:
    """Letters of its own, and words that the lists have of it; a little more for the fallback, to which a tie goes."""
    found = len(_letters(language).intersection(text)) + len(known_words(language).intersection(folded))
    return found + (language == _FALLBACK), language == _FALLBACK


@cache
def _letters(language: str) -> frozenset[str]:
    return frozenset(line.form for line in lines("letter") if line.language == language)


@cache
def _scripts() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in lines("script"):
        found.setdefault(line.language, set()).add(line.form)
    return {language: frozenset(scripts) for language, scripts in found.items()}
