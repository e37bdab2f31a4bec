"""Load the whole configuration from its folder and report every problem of every file at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from monitor import resources
from monitor.config.feeds import read_feeds
from monitor.config.settings import CONSOLE, read_settings
from monitor.config.watchlists import read_watch
from monitor.config.words import Words, read_words
from monitor.core.caches import gc_paused
from monitor.errors import ConfigError, Problem
from monitor.model import Config, Watch
from monitor.yaml.reading import read_text, read_tree, read_yaml
from monitor.yaml.tree import YamlFile

SETTINGS, FEEDS, WORDS, WATCHLISTS = "monitor.yaml", "feeds.yaml", "words.yaml", "watchlists"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration and the files that it comes from."""

    config: Config
    settings: YamlFile
    words: YamlFile | None
    watches: Mapping[str, YamlFile]  # by watch id


@dataclass(slots=True)
class Known:
    """The previously loaded lists with their texts: unchanged files are not parsed again."""

    words: Words = field(default_factory=lambda: Words("", {}, frozenset()))
    channels: frozenset[str] | None = None
    lists: dict[str, tuple[str, Watch]] = field(default_factory=dict)


@gc_paused()
def load_config(path: Path, known: Known | None = None) -> Config:
    """The configuration in the folder `path` (or beside the monitor.yaml `path`). Raises ConfigError with every problem.

    To load the same folder repeatedly, pass `known`; it is updated.
    """
    return _load(path, known or Known(), None).config


@gc_paused()
def load(path: Path) -> Loaded:
    """Like `load_config`, with the files, for `check`."""
    return _load(path, Known(), {})


def _load(path: Path, known: Known, files: dict[str, YamlFile] | None) -> Loaded:
    """Stores the files of the watch-lists in `files`, if given."""
    problems: list[Problem] = []
    settings_path = path if path.suffix in {".yaml", ".yml"} else path / SETTINGS
    folder = settings_path.parent
    if not os.access(folder, os.F_OK):
        raise ConfigError([Problem(str(folder), 0, 0, "no such folder", f"create it with `monitor init {folder}`")])
    settings_file = read_yaml(settings_path, problems)
    config = read_settings(settings_file, problems) if settings_file else Config(channels=(CONSOLE,))
    feeds_file = read_yaml(folder / FEEDS, problems)
    feeds = read_feeds(feeds_file, problems) if feeds_file else ()
    words, words_file = _words(folder / WORDS, problems)
    channels = frozenset(channel.id for channel in config.channels) if settings_file else None
    if (words, channels) != (known.words, known.channels):
        known.words, known.channels, known.lists = words, channels, {}
    watches = _watches(folder / WATCHLISTS, problems, known, files)
    if problems or settings_file is None:
        raise ConfigError(problems)
    return Loaded(replace(config, feeds=feeds, watches=watches), settings_file, words_file, files or {})


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
    """The shared lists; none without the file, which matters only to a watch-list that uses one."""
    if not is_required and not os.access(path, os.F_OK):
        return Words(str(path), {}, frozenset(), is_missing=True), None
    file = read_yaml(path, problems)
    return (read_words(file, problems), file) if file else (Words(str(path), {}, frozenset(), is_unknown=True), None)


def _watches(folder: Path, problems: list[Problem], known: Known, files: dict[str, YamlFile] | None) -> tuple[Watch, ...]:
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    names = [name for name in names if name.endswith((".yaml", ".yml")) and not name.startswith(".")]
    if not names:
        problems.append(Problem(str(folder), 0, 0, "no watch-lists here", "write one, or run `monitor init` to create some"))
    found: dict[str, tuple[str, Watch]] = {}
    stems: dict[str, str] = {}
    for name in names:
        path, stem = f"{folder}{os.sep}{name}", name.rpartition(".")[0]
        if stems.setdefault(stem, path) != path:
            problems.append(Problem(path, 0, 0, f"the same list id as {stems[stem]}", "rename one of the two"))
        elif read := _watch(path, stem, problems, known, files):
            found[path] = read
    known.lists = found
    return tuple(watch for _, watch in found.values())


def _watch(
    path: str, stem: str, problems: list[Problem], known: Known, files: dict[str, YamlFile] | None
) -> tuple[str, Watch] | None:
    """The list in a file, with the text that it was read from."""
    if (text := read_text(path, problems)) is None:
        return None
    if (last := known.lists.get(path)) and last[0] == text:
        return last
    if (file := read_tree(path, text, problems)) is None:
        return None
    if files is not None:
        files[stem] = file
    watch = read_watch(file, known.words, problems, known.channels)
    return (text, watch) if watch else None
