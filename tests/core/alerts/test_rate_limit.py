"""No window of a limit ever holds more calls than it may."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.alerts.rate_limit import Limit, Pacer

START = datetime(2024, 1, 18, tzinfo=UTC)
FAST, SLOW = Limit("chat", 3, timedelta(seconds=3)), Limit("chat", 19, timedelta(minutes=1))


@given(st.lists(st.floats(0, 5), max_size=80))
def test_any_sliding_window_keeps_its_limit(pauses: list[float]) -> None:
    pacer, now, calls = Pacer(), START, []
    for pause in pauses:
        now = pacer.ready_at((FAST, SLOW), now + timedelta(seconds=pause))
        pacer.record((FAST, SLOW), now)
        calls.append(now)
    for limit in (FAST, SLOW):
        for first, last in zip(calls, calls[limit.count :], strict=False):
            assert last - first >= limit.window


def test_a_burst_goes_at_once_and_then_one_a_second_on_average() -> None:
    pacer, now = Pacer(), START
    for _ in range(3):
        assert pacer.ready_at((FAST,), now) == now
        pacer.record((FAST,), now)
    assert pacer.ready_at((FAST,), now) == now + timedelta(seconds=3)


def test_limits_with_another_key_do_not_count() -> None:
    pacer = Pacer()
    for _ in range(3):
        pacer.record((FAST,), START)
    assert pacer.ready_at((Limit("other", 3, timedelta(seconds=3)),), START) == START


def test_a_clock_set_back_delays_by_one_window_at_most() -> None:
    pacer = Pacer()
    for _ in range(3):
        pacer.record((FAST,), START)
    back = START - timedelta(hours=1)
    assert pacer.ready_at((FAST,), back) == back + FAST.window
