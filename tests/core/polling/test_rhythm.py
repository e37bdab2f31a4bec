"""When a feed publishes is learnt from what it brought, and polls are placed by it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.polling.rhythm import Rhythm

MONDAY = datetime(2024, 1, 15, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TIMES = st.datetimes(datetime(2024, 1, 1), datetime(2024, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001


def taught(hours: tuple[int, ...], minute: int | None = None, days: int = 21, weekdays: int = 7) -> Rhythm:
    """A feed that was polled every half hour and had six entries an hour in these hours of so many days of the week."""
    rhythm, last, before = Rhythm(), MONDAY, MONDAY
    for number in range(1, 48 * days):
        now = MONDAY + number * HOUR / 2
        dates = [before + step * 5 * MINUTE + MINUTE for step in range(6)]
        if minute is not None:
            dates = [at.replace(minute=minute) for at in dates]
        brought = [at for at in dates if at.hour in hours and at.weekday() < weekdays and before < at <= now]
        if brought:
            rhythm, last = rhythm.learn(last, before, now, brought, 0), now
        before = now
    return rhythm


def polls(rhythm: Rhythm, start: datetime, end: datetime, interval: timedelta) -> list[datetime]:
    shape, at, found = rhythm.shape(), start, list[datetime]()
    while (at := shape.next_poll(at, interval, at + DAY)) < end:
        found.append(at)
    return found


def test_a_feed_not_known_is_polled_evenly() -> None:
    assert Rhythm().shape().next_poll(MONDAY, 17 * MINUTE, MONDAY + DAY) == MONDAY + 17 * MINUTE


def test_polls_are_close_by_day_and_far_apart_by_night_but_not_more_of_them() -> None:
    found = polls(taught(tuple(range(8, 16))), MONDAY, MONDAY + 7 * DAY, 30 * MINUTE)
    by_day = sum(8 <= at.hour < 16 for at in found)
    assert by_day > 1.5 * (len(found) - by_day)
    assert len(found) == pytest.approx(7 * 48, rel=0.1)


def test_what_comes_at_one_minute_of_the_hour_is_looked_for_just_after_it() -> None:
    found = polls(taught(tuple(range(24)), minute=30), MONDAY + HOUR / 4, MONDAY + DAY, HOUR)
    assert len(found) in range(20, 28)
    assert all(30 <= at.minute <= 37 for at in found)


def test_a_weekend_is_quiet_where_the_feed_says_so() -> None:
    found = polls(taught(tuple(range(24)), days=28, weekdays=5), MONDAY, MONDAY + 7 * DAY, 30 * MINUTE)
    assert sum(at.weekday() >= 5 for at in found) / 2 < 0.7 * sum(at.weekday() < 5 for at in found) / 5


def test_a_few_entries_say_little() -> None:
    rhythm = Rhythm().learn(MONDAY, MONDAY + 9 * HOUR, MONDAY + 10 * HOUR, [MONDAY + 9.5 * HOUR], 0)
    assert all(0.5 < factor < 2 for factor in (*rhythm.shape().hours, *rhythm.shape().steps))


def test_the_first_hours_do_not_make_the_rest_of_the_day_look_quiet() -> None:
    rhythm, before = Rhythm(), MONDAY + 8 * HOUR
    for number in range(9, 15):
        now = MONDAY + number * HOUR
        rhythm, before = rhythm.learn(before, before, now, [before + 7 * step * MINUTE for step in range(1, 9)], 0), now
    assert max(rhythm.shape().hours) < 1.2 * min(rhythm.shape().hours)


def test_dates_outside_the_time_in_which_an_entry_must_have_come_are_not_believed() -> None:
    since, now = MONDAY + 10 * HOUR, MONDAY + 11 * HOUR
    lies = [since - 3 * HOUR, since - 400 * DAY, now + HOUR]
    assert Rhythm().learn(since, since, now, lies, 0) == Rhythm().learn(since, since, now, [], 3)


def test_entries_without_a_date_point_to_no_minute() -> None:
    rhythm, before = Rhythm(), MONDAY
    for _ in range(200):
        now = before + HOUR
        rhythm, before = rhythm.learn(before, before, now, [], 3), now
    assert max(rhythm.shape().steps) == pytest.approx(1)


def test_a_backlog_of_days_teaches_the_hours_and_one_of_hours_does_not() -> None:
    week = [MONDAY - day * DAY + hour * HOUR + MINUTE for day in range(1, 8) for hour in (9, 10, 11)]
    shape = Rhythm.of_backlog(week, MONDAY).shape()
    assert min(shape.hours[9:12]) > 1.5 * max(shape.hours[12:])
    assert Rhythm.of_backlog([MONDAY - step * 5 * MINUTE for step in range(1, 30)], MONDAY) == Rhythm()
    assert Rhythm.of_backlog([MONDAY - day * DAY for day in range(1, 9)], MONDAY).shape().hours[0] == 1  # days, not times


def test_time_passes_slowly_for_a_feed_that_sleeps() -> None:
    shape = taught(tuple(range(8, 16))).shape()
    assert shape.lived(MONDAY, MONDAY + 7 * HOUR) < 4 * HOUR < 8 * HOUR < shape.lived(MONDAY + 8 * HOUR, MONDAY + 16 * HOUR)
    assert shape.lived(MONDAY, MONDAY + 14 * DAY) == 14 * DAY


@given(st.lists(st.tuples(TIMES, st.lists(TIMES, max_size=5), st.integers(0, 2000)), max_size=8), TIMES, st.floats(1, 1e6))
def test_whatever_it_is_told_it_answers_within_bounds_and_survives_storage(
    told: list[tuple[datetime, list[datetime], int]], now: datetime, seconds: float
) -> None:
    rhythm, since, polled = Rhythm(), MONDAY - 60 * DAY, MONDAY - 60 * DAY
    for at, dates, undated in sorted(told, key=lambda one: one[0]):
        rhythm = Rhythm.unpack(rhythm.learn(since, polled, at, dates, undated).pack())
        since = polled = at
    assert min(rhythm.entries) >= 0
    assert now <= rhythm.shape().next_poll(now, timedelta(seconds=seconds), now + DAY) <= now + DAY
    assert Rhythm.unpack(b"something else") == Rhythm()
