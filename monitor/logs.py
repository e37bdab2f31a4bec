"""Logging: one line per event, key=value or JSON, with every secret redacted. The core does not log."""

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog

# A bot token in a URL path or text; a hub's callback; user:password@ in a URL; values of query keys that name a secret.
_SECRETS = (
    (re.compile(r"\b(\d{5,}):[A-Za-z0-9_-]{30,}"), r"\1:[secret]"),
    (re.compile(r"\bwsub_[0-9a-f]{32,}"), "[secret]"),
    (re.compile(r"(?<=://)[^/@\s]+@"), "[secret]@"),
    (re.compile(r"([?&](?:[a-z_-]*(?:key|token|secret|password|auth|sig)[a-z_-]*)=)[^&\s'\"]+", re.IGNORECASE), r"\1[secret]"),
)
_known: set[str] = set()


def keep_secret(value: str) -> None:
    """Redact `value` from now on in everything that is logged or redacted."""
    if len(value) >= 6:
        _known.add(value)


def redact(text: str) -> str:
    """`text` without secrets: for logs, problems kept in the store, and anything shown."""
    for value in _known:
        text = text.replace(value, "[secret]")
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


def _redact_event(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}


def configure(log_format: str = "text", level: int = logging.INFO) -> None:
    """Send our events and the libraries' to stderr, redacted. `log_format` is `text` or `json`."""
    shared: Iterable[Any] = (
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact_event,
    )
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=list(shared)))
    handler.addFilter(_redact_record)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in ("httpx", "httpcore", "telegram", "apscheduler", "alembic", "watchfiles"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _redact_record(record: logging.LogRecord) -> bool:
    """Redact the formatted text, because libraries log with arguments."""
    if isinstance(record.msg, str):
        record.msg, record.args = redact(record.getMessage()), ()
    return True
