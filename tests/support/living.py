"""A daemon in a process of its own, to be killed: `python tests/support/living.py STORE FEEDS API START SPEED ORIGIN`.

STORE is the database file, FEEDS and API are base addresses of the feeds and of the Bot API emulator; START (ISO 8601),
SPEED and ORIGIN (seconds of the monotonic clock, which all processes share) set the clock, which runs on while the
daemon is dead.
"""

import asyncio
import sys
from dataclasses import replace

from support.bot_api import TOKEN
from support.rounds import january

from monitor import logs
from monitor.daemon import run
from monitor.daemon.app import build
from monitor.delivery.channels.telegram import TelegramChannel, TelegramConfig
from monitor.delivery.channels.telegram_api import BotClient
from monitor.demo.clock import FastClock
from monitor.demo.play import demo_config
from monitor.demo.scenario import utc

CHAT = 42


async def live(store: str, feeds: str, api: str, start: str, speed: float, origin: float) -> None:
    """Run until SIGTERM, or SIGKILL."""
    config = demo_config(january(), feeds, f"sqlite:///{store}")
    telegram = TelegramConfig(id="phone", chat=str(CHAT), api=api)
    channels = {"phone": TelegramChannel(telegram, BotClient(TOKEN, api))}
    stop = asyncio.Event()
    run.stop_on_signals(stop)
    async with build(replace(config, channels=(telegram,)), clock=FastClock(utc(start), speed, origin), channels=channels) as app:
        await run.run(app, stop)


if __name__ == "__main__":
    logs.configure()
    asyncio.run(live(*sys.argv[1:5], *map(float, sys.argv[5:7])))
