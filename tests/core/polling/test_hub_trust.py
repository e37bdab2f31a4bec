"""What events make of a subscription, and what it makes of polling."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.clocks import START

from monitor.core.polling import hub_trust
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
ACTIVE = hub_trust.verified(ASKED, "864000", START)
PROVEN = replace(ACTIVE, proofs=hub_trust.PROOFS)


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
    paced = hub_trust.paced(state(wait, **more), feed, SETTINGS, subscription, START)
    assert paced.next_poll_at == START + expected


def test_three_polls_that_confirm_prove_a_hub_and_one_miss_disproves_it() -> None:
    hub = ACTIVE
    for number in range(hub_trust.PROOFS):
        assert not hub_trust.is_proven(hub, at(number))
        hub = hub_trust.pushed(hub, {str(number)}, [str(number)], at(number))
        hub = hub_trust.polled(hub, {str(number)}, [], START, at(number))
    assert hub_trust.is_proven(hub, at(9))
    missed = hub_trust.polled(hub, {"x"}, ["x"], START, at(10))
    assert not hub_trust.is_proven(missed, at(10))
    assert hub_trust.is_proven(hub_trust.pushed(missed, {"x"}, [], at(14)), at(14))
    assert hub_trust.pushed(missed, {"x"}, [], at(15)).proofs == 0
    assert hub_trust.polled(missed, set(), [], START, at(15)).proofs == 0


def test_a_poll_that_shows_nothing_of_what_was_pushed_proves_nothing() -> None:
    hub = hub_trust.pushed(ACTIVE, {"a"}, ["a"], START)
    behind = hub_trust.polled(hub, {"old"}, [], START, at(1))  # a cache at the publisher
    assert (behind.proofs, behind.pushed) == (0, ("a",))
    assert hub_trust.polled(behind, {"a"}, [], START, at(2)).proofs == 1


def test_rests_grow_until_a_hub_proves_itself() -> None:
    hub, waits = ACTIVE, []
    for _ in range(7):
        hub = hub_trust.denied(hub, "", START)
        waits.append((hub.next_at - START) / timedelta(hours=1))
        hub = hub_trust.verified(hub_trust.begun(hub, START), "864000", START)
    assert waits == [6, 12, 24, 48, 96, 168, 168]
    for number in range(hub_trust.PROOFS):
        hub = hub_trust.polled(hub_trust.pushed(hub, {str(number)}, [str(number)], START), {str(number)}, [], START, START)
    assert hub_trust.denied(hub, "", START).next_at == at(6 * 60)


def test_a_verification_that_was_quicker_than_the_answer_stands() -> None:
    assert hub_trust.asked(ACTIVE, START, "", at(1)) == ACTIVE


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
                hub = hub_trust.polled(hub, ids | new, sorted(new), START, now)
            case "push":
                hub = hub_trust.pushed(hub, ids | new, sorted(new), now)
            case "asked":
                hub = hub_trust.asked(hub, hub.next_at, "no answer", now)
            case "begun":
                hub = hub_trust.begun(hub, now)
            case "denied":
                hub = hub_trust.denied(hub, "no", now)
            case _:
                hub = hub_trust.verified(hub, str(minutes), now)
        assert hub is not None
        polled_at = replace(state(timedelta(0)), next_poll_at=now + 10 * MINUTE)
        wait = hub_trust.paced(polled_at, FEED, SETTINGS, hub, now).next_poll_at - now
        assert 10 * MINUTE <= wait <= hub_trust.SLOWER * 10 * MINUTE
        assert hub.next_at <= max(now, START) + 30 * DAY + 600 * MINUTE
        assert hub_trust.told(hub, now)
