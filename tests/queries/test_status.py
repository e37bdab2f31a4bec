"""What needs somebody, as a bot or a page would read it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from support.builders import START

from monitor.model import Config, Feed, FeedState, Health
from monitor.queries.status import ProblemKind, status
from monitor.store import feeds
from monitor.store.database import Database


def test_a_daemon_without_work_has_no_problem(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/monitor.db")
    found = database.read_now(status, Config(), START)
    database.close()
    assert (found.problems, found.leader, found.feeds, found.at) == ((), None, (), START)


def test_feeds_that_all_fail_are_a_problem_and_come_worst_first(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/monitor.db")
    config = Config(feeds=tuple(Feed(id=name, url=f"https://{name}.example/", outlet=name) for name in ("new", "dead")))
    database.run_now(feeds.sync_feeds, config.feeds, START)
    dead = FeedState(feed_id="dead", url="u", next_poll_at=START, is_gone=True, polled_at=START, problem="HTTP 410 Gone")
    database.run_now(feeds.record_poll, dead, ())
    mixed = database.read_now(status, config, START + timedelta(hours=1))
    alone = database.read_now(status, replace(config, feeds=config.feeds[1:]), START + timedelta(hours=1))
    database.close()
    assert [(each.feed.id, each.health) for each in mixed.feeds] == [("dead", Health.GONE), ("new", Health.NEW)]
    assert mixed.problems == ()
    assert [problem.kind for problem in alone.problems] == [ProblemKind.NO_FEED_ANSWERS]
