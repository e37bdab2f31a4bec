"""What feeds and their servers do to a reader, by accident or on purpose, and what the reader's user is to be told of it.

`put` publishes them; where redirects lead is published beside them.
"""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import brotli
from support.feed_server import (
    FeedServer,
    Page,
    Trick,
    break_off,
    drip,
    flood,
    lie,
    nonsense,
    redirect,
    repeat,
    reset,
    rss,
    say,
    silence,
)


@dataclass(frozen=True, slots=True)
class Case:
    """`told` is in the reason why the poll failed; without one it succeeds and brings entries with these `titles`."""

    page: Page | Trick
    told: str = ""
    titles: tuple[str, ...] = ()


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"transfer-encoding: chunked\r\n\r\n"
ABUSE = "violates the HTTP protocol: "


def packed(body: bytes, encoding: str) -> Page:
    return Page(body, headers=(("content-encoding", encoding),))


def nested(times: int, pack: Callable[[bytes], bytes] = gzip.compress) -> bytes:
    body = rss("A")
    for _ in range(times):
        body = pack(body)
    return body


def channel(inner: str, before: str = "") -> Page:
    return Page(f"{before}<rss version='2.0'><channel><title>T</title>{inner}</channel></rss>".encode())


def item(inner: str) -> Page:
    return Page(rss(x=inner))


COMPRESSED = {
    "gzip bomb": Case(packed(gzip.compress(bytes(5_000_000)), "gzip"), "larger than 1,000,000 bytes; raise `max_bytes` if"),
    "brotli bomb": Case(packed(bytes(brotli.compress(bytes(5_000_000), quality=1)), "br"), "larger than 1,000,000 bytes"),
    "zstd, unasked": Case(packed(b"\x28\xb5\x2f\xfd" + bytes(99), "zstd"), "compressed by 'zstd', which was not asked for; tell"),
    "twice compressed": Case(packed(nested(2), "gzip, gzip"), "compressed by 'gzip, gzip', which was not asked for"),
    "compressed more often than said": Case(packed(nested(2), "gzip"), "not a feed: not well-formed XML"),
    "a hundred compressions": Case(packed(b"x", "gzip, " * 100 + "gzip"), "which was not asked for; tell the publisher"),
    "plain though it says gzip": Case(packed(rss("A"), "gzip"), "unreadable: compressed, but damaged; tell the publisher"),
    "gzip cut off": Case(packed(gzip.compress(rss("A" * 500))[:-9], "gzip"), "unreadable: compressed, and ends early"),
}
SLOW = {
    "body by drops": Case(drip(), "no complete response within 1 s"),
    "header by drops": Case(drip(OK + b"x: "), "no complete response within 1 s"),
    "status line by drops": Case(drip(b"HTTP/1.1 200 "), "no complete response within 1 s"),
    "chunk length by drops": Case(drip(CHUNKED + b"5;"), "no complete response within 1 s"),
    "no answer": Case(silence, "no complete response within 1 s"),
}
ENDLESS = {
    "endless body": Case(flood(), "larger than 1,000,000 bytes"),
    "endless chunks": Case(repeat(CHUNKED, b"400\r\n" + b" " * 1024 + b"\r\n"), "larger than 1,000,000 bytes"),
    "tiny chunks": Case(repeat(CHUNKED, b"1\r\n \r\n" * 1000), ABUSE + "a body in more than 100,000 pieces"),
    "endless headers": Case(repeat(OK, b"a: b\r\n" * 100), ABUSE + "more than 65,536 bytes of headers; tell the publisher"),
    "endless header": Case(repeat(OK + b"a: ", b"b" * 1000), ABUSE + "more than 65,536 bytes of headers"),
    "endless folding": Case(repeat(OK + b"a: b\r\n", b" b\r\n"), ABUSE + "more than 65,536 bytes of headers"),
    "endless trailer": Case(repeat(CHUNKED + b"0\r\n", b"a: b\r\n" * 100), ABUSE + "more than 65,536 bytes of headers"),
    "endless promises": Case(repeat(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), ABUSE + "more than 20 interim responses"),
}
BROKEN = {
    "length too long": Case(lie, ABUSE + "the response ended in its body"),
    "length too short": Case(say(OK + b"content-length: 140\r\n\r\n" + rss("A", "B", "C")), titles=("A",)),
    "length of minus five": Case(say(OK + b"content-length: -5\r\n\r\n"), ABUSE + "in its headers, bad Content-Length; tell"),
    "length without end": Case(say(OK + b"content-length: " + b"9" * 5000 + b"\r\n\r\n"), "bad Content-Length"),
    "two lengths": Case(say(OK + b"content-length: 5\r\ncontent-length: 6\r\n\r\n"), "conflicting Content-Length headers"),
    "length of a chunk": Case(say(CHUNKED + b"zz\r\n"), ABUSE + "in its body, illegal chunk header"),
    "chunk without end": Case(say(CHUNKED + b"fffffffff\r\n<rss>"), ABUSE + "the response ended in its body"),
    "a coding of its own": Case(say(OK + b"transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), "Only Transfer-Encoding"),
    "NUL in a header": Case(say(OK + b"a\0: b\r\n\r\n<rss/>"), ABUSE + "in its headers, illegal header line"),
    "HTTP/0.9": Case(say(rss("A")), ABUSE + "the server does not speak HTTP"),
    "HTTP/2": Case(say(b"HTTP/2 200\r\n\r\n"), ABUSE + "in its headers, illegal status line; tell the publisher"),
    "SSH": Case(nonsense, ABUSE + "the server does not speak HTTP; tell the publisher"),
    "nothing": Case(say(b""), ABUSE + "the connection ended without a response"),
    "another protocol": Case(
        say(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n"), "switches to another protocol without being asked"
    ),
    "torn after the request": Case(break_off(b""), "connection reset during the response"),
    "torn in the headers": Case(break_off(OK + b"content-ty"), "connection reset during the response"),
    "torn in the body": Case(reset, "connection reset during the response"),
    "torn in a chunk": Case(break_off(CHUNKED + b"99\r\n<rss>"), "connection reset during the response"),
}
STATUS = {
    "204": Case(Page(status=204), "HTTP 204 No Content; expected a feed: check its address"),
    "206": Case(Page(rss("A")[:50], 206), "HTTP 206 Partial Content; expected a feed"),
    "300": Case(Page(status=300), "HTTP 300 Multiple Choices; check its address"),
    "304 to a first request": Case(Page(status=304), "HTTP 304 Not Modified; this was the first request: tell the publisher"),
    "402": Case(Page(status=402), "HTTP 402 Payment Required; it requires payment"),
    "404": Case(Page(status=404), "HTTP 404 Not Found; check its address"),
    "451": Case(Page(status=451), "HTTP 451 Unavailable For Legal Reasons; it is blocked for legal reasons in our location"),
    "503": Case(Page(status=503), "HTTP 503 Service Unavailable"),
    "a phrase without end": Case(say(b"HTTP/1.1 500 " + b"very " * 9000 + b"\r\n\r\n"), "HTTP 500 very very"),
}
REDIRECTS = {
    "circle": Case(redirect("/circle"), "redirect loop by way of http://"),
    "chain": Case(redirect("/chain1"), "redirects more than 5 times; check its address"),
    "to metadata": Case(
        redirect("http://169.254.169.254/latest"), "169.254.169.254 is at a link-local or cloud metadata address"
    ),
    "to a file": Case(redirect("file:///etc/passwd"), "not an http(s) address: file:/etc/passwd; check its address"),
    "to data": Case(redirect("data:text/xml,<rss/>"), "not an http(s) address: data:text/xml"),
    "to a port beyond": Case(redirect("http://127.0.0.1:99999/"), "99999 is not a valid port; check it"),
    "to no name": Case(redirect("http://..../"), "not a valid host name; check its address"),
    "to afar": Case(redirect("/" + "a" * 50_000), "redirects to an address of more than 4,000 characters"),
    "to Cyrillic": Case(redirect("/новости".encode().decode("latin-1")), titles=("Новости",)),
}
BOMB = "<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
OUTSIDE = "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
BODIES = {
    "empty": Case(Page(b""), "an empty response; check its address if this persists"),
    "blank": Case(Page(b" \n\t"), "an empty response"),
    "entity bomb": Case(
        channel("<item><title>&b;</title></item>", BOMB), "entities that expand (an XML bomb); tell the publisher"
    ),
    "outside entity": Case(channel("<item><title>A &x; B</title></item>", OUTSIDE), titles=("A &x; B",)),
    "outside type": Case(channel("<item><title>A</title></item>", "<!DOCTYPE r SYSTEM 'http://127.0.0.1:1/'>"), titles=("A",)),
    "deep": Case(
        Page(b"<rss>" + b"<d>" * 9000 + b"</d>" * 9000 + b"</rss>"), "refused: elements nested more than 200 deep; tell"
    ),
    "angles": Case(Page(b"<" * 900_000), "not a feed: not well-formed XML"),
    "angles in a feed": Case(Page(b"<rss><channel><item><title>A</title>" + b"<" * 9000), titles=("A",)),
    "attributes": Case(Page(b"<rss " + b" ".join(b"a%d=''" % n for n in range(9000)) + b"/>"), "more than 256 attributes"),
    "loose attributes": Case(
        Page(b"<rss>&<item><title>A</title><x " + b" ".join(b"a%d=''" % n for n in range(900)) + b"/></rss>"), titles=("A",)
    ),
    "many entries": Case(channel("<item/>" * 100_000), "refused: more than 10,000 entries; tell the publisher"),
    "one vast entry": Case(item(f"<title>A</title><description>{'word ' * 150_000}</description>"), titles=("A",)),
    "login page": Case(Page(b"<!doctype html><form>Sign in</form>", content_type="text/html"), "an HTML page, not a feed; look"),
    "page with a feed": Case(
        Page(b"<html><link rel=alternate type=application/rss+xml href=/rss>"), "an HTML page, not a feed; it links to http://"
    ),
    "JSON": Case(Page(b'{"error": "no"}'), "JSON, but not a JSON Feed; use the site's RSS or Atom feed"),
    "deep JSON": Case(Page(b'{"a":' + b"[" * 100_000), "JSON, but not a JSON Feed"),
    "sitemap": Case(Page(b"<urlset/>"), "XML, but not a feed (<urlset>); check its address"),
    "picture": Case(Page(b"\x89PNG\r\n\x1a\n" + bytes(99)), "not a feed: not well-formed XML"),
    "path": Case(Page(b"/etc/passwd"), "not a feed"),
    "cut off": Case(Page(rss("A", "B")[:-70]), titles=("A",)),
}
ENCODINGS = {
    f"{name}{' with a mark' if mark else ''}": Case(
        Page(mark + f"<?xml version='1.0' encoding='{declared}'?>{rss('Удар').decode()}".encode(name)), titles=("Удар",)
    )
    for name, declared, mark in (
        ("utf-16-le", "utf-16", b"\xff\xfe"),
        ("utf-16-be", "utf-16", b"\xfe\xff"),
        ("utf-16-le", "utf-16le", b""),
        ("utf-16-be", "utf-16be", b""),
        ("utf-32-le", "utf-32", b"\xff\xfe\0\0"),
        ("utf-32-be", "utf-32be", b""),
        ("utf-8", "utf-8", b"\xef\xbb\xbf"),
        ("windows-1251", "windows-1251", b""),
    )
} | {
    "nothing but a mark": Case(Page(rss("Удар").decode().encode("utf-16")), titles=("Удар",)),
    "charset that is not so": Case(Page(rss("Удар"), content_type="text/xml; charset=utf-16"), titles=("Удар",)),
    "unknown charset": Case(Page(b"<?xml version='1.0' encoding='x-klingon'?>" + rss("A")), titles=("A",)),
    "NULs": Case(Page(rss("A").replace(b"News", b"Ne\0ws")), titles=("A",)),
    "broken UTF-8": Case(Page(rss("A", "caf\xe9").decode().encode("latin-1")), titles=("A",)),
}
DATES = ("Sat, 01 Jan 0000 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31T23:59:59-12:00", "0000-00-00", "9" * 999)
ENTRIES = {
    "ids that collide": Case(
        channel("".join(f"<item><guid>1</guid><title>{name}</title><link>/{name}</link></item>" for name in "AB")),
        titles=("A", "B"),
    ),
    "impossible dates": Case(
        Page(rss(**{f"x{n}": f"<title>Date {n}</title><pubDate>{date}</pubDate>" for n, date in enumerate(DATES)})),
        titles=tuple(f"Date {n}" for n in range(len(DATES))),
    ),
    "script in a title": Case(
        item("<title>Quake&lt;script&gt;alert(1)&lt;/script&gt; near &amp;lt;b&gt;Kerman</title>"),
        titles=("Quake near <b>Kerman",),
    ),
    "directions and controls": Case(item("<title>a\u202egnp.exe\u2066b&#x85;c\ufeff</title>"), titles=("agnp.exeb…c",)),
    "dangerous links": Case(
        Page(
            rss(
                **{
                    f"x{n}": f"<title>Link {n}</title><link>{link}</link>"
                    for n, link in enumerate(("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "JaVaScRiPt:1"))
                }
            )
        ),
        titles=tuple(f"Link {n}" for n in range(4)),
    ),
    "numbers beyond in JSON": Case(
        Page(
            json.dumps(
                {
                    "version": "https://jsonfeed.org/version/1.1",
                    "items": [{"id": 1e308 * 10, "title": "A", "date_published": "9999-12-31T23:59:59-23:59"}],
                }
            ).encode()
        ),
        titles=("A",),
    ),
}
CASES = COMPRESSED | SLOW | ENDLESS | BROKEN | STATUS | REDIRECTS | BODIES | ENCODINGS | ENTRIES
BESIDE = {
    "новости": Page(rss("Новости")),
    **{f"chain{n}": redirect(f"/chain{n + 1}") for n in range(1, 9)},
}  # where redirects lead


def put(server: FeedServer, cases: Mapping[str, Case]) -> dict[str, str]:
    """The address of each case."""
    for path, page in BESIDE.items():
        server.put(f"/{quote(path)}", page)
    return {name: server.put(f"/{quote(name)}", case.page) for name, case in cases.items()}
