"""Telegram's HTML as its server reads it: the same entities, the same lengths, the same words when it refuses.

Follows what tdlib documents of `parse_html` and `clean_input_string` (td/telegram/MessageEntity.cpp).
"""

import re
from dataclasses import dataclass

TAGS = frozenset(
    "a b strong i em s strike del u ins tg-spoiler tg-emoji span pre code blockquote".split()  # noqa: SIM905 - as listed there
)
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
KINDS = {"a": "text_link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "code": "code", "pre": "pre"}
_REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|([a-z]+));?")
_DROPPED = re.compile("[\u2028-\u202e\r]")
_BLANKED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


class HtmlRefusedError(Exception):
    """The text after "Bad Request: can't parse entities: "."""


@dataclass(slots=True)
class Entity:
    """Offsets and lengths in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str = ""


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """What the server keeps of a text: no controls, no direction overrides, no blank ends."""
    return _BLANKED.sub(" ", _DROPPED.sub("", text)).strip()


def parse(text: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of `text`; raises HtmlRefusedError."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[str] = []
        self.open: list[tuple[str, str, int, int]] = []  # tag, argument, offset in units, length of `out`
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        at = 0
        while at < len(self.text):
            character = self.text[at]
            if character == "&":
                decoded, at = _reference(self.text, at)
                self.out.append(decoded)
            elif character == "<":
                at = self._end_tag(at) if self.text[at + 1 : at + 2] == "/" else self._start_tag(at)
            else:
                self.out.append(character)
                at += 1
        if self.open:
            raise HtmlRefusedError(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        return "".join(self.out), self.entities

    def _start_tag(self, begin: int) -> int:
        end = begin + 1
        while end < len(self.text) and not self.text[end].isspace() and self.text[end] != ">":
            end += 1
        if end >= len(self.text):
            raise HtmlRefusedError(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        tag = self.text[begin + 1 : end].lower()
        if tag not in TAGS:
            raise HtmlRefusedError(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        close, argument = self._attributes(tag, begin, end)
        self.open.append((tag, argument, units("".join(self.out)), len(self.out)))
        return close + 1

    def _attributes(self, tag: str, begin: int, at: int) -> tuple[int, str]:
        argument = ""
        while True:
            at = self._blanks(at)
            if at >= len(self.text):
                raise HtmlRefusedError(f"Unclosed start tag at byte offset {self._bytes(begin)}")
            if self.text[at] == ">":
                return at, argument
            name = re.compile(r"[^\s=>]*").match(self.text, at)
            assert name is not None
            if not name[0]:
                raise HtmlRefusedError(f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}')
            at = self._blanks(name.end())
            if self.text[at : at + 1] != "=":
                where = self._bytes(begin)
                raise HtmlRefusedError(
                    f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {where}'
                )
            value, at = self._value(begin, self._blanks(at + 1))
            if (tag, name[0].lower()) in {("a", "href"), ("code", "class"), ("span", "class"), ("tg-emoji", "emoji-id")}:
                argument = value

    def _value(self, begin: int, at: int) -> tuple[str, int]:
        quote = self.text[at : at + 1]
        pattern = rf"{quote}([^{quote}]*){quote}" if quote and quote in "\"'" else r"([^\s>]+)"
        found = re.compile(pattern).match(self.text, at)
        if not found:
            raise HtmlRefusedError(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        return _decode(found[1]), found.end()

    def _end_tag(self, begin: int) -> int:
        if not self.open:
            raise HtmlRefusedError(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        close = self.text.find(">", begin)
        if close < 0:
            raise HtmlRefusedError(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        found, (tag, argument, offset, start) = self.text[begin + 2 : close].strip().lower(), self.open.pop()
        if found and found != tag:
            where = self._bytes(begin)
            raise HtmlRefusedError(f'Unmatched end tag at byte offset {where}, expected "</{tag}>", found "</{found}>"')
        inner = "".join(self.out[start:])
        url = (argument or inner) if tag == "a" else ""
        if inner and (tag != "a" or url.startswith(("http://", "https://"))):
            self.entities.append(Entity(KINDS.get(tag, tag), offset, units(inner), url))
        return close + 1

    def _blanks(self, at: int) -> int:
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return at

    def _bytes(self, at: int) -> int:
        return len(self.text[:at].encode("utf-8", "surrogatepass"))


def _reference(text: str, at: int) -> tuple[str, int]:
    """The character that a reference stands for, or the bare ampersand."""
    found = _REFERENCE.match(text, at)
    if not found:
        return "&", at + 1
    number = int(found[1]) if found[1] else int(found[2], 16) if found[2] else 0
    if 0 < number < 0x10FFFF:
        return chr(number), found.end()
    if found[3] in NAMED:
        return NAMED[found[3]], found.end()
    return "&", at + 1


def _decode(text: str) -> str:
    out, at = [], 0
    while at < len(text):
        decoded, at = _reference(text, at) if text[at] == "&" else (text[at], at + 1)
        out.append(decoded)
    return "".join(out)
