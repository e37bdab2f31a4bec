"""How a feed names its hub, and how a hub proves that it speaks (WebSub, W3C Recommendation of 23 January 2018, §4 and §8)."""

import hmac
import re
from dataclasses import dataclass

from monitor.core.urls import web_url
from monitor.feeds.parse import ParsedFeed

_LINK = re.compile(r"<([^<>]*)>([^<]*)")  # RFC 8288
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\";,]+))", re.IGNORECASE)
_METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})


@dataclass(frozen=True, slots=True)
class Hub:
    """Who pushes a feed: the hub's `url`, and the feed's address as the hub knows it."""

    url: str
    topic: str


def named(link: str, parsed: ParsedFeed, base: str) -> Hub | None:
    """The hub that an answer from `base` names in its Link headers (`link`), or else in its document.

    None if not all is said, or if a part of the document, which is what hubs send, could not be read like the whole.
    """
    if parsed.has_shared_ids:
        return None
    found: dict[str, str] = {}
    for address, parameters in _LINK.findall(link):
        rel = _REL.search(parameters)
        for name in (rel[1] or rel[2] or "").lower().split() if rel else ():
            found.setdefault(name, web_url(address, base))
    url, topic = found.get("hub") or parsed.hub, found.get("self") or parsed.topic
    return Hub(url, topic) if url and topic else None


def is_signed(signature: str, secret: str, body: bytes) -> bool:
    """Whether the X-Hub-Signature header is that of `body` made with `secret`."""
    method, _, digest = signature.strip().partition("=")
    if method not in _METHODS:
        return False
    expected = hmac.new(secret.encode(), body, method).hexdigest()
    return hmac.compare_digest(expected.encode(), digest.lower().encode())
