"""`watchlists/*.yaml`: one file is one watch-list."""

import os
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator

from monitor.config.lines import Lines
from monitor.config.words import Words
from monitor.core.text.folding import fold
from monitor.errors import Problem
from monitor.model import LEVELS, Level, SourceRule, Watch
from monitor.yaml import forms
from monitor.yaml.sections import Section, key, read_section
from monitor.yaml.tree import YamlFile
from monitor.yaml.values import Languages, Text, Texts, Wrong, between, identifier, suggest, whole

LEVEL_NAMES = tuple(level.name for level in LEVELS)
EXAMPLE_NAMES = (*LEVEL_NAMES, "quiet")
_LINES = frozenset({"find", "ignore", "adjust", "examples"})  # what `Lines` reads


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
    score: Annotated[int, whole(1, 100)] = key("Minimum score.")
    outlets: Annotated[int, whole(1, 1000)] = key("Minimum number of independent outlets.")


class _Sources(Section):
    only: Texts = key("Match these only.", default=())
    exclude: Texts = key("Never match these.", default=(), alias="not")


LevelName = Annotated[str, PlainValidator(_level_name)]
_Levels = Annotated[
    dict[LevelName, Annotated[_Level, BeforeValidator(_as_level)]],
    forms.levels(*LEVEL_NAMES),
]
_Send = Annotated[dict[LevelName, Texts], BeforeValidator(_as_send), forms.send(*LEVEL_NAMES)]


class _Watch(Section):
    """Keys that hold terms or headlines are read by `Lines`, each term with its place."""

    watch: Text = Field(description="Name shown on alerts.")
    note: Text = key("Why it exists, for colleagues.")
    find: Annotated[Any, forms.CONCEPTS] = Field(
        description="Concepts, `name: terms`. Every concept must be found; any one of its terms is enough."
    )
    ignore: Annotated[Any, forms.TERMS] = key("Phrases whose words do not count; the story is not thrown away.")
    adjust: Annotated[Any, forms.ADJUST] = key(
        "`points: terms`, from -100 to +100; each line counts once per story; -100 means never. Write a list if points repeat."
    )
    levels: _Levels = Field(
        default_factory=dict,
        description="Scores of watch, alert and critical, in ascending order. Default: 40, 60, and 85 with 3 outlets.",
    )
    send: _Send = Field(
        default_factory=dict, description="Channels, or `level: channels`. Higher levels also go to the channels of lower levels."
    )
    fresh: Annotated[Any, between("1m", "366d")] = key("Older news raises no alert.")
    languages: Languages = key("Languages of feeds to match; all if omitted.")
    sources: _Sources = key("Outlets, feeds, languages or `tier 3`.", default=_Sources())
    examples: Annotated[Any, forms.examples(*EXAMPLE_NAMES)] = key(
        "Headlines under the level that they must reach, or under quiet (below alert); ` // ` separates headline and summary."
    )


def read_watch(file: YamlFile, words: Words, problems: list[Problem], channels: frozenset[str] | None = None) -> Watch | None:
    """The watch-list, or None if it has problems, which are appended to `problems`.

    `channels` are the names that `send` may use; None when they are not known, as for a list that is replayed alone.
    """
    found: list[Problem] = []
    section = read_section(file, _Watch, found, apart=_LINES)
    lines = Lines(file, words, found)
    find, ignore, adjust, examples = lines.find(), lines.ignore(), lines.adjust(), lines.examples(EXAMPLE_NAMES)
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
        languages=frozenset(section.languages or ()),
        sources=SourceRule(only=_folded(section.sources.only), exclude=_folded(section.sources.exclude)),
    )
    problems += found
    return None if found else watch


def _id(file: YamlFile, problems: list[Problem]) -> str:
    """The file's name without .yaml: the id of the list in commands and in the database."""
    stem = os.path.basename(file.name).rpartition(".")[0]  # noqa: PTH119 - by the thousands, a Path each would be felt
    try:
        return identifier(stem)
    except Wrong as error:
        problems.append(Problem(file.name, 0, 0, f"as the name of a watch-list, {error.what}", f"rename the file: {error.todo}"))
        return stem


def _levels(file: YamlFile, section: _Watch, problems: list[Problem]) -> tuple[Level, ...]:
    """The three levels; omitted ones keep their default. Their scores must ascend, or one could never be reached."""
    levels = []
    for default in LEVELS:
        own = section.levels.get(default.name, _Level())
        levels.append(Level(default.name, own.score or default.score, own.outlets or default.outlets))
    for lower, upper in pairwise(levels):
        if upper.score <= lower.score:
            culprit = upper if upper.name in section.levels else lower
            what = f"“{upper.name}” ({upper.score}) is not above “{lower.name}” ({lower.score})"
            todo = "write ascending scores for watch, alert, critical; an omitted level keeps its default"
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
