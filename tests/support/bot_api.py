"""The Bot API as far as alerts need it: real HTTP, Telegram's own refusals and limits, and faults on demand.

    api = BotApi(token)
    async with api.serving() as url: ...

or as a process, for tests that kill the daemon: `python tests/support/bot_api.py --port 8081 --transcript shown.jsonl`.
Beside the Bot API it then answers GET /transcript and POST /fault ({"kind", "count", "method", "seconds"}).
"""

import argparse
import asyncio
import contextlib
import json
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

sys.path[:0] = [] if __package__ else [str(Path(__file__).parent.parent)]  # run as a script

from support import telegram_html  # noqa: E402
from support.http_server import HttpServer, Request, Reset, Response  # noqa: E402

from monitor.clock import SystemClock  # noqa: E402

TOKEN = "123456:AAEmulatorTokenOfThirtyFiveCharacters"  # noqa: S105 - opens nothing
MAX_UNITS, MAX_DATA, UPDATES_KEPT = 4096, 64, 24 * 3600.0
# (calls, seconds): what Telegram is known to allow at most; it publishes no exact figures.
OVERALL, GROUP, CHAT = (30, 1.0), (20, 60.0), (4, 3.0)


def _seconds() -> float:
    return SystemClock().now().timestamp()


class FaultKind(StrEnum):
    RESET_BEFORE = "reset_before"  # the connection breaks, nothing is stored
    RESET_AFTER = "reset_after"  # stored, then the connection breaks
    SLOW = "slow"  # stored, then the answer comes after `seconds`
    SERVER_ERROR = "server_error"  # 500 as JSON
    BAD_GATEWAY = "bad_gateway"  # 502 as HTML
    NOT_AN_OBJECT = "not_an_object"  # 200, JSON, but a list
    BROKEN_OBJECT = "broken_object"  # 500, JSON, but a string
    NOT_JSON = "not_json"  # 200, HTML
    PORTAL = "portal"  # 403 as HTML, by something in between
    FLOOD = "flood"  # 429 with retry_after `seconds`
    MARKUP = "markup"  # HTML refused, whatever it is


@dataclass(frozen=True, slots=True)
class Fault:
    kind: FaultKind
    seconds: float = 1.0
    method: str = "sendMessage"


@dataclass(slots=True)
class Chat:
    """`refusal` is the 403 that every call gets; `moved_to` makes every call a migration."""

    id: int
    type: str = "private"
    topics: dict[int, bool] = field(default_factory=dict)  # thread id -> is open
    refusal: str = ""
    moved_to: int = 0
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    calls: deque[float] = field(default_factory=deque)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One line of the transcript: what the phone showed, and whether it rang."""

    at: float
    event: str  # new or edit
    chat: int
    message_id: int
    text: str
    is_silent: bool
    thread: int | None = None
    reply_to: int | None = None
    entities: tuple[tuple[str, str, str], ...] = ()  # (type, text, url)
    buttons: tuple[str, ...] = ()


class RefusedError(Exception):
    """An answer other than 200."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.parameters = code, parameters


class BotApi:
    """State of the emulated service. `now` is in seconds and may be the time of a test's own clock."""

    def __init__(self, token: str = TOKEN, now: Callable[[], float] = _seconds) -> None:
        self.token, self.now = token, now
        self.chats: dict[int, Chat] = {}
        self.faults: deque[Fault] = deque()
        self.transcript: list[Shown] = []
        self.refused: list[tuple[int, str]] = []  # every answer that was not 200
        self.calls: deque[float] = deque()
        self.server = HttpServer(self._answer)
        self.on_shown: Callable[[Shown], None] = lambda _: None
        self._next_message = self._next_update = 1
        self._updates: deque[tuple[float, dict[str, Any]]] = deque()
        self._arrived = asyncio.Event()
        self._is_polled = False

    def chat(self, chat_id: int, kind: str = "private", **settings: Any) -> Chat:
        """Add a chat that the bot may write to."""
        self.chats[chat_id] = Chat(chat_id, kind, **settings)
        return self.chats[chat_id]

    def fail(self, kind: FaultKind, count: int = 1, seconds: float = 1.0, method: str = "sendMessage") -> None:
        """Let the next `count` calls of `method` go wrong."""
        self.faults.extend([Fault(kind, seconds, method)] * count)

    def shown(self, chat_id: int) -> list[str]:
        """The texts of a chat as they stand, oldest first."""
        return [message["text"] for message in self.chats[chat_id].messages.values()]

    def says(self, chat_id: int, text: str, **more: Any) -> None:
        """A person writes to the bot."""
        message = {"message_id": self._number(), "date": int(self.now()), "chat": self._chat(self.chats[chat_id]), "text": text}
        self._update({"message": message | {"from": {"id": 7, "is_bot": False, "first_name": "Ana"}} | more})

    def taps(self, chat_id: int, message_id: int, data: str) -> None:
        """A person presses a button."""
        message = self.chats[chat_id].messages[message_id]
        person = {"id": 7, "is_bot": False, "first_name": "Ana"}
        query = {"id": str(self._number()), "from": person, "chat_instance": "1", "data": data, "message": message}
        self._update({"callback_query": query})

    @contextlib.asynccontextmanager
    async def serving(self, port: int = 0) -> AsyncIterator[str]:
        async with self.server.serving(port) as url:
            yield url

    # ── HTTP ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _answer(self, request: Request) -> Response:
        if not request.path.startswith("/bot"):
            return self._control(request)
        token, _, method = request.path.removeprefix("/bot").partition("/")
        fault = next((fault for fault in self.faults if fault.method == method), None)
        if fault:
            self.faults.remove(fault)
        try:
            self._known(token)
            given = request.parameters()
            instead = _before(fault, given) if fault else None
            if instead:
                return instead
            response = _json(200, {"ok": True, "result": await self._call(method, given)})
            return await _after(fault, response) if fault else response
        except RefusedError as refusal:
            self.refused.append((refusal.code, str(refusal)))
            body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": str(refusal)}
            return _json(refusal.code, body | ({"parameters": refusal.parameters} if refusal.parameters else {}))

    def _known(self, token: str) -> None:
        if token != self.token:
            raise RefusedError(401, "Unauthorized")

    def _control(self, request: Request) -> Response:
        if request.path == "/fault":
            asked = request.parameters()
            method = asked.get("method", "sendMessage")
            self.fail(FaultKind(asked["kind"]), int(asked.get("count", 1)), float(asked.get("seconds", 1)), method)
        return _json(200, [asdict(shown) for shown in self.transcript])

    async def _call(self, method: str, given: dict[str, Any]) -> Any:
        match method:
            case "getMe":
                return {"id": int(self.token.split(":")[0]), "is_bot": True, "first_name": "Monitor", "username": "monitor_bot"}
            case "sendMessage":
                return self._send(given)
            case "editMessageText":
                return self._edit(given)
            case "getUpdates":
                return await self._get_updates(given)
            case "answerCallbackQuery" | "deleteWebhook" | "setMyCommands":
                return True
        raise RefusedError(404, "Not Found: method not found")

    # ── Messages ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _send(self, given: dict[str, Any]) -> dict[str, Any]:
        chat = self._reachable(given)
        self._pace(chat)
        thread = int(given["message_thread_id"]) if given.get("message_thread_id") else None
        if thread is not None and thread not in chat.topics:  # General (1) is never among them
            raise RefusedError(400, "Bad Request: message thread not found")
        if thread is not None and not chat.topics[thread]:
            raise RefusedError(400, "Bad Request: TOPIC_CLOSED")
        text, entities = _text(given)
        message = {"message_id": self._number(), "date": int(self.now()), "chat": self._chat(chat), "text": text}
        message |= {"entities": [asdict(entity) for entity in entities], **_keyboard(given)}
        reply_to = self._replied(chat, given)
        if reply_to:
            message["reply_to_message"] = {key: chat.messages[reply_to][key] for key in ("message_id", "date", "chat", "text")}
        if thread is not None:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        chat.messages[message["message_id"]] = message
        self._show("new", chat, message, is_silent=_is_true(given.get("disable_notification")))
        return message

    def _edit(self, given: dict[str, Any]) -> dict[str, Any]:
        chat = self._reachable(given)
        self._pace(chat)
        message = chat.messages.get(int(given["message_id"]))
        if message is None:
            raise RefusedError(400, "Bad Request: message to edit not found")
        if message.get("is_frozen"):
            raise RefusedError(400, "Bad Request: message can't be edited")
        text, entities = _text(given)
        changed = {"text": text, "entities": [asdict(entity) for entity in entities], **_keyboard(given)}
        if changed == {key: message.get(key) for key in changed}:
            same = "specified new message content and reply markup are exactly the same as a current content and reply markup"
            raise RefusedError(400, f"Bad Request: message is not modified: {same} of the message")
        message |= changed | {"edit_date": int(self.now())}
        self._show("edit", chat, message, is_silent=True)
        return message

    def _reachable(self, given: dict[str, Any]) -> Chat:
        chat = self.chats.get(int(given.get("chat_id") or 0))
        if chat is None:
            raise RefusedError(400, "Bad Request: chat not found")
        if chat.refusal:
            raise RefusedError(403, f"Forbidden: {chat.refusal}")
        if chat.moved_to:
            raise RefusedError(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to)
        return chat

    def _pace(self, chat: Chat) -> None:
        """Count the call, or refuse it, by the windows of the whole bot, the chat and the group."""
        now = self.now()
        windows = [(self.calls, OVERALL), (chat.calls, CHAT), *([(chat.calls, GROUP)] if chat.type != "private" else [])]
        for calls, (most, seconds) in windows:
            recent = [at for at in calls if now - at < seconds]
            if len(recent) >= most:
                wait = int(recent[-most] + seconds - now) + 1
                raise RefusedError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        for calls in (self.calls, chat.calls):
            calls.append(now)

    def _replied(self, chat: Chat, given: dict[str, Any]) -> int | None:
        wanted = json.loads(given["reply_parameters"]) if given.get("reply_parameters") else {}
        target = wanted.get("message_id")
        if target is None or target in chat.messages:
            return target
        if wanted.get("allow_sending_without_reply"):
            return None
        raise RefusedError(400, "Bad Request: message to be replied not found")

    def _show(self, event: str, chat: Chat, message: dict[str, Any], *, is_silent: bool) -> None:
        text = message["text"]
        marked = tuple((e["type"], _slice(text, e["offset"], e["length"]), e["url"]) for e in message["entities"])
        rows = message.get("reply_markup", {}).get("inline_keyboard", ())
        shown = Shown(
            at=self.now(), event=event, chat=chat.id, message_id=message["message_id"], text=text, is_silent=is_silent,
            thread=message.get("message_thread_id"), reply_to=message.get("reply_to_message", {}).get("message_id"),
            entities=marked, buttons=tuple(button["callback_data"] for row in rows for button in row),
        )  # fmt: skip
        self.transcript.append(shown)
        self.on_shown(shown)

    def _chat(self, chat: Chat) -> dict[str, Any]:
        return {"id": chat.id, "type": chat.type, "title": "Alerts", "is_forum": bool(chat.topics)}

    def _number(self) -> int:
        self._next_message += 1
        return self._next_message - 1

    # ── Updates ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _update(self, update: dict[str, Any]) -> None:
        self._updates.append((self.now(), {"update_id": self._next_update} | update))
        self._next_update += 1
        self._arrived.set()

    async def _get_updates(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        if self._is_polled:
            raise RefusedError(
                409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        offset, limit = int(given.get("offset") or 0), int(given.get("limit") or 100)
        while self._updates and (self._updates[0][1]["update_id"] < offset or self.now() - self._updates[0][0] > UPDATES_KEPT):
            self._updates.popleft()
        self._is_polled = True
        try:
            if not self._updates:
                self._arrived.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._arrived.wait(), float(given.get("timeout") or 0))
        finally:
            self._is_polled = False
        return [update for _, update in self._updates][:limit]


def _before(fault: Fault, given: dict[str, Any]) -> Response | None:
    """What goes wrong before anything is stored: an answer, a refusal or a reset."""
    match fault.kind:
        case FaultKind.RESET_BEFORE:
            raise Reset
        case FaultKind.SERVER_ERROR:
            raise RefusedError(500, "Internal Server Error")
        case FaultKind.BAD_GATEWAY:
            return Response(502, b"<html><h1>502 Bad Gateway</h1></html>", "text/html")
        case FaultKind.PORTAL:
            return Response(403, b"<html><h1>Please log in</h1></html>", "text/html")
        case FaultKind.FLOOD:
            raise RefusedError(429, f"Too Many Requests: retry after {fault.seconds:g}", retry_after=int(fault.seconds))
        case FaultKind.MARKUP if given.get("parse_mode"):
            raise RefusedError(400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0')
    return None


async def _after(fault: Fault, response: Response) -> Response:
    """What goes wrong after the message is stored."""
    match fault.kind:
        case FaultKind.RESET_AFTER:
            raise Reset
        case FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
        case FaultKind.NOT_AN_OBJECT:
            return _json(200, ["odd"])
        case FaultKind.BROKEN_OBJECT:
            return _json(500, "odd")
        case FaultKind.NOT_JSON:
            return Response(200, b"<html>hello</html>", "text/html")
    return response


def _text(given: dict[str, Any]) -> tuple[str, list[telegram_html.Entity]]:
    """The text and entities of a call, or the refusal that Telegram would give."""
    raw = str(given.get("text", ""))
    if not raw.strip():
        raise RefusedError(400, "Bad Request: message text is empty")
    entities: list[telegram_html.Entity] = []
    if given.get("parse_mode") == "HTML":
        try:
            raw, entities = telegram_html.parse(raw)
        except telegram_html.HtmlRefusedError as refusal:
            raise RefusedError(400, f"Bad Request: can't parse entities: {refusal}") from None
    text = telegram_html.clean(raw)
    if not text:
        raise RefusedError(400, "Bad Request: text must be non-empty")
    if telegram_html.units(text) > MAX_UNITS:
        raise RefusedError(400, "Bad Request: message is too long")
    return text, entities


def _keyboard(given: dict[str, Any]) -> dict[str, Any]:
    if not given.get("reply_markup"):
        return {}
    markup = json.loads(given["reply_markup"])
    for button in (button for row in markup.get("inline_keyboard", ()) for button in row):
        if not 1 <= len(button.get("callback_data", "").encode()) <= MAX_DATA:
            raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")
    return {"reply_markup": markup}


def _slice(text: str, offset: int, length: int) -> str:
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def _is_true(value: Any) -> bool:
    return str(value).lower() in {"true", "1"}


def _json(status: int, body: Any) -> Response:
    return Response(status, json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))


async def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--chat", type=int, action="append", default=[], help="a chat to know; below zero a supergroup")
    parser.add_argument("--transcript", type=Path, help="JSON Lines file, one line per message shown")
    options = parser.parse_args()
    api = BotApi(options.token)
    for chat_id in options.chat or [42]:
        api.chat(chat_id, "private" if chat_id > 0 else "supergroup")
    with contextlib.ExitStack() as stack:
        if options.transcript:
            file = stack.enter_context(options.transcript.open("a", buffering=1))
            api.on_shown = lambda shown: print(json.dumps(asdict(shown), ensure_ascii=False), file=file)
        async with api.serving(options.port) as url:
            print(url, flush=True)  # noqa: T201 - whoever started it reads the port here
            await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_main())
