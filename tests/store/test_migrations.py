"""A database of an older version goes on where it was."""

from dataclasses import replace
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import JSON, column, create_engine, table, text
from store_samples import HOUR, NOW, delivery, entry, feed, outcome, story, verdict

from monitor.core.alerts.messages import render
from monitor.core.alerts.reasons import shortfall
from monitor.core.pipeline import Pipeline
from monitor.desk import restore
from monitor.model import LEVELS, AlertKind, ButtonKind, Config, Digest, Line, LineKind, Message, Reason, StoryContent, Where
from monitor.store import feeds, history, judgements, outbox
from monitor.store.database import Connection, Database
from monitor.store.engine import engine_for
from monitor.store.entry_history import entry_history
from monitor.store.packing import pack
from monitor.store.rows import insert_new, to_row
from monitor.store.schema import entries

_TEXTS = ("etag", "last_modified", "body_hash", "problem", "moved_to")
_NUMBERS = ("failures", "moved_count", "is_gone", "hint", "skips", "next_poll_at")
_FLAGS = ("is_urgent", "is_held", "is_changed")
_DELIVERY = {
    "id": "", "thread_id": "t1", "channel_id": "phone", "alert_id": "a1", "kind": "new", "due_at": 0, "created_at": 0,
    "state": "pending", "tries": 0, "doubts": 0, "problem": "", "receipt": "", "sent_at": 0,
}  # fmt: skip


def test_feeds_of_the_first_version_are_polled_on(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/monitor.db"
    engine = create_engine(address)
    with engine.begin() as connection:
        _upgrade(connection, "0001")
        _add_feed(connection)
    engine.dispose()
    database = Database.open(address)
    (state,) = database.run_now(feeds.claim_due, NOW, 9, NOW - NOW, "test")
    assert (state.feed_id, state.rate, state.rhythm, state.hubs) == ("dawn", 9.5, b"", None)
    assert (state.etag, state.body_hash) == ("", "")  # asked once for the whole document, for it may name a hub
    database.run_now(feeds.record_poll, state, ())
    database.close()


def test_stories_that_were_open_before_the_upgrade_still_are(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/monitor.db"
    first = entry("e1", title="Ferry with 80 passengers runs aground off Bornholm")
    engine = create_engine(address)
    with engine.begin() as connection:
        _upgrade(connection, "0003")
        _add_feed(connection, rhythm=b"")
        insert_new(connection, entries, [to_row(first, entries)])
        judgements.record(connection, [outcome(first, "s1")], [])
    engine.dispose()
    database = Database.open(address)
    pipeline = Pipeline(Config(), past=lambda story_id: database.read_now(judgements.recorded, story_id))
    database.run_now(restore, pipeline)
    told = pipeline.process(replace(first, id="e2", outlet="BBC", fetched_at=NOW + HOUR))
    assert (told.story.id, told.story.entries) == ("s1", 2)
    database.close()


def test_a_message_that_waits_is_delivered_in_the_words_it_had(address: str) -> None:
    message = {
        "heading": "🔴 CRITICAL · Border · 92", "title": "Pakistan strikes Iran", "url": "https://dawn.example/1",
        "lines": ["Dawn 05:06", "1 outlet"], "buttons": ["why", "mute"], "links": [], "is_silent": False, "thread_id": "",
    }  # fmt: skip
    engine = engine_for(address)
    with engine.begin() as connection:
        _upgrade(connection, "0007")
        _add_delivery(connection, message, id="d1")
        _add_delivery(connection, message | {"is_silent": True}, id="d2", thread_id="t2")
        _add_delivery(connection, message, id="d3", thread_id="t3", state="sent", receipt="77")
    engine.dispose()
    database = Database.open(address)
    assert {each.id: each.content.title for each in database.read_now(history.deliveries, 9)} == dict.fromkeys(
        ("d1", "d2", "d3"), "Pakistan strikes Iran"
    )
    waiting = database.run_now(outbox.claim, NOW)
    assert [(each.id, each.is_silent) for each in waiting] == [("d1", False), ("d2", True)]
    assert render(waiting[0].content) == Message(
        heading="🔴 CRITICAL · Border · 92",
        title="Pakistan strikes Iran",
        url="https://dawn.example/1",
        lines=("Dawn 05:06", "1 outlet"),
        buttons=(ButtonKind.WHY, ButtonKind.MUTE),
        thread_id="t1",
    )
    database.run_now(outbox.enqueue, [delivery("e3", AlertKind.EDIT, thread_id="t3", alert_id="")])
    (edit,) = database.run_now(outbox.claim, NOW)
    assert (edit.id, edit.reply_to) == ("e3", "77")
    database.close()


_OLD_LINES = [
    {"points": 48.0, "text": "act: “strikes” in summary"},
    {"points": 10.0, "text": "“saravan” in headline"},
    {"points": -8.0, "text": "outlet of tier 3"},
]
_LINES = (
    Line(points=48.0, kind=LineKind.CONCEPT, name="act", term="strikes", where=Where.SUMMARY),
    Line(points=10.0, kind=LineKind.ADJUST, term="saravan", where=Where.HEADLINE),
    Line(points=-8.0, kind=LineKind.TEXT, term="outlet of tier 3"),
)


def test_explanations_kept_as_words_are_shown_in_these_words(address: str) -> None:
    engine = engine_for(address)
    with engine.begin() as connection:
        _upgrade(connection, "0008")
        feeds.sync_feeds(connection, [feed("dawn")], NOW)
        for number in range(1001):  # more than are brought up at once
            seen = entry(f"e{number}")
            insert_new(connection, entries, [to_row(seen, entries)])
            judgements.record(connection, [outcome(seen, verdicts=[verdict(Reason.BELOW_THRESHOLD)])], [])
        connection.execute(table("verdicts", column("lines", JSON())).update().values(lines=_OLD_LINES))
    engine.dispose()
    database = Database.open(address)
    for entry_id in ("e0", "e500", "e1000"):
        (shown,) = database.read_now(history.verdicts, entry(entry_id))
        assert shown["explanation"] == [[each["points"], each["text"]] for each in _OLD_LINES]
        (kept,) = database.read_now(entry_history, entry(entry_id)).verdicts
        assert kept.match.lines == _LINES
        assert shortfall(replace(kept.match, score=50.0), LEVELS[1]) == "10 points short of alert: act in the summary only"
    database.close()


def test_an_alert_that_waits_keeps_the_lines_of_its_match(address: str) -> None:
    content = StoryContent(
        thread_id="t1", watch_id="iran", watch_name="Iran", level="alert", levels_above=1, score=80.25,
        reason=Reason.FIRST_MATCH, match=verdict().match, story=story(),
    )  # fmt: skip
    old = pack(Digest(contents=(content,)))
    old["contents"][0] |= {"version": 1}
    old["contents"][0]["match"] |= {"lines": _OLD_LINES}
    engine = engine_for(address)
    with engine.begin() as connection:
        _upgrade(connection, "0008")
        judgements.record(connection, [], [delivery()])
        connection.execute(table("deliveries", column("content", JSON())).update().values(content=old))
    engine.dispose()
    database = Database.open(address)
    (waiting,) = database.run_now(outbox.claim, NOW)
    assert waiting.content == Digest(contents=(replace(content, match=replace(content.match, lines=_LINES)),))
    database.close()


def _add_delivery(connection: Connection, message: object, **more: object) -> None:
    """As revision 0007 had them."""
    old = table("deliveries", column("message", JSON()), *map(column, (*_DELIVERY, *_FLAGS)))
    connection.execute(old.insert().values(_DELIVERY | dict.fromkeys(_FLAGS, False) | {"message": message} | more))


def _add_feed(connection: Connection, **more: object) -> None:
    """As a version before the last one wrote it."""
    known = {
        "feed_id": "dawn",
        "is_configured": True,
        "configured_url": "u",
        "url": "u",
        "rate": 9.5,
        "interval": 60,
        "marks": b"",
    }
    row = known | dict.fromkeys(_TEXTS, "") | dict.fromkeys(_NUMBERS, 0) | {"etag": '"1"', "body_hash": "1"} | more
    names, places = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO feeds ({names}) VALUES ({places})"), row)  # noqa: S608


def _upgrade(connection: Connection, revision: str) -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", "monitor.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
