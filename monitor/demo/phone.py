"""The reader's phone: shows messages as they come and remembers them for the checker."""

from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from monitor.clock import Clock
from monitor.delivery.channels.console import ConsoleChannel
from monitor.model import AlertKind, Content, NoticeContent


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that happened on the phone."""

    at: datetime
    kind: AlertKind
    receipt: str
    content: Content

    @property
    def is_notice(self) -> bool:
        """Whether it tells the operator of the daemon itself, not the reader of a story: there is nothing to explain or mute."""
        return isinstance(self.content, NoticeContent)


class Phone(ConsoleChannel):
    """A console that says when, by the scenario's clock."""

    def __init__(self, clock: Clock, stream: TextIO) -> None:
        super().__init__(stream)
        self._clock = clock
        self._to = stream
        self.shown: list[Shown] = []

    async def send(self, content: Content, *, reply_to: str = "", is_silent: bool = False) -> str:
        self._time()
        receipt = await super().send(content, reply_to=reply_to, is_silent=is_silent)
        self.shown.append(Shown(self._clock.now(), AlertKind.REPLY if reply_to else AlertKind.NEW, receipt, content))
        return receipt

    async def edit(self, receipt: str, content: Content) -> None:
        self._time()
        await super().edit(receipt, content)
        self.shown.append(Shown(self._clock.now(), AlertKind.EDIT, receipt, content))

    def _time(self) -> None:
        self._to.write(f"── {self._clock.now():%a %d %b %H:%M} UTC ──\n")
