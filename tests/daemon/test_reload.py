"""Saving a file puts it in force; a mistake leaves the old configuration and tells the operator where it is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from monitor.config import load_config
from monitor.daemon.app import App, build
from monitor.daemon.reload import Reload
from monitor.model import Delivery
from monitor.store import history

LIST = "watch: Quakes\nfind:\n  quake: earthquake, quake\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    config = tmp_path / "config"
    (config / "watchlists").mkdir(parents=True)
    (config / "monitor.yaml").write_text(
        f"database: sqlite:///{tmp_path / 'monitor.db'}\nchannels:\n  console: {{kind: console}}\n"
    )
    (config / "feeds.yaml").write_text('feeds:\n  dawn: {url: "https://dawn.example/feed", outlet: Dawn}\n')
    (config / "words.yaml").write_text("storm: storm, cyclone\n")
    (config / "watchlists" / "quakes.yaml").write_text(LIST)
    return config


@asynccontextmanager
async def watching(folder: Path) -> AsyncIterator[tuple[App, Reload]]:
    """An app whose configuration files are watched."""
    reload, stop = Reload(folder), asyncio.Event()
    async with build(load_config(folder)) as app:
        watcher = asyncio.create_task(reload.watch(stop))
        await asyncio.sleep(0)
        try:
            yield app, reload
        finally:
            stop.set()
            with suppress(asyncio.CancelledError):
                await watcher


async def notices(app: App) -> list[Delivery]:
    return await app.database.run(history.deliveries, 10)


async def save_until(folder: Path, text: str, done: asyncio.Task[object]) -> None:
    """Save until it is noticed: the watcher needs a moment before it sees the first change."""
    async with asyncio.timeout(20):
        while not done.done():
            (folder / "watchlists" / "quakes.yaml").write_text(text)
            await asyncio.wait({done}, timeout=0.5)


async def test_a_saved_list_comes_into_force(folder: Path) -> None:
    async with watching(folder) as (app, reload):
        changed = asyncio.create_task(reload.changed(app))
        await save_until(folder, LIST + "adjust:\n  -40: drill\n", changed)
        assert [line.points for line in changed.result().watches[0].adjust] == [-40]


async def test_a_mistake_is_told_once_with_its_place_and_changes_nothing(folder: Path) -> None:
    async with watching(folder) as (app, reload):
        changed = asyncio.create_task(reload.changed(app))
        broken = folder / "watchlists" / "quakes.yaml"

        async def told() -> list[Delivery]:
            while not (found := await notices(app)):  # noqa: ASYNC110 - it appears in the database
                await asyncio.sleep(0.05)
            return found

        telling = asyncio.create_task(told())
        await save_until(folder, LIST + "advise: {}\n", telling)
        (notice,) = telling.result()
        assert notice.channel_id == "console"
        assert f"{broken}:4:1: unknown key" in notice.content.lines[0]
        assert not changed.done()

        reload.ask()
        await save_until(folder, LIST + "note: mended\n", changed)
        assert changed.result().watches[0].note == "mended"
        assert len(await notices(app)) == 1
