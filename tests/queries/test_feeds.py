"""Feeds as records."""

from pathlib import Path

from support.builders import START

from monitor.model import Config, Feed, Health
from monitor.queries.feeds import feed_rows
from monitor.store import feeds
from monitor.store.database import Database


def test_feeds_are_listed_in_order_and_without_their_secrets(tmp_path: Path) -> None:
    known = Feed(id="dawn", url="https://dawn.example/rss", outlet="Dawn")
    added = Feed(id="added", url="https://added.example/rss?token=hush-hush", outlet="Added")
    database = Database.open(f"sqlite:///{tmp_path}/monitor.db")
    database.run_now(feeds.sync_feeds, (known,), START)
    dawn, new = database.read_now(feed_rows, Config(feeds=(known, added)), START)
    database.close()
    assert (dawn.feed.id, dawn.health, dawn.push) == ("dawn", Health.NEW, None)
    assert (new.state, new.url) == (None, "https://added.example/rss?token=[secret]")
