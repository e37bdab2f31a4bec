"""Folding text to comparable words, the same for entries and for watch-list terms.

One rule for all scripts: accents and case go, Arabic, Persian and Urdu variants of a letter become one, digits become
ASCII, and Chinese, Japanese and Thai, which put no spaces between words, give one word per character, so that a
phrase is found inside running text.
"""

import re
import unicodedata
from functools import lru_cache

_LETTERS = {
    "ي": "ی", "ى": "ی", "ے": "ی", "ك": "ک", "ة": "ه", "ہ": "ه", "ھ": "ه", "ۃ": "ه", "ۂ": "ه", "ە": "ه", "ٱ": "ا", "ں": "ن",
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
    "\u200c": " ", "\u200d": "", "\u0640": "", "\u00ad": "", "\u200e": "", "\u200f": "", "\u2060": "", "\ufeff": "",
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'",
    "٫": ".", "٬": ",",
}  # fmt: skip
_MARKS = [
    *range(0x300, 0x370),
    *range(0x591, 0x5C8),
    *range(0x610, 0x61B),
    *range(0x64B, 0x660),
    0x670,
    *range(0x6D6, 0x6EE),
    0x93C,  # the nukta, which Hindi often leaves out
]
_DIGIT_ZEROS = (0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50)
_TABLE = (
    {ord(old): new for old, new in _LETTERS.items()}
    | dict.fromkeys(_MARKS, "")
    | {zero + n: str(n) for zero in _DIGIT_ZEROS for n in range(10)}
)
# Indic vowel signs are marks, not letters, to `\w`; the danda (U+0964, U+0965) is punctuation.
_WORD = re.compile(
    r"\d+(?:[.,]\d+)+|[\u0e01-\u0e4e\u3005\u3040-\u30ff\u3400-\u9fff]"
    r"|(?:(?![\u0e01-\u0e4e\u3040-\u30ff\u3400-\u9fff])[^\W_]|[\u0900-\u0963\u0970-\u0dff])+"
)
_ASCII_WORD = re.compile(r"\d+(?:[.,]\d+)+|[a-z0-9]+")  # the same, for folded text that is ASCII; three times as fast
_POSSESSIVE = re.compile(r"'s\b")
_ASCII_POSSESSIVE = re.compile(r"['`]s\b", re.IGNORECASE)


def fold(text: str) -> str:
    """`text` without case, accents and letter variants; possessive 's dropped. Idempotent."""
    if text.isascii():
        return _ASCII_POSSESSIVE.sub("", text).replace("`", "'").lower()
    folded = unicodedata.normalize("NFKD", text).translate(_TABLE).casefold()
    folded = unicodedata.normalize("NFC", folded.translate(_TABLE))
    return _POSSESSIVE.sub("", folded)


@lru_cache(maxsize=1 << 16)
def singular(word: str) -> str:
    """`word` without an English plural: over three letters, `-ies` to `-y`, `-s` dropped unless `-ss`, `-us`, `-is`."""
    if len(word) > 3 and word.endswith("s") and word.isascii() and word[-2] not in "sui0123456789":
        return word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    return word


def words(text: str) -> tuple[str, ...]:
    """The folded words of `text`, plurals included as they stand."""
    folded = fold(text)
    return tuple((_ASCII_WORD if folded.isascii() else _WORD).findall(folded))
