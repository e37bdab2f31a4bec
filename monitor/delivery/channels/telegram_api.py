"""The Telegram Bot API, through python-telegram-bot: the only module that imports it. It knows bots, and nothing of stories.

The Bot API knows no idempotency key, so whether a failed call may be repeated depends on where it failed. The library
makes `BadRequest` and `TimedOut` kinds of `NetworkError`; only the type and the cause together tell (`classify`).
"""

import logging
import os
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from monitor.core.alerts.rate_limit import Limit
from monitor.delivery.channels.telegram_text import cut
from monitor.errors import Ambiguous, DeliveryError, NotSent, Refused
from monitor.logs import keep_secret, redact

os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's own switch: durations as timedeltas, without a warning
logging.getLogger("telegram.request").setLevel(logging.CRITICAL)  # what it would log it raises as well
PUBLIC_API = "https://api.telegram.org"
TIMEOUT = timedelta(seconds=10)
OVERALL = (25, timedelta(seconds=1))  # below the 30 that Telegram allows, because its clock is not ours

_NEVER_LEFT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"})
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
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_Answer = TypeVar("_Answer")


class BotClient:
    """One bot: all chats of one token share its connections and its pace. Calls raise the kinds of DeliveryError.

    Nothing is contacted before the first call: the daemon starts without Telegram.
    """

    def __init__(self, token: str, address: str = "", *, timeout: timedelta = TIMEOUT) -> None:
        keep_secret(token)
        seconds = timeout.total_seconds()
        self._request = HTTPXRequest(
            connection_pool_size=4, read_timeout=seconds, write_timeout=seconds, connect_timeout=seconds, pool_timeout=seconds
        )
        base_url = f"{(address or PUBLIC_API).rstrip('/')}/bot"
        self._bot = Bot(token, base_url=base_url, request=self._request, get_updates_request=self._request)
        self.account = token.partition(":")[0]
        self.limit = Limit(f"telegram {self.account}", *OVERALL)

    async def send(
        self,
        chat: str,
        text: str,
        *,
        is_html: bool,
        topic: int | None = None,
        reply_to: int | None = None,
        is_silent: bool = False,
        buttons: Sequence[tuple[str, str]] = (),
    ) -> int:
        """Send a message, as a reply if that to `reply_to` still exists; its id. A button is a label and what it sends back."""
        sent = await _checked(
            self._bot.send_message(
                chat_id=chat,
                text=text,
                parse_mode="HTML" if is_html else None,
                message_thread_id=topic,
                disable_notification=is_silent,
                link_preview_options=_NO_PREVIEW,
                reply_parameters=ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None,
                reply_markup=_keyboard(buttons),
            )
        )
        return sent.message_id

    async def edit(
        self, chat: str, message_id: int, text: str, *, is_html: bool, buttons: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Replace the text of a message of the bot's own."""
        await _checked(
            self._bot.edit_message_text(
                text,
                chat_id=chat,
                message_id=message_id,
                parse_mode="HTML" if is_html else None,
                link_preview_options=_NO_PREVIEW,
                reply_markup=_keyboard(buttons),
            )
        )

    async def check(self) -> None:
        """Ask whether the bot works."""
        await _checked(self._bot.get_me())

    async def close(self) -> None:
        """Let go of connections; doing so again is harmless."""
        await self._request.shutdown()  # the bot was never initialised, so its own shutdown would do nothing


def _keyboard(buttons: Sequence[tuple[str, str]]) -> InlineKeyboardMarkup | None:
    row = [InlineKeyboardButton(label, callback_data=data) for label, data in buttons]
    return InlineKeyboardMarkup([row]) if row else None


async def _checked(call: Coroutine[Any, Any, _Answer]) -> _Answer:
    """Raised outside of the handler: the library's exceptions carry the URL, and with it the token."""
    try:
        return await call
    except _FAULTS as fault:
        problem = classify(fault)
    raise problem


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
