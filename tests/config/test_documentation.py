"""The examples of docs/configuration.md work as they stand."""

import re
from pathlib import Path

import pytest
from support.config_folder import Folder

from monitor.config import load
from monitor.config.examples import try_examples

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_the_examples_of_the_page_make_a_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, feeds, watch, words = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    folder = Folder(tmp_path)
    folder.write("monitor.yaml", settings)
    folder.write("feeds.yaml", feeds)
    folder.write("words.yaml", words)
    folder.write("watchlists/border.yaml", watch)
    loaded = load(folder.path)
    assert [tried.example.title for tried in try_examples(loaded.config.watches) if not tried.is_passed] == []
    assert [channel.id for channel in loaded.config.channels] == ["console", "newsdesk"]
