"""A configuration that follows its files: read again when they are saved or on SIGHUP, in force only if it is valid."""

import asyncio
from pathlib import Path

import structlog
from watchfiles import awatch

from monitor.app import App
from monitor.config import load_config
from monitor.core.notices import notice, operator_channel
from monitor.errors import ConfigError
from monitor.model import Config
from monitor.store import outbox

SETTLE = 200  # milliseconds: an editor writes a file in several steps

log = structlog.get_logger()


class Reload:
    """Watches the files of one configuration: a folder, or the monitor.yaml in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder = path if path.is_dir() else path.parent
        self._asked = asyncio.Event()
        self._mistakes: tuple[str, ...] = ()  # that the operator has heard of

    @property
    def mistakes(self) -> tuple[str, ...]:
        """What is wrong with the files as they are now, while an older configuration is in force."""
        return self._mistakes

    def ask(self) -> None:
        """Read the files again, whether they were saved or not."""
        self._asked.set()

    async def watch(self, stop: asyncio.Event) -> None:
        """Ask whenever a file of the folder is saved, until `stop`."""
        async for _ in awatch(self._folder, stop_event=stop, debounce=SETTLE, step=SETTLE // 4, rust_timeout=500):
            self.ask()

    async def changed(self, app: App) -> Config:
        """Wait for the next valid configuration that differs from the app's.

        One with mistakes is told to the operator, once, and the old one stays in force.
        """
        while True:
            await self._asked.wait()
            self._asked.clear()
            try:
                config = await asyncio.to_thread(load_config, self._path)
            except ConfigError as error:
                await self._refuse(app, error)
                continue
            self._mistakes = ()
            if config != app.config:
                return config

    async def _refuse(self, app: App, error: ConfigError) -> None:
        log.error("configuration refused; the old one stays in force", problems=str(error))
        channel = operator_channel(app.config)
        problems = tuple(map(str, error.problems))
        if channel and problems != self._mistakes:
            title = "It has mistakes; what was in force stays in force"
            await app.database.run(outbox.enqueue, [notice(channel, "configuration", title, problems, app.clock.now())])
        self._mistakes = problems
