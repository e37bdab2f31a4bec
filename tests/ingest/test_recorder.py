"""A publisher who gives its entries ids of their own from now on makes no news of what is old."""

from datetime import timedelta
from pathlib import Path

from support.clocks import JumpClock
from support.feed_server import FeedServer, Page

from monitor.ingest.poller import Poller
from monitor.model import Config, Feed
from monitor.store import feeds as store
from monitor.store.database import Database
from monitor.store.entries import unjudged

DATE = "<pubDate>Tue, 16 Jan 2024 05:06:00 GMT</pubDate>"


def item(title: str, link: str, *, guid: str = "", date: str = "") -> str:
    own = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    return f"<item>{own}<title>{title}</title><link>https://news.example{link}</link>{date}</item>"


async def told(folder: Path, *documents: list[str]) -> list[tuple[str, int]]:
    """Title and revision of what the documents bring, polled one after the other, without what the first one does."""
    clock, database = JumpClock(), Database.open(f"sqlite:///{folder}/monitor.db")
    try:
        async with FeedServer().serving() as server:
            feed = Feed(id="f", url=server.url + "/f", outlet="F", private=True)
            await database.run(store.sync_feeds, (feed,), clock.now())
            for items in documents:
                body = f"<rss version='2.0'><channel><title>F</title>{''.join(items)}</channel></rss>"
                server.put("/f", Page(body.encode()))
                await Poller(Config(feeds=(feed,)), database, clock, lambda: None, "test").poll_now(["f"])
                clock.advance(timedelta(hours=1))
            return [(entry.title, entry.revision) for entry in await database.read(unjudged, 100) if not entry.is_backlog]
    finally:
        database.close()


async def test_ids_that_are_added_later_bring_nothing_and_what_is_new_comes(tmp_path: Path) -> None:
    before = [item("A", "/a", date=DATE), item("B", "/b")]
    after = [item("C", "/c", guid="3"), item("A", "/a", guid="1", date=DATE), item("B", "/b", guid="2")]
    assert await told(tmp_path, before, after, after[::-1], [item("D", "/d", guid="4"), *after]) == [("C", 0), ("D", 0)]


async def test_what_only_looks_the_same_is_news(tmp_path: Path) -> None:
    before = [item("Rocket alert", "/", date=DATE)]
    later = DATE.replace("05:06", "05:20")
    assert await told(tmp_path, before, [item("Rocket alert", "/", guid="2", date=later), *before]) == [("Rocket alert", 0)]


async def test_a_link_of_many_proves_nothing(tmp_path: Path) -> None:
    before = [item("Rocket alert", "/live")]
    after = [item("Rocket alert", "/live", guid="1"), item("Rocket alert", "/live", guid="2")]
    assert await told(tmp_path, before, after) == [("Rocket alert", 0), ("Rocket alert", 0)]


async def test_a_date_that_changes_is_no_edit_and_a_headline_is(tmp_path: Path) -> None:
    before = [item("A", "/a", guid="1", date=DATE)]
    redated = [item("A", "/a", guid="1", date=DATE.replace("05:06", "05:20"))]
    corrected = [item("A, corrected", "/a", guid="1", date=DATE)]
    assert await told(tmp_path, before, redated, corrected) == [("A, corrected", 1)]
