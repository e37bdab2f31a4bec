"""A slow computer plays the demo longer, and tells the same."""

from datetime import timedelta

from support.clocks import START

from monitor.demo.clock import FastClock
from monitor.demo.play import LATE, pace


def test_time_goes_slower_while_a_poll_is_late() -> None:
    in_time, late = START - LATE, START - 2 * LATE
    assert pace([in_time, START + LATE], START, 12_000) == 12_000
    assert pace([in_time, late], START, 12_000) < 12_000 / 2


def test_a_change_of_pace_loses_no_time_and_skips_none() -> None:
    clock = FastClock(START, 60)
    before = clock.now()
    clock.pace(1)
    assert timedelta() <= clock.now() - before < timedelta(hours=1)
    clock.pace(60)
    assert timedelta() <= clock.now() - before < timedelta(hours=1)
