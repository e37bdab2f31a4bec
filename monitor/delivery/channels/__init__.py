"""Where alerts go: one module per kind of channel."""

from typing import assert_never

from monitor.delivery.channels.base import Channel
from monitor.delivery.channels.console import ConsoleChannel
from monitor.delivery.channels.telegram import TelegramChannel
from monitor.model import ChannelConfig, ChannelKind

__all__ = ["Channel", "open_channel"]


def open_channel(config: ChannelConfig, token: str) -> Channel:
    """The channel that `config` describes; nothing is contacted yet. `token` is "" for kinds that need none."""
    match config.kind:
        case ChannelKind.CONSOLE:
            return ConsoleChannel()
        case ChannelKind.TELEGRAM:
            return TelegramChannel(config, token)
        case _:
            assert_never(config.kind)
