"""The one door to the database: every piece of work is one transaction, in one thread."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError

from monitor.errors import StoreError
from monitor.store.engine import engine_for, reading
from monitor.store.migrate import migrate

__all__ = ["Connection", "Database"]

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[Connection, P], T]


class Database:
    """SQLite or PostgreSQL. `work` is a function whose first argument is a connection inside a transaction.

    The transaction is committed when `work` returns and rolled back when it raises. All methods that do work raise
    StoreError when the database is busy for too long, full, gone or damaged; the work may then be tried again.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._name = engine.url.render_as_string(hide_password=True)

    @classmethod
    def open(cls, url: str) -> Self:
        """Make what is missing, check the file, migrate. Raises StoreError, also for a schema newer than this version's."""
        database = cls(engine_for(url))
        try:
            database._writer.submit(database._check).result()
            database.run_now(migrate)
        except BaseException:
            database.close()
            raise
        return database

    async def run(self, work: Work[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Do `work` in the writer thread. A caller that is cancelled does not know whether it was committed."""
        job = partial(self._transact, False, work, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._writer, job)

    async def read(self, work: Work[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Do `work` that only reads; it neither waits for other processes' writes nor delays them."""
        job = partial(self._transact, True, work, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._writer, job)

    def run_now(self, work: Work[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """`run` for code outside the event loop."""
        return self._writer.submit(partial(self._transact, False, work, *args, **kwargs)).result()

    def read_now(self, work: Work[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """`read` for code outside the event loop."""
        return self._writer.submit(partial(self._transact, True, work, *args, **kwargs)).result()

    def close(self) -> None:
        """Finish what was asked for, then let go of the database."""
        self._writer.submit(self._engine.dispose)
        self._writer.shutdown()

    def _transact(self, is_reading: bool, work: Callable[..., T], *args: object, **kwargs: object) -> T:
        with self._told(), self._engine.connect() as plain:
            connection = reading(plain) if is_reading else plain
            with connection.begin():
                return work(connection, *args, **kwargs)

    def _check(self) -> None:
        """SQLite only: read every page once and look for damage."""
        if self._engine.dialect.name != "sqlite":
            return
        with self._told(), self._engine.connect() as connection, reading(connection).begin():
            found = connection.exec_driver_sql("PRAGMA quick_check(3)").scalars().all()
        if list(found) != ["ok"]:
            raise StoreError(_damaged(self._name, str(found[-1]).splitlines()[-1]))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the database's troubles, but not our own mistakes in speaking to it, into StoreError."""
        try:
            yield
        except (OperationalError, InterfaceError) as error:
            raise StoreError(f"the database {self._name} does not work: {error.orig}") from error
        except DatabaseError as error:
            if type(error) is not DatabaseError:
                raise
            raise StoreError(_damaged(self._name, str(error.orig))) from error


def _damaged(name: str, what: str) -> str:
    return f"the database {name} is damaged ({what}); keep a copy of the file, then restore the newest backup"
