"""A Telegram chat, through python-telegram-bot: the only module that imports it.

The Bot API knows no idempotency key, so whether a failed call may be repeated depends on where it failed. The library
makes `BadRequest` and `TimedOut` kinds of `NetworkError`; only the type and the cause together tell (`classify`).
"""

import logging
import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from monitor.core.alerts.messages import render
from monitor.core.alerts.rate_limit import Limit
from monitor.delivery.channels.base import BUTTON_LABELS
from monitor.delivery.channels.telegram_text import cut, marked_up
from monitor.errors import Ambiguous, DeliveryError, NotSent, Refused
from monitor.logs import keep_secret, redact
from monitor.model import ChannelConfig, Content, Message

os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's own switch: durations as timedeltas, without a warning
logging.getLogger("telegram.request").setLevel(logging.CRITICAL)  # what it would log it raises as well
PUBLIC_API = "https://api.telegram.org"
GENERAL_TOPIC = 1  # must never be named in a call: the Bot API answers "message thread not found"
TIMEOUT = timedelta(seconds=10)
# Below what Telegram allows (30/s overall, 20/min in a group, 1/s in a chat with short bursts), because its clock is not ours.
OVERALL, GROUP, CHAT = (25, timedelta(seconds=1)), (19, timedelta(minutes=1)), (3, timedelta(seconds=3))

_NEVER_LEFT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"})
_TOPIC_GONE = ("message thread not found", "topic_closed", "topic_deleted", "topic closed")
_MARKUP_REFUSED = "can't parse entities"
_NOT_MODIFIED = "message is not modified"
_ADVICE = {
    "chat not found": "check `chat`; a person must press Start in the bot's chat first, a group must have the bot as a member",
    "bot was blocked": "the person must unblock the bot",
    "bot was kicked": "add the bot to the group again",
    "bot is not a member": "add the bot to the group or channel",
    "not enough rights": "give the bot the right to send messages there",
    "need administrator rights": "make the bot an administrator of the channel",
    "(connecterror)": "no way to Telegram: check network and firewall, or set HTTPS_PROXY",
    "(connecttimeout)": "no way to Telegram: check network and firewall, or set HTTPS_PROXY",
}
_UNKNOWN_BOT = "the token is not valid (any more): ask @BotFather for the current one"
# What the library raises when an answer is JSON, but not the JSON that it expects.
_FAULTS = (TelegramError, AttributeError, LookupError, TypeError, ValueError)
_Answer = TypeVar("_Answer")
_log = structlog.get_logger()


class TelegramChannel:
    """One chat, or one topic of it. A receipt is `chat:message id`, so that one of another chat is never edited here.

    Nothing is contacted before the first message: the daemon starts without Telegram.
    """

    draws_buttons = False  # until something answers when they are pressed

    def __init__(self, config: ChannelConfig, token: str, *, timeout: timedelta = TIMEOUT) -> None:
        keep_secret(token)
        seconds = timeout.total_seconds()
        self._request = HTTPXRequest(
            connection_pool_size=4, read_timeout=seconds, write_timeout=seconds, connect_timeout=seconds, pool_timeout=seconds
        )
        base_url = f"{(config.api or PUBLIC_API).rstrip('/')}/bot"
        self._id = config.id
        self._bot = Bot(token, base_url=base_url, request=self._request, get_updates_request=self._request)
        self._account = token.partition(":")[0]
        self._chat = config.chat
        self._topic = None if config.topic == GENERAL_TOPIC else config.topic

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Channels of one bot share its pace, topics of one chat that of the chat."""
        account, chat = f"telegram {self._account}", f"telegram {self._account} {self._chat}"
        is_person = self._chat.isdecimal()  # groups and channels are negative numbers or @names
        return (Limit(account, *OVERALL), Limit(chat, *CHAT), *(() if is_person else (Limit(chat, *GROUP),)))

    async def send(self, content: Content, *, reply_to: str = "", is_silent: bool = False) -> str:
        target, message = self._message_id(reply_to), render(content)
        text = marked_up(message)
        topic = self._topic

        async def call(*, is_html: bool) -> int:
            sent = await self._bot.send_message(
                chat_id=self._chat,
                text=text.html if is_html else text.plain,
                parse_mode="HTML" if is_html else None,
                message_thread_id=topic,
                disable_notification=is_silent,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_parameters=ReplyParameters(target, allow_sending_without_reply=True) if target else None,
                reply_markup=self._keyboard(message),
            )
            return sent.message_id

        return f"{self._chat}:{await self._with_markup(call)}"

    async def edit(self, receipt: str, content: Content) -> None:
        target = self._message_id(receipt)
        if target is None:
            raise Refused(f"telegram: message {receipt} is not in chat {self._chat}")
        message = render(content)
        text = marked_up(message)

        async def call(*, is_html: bool) -> None:
            await self._bot.edit_message_text(
                text.html if is_html else text.plain,
                chat_id=self._chat,
                message_id=target,
                parse_mode="HTML" if is_html else None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_markup=self._keyboard(message),
            )

        try:
            await self._with_markup(call)
        except Refused as refusal:
            if _NOT_MODIFIED not in str(refusal).lower():
                raise

    async def check(self) -> None:
        async def call(**_: bool) -> None:
            await self._bot.get_me()

        await self._checked(call, is_html=False)

    async def close(self) -> None:
        await self._request.shutdown()  # the bot was never initialised, so its own shutdown would do nothing

    async def _with_markup(self, call: Callable[..., Awaitable[_Answer]]) -> _Answer:
        """What `call` returns with HTML, or without it if the HTML is refused; raises the kinds of DeliveryError."""
        try:
            return await self._checked(call, is_html=True)
        except Refused as refusal:
            if _MARKUP_REFUSED not in str(refusal).lower():
                raise
            _log.warning("markup refused, sending plain text", channel=self._id, problem=str(refusal))
        return await self._checked(call, is_html=False)

    async def _checked(self, call: Callable[..., Awaitable[_Answer]], *, is_html: bool) -> _Answer:
        """Raised outside of the handler: the library's exceptions carry the URL, and with it the token."""
        try:
            return await call(is_html=is_html)
        except _FAULTS as fault:
            problem = classify(fault)
        raise self._turned(problem) if isinstance(problem, Refused) else problem

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

    def _keyboard(self, message: Message) -> InlineKeyboardMarkup | None:
        if not (self.draws_buttons and message.buttons and message.thread_id):
            return None
        row = [InlineKeyboardButton(BUTTON_LABELS[kind], callback_data=f"{kind}:{message.thread_id}") for kind in message.buttons]
        return InlineKeyboardMarkup([row])


def classify(fault: Exception) -> DeliveryError:
    """What `fault` says about the message: surely not sent, refused for good, or nobody knows."""
    what = _words(fault)
    match fault:
        case RetryAfter():
            wait = fault.retry_after
            return NotSent(what, wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
        case ChatMigrated():
            return Refused(what, str(fault.new_chat_id))
        case BadRequest() | Forbidden() | InvalidToken() if fault.__cause__ is not None:
            return NotSent(what)  # its body is not Telegram's: a proxy or a captive portal is in the way
        case BadRequest() | Forbidden() | InvalidToken():
            return Refused(what)
        case NetworkError() if type(fault.__cause__).__name__ in _NEVER_LEFT:
            return NotSent(what)
        case _:
            return Ambiguous(what)


def _words(fault: Exception) -> str:
    """One line for logs and the operator, with what to do where that is known."""
    text = str(fault) if isinstance(fault, TelegramError) else f"unexpected answer ({type(fault).__name__})"
    cause = f" ({type(fault.__cause__).__name__})" if fault.__cause__ and not isinstance(fault, BadRequest) else ""
    advice = _UNKNOWN_BOT if isinstance(fault, InvalidToken) else ""
    advice = advice or next((todo for sign, todo in _ADVICE.items() if sign in f"{text}{cause}".lower()), "")
    return f"telegram: {cut(redact(text), 200)}{cause}{'; ' if advice else ''}{advice}"
