"""Messages on a terminal or in a pipe: for trying things out, and as a service's journal."""

import sys
from collections.abc import Iterator
from typing import TextIO

from rich.console import Console
from rich.text import Text

from monitor.core.alerts.messages import render
from monitor.core.alerts.rate_limit import Limit
from monitor.delivery.channels.base import BUTTON_LABELS, ChannelSection, Kind, one_line
from monitor.errors import NotSent
from monitor.model import ChannelConfig, Content, Message


class ConsoleSection(ChannelSection):
    """A console has no keys of its own."""


class ConsoleChannel:
    """Writes to `stream` (default: stdout as it is when a message is sent). A receipt is a running number."""

    limits: tuple[Limit, ...] = ()

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream
        self._count = 0

    async def send(self, content: Content, *, reply_to: str = "", is_silent: bool = False) -> str:
        receipt = str(self._count + 1)
        kind = f"reply to #{reply_to}" if reply_to else "new"
        self._show(f"#{receipt} {kind}{', silent' if is_silent else ''}", content)
        self._count += 1
        return receipt

    async def edit(self, receipt: str, content: Content) -> None:
        self._show(f"#{receipt} edited", content)

    async def check(self) -> None:
        """A stream is there until it is written to."""

    async def close(self) -> None:
        """Nothing to let go of: the stream is not ours."""

    def _show(self, label: str, content: Content) -> None:
        stream, message = self._stream or sys.stdout, render(content)
        try:
            if stream.isatty():
                console = Console(file=stream, highlight=False)
                for text, style in _parts(label, message):
                    console.print(Text(text, style))
            else:
                encoding = stream.encoding or "utf-8"
                plain = "".join(f"{text}\n" for text, _ in _parts(label, message))
                stream.write(plain.encode(encoding, "replace").decode(encoding))
            stream.flush()
        except (OSError, ValueError) as error:  # a closed pipe, a closed file
            raise NotSent(f"console: {error}") from error


def _parts(label: str, message: Message) -> Iterator[tuple[str, str]]:
    """The lines of a message, each with its style."""
    yield label, "dim"
    yield one_line(message.heading), "bold"
    yield from ((one_line(text), style) for text, style in ((message.title, ""), (message.url, "blue")) if text)
    links = (*message.links, *[""] * len(message.lines))
    for line, link in zip(message.lines, links, strict=False):
        yield " ".join(filter(None, (one_line(line), one_line(link)))), "dim"
    if message.buttons:
        yield " ".join(f"[{BUTTON_LABELS[button]}]" for button in message.buttons), "cyan"
    yield "", ""


KIND = Kind(
    name="console",
    title="console",
    section=ConsoleSection,
    record=ChannelConfig,
    open=lambda configured: [ConsoleChannel() for _ in configured],
)
