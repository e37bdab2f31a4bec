"""What goes into the store comes out the same, down to the last bit."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table
from store_samples import NOW, assignment, delivery, entry, message, outcome, story

from monitor.model import (
    Alert,
    Assignment,
    ButtonKind,
    Content,
    Delivery,
    Development,
    Digest,
    Entry,
    Facts,
    FeedState,
    Joined,
    Line,
    LineKind,
    Match,
    Message,
    Missing,
    MissingKind,
    Mute,
    NoticeContent,
    NumberKind,
    ReaderState,
    Reason,
    ReplyContent,
    Report,
    Story,
    StoryContent,
    Toll,
    Where,
)
from monitor.store import entries, feeds, history, judgements, outbox, schema
from monitor.store.database import Database
from monitor.store.packing import pack, unpack

_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
_TIME = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)).map(lambda at: at.replace(fold=0))  # noqa: DTZ001
_FLOAT = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("record", "table", "elsewhere"),
    [
        (Entry, schema.entries, set()),
        (Assignment, schema.entries, set()),
        (FeedState, schema.feeds, set()),
        (Story, schema.stories, set()),
        (Alert, schema.alerts, set()),
        (ReaderState, schema.reader_states, set()),
        (Mute, schema.mutes, set()),
        (Delivery, schema.deliveries, {"reply_to"}),  # worked out when it is claimed
    ],
)
def test_every_field_of_a_record_has_a_column(record: type, table: Table, elsewhere: set[str]) -> None:
    assert {each.name for each in fields(record)} - set(table.c.keys()) == elsewhere


_FACTS = st.builds(
    Facts,
    killed=st.none() | st.integers(0, 10**9),
    injured=st.none() | st.integers(0, 10**9),
    magnitude=st.none() | _FLOAT,
    records=st.none() | st.integers(0, 10**12),
    places=st.frozensets(_TEXT, max_size=4),
    statements=st.frozensets(_TEXT, max_size=4),
)
_TOLLS = st.lists(st.builds(Toll, kind=st.sampled_from(NumberKind), low=_FLOAT, high=_FLOAT), max_size=3).map(tuple)
_REPORTS = st.lists(st.builds(Report, outlet=_TEXT, at=_TIME, title=_TEXT, url=_TEXT), max_size=3).map(tuple)
_MESSAGE = st.builds(
    Message,
    kind=st.just("text"),
    version=st.just(1),
    heading=_TEXT,
    title=_TEXT,
    lines=st.lists(_TEXT, max_size=3).map(tuple),
    buttons=st.lists(st.sampled_from(ButtonKind), max_size=3).map(tuple),
)


_LINES = st.lists(
    st.builds(
        Line,
        points=_FLOAT,
        kind=st.sampled_from(LineKind),
        name=_TEXT,
        term=_TEXT,
        where=st.none() | st.sampled_from(Where),
        number=st.integers(-100, 100),
    ),
    max_size=3,
).map(tuple)
_MISSING = st.lists(st.builds(Missing, name=_TEXT, kind=st.sampled_from(MissingKind)), max_size=2).map(tuple)
_STORY = st.builds(
    StoryContent,
    kind=st.just("story"),
    version=st.just(2),
    thread_id=_TEXT,
    watch_id=_TEXT,
    watch_name=_TEXT,
    level=_TEXT,
    levels_above=st.integers(0, 5),
    score=_FLOAT,
    reason=st.sampled_from(Reason),
    match=st.builds(Match, watch_id=_TEXT, score=_FLOAT, level=st.none() | _TEXT, lines=_LINES, missing=_MISSING),
    story=st.builds(story, reports=_REPORTS, tolls=_TOLLS, facts=_FACTS, follows_at=st.none() | _TIME),
)
_REPLY = st.builds(
    ReplyContent,
    kind=st.just("reply"),
    version=st.just(1),
    about=_STORY,
    rose_from=_TEXT,
    developments=st.just((Development(kind="killed", text="9 killed"),)),
    report=st.builds(Report, outlet=_TEXT, at=_TIME, title=_TEXT, url=_TEXT),
    seen_at=_TIME,
)
_NOTICE = st.builds(NoticeContent, kind=st.just("notice"), about=_TEXT, title=_TEXT, lines=st.just(("a", "b")))
_ONE = _STORY | _REPLY | _NOTICE | _MESSAGE
_CONTENT = _ONE | st.builds(Digest, kind=st.just("digest"), contents=st.lists(_ONE, max_size=3).map(tuple))


@given(facts=_FACTS, tolls=_TOLLS, reports=_REPORTS)
def test_packing_is_undone_by_unpacking(facts: Facts, tolls: tuple[Toll, ...], reports: tuple[Report, ...]) -> None:
    assert unpack(Facts, pack(facts)) == facts
    assert unpack(tuple[Toll, ...], pack(tolls)) == tolls
    assert unpack(tuple[Report, ...], pack(reports)) == reports
    assert unpack(Facts | None, pack(None)) is None


@given(content=_CONTENT)
def test_each_kind_of_content_comes_out_as_itself(content: Content) -> None:
    packed = pack(content)
    assert (unpack(Content, packed), packed["version"]) == (content, content.version)


def test_records_packed_by_another_version_are_read_as_far_as_they_go() -> None:
    assert unpack(Facts, {"killed": 3, "colour": "red"}) == Facts(killed=3)
    assert unpack(tuple[Development, ...], []) == ()


_NUMBERS = count()
_REUSED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
_ENTRIES = st.builds(
    Entry,
    id=st.just("e"),  # replaced by one never used before
    revision=st.integers(0, 5),
    feed_id=st.sampled_from(["dawn", "bbc"]),
    outlet=_TEXT,
    title=_TEXT,
    summary=_TEXT,
    url=_TEXT,
    published_at=st.none() | _TIME,
    fetched_at=_TIME,
    language=_TEXT,
    tier=st.integers(1, 3),
    agency=st.booleans(),
    is_backlog=st.booleans(),
)
_ASSIGNMENTS = st.builds(
    Assignment,
    story_id=st.just("s1"),
    joined=st.sampled_from(Joined),
    probability=st.floats(0.0, 1.0),
    follows=st.none() | _TEXT,
    evidence=st.lists(st.tuples(_TEXT, _FLOAT), max_size=4).map(tuple),
)


@_REUSED
@given(made=_ENTRIES, placed=_ASSIGNMENTS)
def test_an_entry_and_its_assignment_come_back_exactly(database: Database, made: Entry, placed: Assignment) -> None:
    made = replace(made, id=f"e{next(_NUMBERS)}")
    database.run_now(feeds.record_poll, database.run_now(feeds.feed_states)[0], [made])
    found = database.run_now(entries.find, made.key)
    assert found == made
    database.run_now(judgements.record, [replace(outcome(made), assignment=placed)], [])
    restored = database.run_now(entries.of_open_stories, NOW)
    assert restored[-1] == (made, placed)
    assert repr(restored[-1]) == repr((made, placed))  # -0.0 and 0.0 are equal, but not the same


@_REUSED
@given(state=st.builds(
    FeedState, feed_id=st.just("dawn"), url=_TEXT, next_poll_at=_TIME, etag=_TEXT, last_modified=_TEXT, problem=_TEXT,
    failures=st.integers(0, 10**6), polled_at=st.none() | _TIME, rate=_FLOAT, is_gone=st.booleans(),
    interval=st.timedeltas(timedelta(0), timedelta(days=400)), hint=st.timedeltas(timedelta(0), timedelta(days=400)),
))  # fmt: skip
def test_a_feeds_state_comes_back_exactly(database: Database, state: FeedState) -> None:
    database.run_now(feeds.record_poll, state, ())
    assert state in database.run_now(feeds.feed_states)


def test_a_story_comes_back_exactly(database: Database) -> None:
    whole = story(follows="s0", follows_title="Iran strikes", follows_at=NOW, url="")
    database.run_now(feeds.record_poll, database.run_now(feeds.feed_states)[0], [entry()])
    database.run_now(judgements.record, [outcome(entry(), story=whole)], [])
    assert database.run_now(history.story, "s1") == whole
    assert database.run_now(history.story, "s2") is None


@pytest.mark.parametrize("nasty", ["\0", "a\0b", "\ud800", "x\udfff\0y"])
def test_text_that_no_database_takes_does_not_stop_anything(database: Database, nasty: str) -> None:
    state = replace(database.run_now(feeds.feed_states)[0], etag=nasty, problem=nasty)
    made = entry(title=f"Before {nasty} after", summary=nasty, url=nasty)
    assert database.run_now(feeds.record_poll, state, [made]) == 1
    placed = assignment(evidence=((nasty, 1.0),))
    told = story(title=nasty, reports=(Report(outlet=nasty, at=NOW, title=nasty, url=nasty),))
    database.run_now(judgements.record, [outcome(made, assignment=placed, story=told)], [delivery(content=message(nasty))])
    title = database.run_now(outbox.claim, NOW)[0].content.title
    assert "\0" not in title
    assert title.encode().decode() == title
    assert len(database.run_now(entries.of_open_stories, NOW)) == 1
