"""When a feed is polled next, and how it is said to fare."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.polling.schedule import Answer, PollFailed, after_failure, after_success, health
from monitor.model import Feed, FeedState, Health, PollSettings

NOW = datetime(2024, 1, 18, 5, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SETTINGS = PollSettings()
FEED = Feed(id="dawn", url="https://dawn.example/rss", outlet="Dawn")
NEW = FeedState(feed_id="dawn", url=FEED.url, next_poll_at=NOW)
DOWN = PollFailed(what="connection refused")


def success(state: FeedState = NEW, now: datetime = NOW, feed: Feed = FEED, **answer: Any) -> FeedState:
    return after_success(state, feed, SETTINGS, Answer(**answer), now)


def lived(per_poll: int, days: float = 14, feed: Feed = FEED, **answer: Any) -> tuple[FeedState, datetime]:
    """A feed that for `days` brought so many entries with each poll."""
    state, now = success(feed=feed, **answer), NOW
    while now < NOW + days * DAY:
        now = state.next_poll_at
        state = success(state, now, feed, new_entries=per_poll, **answer)
    return state, now


def test_the_first_interval_is_the_configured_one() -> None:
    state = success()
    assert state.interval == SETTINGS.every
    assert SETTINGS.every <= state.next_poll_at - NOW <= SETTINGS.every * 1.1


def test_the_dates_of_the_first_document_set_the_pace() -> None:
    assert success(rate=24.0 * 4).interval == SETTINGS.every / 2
    assert success(rate=24.0 / 4).interval == SETTINGS.every * 2


def test_a_new_feed_is_read_again_soon_however_slow_it_looks() -> None:
    slow = success(rate=0.2)
    assert slow.interval > 5 * SETTINGS.every
    assert slow.next_poll_at - NOW <= 1.1 * SETTINGS.every
    assert success(slow, slow.next_poll_at).next_poll_at - slow.next_poll_at >= slow.interval


def test_a_first_document_whose_newest_date_is_old_promises_little() -> None:
    assert success(rate=48.0, new_entries=1, dates=(NOW - 3 * DAY,)).rate == pytest.approx(1.0)
    assert success(rate=48.0, new_entries=1, dates=(NOW - HOUR,)).rate == 48.0


def test_a_busy_feed_is_polled_as_often_as_allowed_and_a_dead_one_seldom() -> None:
    busy, _ = lived(3)
    assert busy.interval == SETTINGS.shortest
    quiet, _ = lived(0, rate=1.0)
    assert HOUR < quiet.interval <= SETTINGS.longest


def test_the_learnt_rate_is_near_the_true_one() -> None:
    state, now = success(rate=2.0), NOW
    due = [NOW + HOUR * n for n in range(1, 24 * 20)]
    while due:
        now = state.next_poll_at
        brought = [at for at in due if at <= now]
        due = due[len(brought) :]
        state = success(state, now, new_entries=len(brought))
    assert state.rate == pytest.approx(24, rel=0.2)


def test_a_silence_slows_the_polls_but_the_rhythm_is_remembered() -> None:
    state, now = lived(1, feed=FEED, rate=100.0)
    before = state
    for _ in range(40):
        now = state.next_poll_at
        state = success(state, now)
    assert state.interval > 1.5 * before.interval
    assert state.rate == before.rate
    again = success(state, state.next_poll_at, new_entries=5)
    assert again.interval < state.interval


def test_the_users_own_pace_is_kept_exactly() -> None:
    feed = replace(FEED, every=timedelta(minutes=3))
    state = success(feed=feed, hint=DAY, max_age=DAY, rate=0.1)
    assert state.next_poll_at == NOW + timedelta(minutes=3)


def test_the_publishers_wish_is_heard_up_to_an_hour() -> None:
    assert success(rate=1000.0, hint=30 * MINUTE).interval == 30 * MINUTE
    assert success(rate=1000.0, max_age=DAY).interval == HOUR


@given(st.floats(0, 1e6), st.integers(0, 1000), st.timedeltas(timedelta(0), 400 * DAY), st.timedeltas(timedelta(0), 10 * DAY))
def test_intervals_keep_the_bounds(rate: float, new: int, gap: timedelta, hint: timedelta) -> None:
    state = success(replace(success(rate=rate), new_entry_at=NOW), NOW + gap, new_entries=new, hint=hint)
    assert SETTINGS.shortest <= state.next_poll_at - (NOW + gap) <= SETTINGS.longest
    assert state.rate >= 0


def test_feeds_drift_apart_in_a_way_that_can_be_repeated() -> None:
    waits = {success(feed=replace(FEED, id=f"f{n}")).next_poll_at for n in range(50)}
    assert len(waits) > 40
    assert success().next_poll_at == success().next_poll_at


def test_failures_back_off_and_a_success_forgets_them() -> None:
    state, now, waits = success(), NOW, []
    usual = state.interval
    for _ in range(8):
        state = after_failure(state, FEED, SETTINGS, DOWN, now)
        waits.append(state.next_poll_at - now)
        now = state.next_poll_at
    assert waits == sorted(waits)
    assert waits[1] >= 1.9 * waits[0]
    assert HOUR <= waits[-1] <= 1.1 * HOUR
    assert state.interval == usual
    well = success(state, now)
    assert (well.failures, well.problem) == (0, "")


def test_what_is_wrong_for_good_backs_off_to_the_longest() -> None:
    state = NEW
    for _ in range(30):
        state = after_failure(state, FEED, SETTINGS, PollFailed(what="HTTP 404", is_permanent=True), NOW)
    assert state.next_poll_at - NOW == SETTINGS.longest


def test_retry_after_is_obeyed_within_bounds() -> None:
    def wait(after: timedelta) -> timedelta:
        return after_failure(NEW, FEED, SETTINGS, replace(DOWN, retry_after=after), NOW).next_poll_at - NOW

    assert wait(3 * HOUR) == 3 * HOUR
    assert wait(300 * DAY) == SETTINGS.longest
    assert wait(timedelta(0)) >= SETTINGS.shortest


def test_gone_is_not_polled_again() -> None:
    state = after_failure(NEW, FEED, SETTINGS, PollFailed(what="HTTP 410 Gone", is_gone=True), NOW)
    assert state.is_gone
    assert state.next_poll_at - NOW > 365 * DAY
    assert health(FEED, state, NOW)[0] is Health.GONE


def test_a_move_is_believed_on_the_third_day_and_keeps_the_validators() -> None:
    state, target = NEW, "https://new.example/rss"
    for day in range(3):
        for minutes in (0, 10, 20):
            assert state.url == FEED.url
            state = success(state, NOW + day * DAY + minutes * MINUTE, moved_to=target, etag='"1"')
            if state.url == target:
                break
    assert (state.url, state.moved_to, state.etag) == (target, "", '"1"')


def test_a_move_that_is_taken_back_is_forgotten() -> None:
    state = success(moved_to="https://new.example/rss")
    state = success(state, NOW + DAY)
    assert (state.moved_to, state.moved_count) == ("", 0)
    state = success(state, NOW + 2 * DAY, moved_to="https://new.example/rss")
    assert state.moved_count == 1


@pytest.mark.parametrize(
    ("age", "failures", "expected"),
    [
        (10 * MINUTE, 0, Health.FRESH),
        (15 * MINUTE, 1, Health.FRESH),
        (25 * MINUTE, 2, Health.DELAYED),
        (2 * HOUR, 5, Health.STALE),
        (5 * HOUR, 8, Health.DOWN),
        (5 * HOUR, 0, Health.STALE),
        (9 * DAY, 0, Health.STALE),
    ],
)
def test_health_by_the_last_success(age: timedelta, failures: int, expected: Health) -> None:
    state = replace(success(), failures=failures, problem="connection refused" if failures else "")
    found, why = health(FEED, state, NOW + age)
    assert found is expected
    assert ("connection refused" in why) == bool(failures)


def test_a_feed_that_never_worked_is_down_and_a_new_one_is_new() -> None:
    assert health(FEED, NEW, NOW) == (Health.NEW, "not polled yet")
    failed = after_failure(NEW, FEED, SETTINGS, DOWN, NOW)
    assert health(FEED, failed, NOW) == (Health.DOWN, "never read successfully: connection refused")


def test_a_feed_that_answers_but_brings_nothing_is_silent() -> None:
    state, now = success(rate=24.0), NOW
    for hours, expected in ((12, Health.FRESH), (30, Health.FRESH), (48, Health.SILENT), (24 * 60, Health.SILENT)):
        now = NOW + hours * HOUR
        state = success(state, now)
        assert health(FEED, state, now)[0] is expected
    assert health(FEED, state, now)[1].startswith("nothing new for 60 d, usually every 60 min; ")
