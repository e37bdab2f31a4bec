"""Feeds: following the configuration, claiming, recording polls."""

from dataclasses import replace

import pytest
from store_samples import HOUR, MINUTE, NOW, SECOND, entry, feed

from monitor.model import Entry, FeedState, Health
from monitor.store import entries, feeds
from monitor.store.database import Connection, Database


def _claim(database: Database, limit: int = 10, owner: str = "one", minutes: float = 0) -> list[str]:
    claimed = database.run_now(feeds.claim_due, NOW + minutes * MINUTE, limit, MINUTE, owner)
    return [state.feed_id for state in claimed]


def _state(database: Database, feed_id: str = "dawn") -> FeedState:
    return next(state for state in database.run_now(feeds.feed_states) if state.feed_id == feed_id)


def _record(database: Database, *found: Entry) -> int:
    return database.run_now(feeds.record_poll, _state(database), found)


def test_a_new_feed_is_due_at_once(database: Database) -> None:
    assert database.run_now(feeds.next_due_at) == NOW
    assert _state(database) == FeedState(feed_id="dawn", url="https://dawn.example/rss", next_poll_at=NOW)
    assert _claim(database) == ["bbc", "dawn"]


def test_synchronising_again_changes_nothing(database: Database) -> None:
    polled = replace(_state(database), next_poll_at=NOW + HOUR, etag='"x"', failures=2)
    database.run_now(feeds.record_poll, polled, ())
    database.run_now(feeds.sync_feeds, [feed("dawn"), feed("bbc")], NOW + MINUTE)
    assert _state(database) == polled


def test_a_removed_feed_is_not_claimed_and_comes_back_as_it_was(database: Database) -> None:
    _record(database, entry())
    before = _state(database)
    database.run_now(feeds.sync_feeds, [feed("bbc")], NOW)
    assert _claim(database) == ["bbc"]
    assert [state.feed_id for state in database.run_now(feeds.feed_states)] == ["bbc"]
    assert database.run_now(entries.find, "e1") == entry()
    database.run_now(feeds.sync_feeds, [feed("bbc"), feed("dawn")], NOW + MINUTE)
    assert _state(database) == before


def test_a_changed_address_starts_afresh_but_a_move_for_good_is_kept(database: Database) -> None:
    moved = replace(
        _state(database), url="https://new.example/", etag='"x"', is_gone=True, succeeded_at=NOW, next_poll_at=NOW + HOUR
    )
    database.run_now(feeds.record_poll, moved, ())
    database.run_now(feeds.sync_feeds, [feed("dawn")], NOW + MINUTE)
    assert _state(database) == moved
    database.run_now(feeds.sync_feeds, [feed("dawn", url="https://other.example/")], NOW + MINUTE)
    assert _state(database) == FeedState(feed_id="dawn", url="https://other.example/", next_poll_at=NOW + MINUTE)


def test_thousands_of_feeds_can_be_configured_and_claimed(database: Database) -> None:
    many = [feed(f"f{number:04}") for number in range(3000)]
    database.run_now(feeds.sync_feeds, many, NOW)
    assert len(_claim(database, limit=5000)) == 3000
    assert _claim(database) == []


def test_claiming_costs_no_more_when_very_many_are_due_at_one_instant(database: Database) -> None:
    def work(c: Connection) -> int:
        """Instructions of SQLite's machine, in hundreds."""
        done: list[None] = []
        c.connection.driver_connection.set_progress_handler(lambda: done.append(None), 100)  # type: ignore[union-attr]
        feeds.claim_due(c, NOW, 10, MINUTE, "test")
        return len(done)

    if database.read_now(lambda c: c.dialect.name) != "sqlite":
        pytest.skip("PostgreSQL counts otherwise")
    database.run_now(feeds.sync_feeds, [feed(f"f{number}") for number in range(100)], NOW)
    few = database.run_now(work)
    database.run_now(feeds.sync_feeds, [feed(f"f{number}") for number in range(3000)], NOW)
    assert database.run_now(work) < 3 * few


def test_the_longest_due_come_first_up_to_the_limit(database: Database) -> None:
    database.run_now(feeds.record_poll, replace(_state(database, "bbc"), next_poll_at=NOW + 2 * SECOND), ())
    database.run_now(feeds.record_poll, replace(_state(database), next_poll_at=NOW + SECOND), ())
    assert _claim(database, limit=1) == []
    assert _claim(database, limit=1, minutes=1) == ["dawn"]
    assert _claim(database, limit=5, minutes=1) == ["bbc"]


def test_a_leased_feed_is_nobody_elses_until_the_lease_ends(database: Database) -> None:
    assert _claim(database, owner="one") == ["bbc", "dawn"]
    assert _claim(database, owner="two", minutes=0.9) == []
    assert database.run_now(feeds.next_due_at) == NOW + MINUTE
    assert _claim(database, owner="two", minutes=1) == ["bbc", "dawn"]


def test_recording_a_poll_releases_the_lease(database: Database) -> None:
    _claim(database)
    database.run_now(feeds.record_poll, replace(_state(database), next_poll_at=NOW + 2 * SECOND), ())
    assert database.run_now(feeds.next_due_at) == NOW + 2 * SECOND
    assert _claim(database, minutes=0.5) == ["dawn"]


def test_a_gone_feed_is_not_due(database: Database) -> None:
    for name in ("dawn", "bbc"):
        database.run_now(feeds.record_poll, replace(_state(database, name), is_gone=True), ())
    assert database.run_now(feeds.next_due_at) is None
    assert _claim(database) == []


def test_entries_are_kept_once_and_wait_to_be_judged_in_order(database: Database) -> None:
    assert _record(database, entry("e2"), entry("e1")) == 2
    assert _record(database, entry("e1", title="changed"), entry("e3"), entry("e1", revision=1)) == 2
    waiting = database.run_now(entries.unjudged, 10)
    assert [each.key for each in waiting] == ["e2.0", "e1.0", "e3.0", "e1.1"]
    assert waiting[1].title == "Title of e1"


def test_latest_gives_newest_revision_and_title(database: Database) -> None:
    _record(database, entry("e1", revision=1, title="corrected"), entry("e1"), entry("e2"))
    assert database.run_now(feeds.latest, ["e1", "e2", "e3"]) == {"e1": (1, "corrected"), "e2": (0, "Title of e2")}
    assert database.run_now(feeds.latest, []) == {}
    assert database.run_now(feeds.latest, [f"x{number}" for number in range(40_000)] + ["e2"]) == {"e2": (0, "Title of e2")}


def test_what_the_operator_was_told_of_a_feed_is_remembered(database: Database) -> None:
    assert database.run_now(feeds.told_health) == {}
    database.run_now(feeds.tell_health, {"dawn": Health.DOWN})
    database.run_now(feeds.record_poll, _state(database), ())
    assert database.run_now(feeds.told_health) == {"dawn": Health.DOWN}
