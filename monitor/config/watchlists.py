"""`watchlists/*.yaml`: one file is one watch-list."""

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator

from monitor.config.lines import Lines
from monitor.config.sections import UNSET, Section, read_section
from monitor.config.tree import YamlFile
from monitor.config.values import Languages, Text, Texts, Wrong, between, identifier, suggest, whole
from monitor.config.words import Words
from monitor.core.text import fold
from monitor.errors import Problem
from monitor.model import LEVELS, Level, SourceRule, Watch

LEVEL_NAMES = tuple(level.name for level in LEVELS)


def _level_name(value: Any) -> str:
    if value not in LEVEL_NAMES:
        raise Wrong(f"there is no level “{value}”", suggest(str(value), LEVEL_NAMES, "levels"))
    return str(value)


def _as_level(value: Any) -> Any:
    """`alert: 60` is short for `alert: {score: 60}`."""
    return {"score": value} if isinstance(value, str) else value


def _as_send(value: Any) -> Any:
    """`send: desk` is short for `send: {alert: desk}`."""
    return value if isinstance(value, dict) else {"alert": value}


class _Level(Section):
    score: Annotated[int, whole(1, 100)] = UNSET
    outlets: Annotated[int, whole(1, 1000)] = UNSET


class _Sources(Section):
    only: Texts = ()
    exclude: Texts = Field(default=(), alias="not")


LevelName = Annotated[str, PlainValidator(_level_name)]


class _Watch(Section):
    """Keys that hold terms or headlines are read by `Lines`, each term with its place."""

    watch: Text
    note: Text = UNSET
    find: Any
    ignore: Any = UNSET
    adjust: Any = UNSET
    levels: dict[LevelName, Annotated[_Level, BeforeValidator(_as_level)]] = Field(default_factory=dict)
    send: Annotated[dict[LevelName, Texts], BeforeValidator(_as_send)] = Field(default_factory=dict)
    fresh: Annotated[Any, between("1m", "366d")] = UNSET
    languages: Languages = UNSET
    sources: _Sources = _Sources()
    examples: Any = UNSET


def read_watch(file: YamlFile, words: Words, problems: list[Problem], channels: frozenset[str] | None = None) -> Watch | None:
    """The watch-list, or None if it has problems, which are appended.

    `channels` are the names that `send` may use; None when they are not known, as for a list that is replayed alone.
    """
    found: list[Problem] = []
    section = read_section(file, _Watch, found)
    lines = Lines(file, words, found)
    find, ignore, adjust, examples = lines.find(), lines.ignore(), lines.adjust(), lines.examples((*LEVEL_NAMES, "quiet"))
    watch_id = _id(file, found)
    if section is None:
        problems += found
        return None
    watch = section.record(
        Watch,
        id=watch_id,
        name=section.watch,
        find=find,
        ignore=ignore,
        adjust=adjust,
        examples=examples,
        levels=_levels(file, section, found),
        send=_send(file, section, channels, found),
        sources=SourceRule(only=_folded(section.sources.only), exclude=_folded(section.sources.exclude)),
    )
    problems += found
    return None if found else watch


def _id(file: YamlFile, problems: list[Problem]) -> str:
    """The file's name without .yaml: what commands and the database call the list."""
    stem = Path(file.name).stem
    try:
        return identifier(stem)
    except Wrong as error:
        problems.append(Problem(file.name, 0, 0, f"as the name of a watch-list, {error.what}", f"rename the file: {error.todo}"))
        return stem


def _levels(file: YamlFile, section: _Watch, problems: list[Problem]) -> tuple[Level, ...]:
    """The three levels; what the file leaves out keeps its default. They have to rise, or one could never be reached."""
    levels = []
    for default in LEVELS:
        own = section.levels.get(default.name, _Level())
        levels.append(Level(default.name, own.score or default.score, own.outlets or default.outlets))
    for lower, upper in pairwise(levels):
        if upper.score <= lower.score:
            culprit = upper if upper.name in section.levels else lower
            what = f"“{upper.name}” ({upper.score}) is not above “{lower.name}” ({lower.score})"
            todo = "write scores that rise: watch, alert, critical; a level that is left out keeps its default"
            problems.append(file.problem(file.key_mark(("levels", culprit.name)), what, todo))
    return tuple(levels)


def _send(
    file: YamlFile, section: _Watch, channels: frozenset[str] | None, problems: list[Problem]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    for level, names in section.send.items():
        for name in names:
            if channels is not None and name not in channels:
                what, todo = f"there is no channel “{name}”", suggest(name, channels, "channels")
                problems.append(file.problem(file.mark(("send", level)), what, todo))
    return tuple((name, tuple(dict.fromkeys(section.send[name]))) for name in LEVEL_NAMES if section.send.get(name))


def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(" ".join(fold(name).split()) for name in names)
