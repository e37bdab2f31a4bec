"""Reading the terms of a watch-list: what stands between two commas of a `find`, `ignore` or `adjust` line.

missile strike            a phrase: these words in a row, plural and possessive folded
retaliat*                 all words with this beginning; the star may end any word of a phrase
violat* near/6 airspace   two phrases, the one at most six words after the other, in either order
killed >= 5               a number read from the text: killed, injured, magnitude or records
"""

import re
from functools import lru_cache

from monitor.core.text.folding import words
from monitor.model import AtLeast, Near, NumberKind, Phrase, Term

SHORTEST_STEM = 2  # letters before a star; one letter would match a tenth of all words
WIDEST_NEAR = 40  # words; more is as good as anywhere
_SEPARATOR = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))|[،，、]")  # not the comma of 1,000
_INTRICATE = re.compile(r"\d,|[،，、]")  # without it, commas are all there is
_NEAR = re.compile(r"(?<!\S)near/(\S*)", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)*")  # most terms: nothing in them has to be read closely
_REFERENCE = re.compile(r"\$[^\W\d]\w*")  # not the one of $5bn
_EXCLUDING = re.compile(r"[-−–][^\W\d]")
_COMPARISON = re.compile(r"[<>=≥≤]+")
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([a-z]*)", re.IGNORECASE)
_MULTIPLIERS = {"": 1, "k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9}
_BOOLEANS = {"AND": "give each of the two a `find` line", "OR": "separate the two by a comma", "NOT": "use `ignore` or `adjust`"}


class TermError(ValueError):
    """A term that cannot be read: `what` is wrong, and what the user can do."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(f"{what}; {todo}")
        self.what = what
        self.todo = todo


def split_terms(text: str) -> tuple[str, ...]:
    """The terms of a line: separated by commas, Arabic and Chinese ones too; `$name` references are kept as they stand."""
    pieces = _SEPARATOR.split(text) if _INTRICATE.search(text) else text.split(",")
    return tuple(filter(None, map(str.strip, pieces)))


@lru_cache(maxsize=1 << 16)  # lists share many terms
def parse_term(text: str) -> Term:
    """One term as the user wrote it. Raises TermError."""
    text = text.strip()
    if _PLAIN.fullmatch(text):
        return parse_phrase(text)
    if text.startswith("$") or _REFERENCE.search(text):
        raise TermError(f"“{text}” names a shared list and cannot be part of a term", "let it stand alone between commas")
    if _EXCLUDING.match(text):
        raise TermError(f"the “{text[0]}” of “{text}” excludes nothing", "use `ignore`, or `adjust` with minus points")
    if _COMPARISON.search(text):
        return _at_least(text)
    if _NEAR.search(text):
        return _near(text)
    return parse_phrase(text)


def parse_phrase(text: str) -> Phrase:
    """Words in a row, some of them beginnings: the only form of `ignore`. Raises TermError."""
    text = text.strip()
    if _PLAIN.fullmatch(text) and _BOOLEANS.keys().isdisjoint(text.split(" ")):
        return Phrase(tuple(text.lower().split(" ")), text)
    if _COMPARISON.search(text) or _NEAR.search(text):
        raise TermError(f"“{text}” is no phrase", "write words in a row here")
    found: list[str] = []
    pieces = text.split()
    for place, piece in enumerate(pieces):
        if piece in _BOOLEANS and len(pieces) > 1 and (piece == "NOT" or 0 < place < len(pieces) - 1):
            raise TermError(f"“{piece}” in “{text}” would be looked for as a word", _BOOLEANS[piece])
        found += _words_of(piece, text)
    if not found:
        raise TermError(f"“{text}” has no letter or digit to look for", "write at least one word")
    return Phrase(tuple(found), text)


def _words_of(piece: str, text: str) -> tuple[str, ...]:
    stem = piece.strip("\"“”„«»'‘’()[]")
    if "*" not in stem:
        return words(piece)
    if stem.index("*") != len(stem) - 1:
        raise TermError(f"the star in “{text}” is not at the end of a word", "write the beginning of the word, then *")
    found = words(stem[:-1])
    if not found or len(found[-1]) < SHORTEST_STEM:
        raise TermError(
            f"the star in “{text}” would stand for too many words", f"write at least {SHORTEST_STEM} letters before it"
        )
    return (*found[:-1], found[-1] + "*")


def _near(text: str) -> Near:
    parts = _NEAR.split(text)
    if len(parts) != 3:
        raise TermError(f"“{text}” has more than one near", "relate two phrases only")
    left, within, right = parts
    if not (within.isascii() and within.isdigit() and 1 <= int(within) <= WIDEST_NEAR):
        raise TermError(
            f"“near/{within}” does not say how many words", f"write near/6, or another number from 1 to {WIDEST_NEAR}"
        )
    if not (left.strip() and right.strip()):
        raise TermError(
            f"“{text}” lacks the words on one side of near", "write the one word or phrase before it, the other after it"
        )
    return Near(parse_phrase(left), parse_phrase(right), int(within), text)


def _at_least(text: str) -> AtLeast:
    kind, sign, value = (part.strip() for part in re.split(r"([<>=≥≤]+)", text, maxsplit=1))
    if sign not in {">=", "≥"}:
        raise TermError(f"“{text}” does not compare with >=", "write, for example, killed >= 5")
    if kind.lower() not in set(NumberKind):
        raise TermError(f"“{kind}” is not a number that is read from texts", f"use one of {', '.join(NumberKind)}")
    return AtLeast(NumberKind(kind.lower()), parse_number(value), text)


def parse_number(text: str) -> float:
    """`5`, `6.5`, `1,000`, `10k`, `1m`, `1.5 million`, `2bn`. Raises TermError."""
    number = _NUMBER.fullmatch(text.strip())
    if number is None or number[2].lower() not in _MULTIPLIERS:
        raise TermError(f"“{text}” is not a number", "write digits, with k, m or bn if need be: 1.5m")
    return float(number[1].replace(",", "")) * _MULTIPLIERS[number[2].lower()]


def parse_points(text: str) -> int:
    """The key of an `adjust` line: `+15`, `-40`, `-100`. Raises TermError."""
    points = re.fullmatch(r"([+−–-]?)\s*(\d{1,3})", text.strip())
    value = int(points[2]) if points else 0
    if points is None or not 1 <= value <= 100:
        raise TermError(f"“{text}” is not a number of points", "write a whole number from -100 to +100, not 0")
    return value if points[1] in {"", "+"} else -value
