"""A web server that publishes generated feeds, each on a loopback address of its own; the benchmarks of polling start it.

`python feed_publisher.py FEEDS` prints its port. `GET /mode/NAME` on 127.0.0.1 says how all feeds answer from then on:

- `first`: the feed as it is; 304 to who knows it;
- `again`: the same, but never 304;
- `more`: one entry more;
- `life`: at each request one feed in ten has a new entry. Of ten feeds seven give 304 if they have none, two do not know how to
  and send the same body again, and one writes a new build date into it each time. So 63 % of the answers are 304, 18 % the same
  body, 9 % a changed body with nothing new, and 10 % a new entry.

`GET /answers` says how often it gave each status since then, as JSON.
"""

import asyncio
import gzip
import json
import random
import resource
import sys
import zlib
from collections import Counter, defaultdict
from functools import cache, lru_cache
from xml.sax.saxutils import escape

ENTRIES = 50
_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in ("a", "en", "ir", "o", "un")]
_KEPT = 2500  # bodies


def address(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


def feed(number: int, extra: int = 0, built: int = 0) -> bytes:
    """About 70 kB of RSS with `ENTRIES` entries, the newest `extra` of them not there before."""
    items = "".join(_item(number, entry) for entry in range(ENTRIES + extra - 1, extra - 1, -1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>Outlet {number}</title><link>https://outlet{number}.example/</link><description>News</description>"
        f"<lastBuildDate>Fri, 19 Jan 2024 {built // 60 % 24:02}:{built % 60:02}:00 GMT</lastBuildDate>"
        f'<atom:link href="https://outlet{number}.example/rss" rel="self" type="application/rss+xml"/>\n{items}</channel></rss>\n'
    ).encode()


@cache
def _texts() -> list[tuple[str, str]]:
    """A thousand headlines with their texts."""
    pick = random.Random(1)  # noqa: S311 -- the same feeds each time
    return [(_words(pick, 10).capitalize(), _words(pick, 90)) for _ in range(1000)]


def _words(pick: random.Random, count: int) -> str:
    return " ".join("".join(pick.choices(_SYLLABLES, k=3)) for _ in range(count))


def _item(number: int, entry: int) -> str:
    headline, text = _texts()[(number * 61 + entry) % 1000]
    url = f"https://outlet{number}.example/news/{entry}"
    markup = (
        f'<p><a href="{url}"><img src="{url}.jpg" alt="" width="640"/></a></p><p>{text}</p>'
        '<p><b>More:</b> <a href="/all">all</a></p>'
    )
    return (
        f"<item><title>{headline}</title><link>{url}</link>"
        f'<guid isPermaLink="false">{number}-{entry}</guid>'
        f"<pubDate>Thu, 18 Jan 2024 {entry // 60 % 24:02}:{entry % 60:02}:00 GMT</pubDate>"
        f"<dc:creator>A. Writer</dc:creator><category>World</category><description>{escape(markup)}</description>"
        f'<media:content url="{url}.jpg" medium="image" width="640" height="360"/></item>\n'
    )


@lru_cache(_KEPT)
def _packed(number: int, extra: int, built: int) -> bytes:
    return gzip.compress(feed(number, extra, built), 6)


class _Publisher:
    def __init__(self) -> None:
        self.mode = "first"
        self._given: Counter[int] = Counter()
        self._extra: dict[int, int] = defaultdict(int)  # entries each feed has got in its life
        self._asked: dict[int, int] = defaultdict(int)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(self._response(head.split(b" ", 2)[1].decode(), head.lower()))
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        writer.close()

    def _response(self, path: str, head: bytes) -> bytes:
        if path.startswith("/mode/"):
            self.mode, self._given = path.rpartition("/")[2], Counter()
        if path == "/answers" or path.startswith("/mode/"):
            return b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + json.dumps(self._given).encode()
        number = int(path.strip("/").partition(".")[0])
        extra, built, is_conditional = self._now(number)
        etag = b'"%d-%d"' % (number, extra)
        common = b"Content-Type: application/rss+xml\r\nETag: %s\r\nConnection: close\r\n" % etag
        is_known = is_conditional and etag in head
        self._given[304 if is_known else 200] += 1
        if is_known:
            return b"HTTP/1.1 304 Not Modified\r\n" + common + b"\r\n"
        is_packed = b"gzip" in head
        body = _packed(number, extra, built) if is_packed else feed(number, extra, built)
        coding = b"Content-Encoding: gzip\r\n" if is_packed else b""
        return b"HTTP/1.1 200 OK\r\n%s%sContent-Length: %d\r\n\r\n%s" % (common, coding, len(body), body)

    def _now(self, number: int) -> tuple[int, int, bool]:
        """A feed's entries beyond the first, when it was built, and whether it gives 304."""
        if self.mode != "life":
            return int(self.mode == "more"), 0, self.mode != "again"
        self._asked[number] += 1
        asked, kind = self._asked[number], number % 10
        self._extra[number] += zlib.crc32(b"%d %d" % (number, asked)) % 10 == 0
        return self._extra[number], asked if kind == 9 else 0, kind < 7


async def main(feeds: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4 * feeds + 1000)), hard))
    publisher = _Publisher()
    control = await asyncio.start_server(publisher.answer, "127.0.0.1", 0)
    port = control.sockets[0].getsockname()[1]
    for number in range(feeds):
        await asyncio.start_server(publisher.answer, address(number), port, backlog=32)
        if 2 * feeds <= _KEPT:
            _packed(number, 0, 0), _packed(number, 1, 0)
    print(port, flush=True)
    await control.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
