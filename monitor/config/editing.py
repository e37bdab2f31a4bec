"""Changes to `feeds.yaml` that leave every other line, and its comments, as the user wrote them.

A change is tried on the whole configuration; if that would not load, the file is put back and the problems are raised.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

from monitor.config.loading import FEEDS, load_config
from monitor.errors import ConfigError, Problem
from monitor.model import Config, Feed

_LIST = re.compile(r"feeds:\s*(?:\{\s*\}\s*)?(#.*)?")
_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w ./?=&%+~()-]|:(?!\s|$))*(?<! )")
_INDENT = "  "


def add_feeds(config_path: Path, feeds: Sequence[Feed]) -> Config:
    """Append `feeds` to the list; returns the new configuration. Raises ConfigError, and then nothing has changed."""
    path = _path(config_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    first, last = _block(path, lines)
    lines[first] = lines[first].replace("{}", "").rstrip()
    indent = next((found[1] for line in lines[first + 1 : last] if (found := re.match(r"( +)[^\s#]", line))), _INDENT)
    lines[last:last] = [f"{indent}{feed.id}: {{{_flow(feed)}}}" for feed in feeds]
    return _replace(config_path, path, lines)


def remove_feed(config_path: Path, feed_id: str) -> Config:
    """Delete one feed from the list; returns the new configuration. Raises ConfigError, and then nothing has changed."""
    path = _path(config_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    first, last = _block(path, lines)
    for number in range(first + 1, last):
        found = re.match(rf"""( +)["']?{re.escape(feed_id)}["']?\s*:""", lines[number])
        if found:
            end = number + 1
            while end < last and lines[end].startswith(found[1] + " "):
                end += 1
            return _replace(config_path, path, lines[:number] + lines[end:])
    raise ConfigError([Problem(str(path), 0, 0, f"there is no feed “{feed_id}”", "see `monitor feeds` for their names")])


def _path(config_path: Path) -> Path:
    folder = config_path if config_path.is_dir() else config_path.parent
    return folder / FEEDS


def _block(path: Path, lines: Sequence[str]) -> tuple[int, int]:
    """The line of `feeds:`, and the one behind the last line that belongs to it."""
    first = next((number for number, line in enumerate(lines) if _LIST.fullmatch(line.rstrip())), None)
    if first is None:
        raise ConfigError([Problem(str(path), 0, 0, "has no line `feeds:` of its own", "add it, or edit the list by hand")])
    last = first + 1
    for number in range(first + 1, len(lines)):
        if lines[number].startswith(" ") and lines[number].strip():
            last = number + 1
        elif lines[number].strip() and not lines[number].startswith("#"):
            break
    return first, last


def _flow(feed: Feed) -> str:
    """What differs from the defaults, as a YAML flow mapping."""
    default = {each.name: each.default for each in fields(Feed)}
    shown = {"outlet": feed.outlet, "url": feed.url}
    for name in ("language", "country", "tier", "agency", "private", "every", "group"):
        value = getattr(feed, name)
        if value != default[name]:
            shown[name] = _written(value)
    return ", ".join(f"{name}: {_scalar(value)}" for name, value in shown.items())


def _written(value: object) -> str:
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g}s"
    return "yes" if value is True else "no" if value is False else str(value)


def _scalar(text: str) -> str:
    """Plain where that is safe inside a flow mapping, else in double quotes, which YAML reads as JSON does."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _replace(config_path: Path, path: Path, lines: Sequence[str]) -> Config:
    """Write the lines in one step, keep them only if the configuration loads."""
    before = path.read_bytes()
    _write(path, ("\n".join(lines) + "\n").encode())
    try:
        return load_config(config_path)
    except ConfigError:
        _write(path, before)
        raise


def _write(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    beside.chmod(path.stat().st_mode)
    beside.replace(path)
