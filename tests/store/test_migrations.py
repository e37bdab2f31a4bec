"""A database of an older version goes on where it was."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from store_samples import NOW

from monitor.store import feeds
from monitor.store.database import Database

_TEXTS = ("etag", "last_modified", "body_hash", "problem", "moved_to")
_NUMBERS = ("failures", "moved_count", "is_gone", "hint", "skips", "next_poll_at")


def test_feeds_of_the_first_version_are_polled_on(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/monitor.db"
    engine = create_engine(address)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "monitor.store:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        known = {
            "feed_id": "dawn",
            "is_configured": True,
            "configured_url": "u",
            "url": "u",
            "rate": 9.5,
            "interval": 60,
            "marks": b"",
        }
        row = known | dict.fromkeys(_TEXTS, "") | dict.fromkeys(_NUMBERS, 0)
        names, places = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
        connection.execute(text(f"INSERT INTO feeds ({names}) VALUES ({places})"), row)  # noqa: S608
    engine.dispose()
    database = Database.open(address)
    (state,) = database.run_now(feeds.claim_due, NOW, 9, NOW - NOW, "test")
    assert (state.feed_id, state.rate, state.rhythm) == ("dawn", 9.5, b"")
    database.run_now(feeds.record_poll, state, ())
    database.close()
