"""The demo: a slow computer plays it longer and tells the same, and only alerts are compared with what was expected."""

import io
from datetime import timedelta
from pathlib import Path

from support.clocks import START
from support.rounds import january

from monitor.core.alerts.operator_notices import notice
from monitor.demo.clock import FastClock, StepClock
from monitor.demo.phone import Phone
from monitor.demo.play import LATE, pace, result
from monitor.store.database import Database


def test_time_goes_slower_while_a_poll_is_late_and_faster_again() -> None:
    in_time, late = START - LATE, START - 2 * LATE
    assert pace(1.0, [in_time, START + LATE], START) == 1.0
    slowed = pace(1.0, [in_time, late], START)
    assert pace(slowed, [in_time, late], START) < slowed < pace(slowed, [in_time], START) < 1.0


def test_a_change_of_pace_loses_no_time_and_skips_none() -> None:
    clock = FastClock(START, 60)
    before = clock.now()
    clock.pace(1)
    assert timedelta() <= clock.now() - before < timedelta(hours=1)
    clock.pace(60)
    assert timedelta() <= clock.now() - before < timedelta(hours=1)


async def test_what_the_operator_is_told_is_no_alert_too_many(tmp_path: Path) -> None:
    phone = Phone(StepClock(START), io.StringIO())
    await phone.send(notice("phone", "feeds", "1 feed in trouble", ["Geo News (geo): stale"], START, is_silent=True).content)
    database = Database.open(f"sqlite:///{tmp_path}/monitor.db")
    try:
        found = result(january(), database, phone)
    finally:
        database.close()
    assert found.differences
    assert not [difference for difference in found.differences if "reached the phone" in difference]
