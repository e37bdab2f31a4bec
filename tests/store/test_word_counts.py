"""Counting the archive's words: the newest entries only, and never a trace left behind."""

from pathlib import Path

import pytest
from store_samples import entry, feed

from monitor.core.watch.term_usage import Stars
from monitor.core.watch.terms import parse_term
from monitor.store import feeds, schema
from monitor.store.database import Database
from monitor.store.rows import to_row
from monitor.store.word_counts import lexicon


def archive(path: Path, *titles: str) -> str:
    address = f"sqlite:///{path}"
    database = Database.open(address)
    database.run_now(feeds.sync_feeds, [feed()], entry().fetched_at)
    for number, title in enumerate(titles):
        row = to_row(entry(f"e{number}", title=title, summary="Nine killed"), schema.entries)
        database.run_now(lambda c, row: c.execute(schema.entries.insert().values(row)), row)
    database.close()
    return address


def test_the_newest_entries_are_counted(tmp_path: Path) -> None:
    address = archive(tmp_path / "a.db", "Old news", "Iran strikes", "Iran, again")
    found = lexicon(address, most=2)
    assert found is not None
    assert found.entries == 2
    assert dict(found.counts) == {"iran": 2, "strikes": 1, "again": 1, "nine": 2, "killed": 2}


def test_stars_within_phrases_read_the_same_entries(tmp_path: Path) -> None:
    address = archive(tmp_path / "a.db", "Nine killers of old", "Iran strikes")
    stars = Stars([parse_term("nine kill*")])
    lexicon(address, stars, most=1)
    assert stars.caught == {parse_term("nine kill*"): {("kill*", "killed"): 1}}


@pytest.mark.parametrize("name", ["missing.db", "folder/missing.db", ":memory:", ""])
def test_without_a_database_none_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert lexicon(f"sqlite:///{name}") is None
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_database_of_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("not a database")
    (tmp_path / "empty.db").touch()
    assert lexicon(f"sqlite:///{tmp_path}/notes.db") is None
    assert lexicon(f"sqlite:///{tmp_path}/empty.db") is None
    assert (tmp_path / "empty.db").stat().st_size == 0


def test_an_archive_without_entries_says_nothing(tmp_path: Path) -> None:
    assert lexicon(archive(tmp_path / "a.db")) is None


def test_a_daemon_that_writes_is_not_disturbed(tmp_path: Path) -> None:
    address = archive(tmp_path / "odd name?#%.db", "Iran strikes")
    database = Database.open(address)
    try:
        database.run_now(lambda c: c.exec_driver_sql("UPDATE entries SET title = 'Iran waits'"))
        found = lexicon(address)
        assert found is not None
        assert found.counts["waits"] == 1
    finally:
        database.close()
