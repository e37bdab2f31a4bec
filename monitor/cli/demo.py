"""`monitor demo`."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli import EXIT_FOUND

if TYPE_CHECKING:
    from monitor.demo.play import Result


@click.command()
@click.option("--speed", type=click.FloatRange(min=60), default=12_000, show_default=True, help="Scenario seconds to a real one.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="Stop here (UTC), e.g. 2024-01-18T12:00.")
@click.option("--store", type=click.Path(file_okay=False, path_type=Path), help="Keep the database in this folder.")
def command(speed: float, until: datetime | None, store: Path | None) -> None:
    """Play the January 2024 exchange between Iran and Pakistan live on this computer.

    A web server on loopback publishes what 25 outlets wrote from 15 to 22 January 2024, and the real daemon polls it on a
    faster clock. The alerts that would reach your phone appear here. Exit code 1: they differ from what the scenario expects.
    """
    import asyncio
    import tempfile

    from monitor import logs, resources
    from monitor.demo.play import play
    from monitor.demo.scenario import load_scenario, utc

    logs.configure(level=30)
    scenario = load_scenario(resources.folder("seeds") / "iran-pakistan-2024-01")
    with tempfile.TemporaryDirectory() as folder:
        kept = store or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        if (kept / "monitor.db").exists():
            raise click.BadParameter(f"{kept / 'monitor.db'} exists; the demo needs a new database", param_hint="--store")
        end = utc(until) if until else None
        outcome = asyncio.run(play(scenario, kept, speed=speed, until=end, stream=sys.stdout))
    _show(outcome)
    if end is None and outcome.differences:
        click.echo("\nThe alerts differ from what the scenario expects:", err=True)
        for difference in outcome.differences:
            click.echo(f"  {difference}", err=True)
        sys.exit(EXIT_FOUND)


def _show(outcome: "Result") -> None:
    from collections import Counter

    from rich.console import Console
    from rich.table import Table

    kinds = Counter(told.kind.value for told in outcome.told)
    table = Table(title="Summary of the week", box=None, show_header=False, title_justify="left")
    for name, number in (
        ("outlets", outcome.outlets),
        ("entries", outcome.entries),
        ("stories", outcome.stories),
        ("alerts", kinds["new"]),
        ("replies", kinds["reply"]),
        ("silent edits", outcome.edits),
    ):
        table.add_row(name, str(number))
    for reason, count in sorted(outcome.quiet.items(), key=lambda pair: (-pair[1], pair[0])):
        table.add_row(f"quiet: {reason}", str(count))
    console = Console(highlight=False)
    console.print()
    console.print(table)
    alerts = Table(title="Alerts", box=None, title_justify="left", header_style="bold")
    for column in ("UTC", "what", "level", "event", "text"):
        alerts.add_column(column, overflow="fold")
    for told in outcome.told:
        alerts.add_row(f"{told.at:%d %b %H:%M}", told.kind.value, told.level, told.event, told.text)
    console.print(alerts)
