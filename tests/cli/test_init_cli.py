"""`monitor init`: a starter configuration that works, and a token that stays out of it."""

import os
import pty
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from monitor import resources
from monitor.cli import main
from monitor.config import load_config, read_secret

TOKEN = "123456789:AAEzZyYxXwWvVuUtTsSrRqQpPoOnNmMlLkK"  # noqa: S105 - the form of one


def init(*arguments: object) -> int:
    with pytest.raises(SystemExit) as exit_:
        main(["init", *map(str, arguments)])
    return int(exit_.value.code or 0)


def answering(folder: Path, *lines: str) -> str:
    """What a person at a terminal sees who types `lines`."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", "init", str(folder)],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    seen = ""
    waiting = list(lines)
    while True:
        try:
            got = os.read(ours, 4096).decode()
        except OSError:  # the other side is closed
            break
        seen += got
        if waiting and seen.rstrip(" ").endswith(":"):
            os.write(ours, waiting.pop(0).encode() + b"\n")
            seen += "\n"
    os.close(ours)
    assert process.wait(timeout=20) == 0, seen
    return seen


def test_the_starter_configuration_is_the_shipped_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "my config"
    assert init(folder, "--no-input") == 0
    shipped = resources.folder("config")
    for source in ("monitor.yaml", "feeds.yaml", "words.yaml", "watchlists/iran-pakistan.yaml"):
        assert (folder / source).read_bytes() == (shipped / source).read_bytes()
    told = capsys.readouterr().out
    assert f"monitor check -c '{folder}'" in told
    assert f"monitor run -c '{folder}'" in told
    assert not (folder / "secrets").exists()


def test_the_default_folder_needs_no_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert init("--no-input") == 0
    assert (tmp_path / "config/monitor.yaml").is_file()
    assert "-c" not in capsys.readouterr().out


def test_options_are_written_and_comments_kept(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    token = tmp_path / "token"
    token.write_text(TOKEN, encoding="utf-8")
    assert init(folder, "--contact", "O'Brien <o@example.org>", "--token-file", token, "--chat", "-1001", "--no-input") == 0
    config = load_config(folder)
    assert config.poll.contact == "O'Brien <o@example.org>"
    assert [channel.id for channel in config.channels] == ["console", "newsdesk"]
    assert config.channels[1].chat == "-1001"
    assert config.channels[1].token is not None
    assert read_secret(config.channels[1].token) == TOKEN
    assert config.alerts.send == ("newsdesk",)
    assert config.operator == "newsdesk"
    text = (folder / "monitor.yaml").read_text(encoding="utf-8")
    assert "# How publishers can reach you" in text
    assert TOKEN not in text


def test_existing_files_are_not_overwritten_without_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "feeds.yaml").write_text("feeds: mine\n", encoding="utf-8")
    assert init(tmp_path, "--no-input") == 1
    assert f"{tmp_path} has feeds.yaml already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["feeds.yaml"], "nothing is written at all"
    assert init(tmp_path, "--no-input", "--force") == 0
    capsys.readouterr()
    assert init(tmp_path, "--no-input") == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert len(load_config(tmp_path).feeds) > 40


def test_chat_and_token_go_together(tmp_path: Path) -> None:
    assert init(tmp_path / "a", "--chat", "-1001") == 2
    assert init(tmp_path / "a", "--chat", "desk chat", "--token-file", "x") == 2
    assert not (tmp_path / "a").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert init(tmp_path / "file" / "config", "--no-input") == 1
    assert "choose a folder that can be written" in capsys.readouterr().err


def test_answers_at_a_terminal_make_a_working_configuration(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    seen = answering(folder, "desk@example.org", "not a token", TOKEN, "@desk_alerts")
    assert TOKEN not in seen
    assert "That does not look right." in seen
    assert "monitor send-test" in seen
    secret = folder / "secrets/telegram-token"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(secret.parent.stat().st_mode) == 0o700
    assert (secret.parent / ".gitignore").read_text(encoding="utf-8") == "*\n"
    config = load_config(folder)
    assert config.poll.contact == "desk@example.org"
    assert config.channels[1].token is not None
    assert read_secret(config.channels[1].token) == TOKEN
    assert TOKEN not in (folder / "monitor.yaml").read_text(encoding="utf-8")


def test_empty_answers_leave_the_configuration_as_shipped(tmp_path: Path) -> None:
    answering(tmp_path / "config", "", "")
    shipped = resources.folder("config")
    assert (tmp_path / "config/monitor.yaml").read_bytes() == (shipped / "monitor.yaml").read_bytes()


def test_a_token_without_a_chat_is_kept_for_later(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    seen = answering(folder, "", TOKEN, "")
    assert "Uncomment the channel newsdesk" in seen
    assert (folder / "secrets/telegram-token").read_text(encoding="utf-8") == TOKEN + "\n"
    text = (folder / "monitor.yaml").read_text(encoding="utf-8")
    start = text.index("  # newsdesk:")
    end = text.index("\n\n", start)
    (folder / "monitor.yaml").write_text(
        text[:start] + text[start:end].replace("\n  # ", "\n  ").replace("  # ", "  ", 1) + text[end:], encoding="utf-8"
    )
    (_, newsdesk) = load_config(folder).channels
    assert newsdesk.token is not None
    assert read_secret(newsdesk.token) == TOKEN, "the commented block points at the file"
