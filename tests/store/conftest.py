"""A fresh database for each test: SQLite always, PostgreSQL too where MONITOR_TEST_POSTGRES gives an address.

Each process of tests has a schema of its own there.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from scratch import POSTGRES, SCHEMA
from sqlalchemy import create_engine, make_url, text
from store_samples import NOW, feed

from monitor.store import feeds
from monitor.store.database import Database


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("postgresql", marks=pytest.mark.skipif(not POSTGRES, reason="MONITOR_TEST_POSTGRES is not set")),
    ]
)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty database is."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/data/monitor.db"
    engine = create_engine(POSTGRES)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    engine.dispose()
    return make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={SCHEMA}"}).render_as_string(hide_password=False)


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    """An open database that knows the feeds dawn and bbc, due now."""
    opened = Database.open(address)
    opened.run_now(feeds.sync_feeds, [feed("dawn"), feed("bbc")], NOW)
    yield opened
    opened.close()
