"""From a YAML tree to records: pydantic checks a part of the tree, its errors become problems with places.

A section is a pydantic model with the keys of one mapping. Its fields default to UNSET: what the user leaves out keeps
the default of the record in `monitor.model`, so that each default is defined once.
"""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from monitor.errors import Problem
from monitor.yaml.reading import describe
from monitor.yaml.tree import Place, YamlFile, plain
from monitor.yaml.values import Wrong, nearest

UNSET: Any = None
RecordT = TypeVar("RecordT", bound="_Record")
SectionT = TypeVar("SectionT", bound="Section")


class _Record(Protocol):
    __slots__: tuple[str, ...]


def key(says: str, **more: Any) -> Any:
    """An optional key; `says` is the explanation that editors show."""
    return Field(**{"default": UNSET, "description": says, **more})


class Section(BaseModel):
    """The keys of one mapping; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def record(self, kind: type[RecordT], /, **more: Any) -> RecordT:
        """The record of `kind` from the given fields; `more` takes precedence."""
        given = {name: getattr(self, name) for name in self.model_fields_set & set(kind.__slots__)}
        return kind(**{**given, **more})


def read_section(
    file: YamlFile, section: type[SectionT], problems: list[Problem], at: Place = (), apart: frozenset[str] = frozenset()
) -> SectionT | None:
    """The part of `file` at `at` as a `section`, or None; each thing wrong in it is appended to `problems`.

    Keys in `apart` are read elsewhere; here only their presence is checked.
    """
    node = file.node(at)
    try:
        return section.model_validate(plain(node, apart) if node is not None else {})
    except ValidationError as error:
        problems += [_problem(file, section, at, details) for details in error.errors(include_url=False)]
        return None


def _problem(file: YamlFile, section: type[Section], at: Place, details: ErrorDetails) -> Problem:
    inside = tuple(part for part in details["loc"] if part != "[key]")
    place = at + inside
    cause = details.get("ctx", {}).get("error")
    if isinstance(cause, Wrong):
        mark = file.key_mark(place) if "[key]" in details["loc"] else file.mark(place)
        return file.problem(mark, cause.what, cause.todo)
    match details["type"]:
        case "missing":
            where = f" in “{place[-2]}”" if len(place) > 1 else ""
            return file.problem(file.key_mark(place[:-1]), f"“{place[-1]}” is missing{where}", f"add “{place[-1]}: …”")
        case "extra_forbidden":
            return _unknown(file, section, place, inside)
        case _:  # a text or list instead of a mapping
            what = f"expected “key: value” lines, found {describe(details['input'])}"
            keys = [f"“{key}: …”" for key in _keys(section, inside)]
            todo = f"put {' or '.join(keys) if keys else 'them'} under “{place[-1]}:”, indented" if place else "write those"
            return file.problem(file.mark(place), what, todo)


def _unknown(file: YamlFile, section: type[Section], place: Place, inside: Place) -> Problem:
    written = str(place[-1])
    if written != written.strip():
        what, todo = f"non-standard whitespace before “{written.strip()}”", "replace it with ordinary spaces"
    else:
        what, todo = f"unknown key “{written}”", _advice(section, inside)
    return file.problem(file.key_mark(place), what, todo)


def _advice(section: type[Section], inside: Place) -> str:
    """What to do about an unknown key: the nearest valid one, or all of them."""
    keys = _keys(section, inside[:-1])
    likely = nearest(str(inside[-1]), keys)
    return f"did you mean “{likely}”?" if likely else f"indent it if it belongs to the line above; valid keys: {', '.join(keys)}"


def _keys(section: type[Section], inside: Place) -> list[str]:
    """The keys of the section at `inside`; none where keys are names chosen by the user."""
    annotation: Any = section
    for part in inside:
        annotation = _below(annotation, part)
    return [field.alias or name for name, field in getattr(annotation, "model_fields", {}).items()]


def _below(annotation: Any, part: str | int) -> Any:
    if get_origin(annotation) in {dict, Mapping, tuple, list}:
        return get_args(annotation)[-1]
    fields = annotation.model_fields
    return next(field.annotation for name, field in fields.items() if part in {name, field.alias})
