"""What the listings share."""

from datetime import UTC, datetime

import click

limit_option = click.option(
    "-n", "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many, newest first."
)


def moment(at: datetime | None) -> str | None:
    """A UTC time as ISO 8601 to the second, for tables and JSON alike."""
    return None if at is None else at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def points(value: float) -> str:
    """A score or a summand, with no more decimals than it has."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
