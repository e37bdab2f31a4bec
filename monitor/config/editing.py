"""Changes to `feeds.yaml` that leave every other line, and its comments, as the user wrote them.

The new text is validated before it is written, so an invalid list never reaches the disk.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

from monitor.config.feeds import read_feeds
from monitor.config.loading import FEEDS
from monitor.errors import ConfigError, Problem
from monitor.model import Feed
from monitor.yaml.reading import read_tree

_LIST = re.compile(r"feeds:\s*(?:\{\s*\}\s*)?(#.*)?")
_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w ./?=&%+~()-]|:(?!\s|$))*(?<! )")
_INDENT = "  "
_UNITS = ((86_400, "d"), (3600, "h"), (60, "m"), (1, "s"))


def add_feeds(config_path: Path, feeds: Sequence[Feed]) -> None:
    """Append `feeds` to the list. Raises ConfigError and changes nothing if the result would be invalid."""
    path = _path(config_path)
    lines = _lines(path)
    first, last = _block(path, lines)
    lines[first] = lines[first].replace("{}", "").rstrip()
    indent = next((found[1] for line in lines[first + 1 : last] if (found := re.match(r"( +)[^\s#]", line))), _INDENT)
    lines[last:last] = [f"{indent}{feed.id}: {{{_flow(feed)}}}" for feed in feeds]
    _replace(path, lines)


def remove_feed(config_path: Path, feed_id: str) -> None:
    """Delete one feed from the list. Raises ConfigError and changes nothing if the result would be invalid."""
    path = _path(config_path)
    lines = _lines(path)
    first, last = _block(path, lines)
    for number in range(first + 1, last):
        found = re.match(rf"""( +)["']?{re.escape(feed_id)}["']?\s*:""", lines[number])
        if found:
            end = number + 1
            while end < last and lines[end].startswith(found[1] + " "):
                end += 1
            return _replace(path, lines[:number] + lines[end:])
    raise ConfigError([Problem(str(path), 0, 0, f"there is no feed “{feed_id}”", "see `monitor feeds` for their names")])


def _path(config_path: Path) -> Path:
    folder = config_path if config_path.is_dir() else config_path.parent
    return folder / FEEDS


def _block(path: Path, lines: Sequence[str]) -> tuple[int, int]:
    """The line number of `feeds:`, and the one after the last line that belongs to it."""
    first = next((number for number, line in enumerate(lines) if _LIST.fullmatch(line.rstrip())), None)
    if first is None:
        raise ConfigError(
            [Problem(str(path), 0, 0, "has no line that consists of `feeds:` alone", "add one, or edit the list by hand")]
        )
    last = first + 1
    for number in range(first + 1, len(lines)):
        if lines[number].startswith(" ") and lines[number].strip():
            last = number + 1
        elif lines[number].strip() and not lines[number].startswith("#"):
            break
    return first, last


def _flow(feed: Feed) -> str:
    """The keys that differ from the defaults, as a YAML flow mapping."""
    default = {each.name: each.default for each in fields(Feed)}
    shown = {"outlet": feed.outlet, "url": feed.url}
    for name in ("language", "country", "tier", "agency", "private", "every", "group"):
        value = getattr(feed, name)
        if value != default[name]:
            shown[name] = _written(value)
    return ", ".join(f"{name}: {_scalar(value)}" for name, value in shown.items())


def _written(value: object) -> str:
    if isinstance(value, timedelta):
        seconds = value // timedelta(seconds=1)
        size, unit = next((size, unit) for size, unit in _UNITS if seconds % size == 0)
        return f"{seconds // size}{unit}"
    return "yes" if value is True else "no" if value is False else str(value)


def _scalar(text: str) -> str:
    """Plain where that is safe inside a flow mapping, else in double quotes, which YAML reads as JSON does."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _lines(path: Path) -> list[str]:
    """Lines without their endings. Splits at line feeds only, unlike `splitlines`."""
    try:
        return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([Problem(str(path), 0, 0, f"cannot be read: {error}", "see `monitor check`")]) from None


def _replace(path: Path, lines: Sequence[str]) -> None:
    """Write the lines atomically, with the file's line endings, if they form a valid list."""
    problems: list[Problem] = []
    text = "\n".join(lines) + "\n"
    if file := read_tree(str(path), text, problems):
        read_feeds(file, problems)
    if problems:
        raise ConfigError(problems)
    is_dos = b"\r\n" in path.read_bytes()
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8", newline="\r\n" if is_dos else "\n")
    beside.chmod(path.stat().st_mode)
    beside.replace(path)
