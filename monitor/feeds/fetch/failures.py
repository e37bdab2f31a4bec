"""Why a fetch failed, in words that a user can act on."""

import os
import socket
import ssl
from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus as Http

import httpx

from monitor.core.polling.schedule import PollFailed
from monitor.feeds.fetch.headers import retry_after

INTRODUCE = "it may block unknown clients: set `contact` under `poll` in monitor.yaml, or ask the publisher"
_OTHER_FEED = "or use another feed of theirs"
_WRONG_ADDRESS = "check its address"
_TODO = {
    Http.NOT_MODIFIED: "this was the first request: tell the publisher",
    Http.NOT_FOUND: "check its address; `monitor feeds add SITE` looks for the site's feeds",
    Http.UNAUTHORIZED: f"it requires a password: use https://USER:PASSWORD@HOST/… as its address, {_OTHER_FEED}",
    Http.PAYMENT_REQUIRED: f"it requires payment: ask the publisher, {_OTHER_FEED}",
    Http.FORBIDDEN: f"access is denied: ask the publisher, {_OTHER_FEED}",
    Http.UNAVAILABLE_FOR_LEGAL_REASONS: f"it is blocked for legal reasons in our location: ask the publisher, {_OTHER_FEED}",
    Http.TOO_MANY_REQUESTS: "it is retried when the server allows; if this persists, set a longer `every`",
    Http.GONE: "the publisher ended this feed: remove it or give its new address",
}
_BY_CLASS = {
    2: "expected a feed: check its address",
    3: _WRONG_ADDRESS,
    4: "check its address, or ask the publisher",
    5: "a server error: tell the publisher if this persists",
}
# OpenSSL's verification errors (X509_V_ERR_…) and their remedies.
_CERTIFICATES = {
    9: "check this computer's clock",
    10: "tell the publisher to renew it",
    **dict.fromkeys(
        (18, 19, 20, 21), "it is not signed by a trusted authority: tell the publisher, or set SSL_CERT_FILE for your own server"
    ),
    **dict.fromkeys((62, 64), "it belongs to another site: check the address, or tell the publisher"),
}
_WORDS: dict[type[Exception], str] = {
    httpx.ConnectTimeout: "connection timed out",
    httpx.TimeoutException: "stopped answering",
    httpx.NetworkError: "connection lost during the response",
}
_OS: dict[type[OSError], str] = {
    ConnectionRefusedError: "connection refused",
    ConnectionResetError: "connection reset during the response",
    BrokenPipeError: "connection reset during the response",
}
_BREATH = timedelta(minutes=5)  # for a host that says “too many requests”, but not for how long
_PASSING = frozenset({Http.REQUEST_TIMEOUT, Http.TOO_EARLY, Http.TOO_MANY_REQUESTS})


def by_status(code: int, phrase: str, headers: Mapping[str, str], now: datetime) -> PollFailed:
    """An unsuccessful status received at `now`. `headers` have names in lower case (or the mapping ignores case)."""
    what, is_passing = f"HTTP {code} {phrase}".rstrip(), code in _PASSING
    wait = retry_after(headers.get("retry-after", ""), headers.get("date", ""), now)
    if "cf-mitigated" in headers:
        return PollFailed(what=f"{what}: the site's bot protection blocks us", todo="ask the publisher", retry_after=wait)
    return PollFailed(
        what=what,
        todo=next(
            (todo for status, todo in _TODO.items() if status == code), "" if is_passing else _BY_CLASS.get(code // 100, "")
        ),
        retry_after=wait or (_BREATH if code == Http.TOO_MANY_REQUESTS else None),
        is_gone=code == Http.GONE,
        is_permanent=400 <= code < 500 and not is_passing,
    )


def by_error(error: Exception) -> PollFailed:
    """An error of the network, TLS or protocol."""
    failed = _by_cause(error)
    if failed:
        return failed
    for kind, what in _WORDS.items():
        if isinstance(error, kind):
            return PollFailed(what=what)
    if isinstance(error, httpx.InvalidURL):
        return PollFailed(what=f"not an address: {error}".lower(), todo="check it", is_permanent=True)
    if isinstance(error, httpx.RemoteProtocolError):
        return PollFailed(what=f"violates the HTTP protocol: {error}", todo="" if "ended" in str(error) else "tell the publisher")
    return PollFailed(what=f"cannot be reached: {str(error) or type(error).__name__}")


def _by_cause(error: BaseException) -> PollFailed | None:
    """The first cause in the chain of `error` that is a network or TLS error; None if there is none."""
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
            todo = _CERTIFICATES.get(cause.verify_code, "tell the publisher")
            return PollFailed(what=f"its certificate is not valid: {cause.verify_message.rstrip('.')}", todo=todo)
        case ssl.SSLError():
            return PollFailed(what=f"TLS failed: {(cause.reason or 'unknown').lower().replace('_', ' ')}", todo=_WRONG_ADDRESS)
        case _:
            return None


def _network(cause: BaseException) -> PollFailed | None:
    if isinstance(cause, socket.gaierror):
        if cause.errno == socket.EAI_AGAIN:
            return PollFailed(what="DNS lookup failed: the name server does not answer", todo="check your network")
        return PollFailed(what="host not found", todo="check the address or your connection")
    if isinstance(cause, UnicodeError):
        return PollFailed(what="not a valid host name", todo=_WRONG_ADDRESS, is_permanent=True)
    if isinstance(cause, OSError) and cause.errno:
        what = _OS.get(type(cause), f"cannot be reached: {os.strerror(cause.errno).lower()}")
        is_absent = isinstance(cause, ConnectionRefusedError)
        return PollFailed(what=what, todo="if this persists, check its address" if is_absent else "")
    return None
