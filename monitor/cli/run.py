"""`monitor run`."""

from pathlib import Path

import click

from monitor.cli.common import config_option, load


@click.command()
@config_option
def command(config_path: Path) -> None:
    """Run the daemon: poll feeds, judge new entries, deliver alerts, until SIGTERM or Ctrl-C.

    Alerts go to the configured channels, the log to stderr. A saved configuration becomes active within a second if it is
    valid; otherwise the old one stays. A second daemon on the same database polls and stands by.
    """
    import asyncio

    from monitor.daemon import run

    asyncio.run(run.live(config_path, load(config_path)))
