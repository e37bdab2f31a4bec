"""`monitor send-test`: what arrives, what is said when it does not, exit codes."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.bot_api import TOKEN, BotApi
from support.config_folder import Folder

from monitor.cli import main


@contextmanager
def serving(api: BotApi) -> Iterator[str]:
    """`api` in a thread with a loop of its own, for commands that run theirs."""
    ready, stop = threading.Event(), asyncio.Event()
    found: list[tuple[str, asyncio.AbstractEventLoop]] = []

    async def serve() -> None:
        async with api.serving() as url:
            found.append((url, asyncio.get_running_loop()))
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait()
    url, loop = found[0]
    try:
        yield url
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def configure(folder: Path, monkeypatch: pytest.MonkeyPatch, channels: str) -> None:
    monkeypatch.setenv("TEST_TOKEN", TOKEN)
    written = Folder(folder)
    written.write("monitor.yaml", f"alerts: {{send: console}}\nchannels:\n  console: {{kind: console}}\n{channels}")
    written.replace("watchlists/border.yaml", "send: {alert: newsdesk}\n", "")


def run(folder: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as exit_:
        main(["send-test", "-c", str(folder), *arguments])
    return int(exit_.value.code or 0)


def telegram(url: str, chat: int, name: str = "desk") -> str:
    return f"  {name}: {{kind: telegram, token: {{env: TEST_TOKEN}}, chat: {chat}, api: {url}}}\n"


def test_every_channel_gets_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    api = BotApi()
    api.chat(42)
    with serving(api) as url:
        configure(tmp_path, monkeypatch, telegram(url, 42))
        assert run(tmp_path) == 0
    assert [shown.text.split("\n")[0] for shown in api.transcript] == ["✅ TEST · desk"]
    printed = capsys.readouterr().out
    assert "✅ TEST · console" in printed
    assert printed.endswith("console: sent\ndesk: sent\n")


def test_a_failure_says_what_to_do_and_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    api = BotApi()
    api.chat(42)
    with serving(api) as url:
        configure(tmp_path, monkeypatch, telegram(url, 7, "nobody") + telegram(url, 42))
        assert run(tmp_path, "--json") == 1
    printed = capsys.readouterr()
    told = {row["channel"]: row for row in map(json.loads, printed.out.splitlines())}
    assert {name: row["ok"] for name, row in told.items()} == {"console": True, "nobody": False, "desk": True}
    assert "press Start" in told["nobody"]["problem"]
    assert TOKEN not in printed.out + printed.err


def test_a_missing_token_is_told_for_its_channel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(tmp_path, monkeypatch, telegram("http://127.0.0.1:9", 42))
    monkeypatch.delenv("TEST_TOKEN")
    assert run(tmp_path, "desk") == 1
    assert "TEST_TOKEN" in capsys.readouterr().err


def test_an_unknown_channel_is_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(tmp_path, monkeypatch, "")
    assert run(tmp_path, "dsk") == 2
    assert "there are: console" in capsys.readouterr().err
