"""Find folded words in their original text, as that text spells them."""

import re
from collections.abc import Sequence
from functools import lru_cache


def as_written(words: Sequence[str], source: str) -> str | None:
    """The first place in `source` where the folded `words` occur as whole words, whatever the case and what is between
    them; None where folding has changed them too much to be recognised.
    """
    if source.isascii():
        return _in_ascii(words, source)
    found = _pattern(tuple(words)).search(source)
    return found[0] if found else None


@lru_cache(maxsize=4096)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)" + r"\W*".join(map(re.escape, words)) + r"(?!\w)", re.IGNORECASE)


def _in_ascii(words: Sequence[str], source: str) -> str | None:
    """What `_pattern` finds, without compiling one: each quote is another, and most texts are ASCII."""
    lowered = source.lower()
    start = lowered.find(words[0])
    while start >= 0:
        end = start + len(words[0])
        if not (start and _is_part(lowered[start - 1])):
            for word in words[1:]:
                while end < len(lowered) and not _is_part(lowered[end]):
                    end += 1
                if not lowered.startswith(word, end):
                    break
                end += len(word)
            else:
                if end == len(lowered) or not _is_part(lowered[end]):
                    return source[start:end]
        start = lowered.find(words[0], start + 1)
    return None


def _is_part(character: str) -> bool:
    return character.isalnum() or character == "_"
