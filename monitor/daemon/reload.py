"""Configuration reload: files are read again when they are saved or on SIGHUP, and become active only if valid.

The effect of changed watch-lists on alerts is computed on the archive while they are already active, in a
separate process, so that nothing waits for it.
"""

import asyncio
import json
import os
import pickle
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import structlog
from watchfiles import awatch

from monitor.backtest import archive
from monitor.config import Known, load_config
from monitor.core.alerts.operator_notices import notice, operator_channel
from monitor.daemon.app import App
from monitor.errors import ConfigError
from monitor.model import Config, Delivery
from monitor.store import leader, outbox
from monitor.store.database import Connection

SETTLE = 200  # milliseconds: editors write a file in several steps
PATIENCE = 600.0  # seconds for computing the effect of a change
SHOWN = 24  # lines about that

log = structlog.get_logger()


class Reload:
    """Watches the files of one configuration: a folder, or the monitor.yaml in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder = path if path.is_dir() else path.parent
        self._asked = asyncio.Event()
        self._mistakes: tuple[str, ...] = ()  # that have been reported to the operator
        self._read = Known()
        self._known: Config | None = None  # the configuration last reported to the operator

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The errors in the current files while an older configuration is active."""
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

        Errors are reported to the operator once, and the old configuration stays active.
        """
        while True:
            await self._asked.wait()
            self._asked.clear()
            try:
                config = await asyncio.to_thread(load_config, self._path, self._read)
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
            title = "Your edit has errors; the previous configuration stays active"
            await app.database.run(outbox.enqueue, [notice(channel, "configuration", title, problems, app.clock.now())])
        self._mistakes = problems

    async def tell(self, app: App) -> None:
        """Tell the operator how the lists changed since the last report affect the alerts of the archive.

        To be cancelled at the next change, whose message then covers both.
        """
        job = await asyncio.to_thread(archive.job, self._known or app.config, app.config)
        self._known = self._known or app.config
        channel = operator_channel(app.config)
        if job.count and channel:
            lines = await _worked_out(job)
            title = f"{job.count} watch-list{'s' if job.count > 1 else ''} updated and active"
            message = notice(channel, "configuration", title, lines, app.clock.now(), is_silent=True, shown=SHOWN)
            await app.database.run(_tell_if_leading, app.owner, message)
        self._known = app.config


async def _worked_out(job: archive.Job) -> Sequence[str]:
    """The lines of the report, or why there are none. The process ends with the caller."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "monitor.backtest.archive",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,  # Ctrl-C is for the daemon, which ends it
    )
    lists = ", ".join(pair.new.id for pair in job.changed)
    try:
        async with asyncio.timeout(PATIENCE):
            found, _ = await process.communicate(pickle.dumps(job))
    except TimeoutError:
        return [f"{lists}: the effect on alerts was not computed within {PATIENCE / 60:.0f} minutes"]
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if process.returncode:
        log.warning("the archive could not be tried", code=process.returncode)
        return [f"{lists}: the effect on alerts could not be computed; see the log"]
    lines: list[str] = json.loads(found)
    return lines


def _tell_if_leading(connection: Connection, owner: str, message: Delivery) -> None:
    """Several daemons may watch the same files; only the leader reports."""
    leading = leader.current(connection)
    if leading and leading.owner == owner:
        outbox.enqueue(connection, [message])
