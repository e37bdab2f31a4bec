"""A pipeline built again from the database, at any point, goes on as if it had never stopped."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from support.arrivals import arrivals, flagship
from support.rounds import january

from monitor.core.pipeline import Pipeline
from monitor.core.stories.index import kept_headline
from monitor.desk import restore
from monitor.model import Entry, Feed, Outcome
from monitor.store import feeds, judgements, open_entries, schema
from monitor.store.database import Database

CONFIG = flagship()


@pytest.fixture(scope="module")
def told() -> list[Entry]:
    return list(arrivals(january(), seed=5))


@pytest.fixture(scope="module")
def lived(told: Sequence[Entry]) -> list[Outcome]:
    """What one that never stops makes of all that is told."""
    return list(map(Pipeline(CONFIG).process, told))


@pytest.fixture
def database(tmp_path: Path, told: Sequence[Entry]) -> Iterator[Database]:
    opened = Database.open(f"sqlite:///{tmp_path / 'monitor.db'}")
    known = {each.feed_id: Feed(id=each.feed_id, url=f"https://{each.feed_id}.example/", outlet=each.outlet) for each in told}
    opened.run_now(feeds.sync_feeds, list(known.values()), told[0].fetched_at)
    opened.run_now(feeds.record_poll, opened.run_now(feeds.feed_states)[0], told)
    yield opened
    opened.close()


def started(database: Database) -> Pipeline:
    """As the desk starts it."""
    pipeline = Pipeline(CONFIG, past=lambda story_id: database.read_now(judgements.recorded, story_id))
    database.run_now(restore, pipeline)
    return pipeline


def without_kept(outcome: Outcome) -> tuple[object, ...]:
    return outcome.entry, outcome.assignment, outcome.story, outcome.verdicts, outcome.closed


@pytest.mark.parametrize("batch", [7, 31])
def test_restarted_after_every_batch_it_decides_alike(
    database: Database, told: Sequence[Entry], lived: Sequence[Outcome], batch: int
) -> None:
    for start in range(0, len(told), batch):
        pipeline = started(database)
        outcomes = list(map(pipeline.process, told[start : start + batch]))
        database.run_now(judgements.record, outcomes, [])
        assert list(map(without_kept, outcomes)) == list(map(without_kept, lived[start : start + batch]))


def test_stories_let_go_are_recalled_as_they_were(database: Database, told: Sequence[Entry], lived: Sequence[Outcome]) -> None:
    pipeline = started(database)
    for start in range(0, len(told), 10):
        outcomes = list(map(pipeline.process, told[start : start + 10]))
        database.run_now(judgements.record, outcomes, [])
        assert list(map(without_kept, outcomes)) == list(map(without_kept, lived[start : start + 10]))
        pipeline.let_go(3)


def test_texts_read_by_other_rules_are_read_again(database: Database, told: Sequence[Entry], lived: Sequence[Outcome]) -> None:
    middle = len(told) // 2
    database.run_now(judgements.record, list(map(started(database).process, told[:middle])), [])
    older = schema.open_entries.update().values(rules="of an older version", headline="what it made of them")
    rows = database.run_now(lambda c: c.execute(older.where(schema.open_entries.c.judged_no % 3 == 0)).rowcount)
    assert database.run_now(open_entries.renew, kept_headline) == rows > 10
    outcomes = list(map(started(database).process, told[middle:]))
    assert list(map(without_kept, outcomes)) == list(map(without_kept, lived[middle:]))


def test_only_entries_of_open_stories_are_kept(database: Database, told: Sequence[Entry], lived: Sequence[Outcome]) -> None:
    database.run_now(judgements.record, list(map(started(database).process, told)), [])
    closed = {story_id for outcome in lived for story_id in outcome.closed}
    kept = database.run_now(lambda c: list(open_entries.kept(c)))
    still_open = [outcome for outcome in lived if outcome.assignment.story_id not in closed]
    assert closed
    assert [(each.entry_id, each.story_id) for each in kept] == [
        (outcome.entry.id, outcome.assignment.story_id) for outcome in still_open
    ]
