"""URLs as text: which may be shown as links, and what stays the same when a site moves."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

_LONGEST = 2000  # characters; longer ones are not links a reader can use
_UNSAFE = re.compile('[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff"<>\\\\^`{|}]')

_TRACKING = re.compile(r"utm_\w+|at_\w+|mc_\w+|fbclid|gclid|ocid|cmp|cmpid|smid|ref|ref_src|xtor", re.IGNORECASE)


def web_url(text: str, base: str = "") -> str:
    """`text`, joined to `base`, if that is an http(s) address; else "".

    User names and passwords are removed, because `https://bbc.co.uk@example.org` is not the BBC; characters that are not
    valid in a URL are percent-encoded, so that it cannot break out of the text around it.
    """
    stripped = text.strip()
    if not stripped:
        return ""
    try:
        joined = urljoin(base, stripped) if base else stripped
        parts = urlsplit(joined)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host or _UNSAFE.search(host):
        return ""
    netloc = f"[{host}]" if ":" in host else host
    url = urlunsplit((parts.scheme, netloc + (f":{port}" if port else ""), parts.path, parts.query, parts.fragment))
    url = _UNSAFE.sub(lambda found: quote(found[0], errors="replace"), url)
    return url if len(url) <= _LONGEST else ""


def host_of(url: str) -> str:
    """The host name of `url` in lower case, "" if it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def same_address(url: str) -> str:
    """A key equal for all spellings of one URL: http or https, with or without `www.` and a slash at the end."""
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    host = host.lower().removesuffix(":443" if parts.scheme.lower() == "https" else ":80").removeprefix("www.")
    return f"{user}@{host}{parts.path.rstrip('/')}?{parts.query}"


def same_page(url: str) -> str:
    """Like `same_address`, without the fragment and tracking parameters (`utm_source=…`)."""
    parts = urlsplit(web_url(url))
    asked = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0]))
    return same_address(urlunsplit(parts._replace(query=urlencode(asked))))


def is_address(text: str) -> bool:
    """Whether a text looks like a URL: with a scheme, or a host name and a slash (dawn.com/news/1)."""
    host, slash, _ = text.partition("/")
    return bool(web_url(full_address(text))) and ("://" in text or ("." in host and bool(slash)))


def without_origin(url: str, base: str) -> str:
    """`url` from its path on if it is on the host of `base`, otherwise unchanged.

    A key made of it survives the move of a site from http to https or to another name.
    """
    host = host_of(url)
    if not host or host != host_of(base):
        return url
    parts = urlsplit(url)
    return urlunsplit(("", "", parts.path, parts.query, parts.fragment)) or "/"


def full_address(text: str) -> str:
    """A URL as typed, with https:// added if missing."""
    return text if "://" in text else f"https://{text}"
