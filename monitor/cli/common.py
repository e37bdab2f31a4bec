"""Shared by several commands: finding the configuration and printing results."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from monitor.model import Config, Watch
    from monitor.store.database import Database

config_option = click.option(
    "-c",
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default=Path("config"),
    envvar="MONITOR_CONFIG",
    show_default=True,
    help="Configuration folder, or its monitor.yaml.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object per line.")


def load(config_path: Path) -> "Config":
    """The configuration; raises ConfigError with every problem in it."""
    from monitor.config import load_config

    return load_config(config_path)


def load_or_shipped(config_path: Path) -> "Config":
    """The configuration, or the shipped one for commands that need no configuration of the user's; raises ConfigError."""
    from monitor import resources

    source = click.get_current_context().get_parameter_source("config_path")
    is_asked_for = source is not None and source.name != "DEFAULT"
    return load(config_path if is_asked_for or config_path.exists() else resources.folder("config"))


def load_list(name: str, config: "Config", config_path: Path, hint: str) -> "Watch":
    """A watch-list by its name, or from a file that ends in .yaml, with the words of the configuration.

    Raises ConfigError, and BadParameter for an unknown name; `hint` names the argument.
    """
    from monitor.config import load_watch
    from monitor.yaml.values import suggest

    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        folder = config_path.parent if config_path.suffix in {".yaml", ".yml"} else config_path
        words = folder / "words.yaml"
        return load_watch(path, words if words.is_file() else None)
    configured = {watch.id: watch for watch in config.watches}
    if name not in configured:
        todo = suggest(name, configured, "watch-lists")
        raise click.BadParameter(f"there is no watch-list “{name}”; {todo} A file ends in .yaml.", param_hint=hint)
    return configured[name]


def open_store(config: "Config") -> "Database":
    """The daemon's database, brought up to date; raises StoreError."""
    from monitor.store.database import Database

    return Database.open(config.database)


def show(rows: Sequence[Mapping[str, Any]], columns: Iterable[str], *, as_json: bool, empty: str) -> None:
    """Print `rows` as JSON Lines, or their `columns` as a table: in full in a pipe, fitted to a terminal."""
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False, default=str))
        return
    if not rows:
        click.echo(empty)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    chosen = list(columns)
    for column in chosen:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(row.get(column))) for column in chosen))
    if not console.is_terminal:
        console.width = 200
    console.print(table)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
