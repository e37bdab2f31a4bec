"""JSON Schema for each configuration file, generated from the sections that read them, for use in editors.

`python -m monitor.config.schema FOLDER` writes the shipped files; a test checks that they are current.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from monitor.config.feeds import _Feed, _Feeds
from monitor.config.settings import _Alerts, _Poll, _Settings, _Stories
from monitor.config.watchlists import _Watch
from monitor.model import AlertSettings, Config, Feed, PollSettings, StorySettings, Watch
from monitor.yaml import forms
from monitor.yaml.sections import Section

_DIALECT = "http://json-schema.org/draft-07/schema#"  # the newest that editors' YAML servers read in full
_RECORDS: Mapping[str, tuple[type[Section], Any]] = {
    section.__name__: (section, record)
    for section, record in (
        (_Settings, Config), (_Poll, PollSettings), (_Stories, StorySettings), (_Alerts, AlertSettings),
        (_Feed, Feed), (_Watch, Watch),
    )
}  # fmt: skip
_UNITS = ((timedelta(hours=1), "h"), (timedelta(minutes=1), "m"), (timedelta(seconds=1), "s"))


class _Generator(GenerateJsonSchema):
    """Omits the sections' defaults: the real ones are in the records."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])


def schemas() -> dict[str, dict[str, Any]]:
    """The schemas by file name."""
    return {
        "monitor.json": _schema("Settings of the daemon.", _tree(_Settings)),
        "feeds.json": _schema("The feeds to poll.", _tree(_Feeds)),
        "words.json": _schema("Word lists that watch-lists share.", forms.WORD_LISTS),
        "watchlist.json": _schema("A watch-list.", _tree(_Watch)),
    }


def write(folder: Path) -> None:
    """Write them into `folder`. The same sections give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / name).write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _schema(description: str, tree: Mapping[str, Any]) -> dict[str, Any]:
    return {"$schema": _DIALECT, **tree, "description": description}


def _tree(section: type[Section]) -> dict[str, Any]:
    """The section's schema without references: editors show a key's text only if it is next to its form."""
    whole = section.model_json_schema(schema_generator=_Generator)
    plain: dict[str, Any] = _plain(whole, whole.get("$defs", {}))
    return plain


def _plain(node: Any, parts: Mapping[str, Any]) -> Any:
    """`node` with references put in, without what pydantic adds; what need not be given may also be left empty."""
    if isinstance(node, list):
        return [_plain(item, parts) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        return {**_plain(parts[name], parts), **{key: value for key, value in node.items() if key != "$ref"}}
    found = {key: _plain(value, parts) for key, value in node.items() if key not in {"title", "$defs"}}
    if isinstance(properties := node.get("properties"), dict):
        needed = node.get("required", ())
        plain = {key: _plain(value, parts) for key, value in properties.items()}
        found["properties"] = {key: value if key in needed else _or_empty(value) for key, value in plain.items()}
        _add_defaults(found["properties"], node.get("title", ""))
    return found


def _or_empty(schema: dict[str, Any]) -> dict[str, Any]:
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return {**schema, "type": kinds if "null" in kinds else [*kinds, "null"]}
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]} if "anyOf" in schema else schema


def _add_defaults(properties: dict[str, dict[str, Any]], title: str) -> None:
    """The defaults of the section's record, as a user would write them."""
    if title not in _RECORDS:
        return
    section, record = _RECORDS[title]
    names = {each.alias or name: name for name, each in section.model_fields.items()}
    defaults = {each.name: each.default for each in fields(record)}
    for key, schema in properties.items():
        written = _written(key, defaults.get(names[key]))
        if written is not None:
            schema["default"] = written


def _written(key: str, value: Any) -> str | float | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, timedelta):
        unit, letter = next(pair for pair in _UNITS if value % pair[0] == timedelta(0))
        return f"{value // unit}{letter}"
    if key == "max_bytes":
        return f"{value // 1_000_000}MB"
    return value if value and isinstance(value, (str, int, float)) else None


if __name__ == "__main__":
    write(Path(sys.argv[1]))
