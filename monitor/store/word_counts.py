"""The words of the archive, counted for `monitor check`: reading only, and only where a database exists."""

from collections import Counter
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, create_engine, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from monitor.core.text.folding import words
from monitor.core.watch.term_usage import Lexicon, Stars
from monitor.store.engine import engine_for, is_memory
from monitor.store.schema import entries

MOST_ENTRIES = 200_000  # the newest; bounds time and memory whatever the archive holds
MOST_READ = 20_000  # of these for phrases: finding them takes ten times as long as counting words


def has_archive(address: str) -> bool:
    """Whether there is a database to look into: none is made."""
    url = make_url(address)
    return url.get_backend_name() != "sqlite" or (not is_memory(url) and Path(str(url.database)).is_file())


def lexicon(address: str, stars: Stars | None = None, most: int = MOST_ENTRIES) -> Lexicon | None:
    """The words of the newest `most` entries; None where there is no database, no entry, or none that can be read.

    `stars` reads the newest of them.
    """
    if not has_archive(address):
        return None
    url = make_url(address)
    try:
        engine = create_engine(_reading(url)) if url.get_backend_name() == "sqlite" else engine_for(address)
        with engine.connect().execution_options(postgresql_readonly=True, yield_per=2_000) as connection:
            found = _counted(connection, stars, most)
        engine.dispose()
    except SQLAlchemyError:
        return None
    return found


def _reading(url: URL) -> URL:
    """The same file, opened so that SQLite itself refuses to write or make it."""
    return URL.create("sqlite", database=f"file:{quote(str(url.database))}", query={"mode": "ro", "uri": "true"})


def _counted(connection: Connection, stars: Stars | None, most: int) -> Lexicon | None:
    newest = select(entries.c.title, entries.c.summary).order_by(entries.c.no.desc()).limit(most)
    tokens: Counter[str] = Counter()
    count = 0
    for title, summary in connection.execute(newest):
        if stars is not None and count < MOST_READ:
            stars.read((words(title), words(summary)))
        count += 1
        tokens.update(title.split())
        tokens.update(summary.split())
    return Lexicon.of(count, tokens) if count else None
