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


HOSTILE = "A \x1b]0;pwn\x07} , url: evil # 'x'"
PAGES = {
    "/rss": rss("Quake near Kerman", channel="<language>fa-IR</language>"),
    "/b.rss": rss("B").replace(b"<title>News", f"<title>{HOSTILE}".encode()),
    "/": b"<html><link rel=alternate type=application/rss+xml href=/rss></html>",
    "/both": b"<html><base href=/x/><a href=../rss>RSS</a> <a href=/b.rss?feed=rss>B</a><a href=/none/feed>gone</a></html>",
    "/blog/post": b"<html>no word of feeds</html>",
    "/blog/feed": rss("Kept in the usual place"),
    "/bad": b"""<rss version='2.0'><channel><title>Bad</title>
        <item><guid>1</guid><title>Ahead</title><link>/a</link><pubDate>Thu, 01 Jan 2099 00:00:00 GMT</pubDate></item>
        <item><guid>1</guid><title>Twice</title><link>http://news.example/b</link><pubDate>16 Ocak 2024 05:06</pubDate></item>
        <item><title>Without</title><link>http://news.example/c</link></item>
        </channel></rss""",
    "/login": b"<html><input type=password></html>",
}


@pytest.fixture
def address() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = PAGES.get(self.path.partition("?")[0])
            is_known = self.headers.get("If-None-Match") == '"1"' and page
            self.send_response(304 if is_known else 200 if page else 404)
            self.send_header("ETag", '"1"')
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            if page and not is_known:
                self.wfile.write(page)

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
    since = f"{now - timedelta(days=3):%a %d %b %H:%M}"
    assert rows[0]["why"] == f"not read since {since}: {problem}"
    assert "HTTP 404" in feeds("-c", folder).output


def test_a_look_at_an_address(address: str) -> None:
    shown = feeds("test", f"{address}/rss", "--private")
    assert shown.exit_code == 0
    assert "200 OK" in shown.output
    assert "Quake near Kerman" in shown.output
    assert "conditional: a repeated request got 304" in shown.output
    record = json.loads(feeds("test", f"{address}/rss?token=s3cr3ts3cr3t", "--private", "--json").output)
    assert [(entry["title"], entry["date"]) for entry in record["entries"]] == [("Quake near Kerman", "no date")]
    assert (record["kind"], record["known_by"], record["again"]["status"]) == ("RSS 2.0", {"id": 1}, 304)
    assert any("served as text/plain" in warning for warning in record["warnings"])
    assert "s3cr3t" not in json.dumps(record)
    page = feeds("test", f"{address}/", "--private")
    assert page.exit_code == 1
    assert f"it links to {address}/rss" in page.output
    assert "private: true" in feeds("test", f"{address}/rss").output


def test_what_a_publisher_does_badly_is_told(address: str) -> None:
    record = json.loads(feeds("test", f"{address}/bad", "--private", "--json").output)
    told = "\n".join(record["warnings"])
    for part in (
        "(unclosed token, line 5)", "served as text/plain", "no id (guid): 1 of 3", "ids used more than once: 1",
        "in the future: 1 of 3",
        "in a non-standard form: 1 of 3", "no date: 1 of 3", "without https:// and a host: 1",
        "links to http:// instead of https://: ",
    ):  # fmt: skip
        assert part in told
    assert record["known_by"] == {"link": 3}
    assert {entry["title"]: entry["date"] for entry in record["entries"]} == {
        "Ahead": "a date in the future", "Twice": "repaired", "Without": "no date",
    }  # fmt: skip


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
    assert "a login page, not a feed" in feeds("test", f"{address}/login", "--private").output
    missing = feeds("add", f"{address}/missing", "--private", "-c", folder)
    assert (missing.exit_code, "HTTP 404" in missing.output) == (1, True)
    assert feeds("add", f"{address}/rss", "-c", folder).exit_code == 1  # on this computer, and not marked so
    again = CliRunner().invoke(group, ["feeds", "add", f"{address}/rss", "--private", "--id", "dawn", "-c", str(folder)])
    assert again.exit_code != 0
    there = feeds("add", "http://www.dawn.example:80/rss/", "-c", folder)
    assert (there.exit_code, "is already listed: dawn" in there.output) == (1, True)
    assert (folder / "feeds.yaml").read_text() == FEEDS


def test_the_feed_of_a_site_is_found_by_its_page_or_in_the_usual_place(folder: Path, address: str) -> None:
    assert "added news: News" in feeds("add", address, "--private", "-c", folder).output
    assert (
        "added news-2 to group blogs: News"
        in feeds("add", f"{address}/blog/post", "--private", "--group", "blogs", "-c", folder).output
    )
    assert [feed.url for feed in load_config(folder).feeds[-2:]] == [f"{address}/rss", f"{address}/blog/feed"]


def test_of_several_feeds_one_has_to_choose(folder: Path, address: str) -> None:
    listed = feeds("add", f"{address}/both", "--private", "-c", folder)
    assert listed.exit_code == 1
    assert "Quake near Kerman" in listed.output
    assert "--pick 1" in listed.output
    assert (folder / "feeds.yaml").read_text() == FEEDS
    assert feeds("add", f"{address}/both", "--private", "--pick", "2", "-c", folder).exit_code == 0
    new = load_config(folder).feeds[-1]
    assert (new.url, new.outlet) == (f"{address}/b.rss?feed=rss", "A ]0;pwn} , url: evil # 'x'")
    rest = feeds("add", f"{address}/both", "--private", "--all", "-c", folder)
    assert "is already listed" in rest.output
    again = load_config(folder).feeds[-1]
    assert (again.id, again.outlet) == ("news", new.outlet)  # of one site: one source
    assert "\x1b" not in listed.output + rest.output + (folder / "feeds.yaml").read_text()


def test_import_leaves_alone_what_is_there(folder: Path, tmp_path: Path) -> None:
    feeds("-c", folder, "export", tmp_path / "feeds.opml")
    listed = (tmp_path / "feeds.opml").read_text()
    extra = '<outline text="Fars" xmlUrl="https://fars.example/rss"/></body>'
    (tmp_path / "feeds.opml").write_text(listed.replace("</body>", extra).replace("https://dawn", "http://dawn"))
    assert feeds("-c", folder, "import", tmp_path / "feeds.opml").output.endswith("added 1 feed, 3 already listed, 0 refused\n")
    assert [feed.id for feed in load_config(folder).feeds] == ["dawn", "geo", "irna", "fars"]


def test_what_is_exported_is_imported_without_loss(folder: Path, tmp_path: Path) -> None:
    own = "{outlet: A, url: https://a.example/?b=1&c, tier: 1, agency: yes, country: IR, every: 3d, private: yes, group: a/b c}"
    before = FEEDS.replace("\n# the end", f"  App.pk_2: {own}\n\n# the end")
    (folder / "feeds.yaml").write_text(before)
    kept = load_config(folder).feeds
    feeds("-c", folder, "export", tmp_path / "feeds.opml")
    (folder / "feeds.yaml").write_text("feeds:\n  other: {outlet: O, url: https://o.example/}\n")
    refused = feeds("-c", folder, "import", tmp_path / "feeds.opml")
    assert (refused.exit_code, "import it with --private" in refused.output) == (1, True)
    rest = [
        json.loads(line)
        for line in feeds("-c", folder, "import", tmp_path / "feeds.opml", "--private", "--json").output.splitlines()
    ]
    assert [(row["feed"], row["result"]) for row in rest if row["result"] == "added"] == [("App.pk_2", "added")]
    assert sorted(load_config(folder).feeds[1:], key=lambda feed: feed.id) == sorted(kept, key=lambda feed: feed.id)


def test_each_line_of_a_plain_list_is_accounted_for(folder: Path, tmp_path: Path) -> None:
    listed = "https://a.example/rss\n# mine\nhttps://a.example/rss/\nhttp://www.dawn.example/rss\nftp://b.example/\n"
    (tmp_path / "urls").write_text(listed)
    told = feeds("-c", folder, "import", tmp_path / "urls")
    assert told.exit_code == 1
    assert told.output.splitlines() == [
        "line 1: added a-example",
        "line 3: already listed: a-example",
        "line 4: already listed: dawn",
        "line 5: refused, not an http(s) address: ftp://b.example/",
        "added 1 feed, 2 already listed, 1 refused",
    ]


def test_line_ends_of_windows_stay(folder: Path) -> None:
    (folder / "feeds.yaml").write_bytes(FEEDS.replace("\n", "\r\n").encode())
    feeds("-c", folder, "remove", "geo")
    data = (folder / "feeds.yaml").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") == FEEDS.count("\n") - 3
