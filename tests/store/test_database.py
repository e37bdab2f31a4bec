"""Opening, refusing, transactions, and several processes on one file."""

import asyncio
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from scratch import POSTGRES, SCHEMA
from sqlalchemy import Connection, create_engine, func, make_url, select, text
from store_samples import NOW, mute

from monitor.errors import StoreError
from monitor.store import mutes
from monitor.store.database import Database
from monitor.store.schema import metadata
from monitor.store.schema import mutes as mutes_table


def _differences(c: Connection) -> object:
    return compare_metadata(MigrationContext.configure(c, opts={"compare_type": True}), metadata)


def _count(c: Connection) -> int:
    return c.execute(select(func.count()).select_from(mutes_table)).scalar_one()


def test_migrations_give_the_schema_that_the_queries_expect(database: Database) -> None:
    assert database.run_now(_differences) == []


@pytest.mark.skipif(not POSTGRES, reason="MONITOR_TEST_POSTGRES is not set")
def test_a_postgresql_database_without_an_encoding_keeps_every_script() -> None:
    """As `initdb` makes them under LANG=C."""
    name = f"{SCHEMA}_ascii"
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"))
    server.dispose()
    said = mute(reason="پاکستان")
    opened = Database.open(make_url(POSTGRES).set(database=name).render_as_string(hide_password=False))
    opened.run_now(mutes.add, said)
    assert opened.run_now(mutes.active, NOW) == [said]
    opened.close()


def test_what_was_committed_is_there_when_opened_again(address: str) -> None:
    first = Database.open(address)
    first.run_now(mutes.add, mute())
    first.close()
    again = Database.open(address)
    assert again.run_now(mutes.active, NOW) == [mute()]
    again.close()


def test_failed_work_leaves_nothing_behind(database: Database) -> None:
    def fail(c: Connection) -> None:
        mutes.add(c, mute())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.run_now(fail)
    assert database.run_now(_count) == 0


async def test_work_from_the_event_loop_runs_one_after_the_other(database: Database) -> None:
    def add_if_first(c: Connection) -> bool:
        is_first = _count(c) == 0
        mutes.add(c, mute())
        return is_first

    assert sum(await asyncio.gather(*(database.run(add_if_first) for _ in range(20)))) == 1


async def test_arguments_reach_the_work(database: Database) -> None:
    await database.run(mutes.add, mute=mute())
    assert await database.read(mutes.active, NOW) == [mute()]


def test_a_newer_schema_is_refused(address: str) -> None:
    database = Database.open(address)
    database.run_now(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    database.close()
    with pytest.raises(StoreError, match="newer version"):
        Database.open(address)


def test_sqlite_keeps_every_commit_through_power_loss_and_checks_foreign_keys(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/monitor.db")
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    assert [database.run_now(lambda c, p=p: c.exec_driver_sql(f"PRAGMA {p}").scalar()) for p in pragmas] == ["wal", 2, 1, 5000]
    database.close()


def _filled(path: Path) -> None:
    database = Database.open(f"sqlite:///{path}")
    database.run_now(lambda c: [mutes.add(c, mute(reason="x" * 500)) for _ in range(300)])
    database.close()


def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    _filled(path)
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2 : len(whole) // 2 + 20_000] = b"\xa5" * 20_000
    path.write_bytes(whole)
    with pytest.raises(StoreError, match=r"damaged.*restore the newest backup"):
        Database.open(f"sqlite:///{path}")
    assert path.read_bytes() == bytes(whole)


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to have a header" * 100, b"SQLite format 3\0" + b"\0" * 200]
)
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "monitor.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        Database.open(f"sqlite:///{path}")
    assert path.read_bytes() == content


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    _filled(path)
    path.write_bytes(path.read_bytes()[:-50_000])
    with pytest.raises(StoreError, match="damaged"):
        Database.open(f"sqlite:///{path}")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("monitor.db", "cannot be read"),
        ("mysql://root:hunter2@localhost/x", "not supported"),
        ("sqlite:////proc/none/monitor.db", "cannot be made"),
        ("postgresql://monitor:hunter2@127.0.0.1:1/monitor", "postgres|does not work"),
    ],
)
def test_an_address_that_cannot_work_is_refused_without_telling_secrets(url: str, problem: str) -> None:
    with pytest.raises(StoreError, match=problem) as refused:
        Database.open(url)
    assert "hunter2" not in str(refused.value)


_HOLDER = """
import sys
from monitor.store import mutes
from monitor.store.database import Database
sys.path.insert(0, sys.argv[2])
from store_samples import mute
def hold(c):
    mutes.add(c, mute())
    print("held", flush=True)
    sys.stdin.readline()
database = Database.open(sys.argv[1])
database.run_now(hold)
database.close()
"""


def _process(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments, str(Path(__file__).parent)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


def test_a_second_process_waits_for_the_first_ones_transaction(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/monitor.db"
    database = Database.open(url)
    with _process(_HOLDER, url) as holder, ThreadPoolExecutor() as thread:
        assert _line(holder) == "held\n"
        assert database.read_now(_count) == 0  # reading need not wait
        waiting = thread.submit(database.run_now, _count)
        assert not waiting.done()
        holder.communicate("go on\n")
        assert waiting.result() == 1
    database.close()


def test_a_database_that_stays_locked_is_a_store_error_and_passes(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    database = Database.open(f"sqlite:///{path}")
    database.run_now(lambda c: c.exec_driver_sql("PRAGMA busy_timeout = 20"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        database.run_now(mutes.add, mute())
    other.execute("ROLLBACK")
    other.close()
    database.run_now(mutes.add, mute())
    assert database.run_now(_count) == 1
    database.close()


_ADDER = """
import sys
from monitor.store import mutes
from monitor.store.database import Database
sys.path.insert(0, sys.argv[2])
from store_samples import mute
database = Database.open(sys.argv[1])
for _ in range(100):
    database.run_now(mutes.add, mute())
database.close()
"""


def test_two_processes_that_start_and_write_together_both_succeed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/monitor.db"  # not there yet: both will want to migrate it
    with _process(_ADDER, url) as first, _process(_ADDER, url) as second:
        assert (first.wait(), second.wait()) == (0, 0)
    database = Database.open(url)
    assert database.run_now(_count) == 200
    database.close()


def test_a_full_disk_is_a_store_error_and_passes(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/monitor.db")
    database.run_now(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 60"))
    with pytest.raises(StoreError, match="full"):
        database.run_now(lambda c: [mutes.add(c, mute(reason="x" * 1000)) for _ in range(500)])
    database.run_now(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 100000"))
    database.run_now(mutes.add, mute())
    assert database.run_now(_count) == 1
    database.close()


def test_the_file_is_ordinary_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    database = Database.open(f"sqlite:///{path}")
    database.run_now(mutes.add, mute(reason="ایران"))
    database.close()
    plain = sqlite3.connect(path)
    assert plain.execute("SELECT reason, start_at FROM mutes").fetchall() == [
        ("ایران", int(NOW.timestamp()) * 1_000_000 + 123_457)
    ]
    plain.close()
