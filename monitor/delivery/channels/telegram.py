"""A Telegram chat, or one topic of it: its settings, and how contents become messages there."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import structlog
from pydantic import PlainValidator

from monitor.core.alerts.messages import render
from monitor.core.alerts.rate_limit import Limit
from monitor.delivery.channels.base import BUTTON_LABELS, ChannelSection, Kind
from monitor.delivery.channels.telegram_text import marked_up
from monitor.errors import Refused
from monitor.model import ChannelConfig, Content, Message
from monitor.yaml import forms
from monitor.yaml.sections import key
from monitor.yaml.values import SecretPlace, WebAddress, Wrong, text, whole

if TYPE_CHECKING:
    from monitor.delivery.channels.telegram_api import BotClient

GENERAL_TOPIC = 1  # must never be named in a call: the Bot API answers "message thread not found"
# Below what Telegram allows (20/min in a group, 1/s in a chat with short bursts), because its clock is not ours.
GROUP, CHAT = (19, timedelta(minutes=1)), (3, timedelta(seconds=3))

_TOPIC_GONE = ("message thread not found", "topic_closed", "topic_deleted", "topic closed")
_MARKUP_REFUSED = "can't parse entities"
_NOT_MODIFIED = "message is not modified"
_Answer = TypeVar("_Answer")
_log = structlog.get_logger()


# ── What configures it ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramConfig(ChannelConfig):
    """A chat that the bot with the token `token` writes to."""

    kind: str = "telegram"
    chat: str = ""  # chat id or @name
    topic: int | None = None  # message_thread_id
    api: str = ""  # base address of the Bot API, "" the public one


def _chat(value: Any) -> str:
    written = text(value)
    if not re.fullmatch(r"-?[0-9]{1,20}|@\w{4,64}", written):
        raise Wrong("this is not a Telegram chat", "write the chat's number (groups have a minus) or @name of a public one")
    return written


_CHAT = forms.form(anyOf=[{"type": "integer"}, {"type": "string", "pattern": r"^(-?[0-9]{1,20}|@\w{4,64})$"}])


class TelegramSection(ChannelSection):
    token: SecretPlace = key("Where the Telegram bot's token is kept; never the token itself.")
    chat: Annotated[str, PlainValidator(_chat, json_schema_input_type=_CHAT)] = key(
        "Number of the Telegram chat (groups have a minus), or @name of a public one."
    )
    topic: Annotated[int, whole(1, 2**53)] = key("Number of the topic, only in a group with topics.")
    api: WebAddress = key("Base address of the Bot API, only with a server of your own.")


# ── What sends ───────────────────────────────────────────────────────────────────────────────────────────────────────


class TelegramChannel:
    """One chat. A receipt is `chat:message id`, so that one of another chat is never edited here."""

    draws_buttons = False  # until something answers when they are pressed

    def __init__(self, config: TelegramConfig, bot: "BotClient") -> None:
        self._id = config.id
        self._bot = bot
        self._chat = config.chat
        self._topic = None if config.topic == GENERAL_TOPIC else config.topic

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Channels of one bot share its pace, topics of one chat that of the chat."""
        chat = f"telegram {self._bot.account} {self._chat}"
        is_person = self._chat.isdecimal()  # groups and channels are negative numbers or @names
        return (self._bot.limit, Limit(chat, *CHAT), *(() if is_person else (Limit(chat, *GROUP),)))

    async def send(self, content: Content, *, reply_to: str = "", is_silent: bool = False) -> str:
        message, target = render(content), self._message_id(reply_to)

        async def call(text: str, *, is_html: bool) -> int:
            return await self._bot.send(
                self._chat,
                text,
                is_html=is_html,
                topic=self._topic,
                reply_to=target,
                is_silent=is_silent,
                buttons=self._buttons(message),
            )

        return f"{self._chat}:{await self._with_markup(message, call)}"

    async def edit(self, receipt: str, content: Content) -> None:
        message, target = render(content), self._message_id(receipt)
        if target is None:
            raise Refused(f"telegram: message {receipt} is not in chat {self._chat}")

        async def call(text: str, *, is_html: bool) -> None:
            await self._bot.edit(self._chat, target, text, is_html=is_html, buttons=self._buttons(message))

        try:
            await self._with_markup(message, call)
        except Refused as refusal:
            if _NOT_MODIFIED not in str(refusal).lower():
                raise

    async def check(self) -> None:
        await self._bot.check()

    async def close(self) -> None:
        await self._bot.close()

    async def _with_markup(self, message: Message, call: Callable[..., Awaitable[_Answer]]) -> _Answer:
        """What `call` returns for the message as HTML, or without markup if that is refused."""
        text = marked_up(message)
        try:
            return await call(text.html, is_html=True)
        except Refused as refusal:
            problem = refusal
        if _MARKUP_REFUSED not in str(problem).lower():
            raise self._turned(problem)
        _log.warning("markup refused, sending plain text", channel=self._id, problem=str(problem))
        try:
            return await call(text.plain, is_html=False)
        except Refused as refusal:
            problem = refusal
        raise self._turned(problem)

    def _turned(self, refusal: Refused) -> Refused:
        """`refusal`, after turning to where the chat's messages go from now on, if there is such a place."""
        if refusal.moved_to:
            old, self._chat = self._chat, refusal.moved_to
            return Refused(f'telegram: chat {old} is now {self._chat}: write `chat: "{self._chat}"`', self._chat)
        if self._topic is not None and any(sign in str(refusal).lower() for sign in _TOPIC_GONE):
            gone, self._topic = self._topic, None
            return Refused(
                f"telegram: topic {gone} of chat {self._chat} is closed or gone: using General until a restart", self._chat
            )
        return refusal

    def _message_id(self, receipt: str) -> int | None:
        chat, _, number = receipt.rpartition(":")
        return int(number) if chat == self._chat and number.isdecimal() else None

    def _buttons(self, message: Message) -> list[tuple[str, str]]:
        if not (self.draws_buttons and message.thread_id):
            return []
        return [(BUTTON_LABELS[kind], f"{kind}:{message.thread_id}") for kind in message.buttons]


def open_chats(configured: Sequence[tuple[TelegramConfig, str]]) -> list[TelegramChannel]:
    """A channel for each of the chats; those of one bot share its client."""
    # The client's library takes half a second to import, and whoever only reads the settings above must not wait for it.
    client: type[BotClient] = import_module("monitor.delivery.channels.telegram_api").BotClient
    places = {(token, config.api) for config, token in configured}
    bots = {place: client(*place) for place in places}
    return [TelegramChannel(config, bots[token, config.api]) for config, token in configured]


KIND = Kind(
    name="telegram",
    title="Telegram channel",
    section=TelegramSection,
    record=TelegramConfig,
    needs={"chat": "add “chat: …”, the number of the chat", "token": "add “token: {file: PATH}”"},
    open=open_chats,
)
