"""One story's life in a chat, through python-telegram-bot, against telegram-test-api: an emulator that is not ours."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from monitor.clock import SystemClock
from monitor.delivery.channels.telegram import TelegramChannel, TelegramConfig
from monitor.delivery.channels.telegram_api import BotClient
from monitor.delivery.courier import Courier
from monitor.model import AlertKind, ButtonKind, Delivery, DeliveryState, Message
from monitor.store import outbox
from monitor.store.database import Database

HERE = Path(__file__).parent
TOKEN, CHAT = "123456:AAEndToEndTokenOfThirtyFiveCharacter", 42


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    """The emulator's address; skips where it cannot be had."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("needs node and npm")
    if not (HERE / "node_modules" / "telegram-test-api").is_dir():
        install = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(install, cwd=HERE, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode:
            pytest.skip(f"npm cannot install telegram-test-api: {done.stderr.strip().splitlines()[-1:]}")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(["node", "server.js", str(port)], cwd=HERE, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == "ready\n"
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def history(api: str) -> list[dict[str, Any]]:
    """The chat's messages as they stand, oldest first."""
    asked = Request(f"{api}/getUpdatesHistory", json.dumps({"token": TOKEN}).encode(), {"Content-Type": "application/json"})  # noqa: S310
    with urlopen(asked, timeout=5) as answer:  # noqa: S310 - http on loopback
        return [update["message"] for update in json.load(answer)["result"]]


async def test_an_alert_is_sent_edited_in_place_and_replied_to(api: str, tmp_path: Path) -> None:
    clock = SystemClock()
    database = Database.open(f"sqlite:///{tmp_path}/monitor.db")
    channel = TelegramChannel(TelegramConfig(id="desk", chat=str(CHAT)), BotClient(TOKEN, api))
    courier = Courier(database, {"desk": channel}, clock, "")

    async def deliver(name: str, kind: AlertKind, heading: str, title: str) -> int:
        now = clock.now()
        message = Message(heading=heading, title=title, url="https://dawn.com/a?b=1&c=2", buttons=tuple(ButtonKind))
        queued = Delivery(
            id=name, thread_id="strike", channel_id="desk", alert_id="a", kind=kind, content=message, due_at=now, created_at=now
        )
        await database.run(outbox.enqueue, [queued])
        return await courier.deliver_due()

    try:
        assert await deliver("new", AlertKind.NEW, "🟠 ALERT · strikes · 74", "Iran & Pakistan: <strikes> reported") == 1
        assert await deliver("edit", AlertKind.EDIT, "🔴 CRITICAL · strikes · 92", "Pakistan strikes Iran, killing nine") == 1
        assert await deliver("reply", AlertKind.REPLY, "↩ 🔴 CRITICAL · strikes · 92", "9 killed (was 7)") == 1
        assert (await database.run(outbox.counts))[DeliveryState.SENT] == 3
    finally:
        await channel.close()
        database.close()
    living, reply = history(api)
    assert living["text"] == (
        '<b>🔴 CRITICAL · strikes · 92</b>\n<a href="https://dawn.com/a?b=1&amp;c=2">Pakistan strikes Iran, killing nine</a>'
    )
    assert living["parse_mode"] == "HTML"
    assert json.loads(living["link_preview_options"])["is_disabled"]
    assert json.loads(reply["reply_parameters"]) == {"message_id": 1, "allow_sending_without_reply": True}
