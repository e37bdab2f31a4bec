"""The whole configuration from its folder: every problem of every file at once."""

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from monitor import resources
from monitor.config.feeds import read_feeds
from monitor.config.reading import read_yaml
from monitor.config.settings import CONSOLE, read_settings
from monitor.config.tree import YamlFile
from monitor.config.watchlists import read_watch
from monitor.config.words import Words, read_words
from monitor.errors import ConfigError, Problem
from monitor.model import Config, Watch

SETTINGS, FEEDS, WORDS, WATCHLISTS = "monitor.yaml", "feeds.yaml", "words.yaml", "watchlists"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration and the files that it comes from."""

    config: Config
    settings: YamlFile
    words: YamlFile | None
    watches: Mapping[str, YamlFile]  # by watch id


def load_config(path: Path) -> Config:
    """The configuration in the folder `path` (or beside the monitor.yaml `path`). Raises ConfigError with every problem."""
    return load(path).config


@contextmanager
def _without_collector() -> Iterator[None]:
    """Trees have no cycles, and looking for some over and over would take two fifths of the time of a thousand lists."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_collector()
def load(path: Path) -> Loaded:
    """As `load_config`, with the files, for `check`."""
    problems: list[Problem] = []
    settings_path = path if path.suffix in {".yaml", ".yml"} else path / SETTINGS
    folder = settings_path.parent
    if not os.access(folder, os.F_OK):
        raise ConfigError([Problem(str(folder), 0, 0, "there is no such folder", f"create it with `monitor init {folder}`")])
    settings_file = read_yaml(settings_path, problems)
    config = read_settings(settings_file, problems) if settings_file else Config(channels=(CONSOLE,))
    feeds_file = read_yaml(folder / FEEDS, problems)
    feeds = read_feeds(feeds_file, problems) if feeds_file else ()
    words, words_file = _words(folder / WORDS, problems)
    channels = frozenset(channel.id for channel in config.channels) if settings_file else None
    watches, files = _watches(folder / WATCHLISTS, words, problems, channels)
    if problems or settings_file is None:
        raise ConfigError(problems)
    return Loaded(replace(config, feeds=feeds, watches=watches), settings_file, words_file, files)


def load_watch(path: Path, words_path: Path | None = None) -> Watch:
    """One watch-list alone. Raises ConfigError.

    Its shared lists come from `words_path`, else from the words.yaml beside the folder that the file is in, else from the
    one that is shipped. Channels are not checked: there are none in a replay.
    """
    problems: list[Problem] = []
    beside = path.absolute().parent.parent / WORDS
    shared = words_path or (beside if beside.is_file() else resources.folder("config") / WORDS)
    words, _ = _words(shared, problems, is_required=words_path is not None)
    file = read_yaml(path, problems)
    watch = read_watch(file, words, problems) if file else None
    if problems or watch is None:
        raise ConfigError(problems)
    return watch


def _words(path: Path, problems: list[Problem], *, is_required: bool = False) -> tuple[Words, YamlFile | None]:
    """The shared lists; without the file there are none, which matters only to a watch-list that uses one."""
    if not is_required and not os.access(path, os.F_OK):
        return Words(str(path), {}, frozenset(), is_missing=True), None
    file = read_yaml(path, problems)
    return (read_words(file, problems), file) if file else (Words(str(path), {}, frozenset(), is_unknown=True), None)


def _watches(
    folder: Path, words: Words, problems: list[Problem], channels: frozenset[str] | None
) -> tuple[tuple[Watch, ...], dict[str, YamlFile]]:
    paths = sorted(path for path in folder.glob("*") if path.suffix in {".yaml", ".yml"} and not path.name.startswith("."))
    if not paths:
        problems.append(Problem(str(folder), 0, 0, "there is no watch-list here", "write one, or let `monitor init` write some"))
    watches: list[Watch] = []
    files: dict[str, YamlFile] = {}
    for path in paths:
        if path.stem in files:
            problems.append(Problem(str(path), 0, 0, f"there is also {files[path.stem].name}", "rename one of the two"))
        elif file := read_yaml(path, problems):
            files[path.stem] = file
            watch = read_watch(file, words, problems, channels)
            watches += [watch] if watch else []
    return tuple(watches), files
