"""Where alerts go. A kind of channel is a module here, with its settings in it, and a line in `_KINDS`."""

from collections.abc import Callable, Iterable, Mapping

from monitor.delivery.channels import console, telegram
from monitor.delivery.channels.base import Channel, Kind
from monitor.model import ChannelConfig, Secret

__all__ = ["KINDS", "Channel", "open_channels"]

_KINDS: Iterable[Kind] = (
    console.KIND,
    telegram.KIND,
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _KINDS}


def open_channels(configured: Iterable[ChannelConfig], read: Callable[[Secret], str]) -> dict[str, Channel]:
    """The channels by id, in their order; nothing is contacted yet. Raises what `read` raises for a token out of reach."""
    wanted = [(config, read(config.token) if config.token else "") for config in configured]
    opened: dict[str, Channel] = {}
    for name in dict.fromkeys(config.kind for config, _ in wanted):
        of_kind = [(config, token) for config, token in wanted if config.kind == name]
        opened |= zip((config.id for config, _ in of_kind), KINDS[name].open(of_kind), strict=True)
    return {config.id: opened[config.id] for config, _ in wanted}
