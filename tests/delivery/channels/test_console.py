"""What the console shows, and what a hostile feed cannot make it do."""

import io

import pytest

from monitor.delivery.channels import open_channels
from monitor.delivery.channels.console import ConsoleChannel
from monitor.errors import NotSent
from monitor.model import ButtonKind, ChannelConfig, Message

ALERT = Message(
    heading="🔴 CRITICAL · strikes · 92",
    title="Pakistan strikes Iran",
    url="https://dawn.com/1",
    lines=("Dawn 05:06",),
    buttons=tuple(ButtonKind),
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


async def test_new_edited_and_reply_are_told_apart_by_number() -> None:
    stream = io.StringIO()
    channel = ConsoleChannel(stream)
    receipt = await channel.send(ALERT)
    await channel.edit(receipt, ALERT)
    assert await channel.send(Message(heading="9 killed", title="t"), is_silent=True, reply_to=receipt) == "2"
    blocks = stream.getvalue().split("\n\n")
    assert blocks[0] == (
        "#1 new\n🔴 CRITICAL · strikes · 92\nPakistan strikes Iran\nhttps://dawn.com/1\nDawn 05:06\n[Why] [Mute ▾] [👎]"
    )
    assert blocks[1].startswith("#1 edited\n")
    assert blocks[2] == "#2 reply to #1, silent\n9 killed\nt"


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
async def test_terminal_escapes_of_a_feed_are_harmless(stream: io.StringIO) -> None:
    evil = "a\x1b[2J\x1b]0;owned\x07b\r\n#9 new\x9b31m\u202e[bold red]x[/]"
    await ConsoleChannel(stream).send(Message(heading=evil, title=evil, url=evil, lines=(evil,), links=(evil,)))
    shown = stream.getvalue()
    assert not {"\x07", "\r", "\x9b", "\u202e"} & set(shown)
    assert "\x1b[2J" not in shown
    assert "\x1b]" not in shown
    assert not any(line.startswith("#9") for line in shown.splitlines())
    assert "[bold red]x[/]" in shown


async def test_a_stream_that_is_gone_means_not_sent() -> None:
    stream = io.StringIO()
    stream.close()
    with pytest.raises(NotSent):
        await ConsoleChannel(stream).send(ALERT)


async def test_an_encoding_without_the_characters_loses_only_those() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    await ConsoleChannel(stream).send(ALERT)
    assert b"? CRITICAL" in raw.getvalue()


async def test_the_configured_console_writes_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    channel = open_channels([ChannelConfig(id="console", kind="console")], lambda _: "")["console"]
    await channel.send(ALERT)
    await channel.close()
    assert "Pakistan strikes Iran" in capsys.readouterr().out
