"""Read a secret from where the configuration says it is kept."""

import os
from pathlib import Path

from monitor.errors import ConfigError, Problem
from monitor.logs import keep_secret, redact
from monitor.model import Secret

_MAX_CHARACTERS = 4096


def read_secret(secret: Secret) -> str:
    """The secret itself, which is redacted in all logs from now on. Raises ConfigError if it is not there."""
    value = {"credential": _credential, "file": _file, "env": _environment}[secret.source](secret).strip()
    if not value:
        raise _missing(secret, "is empty", "put the secret there")
    if len(value) > _MAX_CHARACTERS or not value.isprintable():
        raise _missing(secret, "does not hold exactly one secret", "put only the secret there")
    keep_secret(value)
    return value


def _credential(secret: Secret) -> str:
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    if not folder:
        todo = "add LoadCredential= to the systemd unit, or use {file: PATH} when running by hand"
        raise _missing(secret, "is not available: systemd passed no credentials", todo)
    if "/" in secret.name or secret.name in {".", ".."}:
        raise _missing(secret, "is not a valid credential name", "use the name given in LoadCredential=")
    return _content(secret, Path(folder) / secret.name, "add it to LoadCredential= in the systemd unit")


def _file(secret: Secret) -> str:
    return _content(secret, Path(secret.name).expanduser(), "create the file, readable only by the daemon (chmod 600)")


def _environment(secret: Secret) -> str:
    value = os.environ.get(secret.name)
    if value is None:
        raise _missing(secret, "is not set", "set the variable for the daemon")
    return value


def _content(secret: Secret, path: Path, todo: str) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(_MAX_CHARACTERS + 2)
    except FileNotFoundError:
        raise _missing(secret, "does not exist", todo) from None
    except OSError as error:
        raise _missing(secret, f"cannot be read: {error.strerror}", todo) from None
    except UnicodeDecodeError:
        raise _missing(secret, "is not text", "put only the secret there") from None


def _missing(secret: Secret, what: str, todo: str) -> ConfigError:
    kinds = {"credential": "credential", "file": "file", "env": "environment variable"}
    return ConfigError([Problem("secret", 0, 0, redact(f"the {kinds[secret.source]} “{secret.name}” {what}"), todo)])
