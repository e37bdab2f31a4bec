"""Leadership, by the database's own clock; and mutes."""

import threading
from datetime import timedelta

import pytest
from store_samples import HOUR, NOW, SECOND, mute

from monitor.clock import SystemClock
from monitor.errors import FenceError
from monitor.store import leader, mutes
from monitor.store.database import Database

_LONG, _OVER = timedelta(seconds=15), timedelta(seconds=-1)


def test_one_leads_and_the_others_stand_by(database: Database) -> None:
    assert database.run_now(leader.current) is None
    lease = database.run_now(leader.acquire, "one", _LONG)
    assert lease is not None
    assert database.run_now(leader.acquire, "two", _LONG) is None
    database.run_now(leader.renew, lease)
    now = database.run_now(leader.current)
    assert now is not None
    assert (now.owner, now.is_held) == ("one", True)
    assert abs(now.lease_until - SystemClock().now() - _LONG) < timedelta(seconds=5)


def test_a_lease_that_has_run_out_is_taken_and_the_old_leader_fenced_off(database: Database) -> None:
    old = database.run_now(leader.acquire, "one", _OVER)
    new = database.run_now(leader.acquire, "two", _LONG)
    assert old is not None
    assert new is not None
    assert new.epoch > old.epoch
    with pytest.raises(FenceError):
        database.run_now(leader.renew, old)
    database.run_now(leader.release, old)  # not ours any more: nothing happens
    database.run_now(leader.renew, new)


def test_a_lease_that_has_run_out_can_be_renewed_while_nobody_took_it(database: Database) -> None:
    old = database.run_now(leader.acquire, "one", _OVER)
    assert old is not None
    database.run_now(leader.renew, old)


def test_a_released_lease_is_free_at_once(database: Database) -> None:
    lease = database.run_now(leader.acquire, "one", _LONG)
    assert lease is not None
    database.run_now(leader.release, lease)
    now = database.run_now(leader.current)
    assert now is not None
    assert not now.is_held
    assert database.run_now(leader.acquire, "two", _LONG) is not None


def test_a_daemon_that_restarts_need_not_wait_for_itself(database: Database) -> None:
    before = database.run_now(leader.acquire, "one", _LONG)
    after = database.run_now(leader.acquire, "one", _LONG)
    assert before is not None
    assert after is not None
    with pytest.raises(FenceError):
        database.run_now(leader.renew, before)


def test_of_many_that_want_to_lead_at_once_one_does(address: str) -> None:
    databases = [Database.open(address) for _ in range(4)]
    together, leases = threading.Barrier(4), []

    def stand(database: Database, owner: str) -> None:
        together.wait()
        leases.append(database.run_now(leader.acquire, owner, _LONG))

    threads = [threading.Thread(target=stand, args=(each, str(number))) for number, each in enumerate(databases)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for database in databases:
        database.close()
    assert len([lease for lease in leases if lease]) == 1


def test_a_mute_holds_from_its_start_until_its_end(database: Database) -> None:
    database.run_now(mutes.add, mute())
    assert database.run_now(mutes.active, NOW - SECOND) == []
    assert database.run_now(mutes.active, NOW) == [mute()]
    assert database.run_now(mutes.active, NOW + HOUR) == []
    assert database.run_now(mutes.all_since, NOW + HOUR - SECOND) == [mute()]
    assert database.run_now(mutes.all_since, NOW + HOUR) == []


def test_ending_a_mute_ends_no_other(database: Database) -> None:
    for each in (mute(), mute(target="*"), mute(start_at=NOW + 2 * HOUR, end_at=NOW + 3 * HOUR)):
        database.run_now(mutes.add, each)
    assert database.run_now(mutes.end, "iran", NOW + SECOND) == 1
    assert database.run_now(mutes.active, NOW + SECOND) == [mute(target="*")]
    assert len(database.run_now(mutes.active, NOW + 2 * HOUR)) == 1
