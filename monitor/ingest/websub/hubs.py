"""How a feed names its hubs, and how a hub signs its pushes (WebSub, W3C Recommendation of 23 January 2018, §4 and §8)."""

import hmac
import re
from collections import defaultdict

from monitor.core.text.urls import web_url
from monitor.feeds.parse.parser import ParsedFeed
from monitor.model import Hubs

_LINK = re.compile(r"<([^<>]*)>([^<]*)")  # RFC 8288
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\";,]+))", re.IGNORECASE)
_AT_MOST = 4  # hubs
_METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})


def named(link: str, parsed: ParsedFeed, base: str) -> Hubs | None:
    """The hubs that an answer from `base` names in its Link headers (`link`), or else in its document.

    None if anything is missing, or if a part of the document, as hubs send it, could not be read like the whole.
    """
    if parsed.has_shared_ids:
        return None
    found = defaultdict[str, list[str]](list)
    for address, parameters in _LINK.findall(link):
        rel, url = _REL.search(parameters), web_url(address, base)
        for name in (rel[1] or rel[2] or "").lower().split() if rel and url else ():
            found[name].append(url)
    urls = tuple(dict.fromkeys(found["hub"] or parsed.hubs))[:_AT_MOST]
    topic = found["self"][0] if found["self"] else parsed.topic
    return Hubs(urls=urls, topic=topic, base=base) if urls and topic else None


def is_signed(signature: str, secret: str, body: bytes) -> bool:
    """Whether the X-Hub-Signature header is that of `body` made with `secret`."""
    method, _, digest = signature.strip().partition("=")
    if method not in _METHODS:
        return False
    expected = hmac.new(secret.encode(), body, method).hexdigest()
    return hmac.compare_digest(expected.encode(), digest.lower().encode())
