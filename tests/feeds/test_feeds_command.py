"""`monitor feeds` as its user meets it."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.feed_server import rss

from monitor.cli import group
from monitor.clock import SystemClock
from monitor.config import load_config
from monitor.model import FeedState
from monitor.store import feeds as store
from monitor.store.database import Database

FEEDS = """\
# our feeds
feeds:
  dawn: {outlet: Dawn, url: https://dawn.example/rss}  # the best
  geo:
    outlet: Geo
    url: https://geo.example/rss

  # the last one
  irna: {outlet: IRNA, url: https://irna.example/rss, language: fa}

# the end
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    config = tmp_path / "config"
    (config / "watchlists").mkdir(parents=True)
    (config / "monitor.yaml").write_text(f"database: sqlite:///{tmp_path}/monitor.db\n")
    (config / "feeds.yaml").write_text(FEEDS)
    (config / "watchlists" / "quakes.yaml").write_text("watch: Quakes\nfind:\n  quake: earthquake\n")
    load_config(config)
    return config


@pytest.fixture
def address() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_feed = self.path == "/rss"
            page = b"<html><link rel=alternate type=application/rss+xml href=/rss></html>"
            self.send_response(200)
            self.end_headers()
            self.wfile.write(rss("Quake near Kerman", channel="<language>fa-IR</language>") if is_feed else page)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def feeds(*arguments: object) -> Result:
    return CliRunner().invoke(group, ["feeds", *map(str, arguments)], catch_exceptions=False)


def test_trouble_comes_first(folder: Path) -> None:
    config = load_config(folder)
    now = SystemClock().now()
    database = Database.open(config.database)
    try:
        database.run_now(store.sync_feeds, config.feeds, now)
        fine = FeedState(feed_id="dawn", url="https://dawn.example/rss", next_poll_at=now, polled_at=now, succeeded_at=now)
        database.run_now(store.record_poll, fine, ())
        problem = "HTTP 404 Not Found; check its address"
        down = replace(fine, feed_id="irna", succeeded_at=now - timedelta(days=3), failures=9, problem=problem)
        database.run_now(store.record_poll, down, ())
    finally:
        database.close()
    rows = [json.loads(line) for line in feeds("-c", folder, "--json").output.splitlines()]
    assert [(row["feed"], row["health"]) for row in rows] == [("irna", "down"), ("geo", "new"), ("dawn", "fresh")]
    assert rows[0]["why"] == f"no answer for 3 d: {problem}"
    assert "HTTP 404" in feeds("-c", folder).output


def test_a_look_at_an_address(address: str) -> None:
    shown = feeds("test", f"{address}/rss", "--private")
    assert shown.exit_code == 0
    assert "200 OK" in shown.output
    assert "Quake near Kerman" in shown.output
    record = json.loads(feeds("test", f"{address}/rss", "--private", "--json").output)
    assert [entry["title"] for entry in record["entries"]] == ["Quake near Kerman"]
    page = feeds("test", f"{address}/", "--private")
    assert page.exit_code == 1
    assert f"it links to {address}/rss" in page.output
    assert "private: true" in feeds("test", f"{address}/rss").output


def test_a_feed_is_added_where_it_belongs_and_nothing_else_changes(folder: Path, address: str) -> None:
    added = feeds("add", f"{address}/rss", "--private", "--outlet", "Ünsere: News, #1", "-c", folder)
    assert added.exit_code == 0, added.output
    new = load_config(folder).feeds[-1]
    assert (new.id, new.outlet, new.language, new.private) == ("unsere-news-1", "Ünsere: News, #1", "fa", True)
    line = f'  unsere-news-1: {{outlet: "Ünsere: News, #1", url: {new.url}, language: fa, private: yes}}\n'
    assert (folder / "feeds.yaml").read_text() == FEEDS.replace("\n\n# the end", f"\n{line}\n# the end")
    feeds("-c", folder, "remove", "unsere-news-1")
    assert (folder / "feeds.yaml").read_text() == FEEDS
    feeds("-c", folder, "remove", "geo")
    assert [feed.id for feed in load_config(folder).feeds] == ["dawn", "irna"]


def test_what_is_no_feed_or_would_break_the_list_is_not_added(folder: Path, address: str) -> None:
    assert feeds("add", address, "--private", "-c", folder).exit_code == 1
    again = CliRunner().invoke(group, ["feeds", "add", f"{address}/rss", "--private", "--id", "dawn", "-c", str(folder)])
    assert again.exit_code != 0
    assert (folder / "feeds.yaml").read_text() == FEEDS


def test_import_leaves_alone_what_is_there(folder: Path, tmp_path: Path) -> None:
    feeds("-c", folder, "export", tmp_path / "feeds.opml")
    listed = (tmp_path / "feeds.opml").read_text()
    extra = '<outline text="Fars" xmlUrl="https://fars.example/rss"/></body>'
    (tmp_path / "feeds.opml").write_text(listed.replace("</body>", extra).replace("https://dawn", "http://dawn"))
    assert feeds("-c", folder, "import", tmp_path / "feeds.opml").output == "added 1 feeds, 3 were there already\n"
    assert [feed.id for feed in load_config(folder).feeds] == ["dawn", "geo", "irna", "fars"]
