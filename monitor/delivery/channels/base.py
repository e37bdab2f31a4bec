"""What every channel can do, what a kind of channel is made of, and the one rule for text that comes from feeds."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import Field

from monitor.core.alerts.rate_limit import Limit
from monitor.model import ButtonKind, ChannelConfig, Content
from monitor.yaml.sections import Section
from monitor.yaml.values import Text

BUTTON_LABELS = {ButtonKind.WHY: "Why", ButtonKind.MUTE: "Mute ▾", ButtonKind.NOT_THIS: "👎"}
# Control characters and line separators; embeddings, overrides and isolates that would turn the rest of a line around
# (Unicode TR 36 §3); half surrogates, which no encoding carries.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


class Channel(Protocol):
    """Sends contents, each rendered its own way; `core.alerts.messages.render` makes plain text of them.

    Each method raises NotSent, Ambiguous or Refused (`errors`), nothing else. A Refused with `moved_to` means that the
    channel has already turned to the new address: send again at once.
    """

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The paces that every call has to keep."""

    async def send(self, content: Content, *, reply_to: str = "", is_silent: bool = False) -> str:
        """Send, as a reply to the message with the receipt `reply_to` if that still exists; returns the new receipt."""

    async def edit(self, receipt: str, content: Content) -> None:
        """Replace what was sent; Refused if it cannot be edited any more."""

    async def check(self) -> None:
        """Ask whether the channel works, without telling the reader anything."""

    async def close(self) -> None:
        """Let go of connections."""


class ChannelSection(Section):
    """The keys under a channel's name in monitor.yaml; each kind adds its own. A key that two kinds have is the same in both."""

    kind: Text = Field(description="What kind of channel it is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of channel: how it is configured, and what opens it."""

    name: str  # what follows `kind:`
    title: str  # what messages to the user call such a channel
    section: type[ChannelSection]
    record: type[ChannelConfig]  # what becomes of the section
    needs: Mapping[str, str] = field(default_factory=dict)  # keys that must be given → what to do about one that is not
    open: Callable[[Sequence[tuple[Any, str]]], Sequence[Channel]]  # with the token of each, "" for none; together, to share


def one_line(text: str) -> str:
    """`text` on one line, with nothing in it that a terminal or a chat would obey."""
    return " ".join(_UNSAFE.sub(" ", text).split())
