"""The archive of a daemon that has judged some entries."""

from collections.abc import Sequence

from support.builders import at

from monitor.core.pipeline import Pipeline
from monitor.model import Config, Entry, Feed
from monitor.store import feeds, judgements
from monitor.store.database import Database


def archive_entries(database: Database, config: Config, entries: Sequence[Entry]) -> None:
    """Store `entries` as polled and judged in this order."""
    told = {each.feed_id: each for each in entries}
    known = [Feed(id=name, url=f"https://{name}.example/", outlet=each.outlet) for name, each in sorted(told.items())]
    database.run_now(feeds.sync_feeds, known, at(0))
    states = {state.feed_id: state for state in database.run_now(feeds.feed_states)}
    pipeline = Pipeline(config)
    for each in entries:
        database.run_now(feeds.record_poll, states[each.feed_id], [each])
        database.run_now(judgements.record, [pipeline.process(each)], [])
