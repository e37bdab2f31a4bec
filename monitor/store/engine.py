"""How we speak to SQLite and to PostgreSQL."""

import json
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from monitor.errors import StoreError

_OLDEST_SQLITE = (3, 40)
_PATIENCE = 5.0  # seconds to wait for another process's transaction
_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
_READS_ONLY = "monitor_reads_only"


def engine_for(address: str) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://…`; makes the file's folder. Raises StoreError."""
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise StoreError("the database address cannot be read; write sqlite:///path or postgresql://user@host/name") from error
    if url.get_backend_name() in {"postgresql", "postgres"}:
        return _postgresql(url)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    raise StoreError(f"{url.get_backend_name()} databases are not supported; write sqlite:///path or postgresql://user@host/name")


def reading(connection: Connection) -> Connection:
    """`connection`, whose transactions will only read and so need not wait for the writer's."""
    return connection.execution_options(**{_READS_ONLY: True})


def is_memory(url: URL) -> bool:
    """Whether an SQLite address names no file."""
    return url.database in {None, "", ":memory:"}


def _sqlite(url: URL) -> Engine:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old; 3.40 or newer is needed")
    if url.database and not is_memory(url):
        folder = Path(url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the folder {folder} cannot be made: {error.strerror}") from error
    engine = _engine(url.set(drivername="sqlite"), connect_args={"timeout": _PATIENCE})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # left alone, the driver would begin at the first write, too late for a read before it
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    """Take the write lock at once, where waiting for it is possible; asked for later, it may be refused on the spot."""
    is_reading = connection.get_execution_options().get(_READS_ONLY, False)
    connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")


def _postgresql(url: URL) -> Engine:
    try:
        # A database without an encoding would answer in bytes.
        options = {"connect_args": {"client_encoding": "utf8"}, "pool_pre_ping": True}
        return _engine(url.set(drivername="postgresql+psycopg"), **options)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError("PostgreSQL needs psycopg; install monitor with its extra `postgres`") from error


def _engine(url: URL, **options: Any) -> Engine:
    return create_engine(
        url,
        hide_parameters=True,  # what feeds say does not belong into error texts
        json_serializer=partial(json.dumps, ensure_ascii=False, separators=(",", ":")),
        **options,
    )
