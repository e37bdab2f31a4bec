"""The command line: one module per command, imported on demand, so that help is instant."""

import sys
from importlib import import_module
from typing import Any

import click

from monitor import __version__
from monitor.errors import ConfigError, MonitorError

# command -> its line in the help; the module of the same name (- becomes _) holds `command`.
COMMANDS = {
    "run": "Run the daemon.",
    "demo": "Play the January 2024 exchange live on this computer.",
    "init": "Write a starter configuration.",
    "check": "Check the configuration and the watch-lists' examples.",
    "poll": "Poll feeds once and judge what is new.",
    "status": "Show health, lag and what is undelivered.",
    "replay": "Run recorded entries through the watch-lists.",
    "backtest": "Show which alerts a watch-list change gains and loses.",
    "explain": "Explain why a headline would or would not alert.",
    "stories": "List stories.",
    "alerts": "List alerts.",
    "deliveries": "List deliveries.",
    "feeds": "List, test, add, import and export feeds.",
    "send-test": "Send a test message to a channel.",
}
EXIT_FOUND, EXIT_CONFIG = 1, 78  # 2 is click's, for wrong usage


class _Commands(click.Group):
    """A group that knows its commands' names and help lines without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"monitor.cli.{cmd_name.replace('-', '_')}").command
        return found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            raise click.UsageError(f"{error.format_message()} Options go after the command.", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="monitor")
def group() -> None:
    """Watch news feeds and alert a chat when something on your watch-lists happens: once, soon, with the reason.

    Exit codes: 0 success, 1 problems found, 2 wrong usage, 78 configuration errors.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; our own errors are printed without a traceback."""
    try:
        return group.main(arguments, prog_name="monitor")
    except ConfigError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_CONFIG)
    except MonitorError as error:
        click.echo(f"monitor: {error}", err=True)
        sys.exit(EXIT_FOUND)
