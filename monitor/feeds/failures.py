"""Why a server gave us nothing, in words a user can act on."""

import os
import socket
import ssl
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus as Http

from monitor.core.schedule import PollFailed
from monitor.feeds.headers import retry_after

_ASK = "the site does not let us in: ask the publisher"
_WRONG_ADDRESS = "check its address"
_TODO = {
    Http.NOT_FOUND: _WRONG_ADDRESS,
    Http.UNAUTHORIZED: _ASK,
    Http.FORBIDDEN: _ASK,
    Http.UNAVAILABLE_FOR_LEGAL_REASONS: _ASK,
    Http.GONE: "the publisher ended this feed: remove it or give its new address",
}
_OS: dict[type[OSError], str] = {
    ConnectionRefusedError: "connection refused",
    ConnectionResetError: "connection reset while it answered",
    BrokenPipeError: "connection reset while it answered",
}
_BREATH = timedelta(minutes=5)  # for a host that says “too many requests”, but not for how long
_PASSING = frozenset({Http.REQUEST_TIMEOUT, Http.TOO_EARLY, Http.TOO_MANY_REQUESTS})


def by_status(code: int, phrase: str, headers: Mapping[str, str]) -> PollFailed:
    """A status that is no success. `headers` with names in lower case (or a mapping that does not care)."""
    what = f"HTTP {code} {phrase}".rstrip()
    wait = retry_after(headers.get("retry-after", ""), headers.get("date", ""))
    if "cf-mitigated" in headers:
        return PollFailed(what=f"{what}: the site's bot protection turns us away", todo="ask the publisher", retry_after=wait)
    return PollFailed(
        what=what,
        todo=next((todo for status, todo in _TODO.items() if status == code), ""),
        retry_after=wait or (_BREATH if code == Http.TOO_MANY_REQUESTS else None),
        is_gone=code == Http.GONE,
        is_permanent=400 <= code < 500 and code not in _PASSING,
    )


def by_cause(error: BaseException) -> PollFailed | None:
    """The first in the chain of causes of `error` that says something about the network or TLS; None if none does."""
    cause: BaseException | None = error
    while cause is not None:
        failed = _tls(cause) or _network(cause)
        if failed:
            return failed
        cause = cause.__cause__ or cause.__context__
    return None


def _tls(cause: BaseException) -> PollFailed | None:
    match cause:
        case ssl.SSLCertVerificationError():
            return PollFailed(what=f"its certificate is not valid: {cause.verify_message}", todo="tell the publisher")
        case ssl.SSLError():
            return PollFailed(what=f"TLS failed: {(cause.reason or 'unknown').lower().replace('_', ' ')}")
        case _:
            return None


def _network(cause: BaseException) -> PollFailed | None:
    if isinstance(cause, socket.gaierror):
        if cause.errno == socket.EAI_AGAIN:
            return PollFailed(what="its name could not be looked up: the name server does not answer")
        return PollFailed(what="its name is not known", todo=_WRONG_ADDRESS)
    if isinstance(cause, UnicodeError):
        return PollFailed(what="its name cannot be a host's", todo=_WRONG_ADDRESS, is_permanent=True)
    if isinstance(cause, OSError) and cause.errno:
        return PollFailed(what=_OS.get(type(cause), f"cannot be reached: {os.strerror(cause.errno).lower()}"))
    return None
