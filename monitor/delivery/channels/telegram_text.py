"""A message as Telegram shows it: HTML made by escaping alone, cut by whole lines to what the Bot API takes.

Telegram counts UTF-16 code units after the markup is parsed, 4096 at most (Bot API, sendMessage).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from monitor.delivery.channels.base import one_line
from monitor.model import Message

MAX_UNITS = 4096
MAX_PART = 1000  # of one title or line, so that no single one crowds out the others
MAX_URL = 2048  # longer addresses are left out: a link is not worth a refused message


@dataclass(frozen=True, slots=True)
class Rendered:
    """The same text twice: with markup, and without for the case that the markup is refused."""

    html: str
    plain: str


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    url: str = ""
    is_bold: bool = False

    @property
    def html(self) -> str:
        marked = escape(self.text, quote=False)
        if self.url:
            marked = f'<a href="{escape(self.url)}">{marked}</a>'
        return f"<b>{marked}</b>" if self.is_bold else marked


def marked_up(message: Message) -> Rendered:
    """`message` with its heading bold and its title and lines linked; never longer than Telegram takes."""
    rows = _fit([row for row in _rows(message) if row.text])
    return Rendered("\n".join(row.html for row in rows), "\n".join(row.text for row in rows))


def units(text: str) -> int:
    """UTF-16 code units of `text`."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, limit: int) -> str:
    """`text` within `limit` units, at the end of a word where there is one near; an ellipsis shows the cut."""
    if units(text) <= limit:
        return text
    kept, room = [], limit - 1
    for character in text:
        room -= units(character)
        if room < 0:
            break
        kept.append(character)
    head = "".join(kept)
    at_word = head.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > len(head) * 3 // 4 else head).rstrip() + "…"


def _rows(message: Message) -> Iterator[_Row]:
    yield _Row(cut(one_line(message.heading), MAX_PART), is_bold=True)
    yield _Row(cut(one_line(message.title), MAX_PART), _url(message.url))
    for number, line in enumerate(message.lines):
        yield _Row(cut(one_line(line), MAX_PART), _url(message.links[number]) if number < len(message.links) else "")


def _url(url: str) -> str:
    safe = "".join(one_line(url).split())
    return safe if len(safe) <= MAX_URL and safe.startswith(("https://", "http://")) else ""


def _fit(rows: list[_Row]) -> list[_Row]:
    """All of `rows`, or as many whole ones as fit above a last one that says how many do not."""
    if sum(units(row.text) + 1 for row in rows) - 1 <= MAX_UNITS:
        return rows
    room, kept = MAX_UNITS - units(_rest(len(rows))), 0
    for row in rows:
        room -= units(row.text) + 1
        if room < 0:
            break
        kept += 1
    return [*rows[:kept], _Row(_rest(len(rows) - kept))]


def _rest(count: int) -> str:
    return f"… {count} more {'line' if count == 1 else 'lines'}"
