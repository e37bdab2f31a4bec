"""A web server that publishes generated feeds, each on a loopback address of its own; the benchmarks of polling start it.

`python feed_publisher.py FEEDS` prints its port. `GET /mode/NAME` on 127.0.0.1 says how all feeds answer from then on: `first`
(the feed as it is; 304 to who knows it), `again` (the same, but never 304), `more` (one entry more) or `some` (one entry more in
every tenth).
"""

import asyncio
import gzip
import random
import resource
import sys
from functools import cache
from xml.sax.saxutils import escape

ENTRIES = 50
_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in ("a", "en", "ir", "o", "un")]


def address(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


def feed(number: int, extra: int = 0) -> bytes:
    """About 60 kB of RSS with `ENTRIES` entries, the newest `extra` of them not there before."""
    items = "".join(_item(number, entry) for entry in range(ENTRIES + extra - 1, extra - 1, -1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>Outlet {number}</title><link>https://outlet{number}.example/</link><description>News</description>"
        f'<atom:link href="https://outlet{number}.example/rss" rel="self" type="application/rss+xml"/>\n{items}</channel></rss>\n'
    ).encode()


def _words(pick: random.Random, count: int) -> str:
    return " ".join("".join(pick.choices(_SYLLABLES, k=3)) for _ in range(count))


def _item(number: int, entry: int) -> str:
    pick = random.Random(number * 1000 + entry)  # noqa: S311 -- the same feed each time
    url = f"https://outlet{number}.example/news/{entry}"
    markup = (
        f'<p><a href="{url}"><img src="{url}.jpg" alt="" width="640"/></a></p><p>{_words(pick, 90)}</p>'
        '<p><b>More:</b> <a href="/all">all</a></p>'
    )
    return (
        f"<item><title>{_words(pick, 10).capitalize()}</title><link>{url}</link>"
        f'<guid isPermaLink="false">{number}-{entry}</guid>'
        f"<pubDate>Thu, 18 Jan 2024 {entry // 60:02}:{entry % 60:02}:00 GMT</pubDate>"
        f"<dc:creator>A. Writer</dc:creator><category>World</category><description>{escape(markup)}</description>"
        f'<media:content url="{url}.jpg" medium="image" width="640" height="360"/></item>\n'
    )


@cache
def _packed(number: int, extra: int) -> bytes:
    return gzip.compress(feed(number, extra), 6)


class _Publisher:
    def __init__(self) -> None:
        self.mode = "first"

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
            self.mode = path.rpartition("/")[2]
            return b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
        number = int(path.strip("/").partition(".")[0])
        extra = int(self.mode == "more" or (self.mode == "some" and number % 10 == 0))
        etag = b'"%d-%d"' % (number, extra)
        common = b"Content-Type: application/rss+xml\r\nETag: %s\r\nConnection: close\r\n" % etag
        if self.mode != "again" and etag in head:
            return b"HTTP/1.1 304 Not Modified\r\n" + common + b"\r\n"
        is_packed = b"gzip" in head
        body = _packed(number, extra) if is_packed else feed(number, extra)
        coding = b"Content-Encoding: gzip\r\n" if is_packed else b""
        return b"HTTP/1.1 200 OK\r\n%s%sContent-Length: %d\r\n\r\n%s" % (common, coding, len(body), body)


async def main(feeds: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4 * feeds + 1000)), hard))
    publisher = _Publisher()
    control = await asyncio.start_server(publisher.answer, "127.0.0.1", 0)
    port = control.sockets[0].getsockname()[1]
    for number in range(feeds):
        await asyncio.start_server(publisher.answer, address(number), port, backlog=32)
        _packed(number, 0), _packed(number, 1)
    print(port, flush=True)
    await control.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
