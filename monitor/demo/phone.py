"""The reader's phone: shows messages as they come and remembers them for the checker."""

from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from monitor.clock import Clock
from monitor.delivery.channels.console import ConsoleChannel
from monitor.model import AlertKind, Message


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that happened on the phone."""

    at: datetime
    kind: AlertKind
    receipt: str
    message: Message

    @property
    def is_notice(self) -> bool:
        """Whether it tells the operator of the daemon itself, not the reader of a story: there is nothing to explain or mute."""
        return self.kind is AlertKind.NEW and not self.message.buttons


class Phone(ConsoleChannel):
    """A console that says when, by the scenario's clock."""

    def __init__(self, clock: Clock, stream: TextIO) -> None:
        super().__init__(stream)
        self._clock = clock
        self._to = stream
        self.shown: list[Shown] = []

    async def send(self, message: Message, *, reply_to: str = "") -> str:
        self._time()
        receipt = await super().send(message, reply_to=reply_to)
        self.shown.append(Shown(self._clock.now(), AlertKind.REPLY if reply_to else AlertKind.NEW, receipt, message))
        return receipt

    async def edit(self, receipt: str, message: Message) -> None:
        self._time()
        await super().edit(receipt, message)
        self.shown.append(Shown(self._clock.now(), AlertKind.EDIT, receipt, message))

    def _time(self) -> None:
        self._to.write(f"── {self._clock.now():%a %d %b %H:%M} UTC ──\n")
