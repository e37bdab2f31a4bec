"""`monitor send-test`."""

import asyncio
import json
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.common import config_option, json_option, load

if TYPE_CHECKING:
    from monitor.delivery.channels import Channel
    from monitor.model import ChannelConfig, Message


@click.command()
@click.argument("channel_id", metavar="[CHANNEL]", default="")
@config_option
@json_option
def command(channel_id: str, config_path: Path, as_json: bool) -> None:
    """Send a test message to CHANNEL, or to every configured channel.

    Shows for each channel whether the message arrived, and what to do if it did not. Exit code 1: one did not.
    """
    from monitor import logs
    from monitor.cli import EXIT_FOUND

    config = load(config_path)
    logs.configure(config.log_format)
    chosen = [channel for channel in config.channels if channel_id in {"", channel.id}]
    if not chosen:
        known = ", ".join(channel.id for channel in config.channels) or "none"
        raise click.BadParameter(f"no channel {channel_id} in the configuration; there are: {known}", param_hint="CHANNEL")
    problems = [asyncio.run(_problem(channel, as_json=as_json)) for channel in chosen]
    for channel, problem in zip(chosen, problems, strict=True):
        if as_json:
            click.echo(json.dumps({"channel": channel.id, "ok": not problem, "problem": problem}, ensure_ascii=False))
        else:
            click.echo(f"{channel.id}: {problem or 'sent'}", err=bool(problem))
    if any(problems):
        raise click.exceptions.Exit(EXIT_FOUND)


async def _problem(config: "ChannelConfig", *, as_json: bool) -> str:
    """Why the channel did not accept the message, in words; "" if it did."""
    from monitor.config import read_secret
    from monitor.delivery.channels import open_channels
    from monitor.errors import ConfigError, DeliveryError

    try:
        channel = open_channels([config], read_secret)[config.id]
    except ConfigError as error:
        return str(error)
    try:
        with redirect_stdout(sys.stderr if as_json else sys.stdout):
            return await _send(channel, _message(config))
    except DeliveryError as error:
        return str(error)
    finally:
        await channel.close()


async def _send(channel: "Channel", message: "Message") -> str:
    """Send, following a chat that has moved; returns what the user should change then, or ""."""
    from monitor.errors import Refused

    try:
        await channel.send(message)
    except Refused as refusal:
        if not refusal.moved_to:
            raise
        await channel.send(message)
        click.echo(f"note: {refusal}", err=True)
    return ""


def _message(config: "ChannelConfig") -> "Message":
    from monitor.model import Message

    return Message(
        heading=f"✅ TEST · {config.id}",
        title="Alerts will arrive here",
        lines=(
            "This is what monitor's messages look like.",
            "A new story makes a sound; reports from other outlets update it silently.",
        ),
    )
