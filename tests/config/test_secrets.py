"""Secrets are fetched from where they are kept, and never shown."""

from pathlib import Path

import pytest
from support.config_folder import Folder

from monitor.config import load_config, read_secret
from monitor.errors import ConfigError
from monitor.logs import redact
from monitor.model import Secret

TOKEN = "987654321:AAxAbCdEfGhIjKlMnOpQrStUvWxYz0123456"  # noqa: S105 - the form of one


def test_a_secret_is_read_from_its_file_without_the_line_end(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cret-in-a-file\n", encoding="utf-8")
    assert read_secret(Secret(source="file", name=str(tmp_path / "token"))) == "s3cret-in-a-file"


def test_a_secret_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_TEST_SECRET", "s3cret-in-env")
    assert read_secret(Secret(source="env", name="MONITOR_TEST_SECRET")) == "s3cret-in-env"


def test_a_secret_is_read_from_systemd_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "telegram-token").write_text("s3cret-credential", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert read_secret(Secret(source="credential", name="telegram-token")) == "s3cret-credential"


def test_a_secret_that_was_read_is_cut_out_of_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_TEST_SECRET", "correct horse battery")
    read_secret(Secret(source="env", name="MONITOR_TEST_SECRET"))
    assert "horse" not in redact("sent with correct horse battery")


@pytest.mark.parametrize(
    ("source", "name", "what"),
    [
        ("env", "MONITOR_NOT_SET", "the environment variable “MONITOR_NOT_SET” is not set; set"),
        ("file", "/nowhere/token", "the file “/nowhere/token” does not exist; create"),
        ("file", "/", "cannot be read"),
        ("credential", "telegram-token", "systemd passed no credentials; add LoadCredential="),
    ],
)
def test_a_missing_secret_says_what_to_do(source: str, name: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(ConfigError) as caught:
        read_secret(Secret(source=source, name=name))
    assert what in str(caught.value)


@pytest.mark.parametrize("content", [b"", b" \n", b"one\ntwo", b"\xff\xfe", b"x" * 5000])
def test_a_file_that_holds_no_secret_is_refused_without_showing_it(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read_secret(Secret(source="file", name=str(tmp_path / "token")))
    assert "one" not in str(caught.value).replace("one secret", "")


@pytest.mark.parametrize("name", ["../token", "/etc/passwd", ".."])
def test_a_credential_cannot_lead_out_of_its_folder(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(ConfigError, match="is not a valid credential name"):
        read_secret(Secret(source="credential", name=name))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{env: NEWSDESK_TOKEN}", TOKEN),
        ("{env: NEWSDESK_TOKEN}", f"'{TOKEN}'"),
        ("{env: NEWSDESK_TOKEN}", f"[{TOKEN}]"),
        ("{env: NEWSDESK_TOKEN}", f"{{token: {TOKEN}}}"),
        ("{env: NEWSDESK_TOKEN}", f"{{env: X, file: {TOKEN}}}"),
        ("chat: -1001234567890", f"chat: {TOKEN}"),
        ("chat: -1001234567890", f"chat: 1\n    topic: {TOKEN}"),
        ("kind: telegram", f"kind: {TOKEN}"),
        ("  newsdesk:", f"  {TOKEN}:"),
        ("contact:", f"'{TOKEN}': x\ncontact:"),
        ("contact:", "database: postgres://me:AAxAbCdEfGhIjKlMnOp@db\ncontact:"),
    ],
    ids=[
        "bare", "quoted", "in a list", "under its own name", "beside another", "as chat", "as topic", "as kind",
        "as a channel's name", "as a setting's name", "in an address",
    ],
)  # fmt: skip
def test_a_secret_in_the_wrong_place_is_not_repeated(old: str, new: str, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.replace("monitor.yaml", old, new)
    with pytest.raises(ConfigError) as caught:
        load_config(folder.path)
    assert "AAxAbCdEfGhIjKlMnOp" not in str(caught.value)


def test_the_address_of_a_database_may_be_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path)
    folder.replace("monitor.yaml", "contact:", "database: {env: MONITOR_TEST_DATABASE}\ncontact:")
    with pytest.raises(ConfigError, match=r"monitor\.yaml:1:1: the environment variable “MONITOR_TEST_DATABASE” is not set"):
        load_config(folder.path)
    monkeypatch.setenv("MONITOR_TEST_DATABASE", "postgresql://me:hunter2-hunter2@db.example/monitor")
    assert load_config(folder.path).database == "postgresql://me:hunter2-hunter2@db.example/monitor"
    assert "hunter2" not in redact("password authentication failed: hunter2-hunter2")
    monkeypatch.setenv("MONITOR_TEST_DATABASE", "mysql://me:hunter2-hunter2@db.example/monitor")
    with pytest.raises(ConfigError, match="what is kept there is not the address of a database") as caught:
        load_config(folder.path)
    assert "hunter2" not in str(caught.value)
