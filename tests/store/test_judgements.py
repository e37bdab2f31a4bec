"""Entries and what became of them."""

from dataclasses import replace

import pytest
from store_samples import HOUR, NOW, SECOND, alert, assignment, delivery, entry, outcome, reader_state, story, verdict

from monitor.model import AlertKind, Delivery, Entry, Joined, Outcome, Reason
from monitor.store import entries, feeds, history, judgements, outbox
from monitor.store.database import Database


def _arrive(database: Database, *found: Entry) -> None:
    database.run_now(feeds.record_poll, database.run_now(feeds.feed_states)[0], found)


def _judge(database: Database, *outcomes: Outcome, deliveries: tuple[Delivery, ...] = ()) -> None:
    database.run_now(judgements.record, outcomes, deliveries)


def test_entries_are_taken_by_time_of_arrival_and_only_once(database: Database) -> None:
    _arrive(database, entry("late", fetched_at=NOW + SECOND), entry("first"), entry("second"))
    assert [each.id for each in database.run_now(entries.unjudged, 2)] == ["first", "second"]
    _judge(database, outcome(entry("first")), outcome(entry("second")))
    assert [each.id for each in database.run_now(entries.unjudged, 2)] == ["late"]
    assert database.run_now(judgements.last_judged_at) == NOW


def test_an_entry_that_arrives_out_of_order_is_not_overlooked(database: Database) -> None:
    _arrive(database, entry("new", fetched_at=NOW + HOUR))
    _judge(database, outcome(entry("new", fetched_at=NOW + HOUR)))
    _arrive(database, entry("old"))
    assert [each.id for each in database.run_now(entries.unjudged, 5)] == ["old"]
    _judge(database, outcome(entry("old")))
    assert database.run_now(judgements.last_judged_at) == NOW + HOUR
    assert [each.id for each in database.run_now(lambda c: list(entries.recorded(c)))] == ["new", "old"]


def test_open_stories_come_back_whole_and_in_judged_order(database: Database) -> None:
    made = [entry(f"e{number}") for number in range(4)]
    _arrive(database, *made)
    closed = story("s0", last_at=NOW - HOUR)
    _judge(
        database,
        outcome(made[2], "s0", story=closed),
        outcome(made[3], "s1", assignment=assignment("s1", follows="s0")),
        outcome(made[1], "s1", assignment=assignment("s1", joined=Joined.LIKELY)),
    )
    _judge(database, outcome(made[0], "s1", story=story(last_at=NOW + HOUR, entries=3)))
    assert [each.id for each, _ in database.run_now(entries.of_open_stories, NOW)] == ["e3", "e1", "e0"]
    assert [each.id for each, _ in database.run_now(entries.of_open_stories, NOW - HOUR)] == ["e2", "e3", "e1", "e0"]
    assert database.run_now(history.story, "s1") == story(last_at=NOW + HOUR, entries=3)


def test_followed_stories_stand_as_they_stood_then(database: Database) -> None:
    _arrive(database, entry("e1"), entry("e2"))
    _judge(database, outcome(entry("e1"), "s0", story=story("s0", title="Iran strikes", last_at=NOW - HOUR)))
    after = story("s1", follows="s0", follows_title="Iran strikes", follows_at=NOW)
    _judge(database, outcome(entry("e2"), story=after))
    _judge(database, outcome(entry("e1"), "s0", story=story("s0", title="Iran strikes, renamed", last_at=NOW - HOUR)))
    found = database.run_now(judgements.recorded, "s1").follows
    assert found
    assert (found.id, found.title, found.first_at) == ("s0", "Iran strikes", NOW)
    assert database.run_now(judgements.recorded, "s0").follows is None


def test_what_was_told_is_kept_per_watch_list_and_story(database: Database) -> None:
    _arrive(database, entry("e1"), entry("e2"))
    first = verdict(alert=alert(), reader_state=reader_state())
    second = verdict(watch_id="quake", reader_state=reader_state(watch_id="quake", level="watch"))
    _judge(database, outcome(entry("e1"), verdicts=[first, second]))
    _judge(
        database, outcome(entry("e2"), verdicts=[verdict(Reason.CORROBORATED, reader_state=reader_state(score=90.0, outlets=2))])
    )
    recorded = database.run_now(judgements.recorded, "s1")
    assert recorded.reader_states == (reader_state(score=90.0, outlets=2), second.reader_state)
    assert recorded.entries == (entry("e1"), entry("e2"))


def test_an_alert_raised_twice_is_one(database: Database) -> None:
    _arrive(database, entry("e1"), entry("e2"))
    _judge(database, outcome(entry("e1"), verdicts=[verdict(alert=alert())]))
    again = alert(entry_key="e2.0", raised_at=NOW + HOUR)
    reply = alert("a2", kind=AlertKind.REPLY, raised_at=NOW + HOUR)
    _judge(database, outcome(entry("e2"), verdicts=[verdict(alert=again), verdict(watch_id="quake", alert=reply)]))
    assert database.run_now(judgements.alerts_since, NOW) == [alert(), reply]
    assert database.run_now(judgements.alerts_since, NOW + SECOND) == [reply]


def test_verdicts_are_kept_with_their_sum_but_not_where_nothing_matched(database: Database) -> None:
    _arrive(database, entry())
    _judge(database, outcome(entry(), verdicts=[verdict(alert=alert()), verdict(Reason.NO_MATCH, watch_id="quake")]))
    assert database.run_now(history.verdicts, entry()) == [
        {
            "watch": "iran",
            "score": 80.25,
            "level": "alert",
            "reason": "first_match",
            "explanation": [[80.0, "act: “strikes” in headline"], [0.25, "outlet of tier 1"]],
            "alert": "a1",
        }
    ]
    assert database.run_now(history.reason_counts) == {"first_match": 1}


def test_a_judgement_and_its_deliveries_are_committed_together_or_not_at_all(database: Database) -> None:
    _arrive(database, entry())
    with pytest.raises(AttributeError):
        _judge(database, outcome(entry(), verdicts=[verdict(alert=alert())]), deliveries=(delivery(), None))  # type: ignore[arg-type]
    assert len(database.run_now(entries.unjudged, 5)) == 1
    assert database.run_now(judgements.alerts_since, NOW) == []
    assert not any(database.run_now(outbox.counts).values())


def test_an_entry_is_found_by_id_key_and_address(database: Database) -> None:
    dotted = entry("a.b", url="https://dawn.example/1")
    corrected = replace(dotted, revision=1, title="corrected")
    _arrive(database, dotted, corrected)
    for text, found in {
        "a.b": corrected,
        "a.b.0": dotted,
        "a.b.1": corrected,
        "https://dawn.example/1": corrected,
        "http://www.dawn.example/1/?utm_source=feed&at_medium=RSS#comments": corrected,
        "dawn.example/1": corrected,
        "https://dawn.example/1?page=2": None,
        "https://dusk.example/1": None,
        "https://dawn.example": None,
        "https://[broken": None,
        "a.b.x": None,
        "a": None,
        "": None,
        "9" * 400: None,
        "a.b." + "9" * 40: None,
    }.items():
        assert database.run_now(entries.find, text) == found, text
