"""`monitor poll`."""

from pathlib import Path

import click

from monitor.cli.common import config_option, load


@click.command()
@click.argument("feed_ids", metavar="[FEED…]", nargs=-1)
@config_option
def command(feed_ids: tuple[str, ...], config_path: Path) -> None:
    """Poll the given feeds now, or all that are due, judge what is new, deliver alerts, then exit."""
    import asyncio

    from monitor import logs
    from monitor.app import build
    from monitor.errors import MonitorError

    config = load(config_path)
    logs.configure(config.log_format)
    unknown = sorted(set(feed_ids) - {feed.id for feed in config.feeds})
    if unknown:
        raise click.BadParameter(f"no feed {', '.join(unknown)} in the configuration", param_hint="FEED")

    async def once() -> int:
        async with build(config) as app:
            lead = await app.take_lead()
            if lead is None:
                raise MonitorError("a daemon is running on this database and will poll by itself; stop it first")
            try:
                return await app.round(lead, feed_ids)
            finally:
                await app.resign(lead)

    click.echo(f"{asyncio.run(once())} new entries")
