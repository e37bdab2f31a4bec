"""What events make of a subscription, and what it makes of polling."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.clocks import START

from monitor.core import push
from monitor.model import Feed, FeedState, PollSettings, Subscription, SubscriptionState

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FEED, SETTINGS = Feed(id="dawn", url="https://dawn.example/", outlet="Dawn"), PollSettings()
ASKED = Subscription(
    key=b"\x80" * 24,
    secret=b"s",
    feed_id="dawn",
    hub="https://hub.example/",
    topic="https://dawn.example/",
    base="https://dawn.example/",
    callback="https://alerts.example",
    next_at=START,
)
ACTIVE = push.verified(ASKED, "864000", START)
PROVEN = replace(ACTIVE, proofs=push.PROOFS)


def at(minutes: float) -> datetime:
    return START + minutes * MINUTE


def state(wait: timedelta, **more: object) -> FeedState:
    return replace(FeedState(feed_id="dawn", url=FEED.url, next_poll_at=START + wait), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wait", "feed", "more", "subscription", "expected"),
    [
        (10 * MINUTE, FEED, {}, PROVEN, 40 * MINUTE),
        (10 * MINUTE, FEED, {}, ACTIVE, 10 * MINUTE),
        (10 * MINUTE, FEED, {}, replace(PROVEN, awaited=("x",), awaited_at=START), 10 * MINUTE),
        (10 * MINUTE, FEED, {}, replace(PROVEN, expires_at=at(25)), 25 * MINUTE),
        (10 * MINUTE, FEED, {}, replace(PROVEN, expires_at=at(5)), 10 * MINUTE),
        (10 * MINUTE, FEED, {}, replace(PROVEN, expires_at=START), 10 * MINUTE),
        (10 * MINUTE, FEED, {}, replace(PROVEN, state=SubscriptionState.LEAVING), 10 * MINUTE),
        (10 * MINUTE, replace(FEED, every=10 * MINUTE), {}, PROVEN, 10 * MINUTE),
        (10 * MINUTE, FEED, {"failures": 1}, PROVEN, 10 * MINUTE),
        (10 * MINUTE, FEED, {"skips": 1}, PROVEN, 10 * MINUTE),
        (12 * 60 * MINUTE, FEED, {}, PROVEN, DAY),
        (30 * DAY, FEED, {}, PROVEN, 30 * DAY),
    ],
)
def test_pace(wait: timedelta, feed: Feed, more: dict[str, object], subscription: Subscription, expected: timedelta) -> None:
    paced = push.paced(state(wait, **more), feed, SETTINGS, subscription, START)
    assert paced.next_poll_at == START + expected


def test_three_polls_that_confirm_prove_a_hub_and_one_miss_disproves_it() -> None:
    hub = ACTIVE
    for number in range(push.PROOFS):
        assert not push.is_proven(hub, at(number))
        hub = push.pushed(hub, {str(number)}, [str(number)], at(number))
        hub = push.polled(hub, {str(number)}, [], START, at(number))
    assert push.is_proven(hub, at(9))
    missed = push.polled(hub, {"x"}, ["x"], START, at(10))
    assert not push.is_proven(missed, at(10))
    assert push.is_proven(push.pushed(missed, {"x"}, [], at(14)), at(14))
    assert push.pushed(missed, {"x"}, [], at(15)).proofs == 0
    assert push.polled(missed, set(), [], START, at(15)).proofs == 0


def test_a_poll_that_shows_nothing_of_what_was_pushed_proves_nothing() -> None:
    hub = push.pushed(ACTIVE, {"a"}, ["a"], START)
    behind = push.polled(hub, {"old"}, [], START, at(1))  # a cache at the publisher
    assert (behind.proofs, behind.pushed) == (0, ("a",))
    assert push.polled(behind, {"a"}, [], START, at(2)).proofs == 1


def test_rests_grow_until_a_hub_proves_itself() -> None:
    hub, waits = ACTIVE, []
    for _ in range(7):
        hub = push.denied(hub, "", START)
        waits.append((hub.next_at - START) / timedelta(hours=1))
        hub = push.verified(push.begun(hub, START), "864000", START)
    assert waits == [6, 12, 24, 48, 96, 168, 168]
    for number in range(push.PROOFS):
        hub = push.polled(push.pushed(hub, {str(number)}, [str(number)], START), {str(number)}, [], START, START)
    assert push.denied(hub, "", START).next_at == at(6 * 60)


def test_a_verification_that_was_quicker_than_the_answer_stands() -> None:
    assert push.asked(ACTIVE, START, "", at(1)) == ACTIVE


EVENTS = st.one_of(
    st.tuples(st.just("poll"), st.sets(st.sampled_from("abcde")), st.sets(st.sampled_from("abcde"))),
    st.tuples(st.just("push"), st.sets(st.sampled_from("abcde")), st.sets(st.sampled_from("abcde"))),
    st.tuples(st.sampled_from(["asked", "begun", "denied", "verified"]), st.just(set[str]()), st.just(set[str]())),
)


@given(st.lists(st.tuples(EVENTS, st.integers(-30, 600))))
def test_no_course_of_events_slows_polls_down_beyond_the_bounds(events: list[tuple[tuple[str, set[str], set[str]], int]]) -> None:
    hub: Subscription | None = ASKED
    now = START
    for (event, ids, new), minutes in events:
        now += minutes * MINUTE
        assert hub is not None
        match event:
            case "poll":
                hub = push.polled(hub, ids | new, sorted(new), START, now)
            case "push":
                hub = push.pushed(hub, ids | new, sorted(new), now)
            case "asked":
                hub = push.asked(hub, hub.next_at, "no answer", now)
            case "begun":
                hub = push.begun(hub, now)
            case "denied":
                hub = push.denied(hub, "no", now)
            case _:
                hub = push.verified(hub, str(minutes), now)
        assert hub is not None
        polled_at = replace(state(timedelta(0)), next_poll_at=now + 10 * MINUTE)
        wait = push.paced(polled_at, FEED, SETTINGS, hub, now).next_poll_at - now
        assert 10 * MINUTE <= wait <= push.SLOWER * 10 * MINUTE
        assert hub.next_at <= max(now, START) + 30 * DAY + 600 * MINUTE
        assert push.told(hub, now)
