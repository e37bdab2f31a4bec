"""The Telegram channel against a Bot API that answers, refuses and breaks as the real one does, over HTTP."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.bot_api import TOKEN, BotApi, Chat, FaultKind

from monitor.delivery.channels.telegram import TelegramChannel, TelegramConfig
from monitor.delivery.channels.telegram_api import BotClient
from monitor.errors import Ambiguous, DeliveryError, NotSent, Refused
from monitor.model import ButtonKind, Message

PERSON, GROUP, FORUM = 42, -1001, -1002
PATIENCE = timedelta(seconds=0.3)
ALERT = Message(
    heading="🔴 CRITICAL · Iran–Pakistan border strikes · 92",
    title="Pakistan launches strikes into Iran, killing nine",
    url="https://dawn.com/a?b=1&c=2",
    lines=("Dawn 05:06 · BBC 05:14", "12 outlets, 4 independent"),
    buttons=tuple(ButtonKind),
)


@asynccontextmanager
async def telegram(chat: int = PERSON, **settings: object) -> AsyncIterator[tuple[BotApi, TelegramChannel]]:
    """An emulator with three chats and a channel into one of them."""
    api = BotApi()
    api.chat(PERSON)
    api.chat(GROUP, "supergroup")
    api.chat(FORUM, "supergroup", topics={7: True, 8: False})
    async with api.serving() as url:
        config = TelegramConfig(id="desk", chat=str(chat), **settings)  # type: ignore[arg-type]
        channel = TelegramChannel(config, BotClient(TOKEN, url, timeout=PATIENCE))
        try:
            yield api, channel
        finally:
            await channel.close()


async def test_the_reader_sees_heading_linked_title_and_lines() -> None:
    async with telegram() as (api, channel):
        await channel.send(ALERT)
    [shown] = api.transcript
    assert shown.text.split("\n") == [ALERT.heading, ALERT.title, *ALERT.lines]
    assert shown.entities == (("bold", ALERT.heading, ""), ("text_link", ALERT.title, ALERT.url))
    assert not shown.is_silent


async def test_no_button_is_shown_while_nothing_answers_to_it() -> None:
    async with telegram() as (api, channel):
        await channel.send(ALERT)
    assert api.transcript[0].buttons == ()


async def test_buttons_carry_the_thread_within_64_bytes() -> None:
    async with telegram() as (api, channel):
        channel.draws_buttons = True
        await channel.send(Message(heading="h", title="t", buttons=tuple(ButtonKind), thread_id="0123456789abcdef"))
    assert api.transcript[0].buttons == ("why:0123456789abcdef", "mute:0123456789abcdef", "not_this:0123456789abcdef")


async def test_silent_messages_do_not_ring() -> None:
    async with telegram() as (api, channel):
        await channel.send(Message(heading="digest", title=""), is_silent=True)
    assert api.transcript[0].is_silent


async def test_an_edit_changes_the_message_in_place_and_a_reply_hangs_under_it() -> None:
    async with telegram() as (api, channel):
        receipt = await channel.send(ALERT)
        await channel.edit(receipt, Message(heading="now 93", title="t"))
        await channel.send(Message(heading="reply", title="t"), reply_to=receipt)
    sent, edited, reply = api.transcript
    assert edited.message_id == sent.message_id == reply.reply_to
    assert api.shown(PERSON) == ["now 93\nt", "reply\nt"]


async def test_an_edit_that_changes_nothing_is_fine() -> None:
    async with telegram() as (api, channel):
        receipt = await channel.send(ALERT)
        await channel.edit(receipt, ALERT)
    assert [code for code, _ in api.refused] == [400]


async def test_a_reply_to_a_deleted_message_is_sent_all_the_same() -> None:
    async with telegram() as (api, channel):
        receipt = await channel.send(ALERT)
        api.chats[PERSON].messages.clear()
        await channel.send(ALERT, reply_to=receipt)
    assert api.transcript[1].reply_to is None


@pytest.mark.parametrize("spoil", [lambda chat: chat.messages.clear(), lambda chat: chat.messages[1].update(is_frozen=True)])
async def test_a_message_that_cannot_be_edited_is_refused(spoil: Callable[[Chat], None]) -> None:
    async with telegram() as (api, channel):
        receipt = await channel.send(ALERT)
        spoil(api.chats[PERSON])
        with pytest.raises(Refused, match="edit"):
            await channel.edit(receipt, Message(heading="new", title="t"))


async def test_a_receipt_of_another_chat_is_never_edited() -> None:
    async with telegram(GROUP) as (api, channel):
        await channel.send(ALERT)
        with pytest.raises(Refused):
            await channel.edit(f"{PERSON}:1", Message(heading="new", title="t"))
        with pytest.raises(Refused):
            await channel.edit("17", Message(heading="new", title="t"))
    assert len(api.transcript) == 1


# ── Faults: what was stored, and what the caller is told ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "raised", "stored"),
    [
        (FaultKind.SLOW, Ambiguous, 1),
        (FaultKind.RESET_AFTER, Ambiguous, 1),
        (FaultKind.RESET_BEFORE, Ambiguous, 0),
        (FaultKind.SERVER_ERROR, Ambiguous, 0),
        (FaultKind.BAD_GATEWAY, Ambiguous, 0),
        (FaultKind.NOT_AN_OBJECT, Ambiguous, 1),
        (FaultKind.BROKEN_OBJECT, Ambiguous, 1),
        (FaultKind.NOT_JSON, Ambiguous, 1),
        (FaultKind.PORTAL, NotSent, 0),
        (FaultKind.FLOOD, NotSent, 0),
    ],
)
async def test_a_fault_is_told_by_where_it_happened(fault: FaultKind, raised: type[DeliveryError], stored: int) -> None:
    async with telegram() as (api, channel):
        api.fail(fault, seconds=3 if fault is FaultKind.FLOOD else 1)
        with pytest.raises(raised) as told:
            await channel.send(ALERT)
        assert len(api.transcript) == stored
        if fault is FaultKind.FLOOD:
            assert told.value.after == timedelta(seconds=3)
        await channel.send(ALERT)  # the connection pool survived


async def test_an_unreachable_server_means_not_sent() -> None:
    api = BotApi()
    async with api.serving() as url:
        pass
    channel = TelegramChannel(TelegramConfig(id="desk", chat="42"), BotClient(TOKEN, url))
    with pytest.raises(NotSent, match="no way to Telegram: check network and firewall"):
        await channel.send(ALERT)
    with pytest.raises(NotSent):
        await channel.edit("42:1", ALERT)
    await channel.close()


async def test_an_unknown_host_means_not_sent() -> None:
    channel = TelegramChannel(TelegramConfig(id="desk", chat="42"), BotClient(TOKEN, "http://nowhere.invalid"))
    with pytest.raises(NotSent):
        await channel.send(ALERT)
    await channel.close()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda api: setattr(api.chats[PERSON], "refusal", "bot was blocked by the user"), "must unblock"),
        (lambda api: setattr(api.chats[PERSON], "refusal", "bot was kicked from the supergroup chat"), "to the group again"),
        (lambda api: setattr(api, "token", "999:other"), "BotFather"),
        (lambda api: api.chats.clear(), "press Start"),
    ],
)
async def test_a_permanent_refusal_says_what_to_do(change: Callable[[BotApi], None], words: str) -> None:
    async with telegram() as (api, channel):
        change(api)
        with pytest.raises(Refused, match=words) as told:
            await channel.send(ALERT)
    assert not told.value.moved_to


async def test_a_migrated_group_is_followed() -> None:
    async with telegram(GROUP) as (api, channel):
        receipt = await channel.send(ALERT)
        api.chat(-1009, "supergroup")
        api.chats[GROUP].moved_to = -1009
        with pytest.raises(Refused, match='chat: "-1009"') as told:
            await channel.send(ALERT)
        assert told.value.moved_to == "-1009"
        assert (await channel.send(ALERT, reply_to=receipt)).startswith("-1009:")
    assert api.transcript[-1].chat == -1009


@pytest.mark.parametrize("topic", [8, 99])
async def test_a_topic_that_is_closed_or_gone_gives_way_to_general(topic: int) -> None:
    async with telegram(FORUM, topic=topic) as (api, channel):
        with pytest.raises(Refused, match="General") as told:
            await channel.send(ALERT)
        assert told.value.moved_to == str(FORUM)
        await channel.send(ALERT)
    assert [shown.thread for shown in api.transcript] == [None]


@pytest.mark.parametrize(("topic", "thread"), [(7, 7), (1, None), (None, None)])
async def test_messages_go_to_their_topic_and_general_is_never_named(topic: int | None, thread: int | None) -> None:
    async with telegram(FORUM, topic=topic) as (api, channel):
        await channel.send(ALERT)
    assert [shown.thread for shown in api.transcript] == [thread]


async def test_refused_markup_is_sent_as_plain_text_at_once() -> None:
    async with telegram() as (api, channel):
        api.fail(FaultKind.MARKUP)
        await channel.send(ALERT)
    assert api.transcript[0].text.startswith(ALERT.heading)
    assert api.transcript[0].entities == ()


async def test_the_token_appears_nowhere(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.WARNING, "httpx")  # as `logs.configure` does: at INFO it tells addresses
    told: list[str] = []
    async with telegram() as (api, channel):
        for fault in FaultKind:
            api.fail(fault)
            try:
                await channel.send(ALERT)
            except DeliveryError as error:
                told += _everything(error)
        told += [repr(channel), *map(repr, channel.limits)]
    told += [record.getMessage() for record in caplog.records]
    told += capsys.readouterr()
    assert TOKEN.split(":")[1] not in "\n".join(told)


def _everything(error: BaseException) -> list[str]:
    """Words, attributes and requests along the chain of causes."""
    texts = []
    while error:
        texts += [repr(error), str(getattr(error, "__dict__", "")), str(getattr(error, "_request", ""))]
        texts.append(str(getattr(getattr(error, "_request", None), "url", "")))
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    return texts


# ── Text that feeds may send ─────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = st.one_of(
    st.text(st.characters(), max_size=300),
    st.text(st.sampled_from("<>&\"'/ab;#x&lt;</a><b>\x00\x1b\u202e\u2066\ud83d😀👨‍👩‍👧ایرانعربی\n\r\u2028 "), max_size=300),
    st.sampled_from(
        ["<b>x", "</b>", "<a href='javascript:x'>", "&#0;", "&#55357;", "\ud83d", "\u202etxet", "]]>", "<" * 5000, "😀" * 5000]
    ),
)


async def test_no_title_is_ever_refused() -> None:
    async with telegram() as (api, channel):
        api.now = iter(range(0, 10**9, 100)).__next__  # no flood limits here
        texts: list[tuple[str, str, str]] = []

        @settings(max_examples=300, deadline=None, database=None)
        @given(HOSTILE, HOSTILE, HOSTILE)
        def collect(title: str, line: str, url: str) -> None:
            texts.append((title, line, "https://a.b/" + url))

        collect()
        for title, line, url in texts:
            await channel.send(Message(heading="🔴 ALERT · x · 60", title=title, url=url, lines=(line,), links=(url,)))
    assert len(texts) >= 300
    assert api.refused == []
    assert len(api.transcript) == len(texts)


async def test_long_text_is_cut_by_whole_lines_and_says_so() -> None:
    lines = tuple(f"{number} " + "😀 & <x> " * 40 for number in range(40))
    async with telegram() as (api, channel):
        await channel.send(Message(heading="h", title="t" * 9000, lines=lines))
    shown = api.transcript[0].text.split("\n")
    assert shown[0] == "h"
    assert shown[1].endswith("…")
    kept = shown[2:-1]
    assert kept == [line.strip() for line in lines[: len(kept)]]
    assert shown[-1] == f"… {40 - len(kept)} more lines"
    assert len("\n".join(shown).encode("utf-16-le")) // 2 > 3500
