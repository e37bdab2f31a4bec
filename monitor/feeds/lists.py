"""Read lists of feeds from elsewhere: lines that become feeds, and lines that do not, with the reason."""

import re
import shlex
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from monitor.core.text.urls import host_of
from monitor.feeds.plain import visible
from monitor.model import Feed

_BLANK = b"\xef\xbb\xbf \t\r\n"
_EVERY = re.compile(r"(\d{1,8})s")
_SHORTEST, _LONGEST = timedelta(seconds=10), timedelta(days=30)
_LONGEST_ADDRESS = 2000  # characters
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NO_ADDRESS = re.compile(r"[\s<>\"\\^`{|}]")


@dataclass(frozen=True, slots=True)
class Listed:
    """One feed of a list; without an id if the list gives none. `problem` says why it cannot be one."""

    feed: Feed = field(repr=False)
    line: int
    problem: str = ""


def listed(url: str, line: int, keys: Mapping[str, str]) -> Listed:
    """A feed from the texts of its keys; invalid ones are ignored."""
    url = re.sub(r"^feed:(?://(?!/))?(?=https?:)|^feed(?=://)", lambda found: "http" if found[0] == "feed" else "", url)
    code = keys.get("language", "").lower().partition("-")[0]
    country, seconds = keys.get("country", "").upper(), _EVERY.fullmatch(keys.get("every", ""))
    every = timedelta(seconds=int(seconds[1])) if seconds else None
    feed = Feed(
        id=written if _ID.fullmatch(written := keys.get("id", "")) else "",
        url=url,
        outlet=visible(keys.get("outlet", "")) or host_of(url),
        language=code if re.fullmatch("[a-z]{2,3}", code) else "",
        country=country if re.fullmatch("[A-Z]{2}", country) else "",
        tier=int(keys["tier"]) if keys.get("tier") in {"1", "2", "3"} else 2,
        agency=keys.get("agency") == "yes",
        private=keys.get("private") == "yes",
        every=every if every and _SHORTEST <= every <= _LONGEST else None,
        group=keys.get("group", ""),
    )
    return Listed(feed, line, _problem(url))


def read_addresses(data: bytes) -> list[Listed]:
    """A plain list with one URL per line, followed by a title or, as in newsboat's `urls` file, "~Title" and "tag"s.

    Empty lines and those that begin with # are skipped; the first tag becomes the group.
    """
    lines = enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1)
    return [_from_line(text.strip(), number) for number, text in lines if text.strip() and not text.lstrip().startswith("#")]


def looks_like_xml(data: bytes) -> bool:
    return data[:4096].lstrip(_BLANK).startswith(b"<") or b"\0" in data[:64]


def feed_id_for(name: str, url: str, taken: Collection[str]) -> str:
    """A short id that is easy to type, from the outlet's name or its host, and not in `taken`."""
    host = host_of(url).removeprefix("www.").removeprefix("rss.").removeprefix("feeds.")
    stem = _slug(name) or _slug(host) or "feed"
    number = 2
    feed_id = stem
    while feed_id in taken:
        feed_id = f"{stem}-{number}"
        number += 1
    return feed_id


def _from_line(text: str, number: int) -> Listed:
    url, _, rest = text.partition(" ")
    if '"' not in rest:
        return listed(url, number, {"outlet": rest})
    try:
        words = shlex.split(rest)
    except ValueError:  # a quotation mark that is not closed
        words = [rest]
    title = next((word[1:] for word in words if word.startswith("~")), "")
    tags = [word for word in words if not word.startswith(("~", "!"))]
    return listed(url, number, {"outlet": title, "group": visible(tags[0]).replace("/", " ") if tags else ""})


def _problem(url: str) -> str:
    """Why `url` is no address of a feed; "" if it may be one."""
    try:
        parts = urlsplit(url)
        is_web = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_web = False
    if not is_web or _NO_ADDRESS.search(url):
        return "not an http(s) address"
    return f"longer than {_LONGEST_ADDRESS:,} characters" if len(url) > _LONGEST_ADDRESS else ""


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
