"""kill -9 at any instant: what was committed stays, a transaction is there whole or not at all, and the file is sound."""

import random
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Connection, func, select
from store_samples import NOW, alert, delivery, entry, feed, outcome, reader_state, verdict

from monitor.store import entries, feeds, judgements, outbox
from monitor.store.database import Database
from monitor.store.schema import alerts, deliveries
from monitor.store.schema import entries as entries_table

KILLS = 6

_DAEMON = """
import sys
sys.path.insert(0, sys.argv[2])
from test_crash import work
work(sys.argv[1])
"""


def work(url: str) -> None:
    """Poll, judge and deliver without end, and say so after each commit."""
    database = Database.open(url)
    database.run_now(outbox.recover, NOW)
    number = database.run_now(_arrived)
    while True:
        _judge_waiting(database)
        state = database.run_now(feeds.feed_states)[0]
        number += database.run_now(
            feeds.record_poll, state, [entry(f"e{number + extra}", summary="x" * 3000) for extra in range(3)]
        )
        _say("polled", number)
        _judge_waiting(database)
        for claimed in database.run_now(outbox.claim, NOW):
            database.run_now(outbox.sent, claimed.id, "77", NOW)


def _judge_waiting(database: Database) -> None:
    outcomes, queued = [], []
    for waiting in database.run_now(entries.unjudged, 50):
        raised = alert(f"a-{waiting.id}", entry_key=waiting.key)
        outcomes.append(outcome(waiting, verdicts=[verdict(alert=raised, reader_state=reader_state())]))
        queued.append(delivery(f"d-{waiting.id}", alert_id=raised.id, thread_id=waiting.id))
    database.run_now(judgements.record, outcomes, queued)
    _say("judged", len(outcomes))


def _say(what: str, count: int) -> None:
    sys.stdout.write(f"{what} {count}\n")
    sys.stdout.flush()


def _arrived(c: Connection) -> int:
    return c.execute(select(func.count()).select_from(entries_table)).scalar_one()


def _counts(c: Connection) -> tuple[int, int, int]:
    judged = c.execute(select(func.count()).where(entries_table.c.judged_no.is_not(None))).scalar_one()
    raised = c.execute(select(func.count()).select_from(alerts)).scalar_one()
    queued = c.execute(select(func.count()).select_from(deliveries)).scalar_one()
    return judged, raised, queued


def test_killed_at_any_instant(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/monitor.db"
    database = Database.open(url)
    database.run_now(feeds.sync_feeds, [feed("dawn")], NOW)
    database.close()
    chance = random.Random(20240118)  # noqa: S311
    arrived = judged = 0
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", _DAEMON, url, str(Path(__file__).parent)], stdout=subprocess.PIPE, text=True
        ) as daemon:
            assert daemon.stdout
            for _ in range(chance.randrange(2, 60)):
                what, count = daemon.stdout.readline().split()
                arrived = int(count) if what == "polled" else arrived
                judged += int(count) if what == "judged" else 0
            daemon.kill()
        database = Database.open(url)
        assert database.run_now(lambda c: c.exec_driver_sql("PRAGMA integrity_check").scalar()) == "ok"
        assert database.run_now(lambda c: c.exec_driver_sql("PRAGMA foreign_key_check").all()) == []
        assert database.run_now(_arrived) >= arrived
        found = database.run_now(_counts)
        assert len(set(found)) == 1, "a judgement without its alert or its delivery"
        assert found[0] >= judged
        arrived, judged = database.run_now(_arrived), found[0]
        database.close()
    assert judged > 50
