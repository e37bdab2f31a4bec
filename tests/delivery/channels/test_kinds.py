"""The kinds of channels: what a configuration may say of them, and how they are opened."""

import subprocess
import sys

import pytest

from monitor.delivery.channels import KINDS, open_channels
from monitor.delivery.channels.telegram import TelegramConfig
from monitor.errors import ConfigError, Problem
from monitor.model import ChannelConfig, Secret


def read(secret: Secret) -> str:
    """The token "1:x" from {env: "1:x"}."""
    if not secret.name:
        raise ConfigError([Problem("secret", 0, 0, "it is not set", "set it")])
    return secret.name


def chat(name: str, number: int, bot: str = "1:x") -> TelegramConfig:
    return TelegramConfig(id=name, chat=str(number), token=Secret(source="env", name=bot))


async def test_channels_keep_the_order_of_the_configuration_whatever_their_kinds() -> None:
    configured = [chat("desk", 42), ChannelConfig(id="console", kind="console"), chat("group", -1001)]
    opened = open_channels(configured, read)
    assert list(opened) == ["desk", "console", "group"]
    assert len(opened["group"].limits) == 3
    for channel in opened.values():
        await channel.close()  # the chats' connections are the same ones


async def test_chats_of_one_bot_share_its_pace_and_those_of_another_do_not() -> None:
    opened = open_channels([chat("a", 1), chat("b", 2), chat("c", 1, bot="2:y")], read)
    (a, a_chat), (b, b_chat), (c, c_chat) = (channel.limits for channel in opened.values())
    assert a == b != c
    assert len({a_chat, b_chat, c_chat}) == 3
    for channel in opened.values():
        await channel.close()


def test_a_token_out_of_reach_is_told_before_anything_is_opened() -> None:
    with pytest.raises(ConfigError, match="it is not set"):
        open_channels([ChannelConfig(id="console", kind="console"), chat("desk", 42, bot="")], read)


def test_a_key_that_several_kinds_have_is_read_alike_by_each() -> None:
    seen: dict[str, str] = {}
    for kind in KINDS.values():
        for key, field in kind.section.model_fields.items():
            assert seen.setdefault(key, repr(field)) == repr(field)
        assert set(kind.needs) <= set(kind.section.model_fields)


def test_reading_a_configuration_imports_no_library_of_a_channel() -> None:
    code = "import sys, monitor.config; print([name for name in ('telegram', 'httpx') if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"
