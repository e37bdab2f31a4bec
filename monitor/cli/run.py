"""`monitor run`."""

from pathlib import Path

import click

from monitor.cli.common import config_option, load


@click.command()
@config_option
def command(config_path: Path) -> None:
    """Run the daemon: poll feeds, judge what is new, deliver alerts, until SIGTERM or Ctrl-C.

    Alerts go to the configured channels, the log to stderr. A second daemon on the same database polls and stands by.
    """
    import asyncio

    from monitor import daemon, logs
    from monitor.app import build

    config = load(config_path)
    logs.configure(config.log_format)

    async def live() -> None:
        stop = asyncio.Event()
        daemon.stop_on_signals(stop)
        async with build(config) as app:
            await daemon.run(app, stop)

    asyncio.run(live())
