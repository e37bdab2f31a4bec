"""`monitor backtest`."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

import click

from monitor.cli.common import config_option, json_option, load, load_list, open_store

if TYPE_CHECKING:
    from monitor.backtest.compare import Comparison
    from monitor.model import Config, Watch

T = TypeVar("T")


def _since(_context: click.Context, _option: click.Parameter, value: str | None) -> timedelta | None:
    from monitor.yaml.values import Wrong, duration

    if value is None or value == "all":
        return None
    try:
        return duration(value)
    except Wrong as error:
        raise click.BadParameter(f"{error.what}; {error.todo}, or all") from None


_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("watch", metavar="LIST")
@click.option(
    "--since", callback=_since, help="How far back from the last entry: 30d, 12w or all.  [default: 30d; all of a FILE]"
)
@click.option(
    "--against", type=_file, help="The older version to compare with.  [default: the configured one, if LIST is a file]"
)
@click.option("--entries", "recording", type=_file, help="Recorded entries (JSON Lines) instead of the archive.")
@config_option
@json_option
def command(
    watch: str, since: timedelta | None, against: Path | None, recording: Path | None, config_path: Path, as_json: bool
) -> None:
    """Show which alerts a watch-list would have raised on your archive, and which ones a change gains and loses.

    LIST is the name of a configured watch-list, or a file.
    """
    from monitor.cli.backtest_report import print_report

    is_default = click.get_current_context().get_parameter_source("since") is click.core.ParameterSource.DEFAULT
    span = timedelta(days=30) if is_default and recording is None else since
    config = load(config_path)
    new, old = _versions(config, watch, against, config_path)
    trial = _Trial(config, new, old, span)
    report = trial.of_recording(recording) if recording else trial.of_archive()
    if report is None:
        place = str(recording) if recording else "the archive"
        raise click.ClickException(f"{place} holds no entries yet; record some with `monitor poll`, or give --entries FILE")
    print_report(report, new, config.alerts, as_json=as_json)


def _versions(config: "Config", name: str, against: Path | None, config_path: Path) -> "tuple[Watch, Watch | None]":
    """The list, and the older version to compare it with."""
    new = load_list(name, config, config_path, "LIST")
    if against:
        return new, load_list(str(against), config, config_path, "--against")
    return new, next((watch for watch in config.watches if watch.id == new.id and watch is not new), None)


@dataclass(frozen=True)
class _Trial:
    """Both versions on all recorded entries; only those of the last `span` count."""

    config: "Config"
    new: "Watch"
    old: "Watch | None"
    span: timedelta | None

    def of_recording(self, path: Path) -> "Comparison | None":
        from monitor.backtest.compare import Backtest, scan
        from monitor.backtest.replay import read_entries
        from monitor.core.watch.prefilter import Prefilter

        feeds = {feed.id: feed for feed in self.config.feeds}
        prefilter = Prefilter([self.new, self.old] if self.old else [self.new])
        with _opened(path, "reading") as file:
            extent = scan(read_entries(file, str(path), feeds), prefilter)
        if extent is None:
            return None
        since = max(extent.first_at, extent.last_at - self.span) if self.span else extent.first_at
        backtest = Backtest(self.config, self.new, self.old, since)
        if extent.last_hit >= 0:
            with _opened(path, "judging") as file:
                backtest.judge_recording(read_entries(file, str(path), feeds), extent.last_hit)
        return backtest.report(since, extent.last_at)

    def of_archive(self) -> "Comparison | None":
        from monitor.backtest.archive import Versions, over_archive

        database = open_store(self.config)
        try:
            found = database.read_now(over_archive, self.config, [Versions(self.new, self.old)], self.span, _tracked)
        finally:
            database.close()
        return found[0] if found else None


def _tracked(items: Iterable[T], total: int | None, what: str) -> Iterable[T]:
    """`items`, with a progress bar on a terminal."""
    if not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, what, total=total, console=Console(stderr=True), transient=True)


@contextmanager
def _opened(path: Path, what: str) -> Iterator[IO[str]]:
    """A recording, with a progress bar on a terminal."""
    if not sys.stderr.isatty():
        with path.open(encoding="utf-8", errors="replace") as file:
            yield file
        return
    from rich.console import Console
    from rich.progress import open as open_tracked

    with open_tracked(
        path, "rt", encoding="utf-8", errors="replace", description=what, console=Console(stderr=True), transient=True
    ) as file:
        yield file
