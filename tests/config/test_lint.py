"""Warnings about what is allowed but seldom meant."""

from pathlib import Path

import pytest
from support.config_folder import Folder

from monitor import resources
from monitor.config import load
from monitor.config.lint import lints

BORDER = "watchlists/border.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.setenv("NEWSDESK_TOKEN", "a-token-for-tests")
    return Folder(tmp_path)


def warned(folder: Folder) -> list[str]:
    return [str(problem).removeprefix(f"{folder.path}/") for problem in lints(load(folder.path))]


def test_a_sound_configuration_has_none(folder: Folder) -> None:
    assert warned(folder) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "start"),
    [
        (BORDER, "strike, airstrike", "strike, US", f"{BORDER}:5:19: the term “US” is short"),
        (BORDER, "strike, airstrike", "strike, hi*", f"{BORDER}:5:19: the beginning “hi*” is short"),
        ("words.yaml", "Iran*, Tehran", "Iran*, Ir", "words.yaml:1:14: the term “Ir” is short"),
        (BORDER, "strike, airstrike", "strike, Tehran", f"{BORDER}:5:19: “Tehran” is in two concepts"),
        (BORDER, "ignore: labour strike", "ignore: Strikes, airstrike", f"{BORDER}:5:19: “airstrike” is also in `ignore`"),
        (BORDER, "  quiet:\n    - Pakistan beats Iran at cricket\n", "", f"{BORDER}:11:1: no example that must stay quiet"),
        (
            BORDER,
            "  alert:\n    - Iran strikes Pakistan // Two children killed\n",
            "",
            f"{BORDER}:11:1: no example that must alert",
        ),
        (
            BORDER,
            "send:",
            "levels: {critical: {score: 90, outlets: 4}}\nsend:",
            f"{BORDER}:10:10: “critical” can never be reached: it requires",
        ),
        (
            BORDER,
            "send:",
            "sources: {only: [Beta, Delta]}\nsend:",
            f"{BORDER}:10:17: no feed has the id, outlet, language or tier “delta”",
        ),
        (
            BORDER,
            "ignore: labour strike",
            "ignore: Panjgur",
            f"{BORDER}:8:3: “+10” never counts: all its terms are also in `ignore`",
        ),
        (BORDER, "Panjgur", "Panjgur, Labour strikes in", f"{BORDER}:8:17: “Labour strikes in” never counts: “labour strike” is"),
        ("monitor.yaml", "contact: desk@example.org\n", "", "monitor.yaml:1:1: “contact” is not set"),
        (
            "monitor.yaml",
            "NEWSDESK_TOKEN",
            "NO_TOKEN",
            "monitor.yaml:7:5: the environment variable “NO_TOKEN” is not set (as seen",
        ),
        (BORDER, "newsdesk", "console", "monitor.yaml:5:3: nothing is sent to the channel “newsdesk”"),
    ],
)
def test_a_warning_says_where(folder: Folder, name: str, old: str, new: str, start: str) -> None:
    folder.replace(name, old, new)
    found = warned(folder)
    assert any(line.startswith(start) for line in found), found


def test_a_score_out_of_reach_is_told(folder: Folder) -> None:
    folder.replace(BORDER, "  +10: Panjgur\n", "")
    folder.replace(BORDER, "send:", "levels: {critical: {score: 97, outlets: 1}}\nsend:")
    assert [line for line in warned(folder) if "the highest possible score is 96" in line]


def test_a_line_of_points_that_changes_nothing_is_told(folder: Folder) -> None:
    folder.replace(BORDER, "  -40: cricket\n", "")
    folder.replace(BORDER, "send:", "levels: {watch: 10, alert: 20, critical: {score: 30, outlets: 1}}\nsend:")
    (told,) = [line for line in warned(folder) if "can never change a story's level" in line]
    assert told.startswith(f"{BORDER}:8:3: “+10”")


def test_a_language_that_no_feed_has_is_told_if_all_feeds_say_theirs(folder: Folder) -> None:
    folder.replace(BORDER, "send:", "languages: de\nsend:")
    assert warned(folder) == []  # headlines of a feed that does not say may be German
    folder.replace("feeds.yaml", "outlet: The Alpha", "outlet: The Alpha\n    language: en")
    folder.replace("feeds.yaml", "outlet: Gamma", "outlet: Gamma, language: en")
    assert [line for line in warned(folder) if line.startswith(f"{BORDER}:10:12: no feed has the language “de”")]


def test_words_of_scripts_without_vowels_or_spaces_may_be_short(folder: Folder) -> None:
    folder.replace(BORDER, "strike, airstrike", "strike, 空袭, جنگ, ضر*, war, a raid, 9")
    assert warned(folder) == []


def test_a_token_that_others_can_read_is_told(folder: Folder) -> None:
    token = folder.write("token", "a-token-for-tests")
    folder.replace("monitor.yaml", "{env: NEWSDESK_TOKEN}", "{file: token}")
    token.chmod(0o644)
    assert [line for line in warned(folder) if f"chmod 600 {token}" in line]
    token.chmod(0o600)
    assert warned(folder) == []


def test_the_shipped_configuration_lacks_a_contact_and_little_else() -> None:
    found = lints(load(resources.folder("config")))
    assert [problem for problem in found if "contact" in problem.what]
    assert all("contact" in problem.what or "is short" in problem.what for problem in found)
