"""A daemon whose watch-lists are replaced by damaged ones while entries arrive tells every alert of the good list once."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from support.bot_api import TOKEN, BotApi
from support.damage import damaged
from support.feed_server import FeedServer, Page, rss
from support.living import CHAT

from monitor.clock import SystemClock
from monitor.config import load_config
from monitor.demo.clock import FastClock
from monitor.errors import ConfigError

TESTS = Path(__file__).parent.parent
SPEED = 40.0
FILES = {
    "monitor.yaml": """\
database: sqlite:///{folder}/monitor.db
contact: desk@example.org
operator: console
alerts: {{send: phone, per_hour: 10000}}
channels:
  console: {{kind: console}}
  phone: {{kind: telegram, token: {{env: PHONE_TOKEN}}, chat: {chat}, api: "{api}"}}
""",
    "feeds.yaml": "feeds:\n  wire: {{url: '{feed}', outlet: Wire, private: yes, every: 10s}}\n",
    "words.yaml": "rain: rain*, downpour\n",
}
GOOD = """\
watch: Floods
note: Rivers that leave their beds, wherever that is.
find:
  flood:
    - flood*, inundat*
    - river near/6 banks
  where: town, village, city
ignore: flood of tears, town hall
adjust:
  +10: killed >= 5, $rain
  -40: "film, drill"
levels: {watch: 40, alert: 60, critical: {score: 85, outlets: 3}}
fresh: 24h
examples:
  alert:
    - Floods reach the town of Ahrweiler // Rain has not stopped
  quiet:
    - A flood of tears in the town hall
"""
OTHER = GOOD.replace("Floods", "Fires", 1).replace("flood", "fire")


class Desk:
    """A folder that is edited, beside it one in which edits are tried first, and the log of the daemon that follows."""

    def __init__(self, path: Path, **places: str) -> None:
        self.config, self.scratch, self.log = path / "config", path / "scratch", path / "daemon.log"
        for folder in (self.config, self.scratch):
            (folder / "watchlists").mkdir(parents=True)
            for name, text in FILES.items():
                (folder / name).write_text(text.format(folder=path, chat=CHAT, **places))
            for name, text in (("floods", GOOD), ("fires", OTHER)):
                (folder / f"watchlists/{name}.yaml").write_text(text)
        self.in_force = load_config(self.config)
        self.expected = Counter[str]()

    def edit(self, damage: bytes) -> None:
        """Put a damaged list in the place of the good one if it will be refused, else in the place of the other one."""
        is_refused = self._is_refused(damage)
        self._put("floods", damage if is_refused else GOOD.encode())
        if is_refused:
            self.expected["configuration refused"] += 1
            return
        self._put("fires", damage.replace(b"flood", b"fire"))
        self._expect_change()

    def mend(self) -> None:
        for name, text in (("floods", GOOD), ("fires", OTHER)):
            self._put(name, text.encode())
        self._expect_change()

    def is_in_step(self) -> bool:
        """Whether the daemon has read what was written last."""
        log = self.log.read_text(encoding="utf-8")
        return all(log.count(f'event="{event}') >= times for event, times in self.expected.items())

    def _expect_change(self) -> None:
        """A change of words that mean nothing is none."""
        config = load_config(self.config)
        self.expected["configuration changed"] += config != self.in_force
        self.in_force = config

    def _is_refused(self, damage: bytes) -> bool:
        """As either of the lists."""
        for name, data in (("floods", damage), ("fires", damage.replace(b"flood", b"fire"))):
            (self.scratch / f"watchlists/{name}.yaml").write_bytes(data)
        try:
            load_config(self.scratch)
        except ConfigError:
            return True
        return False

    def _put(self, name: str, data: bytes) -> None:
        """Save as editors do, at once."""
        new = self.config / f".{name}.new"
        new.write_bytes(data)
        new.replace(self.config / f"watchlists/{name}.yaml")


def headlines() -> Iterator[str]:
    """Headlines of which no two are about one event."""
    chance = random.Random("towns")  # noqa: S311 - names, not secrets
    while True:
        made = ["".join(chance.choice("bdgklmnprstvz") + chance.choice("aeiou") for _ in range(4)) for _ in range(8)]
        yield " ".join((made[0].title(), *made[1:4], "flood", made[4], "town", *made[5:]))


@asynccontextmanager
async def running(desk: Desk) -> AsyncIterator[asyncio.subprocess.Process]:
    with desk.log.open("ab") as log:
        daemon = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "support.edited",
            str(desk.config),
            str(SPEED),
            env={**os.environ, "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent))), "PHONE_TOKEN": TOKEN},
            stdout=log,
            stderr=log,
        )
    try:
        yield daemon
    finally:
        if daemon.returncode is None:
            daemon.kill()
            await daemon.wait()


async def live_through(edits: int, folder: Path) -> tuple[Counter[str], list[str], list[str]]:
    """What the daemon logged of that many damaged lists, the headlines that were published, and what the phone showed."""
    chance = random.Random("edits")  # noqa: S311 - the same damage every time
    clock = FastClock(SystemClock().now(), SPEED)
    api, server, coming = BotApi(now=lambda: clock.now().timestamp()), FeedServer(), headlines()
    api.chat(CHAT)
    async with api.serving() as address, server.serving():
        feed = server.put("/feed", Page(rss("The wire begins")))
        desk = Desk(folder, api=address, feed=feed)
        published: list[str] = []
        async with running(desk) as daemon, asyncio.timeout(60 + 2 * edits):
            await server.until("/feed")
            for _ in range(edits):
                desk.edit(damaged(GOOD, chance))
                published.append(next(coming))
                server.put("/feed", Page(rss("The wire begins", *published)))
                await until(daemon, desk.is_in_step)
            desk.mend()
            await until(daemon, desk.is_in_step)
            await until(daemon, lambda: len(told(api)) >= len(published))
            daemon.send_signal(signal.SIGTERM)
            assert await daemon.wait() == 0
    return desk.expected, published, told(api)


async def until(daemon: asyncio.subprocess.Process, is_done: Callable[[], bool]) -> None:
    while not is_done():
        assert daemon.returncode is None, "the daemon ended by itself"
        await asyncio.sleep(0.02)


def told(api: BotApi) -> list[str]:
    """The new messages about the good list."""
    return [shown.text for shown in api.transcript if shown.event == "new" and "Floods" in shown.text]


def check(edits: int, expected: Counter[str], published: list[str], messages: list[str]) -> None:
    sys.stdout.write(f"{edits} edits: {dict(expected)}, {len(published)} alerts, {len(messages)} messages\n")
    times = {headline: sum(headline in message for message in messages) for headline in published}
    assert {headline: count for headline, count in times.items() if count != 1} == {}
    assert len(messages) == len(published)
    assert min(expected["configuration refused"], expected["configuration changed"]) >= edits / 10


async def test_a_few_damaged_lists_lose_nothing(tmp_path: Path) -> None:
    check(20, *await live_through(20, tmp_path))


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_three_hundred_damaged_lists_lose_nothing(tmp_path: Path) -> None:
    check(300, *await live_through(300, tmp_path))
