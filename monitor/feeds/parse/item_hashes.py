"""Remove known items from a document, so that feedparser sees only its frame and the new items.

What remains must give the same entries as the whole document. So nothing is removed from an unusual document:
one with a complex encoding, declared entities or nested items.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Self

from monitor.feeds.parse.prescan import Prescan

_DECLARED = re.compile(rb"""<\?xml[^\n>]*? encoding=["']([\w.:-]+)["'][^\n>]*""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)
_ITEM = re.compile(rb"<([^\s/>]+)[\s>].*</\1\s*>", re.DOTALL)  # from its start tag to its own end tag, so not an empty one
_SINGLE_BYTE = re.compile(r"iso-8859-\d+|windows-125\d|koi8-[ru]")
_HALF = 8  # bytes of a hash, and of a key


class ItemHashes:
    """For each item of a document, a hash of its bytes and the key of its entry (16 hex digits).

    Packed into 16 bytes per item; no marks at all if the document must always be parsed as a whole.
    """

    def __init__(self, keys: Mapping[bytes, bytes]) -> None:
        self._keys = keys  # by hash

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        size = 2 * _HALF
        return cls({packed[at : at + _HALF]: packed[at + _HALF : at + size] for at in range(0, len(packed), size)})

    def __contains__(self, item: bytes) -> bool:
        return item in self._keys

    def keys(self, items: Sequence[bytes]) -> set[str]:
        """The keys of those `items` that are known."""
        return {self._keys[item].hex() for item in items if item in self._keys}

    def pack(self, items: Sequence[bytes], keys: Sequence[str]) -> bytes:
        """ItemHashes of a document with these `items`; `keys` are those of the unknown ones, in their order."""
        fresh = iter(keys)
        return b"".join(item + (self._keys.get(item) or bytes.fromhex(next(fresh))) for item in items)


def is_divisible(body: bytes, content_type: str, walk: Prescan) -> bool:
    """Whether items may be cut out of `body`, which is well-formed."""
    if not walk.is_regular or not walk.spans or b"<!ENTITY" in body or b"\0" in body[:64]:
        return False
    if not body.lstrip(b" \t\r\n").startswith(b"<") or not all(_ITEM.fullmatch(body, *span) for span in walk.spans):
        return False
    encoding = _encoding(body)
    told = _CHARSET.search(content_type)
    if told and told[1].lower() != encoding:
        return False
    return encoding == "utf-8" or _SINGLE_BYTE.fullmatch(encoding) is not None


def _encoding(body: bytes) -> str:
    """As declared, in lower case; "" if the declaration is written in a way that feedparser may not understand."""
    declaration = body[: body.find(b"?>")] if body.startswith(b"<?xml") else b""
    if b"encoding" not in declaration:
        return "utf-8"
    declared = _DECLARED.fullmatch(declaration)
    return declared[1].decode("ascii").lower() if declared else ""


def hashes(body: bytes, spans: Sequence[tuple[int, int]]) -> list[bytes]:
    """One for each item."""
    return [hashlib.blake2b(body[start:end], digest_size=_HALF).digest() for start, end in spans]


def without(body: bytes, spans: Sequence[tuple[int, int]]) -> bytes:
    """`body` without these `spans`, which are in order."""
    starts = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans), len(body)]
    return b"".join(body[start:end] for start, end in zip(starts, ends, strict=True))
