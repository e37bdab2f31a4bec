"""A changed watch-list that comes into force tells the operator what it does to the alerts of the archive."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support.archived import archive_entries
from support.builders import at, entry, watch

from monitor.backtest import archive
from monitor.core.watch.terms import parse_term
from monitor.daemon.app import build
from monitor.daemon.reload import Reload
from monitor.model import ChannelConfig, Concept, Config, Delivery, Level, Watch
from monitor.store import history
from monitor.store.database import Database

DAY = 24 * 60
BORDER, QUAKES = watch(), watch("Quakes", find=(Concept("quake", (parse_term("quake"),)),))
STREAM = (
    entry("Iran strikes Pakistan", 0),
    entry("Iran strikes Pakistan, killing two", 20, outlet="BBC"),
    entry("Pakistan fires missile at Iran", 10 * DAY),
    entry("Quake shakes Iran", 11 * DAY),
)
Words = Sequence[str]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    console = ChannelConfig(id="console", kind="console")
    return Config(database=f"sqlite:///{tmp_path / 'monitor.db'}", watches=(BORDER, QUAKES), channels=(console,))


@pytest.fixture
def told(config: Config) -> Iterator[Callable[..., Words]]:
    """What the operator reads when these lists take the place of the usual ones."""
    database = Database.open(config.database)

    def tell(*watches: Watch, stream: Sequence[object] = STREAM) -> Words:
        archive_entries(database, config, STREAM[: len(stream)])
        job = archive.job(config, replace(config, watches=watches))
        return database.read_now(lambda connection: list(archive.effects(connection, job)))

    yield tell
    database.close()


def act(*terms: str) -> Watch:
    """The border list with other words for the act."""
    return replace(BORDER, find=(*BORDER.find[:2], Concept("act", tuple(map(parse_term, terms)))))


WHEN = "in the 11 days that the archive holds"


@pytest.mark.parametrize(
    ("watches", "lines"),
    [
        ((replace(BORDER, note="why"), QUAKES), [f"border: no change, 2 alerts {WHEN}"]),
        ((act("strike"), QUAKES), [f"border: 2 → 1 alert {WHEN}, +0 −1", "− Pakistan fires missile at Iran"]),
        ((act("fire", "quake"), QUAKES), [f"border: 2 → 1 alert {WHEN}, +0 −1", "− Iran strikes Pakistan"]),
        (
            (replace(BORDER, levels=(Level("watch", 40), Level("alert", 60), Level("critical", 70, 2))), QUAKES),
            [f"border: 2 → 2 alerts {WHEN}, +0 −0, 1 at another level", "± Iran strikes Pakistan, killing two"],
        ),
        ((BORDER,), [f"quakes (removed): 1 alert lost {WHEN}", "− Quake shakes Iran"]),
        ((BORDER, QUAKES, replace(QUAKES, id="copy")), [f"copy (new): 1 alert {WHEN}", "+ Quake shakes Iran"]),
    ],
)
def test_each_changed_list_has_its_figures(told: Callable[..., Words], watches: Sequence[Watch], lines: Words) -> None:
    assert told(*watches) == lines


def test_an_empty_archive_is_said(told: Callable[..., Words]) -> None:
    assert told(BORDER, stream=()) == ["the archive holds no entries yet, so there is nothing to compare alerts with"]


def test_a_change_of_many_lists_tries_some_and_names_others(told: Callable[..., Words]) -> None:
    lines = told(BORDER, QUAKES, *(replace(QUAKES, id=f"copy{n}") for n in range(archive.MOST_LISTS + 2)))
    assert sum("(new)" in line for line in lines) == archive.MOST_LISTS
    assert lines[-1] == "not tried: copy8, copy9; `monitor backtest` tries a list"


async def notices(reload: Reload, config: Config) -> Sequence[Delivery]:
    """What has been told after a life with this configuration."""
    async with build(config) as app:
        lead = await app.take_lead()
        assert lead is not None
        await reload.tell(app)
        found = await app.database.run(history.deliveries, 10)
        await app.resign(lead)
    return found


async def test_the_operator_is_told_of_each_change_once(config: Config) -> None:
    database = Database.open(config.database)
    archive_entries(database, config, STREAM)
    database.close()
    reload = Reload(Path())
    assert await notices(reload, config) == []
    changed = replace(config, watches=(act("strike"), QUAKES))
    (notice,) = await notices(reload, changed)
    assert notice.channel_id == "console"
    assert notice.is_silent
    assert notice.content.title == "1 watch-list updated and active"
    assert notice.content.lines == (f"border: 2 → 1 alert {WHEN}, +0 −1", "− Pakistan fires missile at Iran")
    assert len(await notices(reload, replace(changed, report=at(0).time()))) == 1


async def test_a_daemon_that_stands_by_is_silent(config: Config) -> None:
    reload = Reload(Path())
    async with build(config) as app:
        await reload.tell(app)
    async with build(replace(config, watches=(BORDER,))) as app:
        await reload.tell(app)
        assert await app.database.run(history.deliveries, 10) == []


async def test_what_cannot_be_worked_out_is_said(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    reload = Reload(Path())
    await notices(reload, config)
    monkeypatch.setattr("monitor.daemon.reload.PATIENCE", 0.0)
    (notice,) = await notices(reload, replace(config, watches=(BORDER,)))
    assert "quakes: the effect on alerts was not computed within" in notice.content.lines[0]
