"""A web server on loopback that publishes a scenario's feeds as they would have stood at the clock's present."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

from monitor.demo.scenario import Publication, Scenario

_TYPES = {"rss2": "application/rss+xml", "rss1": "application/rdf+xml", "atom": "application/atom+xml"}


@dataclass(frozen=True, slots=True)
class Listed:
    """An item as the feed lists it."""

    guid: str
    url: str
    title: str
    summary: str
    at: datetime  # first published
    changed_at: datetime


def visible(scenario: Scenario, outlet: Publication, now: datetime) -> list[Listed]:
    """What the outlet's feed lists at `now`, newest first; a corrected item keeps its place, guid and address."""
    shown: dict[str, Listed] = {}
    for item in scenario.items:
        if item.outlet != outlet.id or item.at > now or (outlet.silent_from and item.at >= outlet.silent_from):
            continue
        at = shown[item.name].at if item.name in shown else item.at
        url = outlet.link.format(guid=item.name, at=at)
        shown[item.name] = Listed(item.name, url, item.title + outlet.title_suffix, item.summary, at, item.at)
        if item.withdrawn_at and item.withdrawn_at <= now:
            del shown[item.name]
    return sorted(shown.values(), key=lambda listed: listed.at, reverse=True)[: outlet.keep]


def document(scenario: Scenario, outlet: Publication, now: datetime) -> tuple[str, str]:
    """(content type, body) of the outlet's feed at `now`."""
    if outlet.html and outlet.html[0] <= now < outlet.html[1]:
        return "text/html", f"<!doctype html><title>{escape(outlet.name)}</title><h1>We will be back soon</h1>"
    items = visible(scenario, outlet, now)
    body = {"rss2": _rss2, "rss1": _rss1, "atom": _atom}[outlet.format](outlet, items)
    return _TYPES[outlet.format], body


@contextmanager
def publish(scenario: Scenario, now: Callable[[], datetime]) -> Iterator[str]:
    """Serve the feeds while the context lasts; yields the base address: `{base}/{outlet id}.xml`."""
    outlets = {f"/{outlet.id}.xml": outlet for outlet in scenario.outlets}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            outlet = outlets.get(self.path)
            if outlet is None:
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            kind, text = document(scenario, outlet, now())
            body = text.encode()
            etag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
            is_known = self.headers.get("If-None-Match") == etag
            self.send_response(HTTPStatus.NOT_MODIFIED if is_known else HTTPStatus.OK)
            self.send_header("ETag", etag)
            if not is_known:
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not is_known:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Quiet: the terminal belongs to the phone."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _rss2(outlet: Publication, items: list[Listed]) -> str:
    # A malformed feed has an ampersand and a tag that no parser should have to forgive.
    description = "News & views<br>" if outlet.is_malformed else "News"
    parts = [
        f"<item><title>{escape(item.title)}</title><link>{escape(item.url)}</link>"
        f'<guid isPermaLink="false">{escape(item.guid)}</guid>'
        f"<pubDate>{format_datetime(item.at)}</pubDate><description>{escape(item.summary)}</description></item>"
        for item in items
    ]
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{escape(outlet.name)}</title>'
        f"<link>https://{outlet.id}.example/</link><description>{description}</description>{''.join(parts)}</channel></rss>"
    )


def _rss1(outlet: Publication, items: list[Listed]) -> str:
    parts = [
        f'<item rdf:about="{escape(item.url)}"><title>{escape(item.title)}</title><link>{escape(item.url)}</link>'
        f"<description>{escape(item.summary)}</description><dc:date>{item.at.isoformat()}</dc:date></item>"
        for item in items
    ]
    return (
        '<?xml version="1.0" encoding="utf-8"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="https://{outlet.id}.example/"><title>{escape(outlet.name)}</title>'
        f"<link>https://{outlet.id}.example/</link><description>News</description></channel>{''.join(parts)}</rdf:RDF>"
    )


def _atom(outlet: Publication, items: list[Listed]) -> str:
    parts = [
        f'<entry><title type="text">{escape(item.title)}</title><link href="{escape(item.url)}"/><id>{escape(item.url)}</id>'
        f"<published>{item.at.isoformat()}</published><updated>{item.changed_at.isoformat()}</updated>"
        f'<summary type="text">{escape(item.summary)}</summary></entry>'
        for item in items
    ]
    updated = max(item.changed_at for item in items).isoformat() if items else "2024-01-01T00:00:00+00:00"
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(outlet.name)}</title>'
        f"<id>https://{outlet.id}.example/</id><updated>{updated}</updated>{''.join(parts)}</feed>"
    )
