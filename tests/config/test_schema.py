"""What editors are told of the configuration: current, true of what is shipped, and strict."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML
from support.config_folder import FILES

from monitor import resources
from monitor.cli import main
from monitor.config.schema import schemas, write

CONFIG = resources.folder("config")
SHIPPED = sorted(path.relative_to(CONFIG).as_posix() for path in CONFIG.rglob("*.yaml"))
FORMS = {"monitor.yaml": "monitor.json", "feeds.yaml": "feeds.json", "words.yaml": "words.json"}


def form_of(name: str) -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(schemas()[FORMS.get(name, "watchlist.json")])


def typed(text: str) -> Any:
    """The file as an editor sees it: numbers are numbers, and keys are texts."""
    return with_text_keys(YAML(typ="safe").load(text))


def with_text_keys(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): with_text_keys(value) for key, value in node.items()}
    return [with_text_keys(item) for item in node] if isinstance(node, list) else node


def test_what_is_shipped_is_current(tmp_path: Path) -> None:
    write(tmp_path)
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    shipped = {path.name: path.read_text(encoding="utf-8") for path in (CONFIG / "schema").iterdir()}
    assert made == shipped, "run `make schema`"


@pytest.mark.parametrize("schema", schemas().values(), ids=schemas())
def test_each_is_a_valid_schema(schema: dict[str, Any]) -> None:
    jsonschema.Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_file_names_its_schema_and_keeps_to_it(name: str) -> None:
    path = CONFIG / name
    text = path.read_text(encoding="utf-8")
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert named
    schema = json.loads((path.parent / named[1]).read_text(encoding="utf-8"))
    assert schema == schemas()[FORMS.get(name, "watchlist.json")]
    assert [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(typed(text))] == []


@pytest.mark.parametrize("name", FILES)
def test_other_valid_files_are_accepted(name: str) -> None:
    assert [error.message for error in form_of(name).iter_errors(typed(FILES[name]))] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("monitor.yaml", "contact:\npoll:\nalerts: {quiet_hours: {from: '23:00', to: '07:00', zone: Europe/Berlin}}"),
        ("monitor.yaml", "database: {env: DATABASE}"),
        ("monitor.yaml", "channels: {c: {kind: telegram, chat: -100123, token: {file: t}, topic: 7}}"),
        ("monitor.yaml", "channels: {c: {kind: telegram, chat: '@desk_1', token: {credential: t}}}"),
        ("feeds.yaml", "feeds: {a: {url: 'https://a.example/', outlet: 24, agency: yes, private: false, every: 1h30m}}"),
        ("feeds.yaml", "feeds: {a: {url: 'https://a.example/', outlet: A, language: NO, country: }}"),
        ("border.yaml", "watch: 9\nfind: {a: [b, 7], c: d}\nignore:\nadjust: [{-40: a}, {+40: b}]"),
        ("border.yaml", "watch: A\nfind: {a: b}\nlevels: {watch: 30, alert: , critical: {outlets: 2}}"),
        ("border.yaml", "watch: A\nfind: {a: b}\nsend: desk\nlanguages: fa, ur\nexamples: [{alert: [x, 7]}, {quiet: y}]"),
        ("border.yaml", "watch: A\nfind: {a: b}\nsend: {alert: [desk, phone]}\nsources: {only: Dawn, not: [tier 3]}"),
    ],
)  # fmt: skip
def test_every_form_of_a_value_is_accepted(name: str, text: str) -> None:
    assert [error.message for error in form_of(name).iter_errors(typed(text))] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("monitor.yaml", "pol: {every: 10m}"),
        ("monitor.yaml", "poll: {evry: 10m}"),
        ("monitor.yaml", "poll: {every: fast}"),
        ("monitor.yaml", "poll: {per_host: 0}"),
        ("monitor.yaml", "channels: {c: {kind: pigeon}}"),
        ("monitor.yaml", "channels: {c: {kind: telegram, token: 1234567}}"),
        ("monitor.yaml", "channels: {c: {kind: telegram, token: {env: A, file: B}}}"),
        ("monitor.yaml", "stories: {same: 2}"),
        ("feeds.yaml", "feeds: {a: {url: 'https://a.example/'}}"),
        ("feeds.yaml", "feeds: {a: {url: a.example, outlet: A}}"),
        ("feeds.yaml", "feeds: {a: {url: 'https://a.example/', outlet: A, teir: 2}}"),
        ("feeds.yaml", "feeds: {}\nfeed: {}"),
        ("words.yaml", "iran: {a: b}"),
        ("words.yaml", "not a name: b"),
        ("border.yaml", "watch: A"),
        ("border.yaml", "watch: A\nfind: {a: b}\nadjusts: {+4: c}"),
        ("border.yaml", "watch: A\nfind: {a: b}\nadjust: {much: c}"),
        ("border.yaml", "watch: A\nfind: {a: b}\nlevels: {urgent: 60}"),
        ("border.yaml", "watch: A\nfind: {a: b}\nlevels: {alert: {scores: 60}}"),
        ("border.yaml", "watch: A\nfind: {a: b}\nexamples: {loud: [c]}"),
        ("border.yaml", "watch: A\nfind: {a: b}\nsources: {none: c}"),
    ],
)
def test_what_the_daemon_would_refuse_is_marked(name: str, text: str) -> None:
    assert not form_of(name).is_valid(typed(text))


def test_every_key_has_a_text_to_show() -> None:
    def undescribed(node: Any, place: str) -> list[str]:
        if isinstance(node, list):
            return [found for item in node for found in undescribed(item, place)]
        if not isinstance(node, dict):
            return []
        keys = node.get("properties", {}) if isinstance(node.get("properties"), dict) else {}
        bare = [f"{place}.{key}" for key, value in keys.items() if place and not value.get("description")]
        below = [found for key, value in node.items() if key != "properties" for found in undescribed(value, place)]
        return bare + below + [found for key, value in keys.items() for found in undescribed(value, f"{place}.{key}")]

    by_level = r"\.(levels|send|examples)\.(watch|alert|critical|quiet)$"
    found = [each for name, schema in schemas().items() for each in undescribed(schema, name)]
    assert [each for each in found if not re.search(by_level, each)] == []


def test_a_new_configuration_has_them(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["init", str(tmp_path / "desk"), "--no-input"])
    first = (tmp_path / "desk/watchlists/iran-pakistan.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert (tmp_path / "desk/watchlists" / first.rpartition("=")[2]).is_file()
