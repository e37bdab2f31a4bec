"""Requests are shared so that entries wait least, and the sum is what the user allowed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.polling.budget import Budget, Claim, Stake, bounded, share, stakes
from monitor.core.polling.schedule import pace, rate_now
from monitor.model import Feed, FeedState, PollSettings, SourceRule, Watch

MINUTE, HOUR, DAY, NEVER = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(0)
WIDE = PollSettings(shortest=timedelta(seconds=10), longest=timedelta(days=30))
FEED = Feed(id="dawn", url="https://dawn.example/rss", outlet="Dawn")
NOW = datetime(2024, 1, 18, 5, 0, tzinfo=UTC)


def intervals(claims: Sequence[Claim], settings: PollSettings = WIDE) -> list[timedelta]:
    budget = share(claims, settings)
    return [bounded(budget.of_weight(each.weight).wanted(each.rate), each.least, settings) for each in claims]


def claim(rate: float, weight: float = 1.0, least: timedelta = NEVER) -> Claim:
    return Claim(rate, weight, least)


def per_day(every: Sequence[timedelta]) -> float:
    return sum(DAY / each for each in every)


def test_feeds_that_are_alike_are_polled_at_the_configured_interval() -> None:
    assert intervals([claim(20.0)] * 9) == [pytest.approx(WIDE.every, rel=0.02)] * 9
    assert share([], WIDE).unit > NEVER


def test_polls_go_with_the_root_of_weight_and_rate() -> None:
    plain, busy, named = intervals([claim(25), claim(100), claim(25, weight=4)])
    assert plain / busy == pytest.approx(2, rel=0.02)
    assert named == pytest.approx(busy, rel=0.02)


def test_no_other_shares_of_the_same_sum_let_entries_wait_less() -> None:
    claims = [claim(rate, weight) for rate, weight in ((15, 1), (20, 3), (60, 1.5), (200, 1), (700, 1))]

    def wait(polls: Sequence[float]) -> float:
        return sum(each.weight * each.rate / number for each, number in zip(claims, polls, strict=True))

    best = [DAY / every for every in intervals(claims)]
    for giver in range(5):
        for taker in range(5):
            other = list(best)
            other[giver] -= 2
            other[taker] += 2
            assert wait(best) <= wait(other) + 1e-9


@given(
    st.lists(
        st.builds(Claim, st.floats(0.03, 5000), st.sampled_from([1.0, 1.5, 6.0]), st.sampled_from([NEVER, HOUR])), min_size=1
    )
)
def test_the_sum_is_never_more_than_allowed_and_less_only_where_bounds_say_so(claims: list[Claim]) -> None:
    settings = PollSettings()
    every = intervals(claims, settings)
    allowed = len(claims) * (DAY / settings.every)
    assert per_day(every) <= allowed * 1.03
    eager = [max(each.least, settings.shortest, DAY / (300 * each.rate)) for each in claims]
    assert per_day(every) >= allowed * 0.97 or all(own <= least * 1.01 for own, least in zip(every, eager, strict=True))


def test_what_a_slow_publisher_leaves_goes_to_the_others() -> None:
    slow, *others = intervals([claim(50, least=HOUR), *[claim(50)] * 3])
    assert slow == HOUR
    assert max(others) < WIDE.every
    assert per_day([slow, *others]) == pytest.approx(4 * (DAY / WIDE.every), rel=0.01)


def test_a_feed_with_hardly_any_news_is_not_asked_all_the_time_whatever_is_left() -> None:
    assert intervals([claim(0.1)] * 5) == [DAY / 30] * 5


def test_a_silent_feed_is_expected_to_bring_less() -> None:
    assert rate_now(24.0, HOUR) == 24
    assert rate_now(24.0, 2 * DAY) == 1.5
    assert rate_now(0.0, 400 * DAY) > 0


def test_weights_come_from_tiers_agencies_and_the_lists_that_name_a_feed() -> None:
    def watch(number: int, *only: str) -> Watch:
        return Watch(id=f"w{number}", name="W", find=(), sources=SourceRule(only=frozenset(only)))

    feeds = [
        FEED,
        replace(FEED, id="dawn-world"),
        replace(FEED, id="irna", outlet="IRNA", agency=True),
        replace(FEED, id="bbc", outlet="BBC News", tier=1),
        replace(FEED, id="blog", outlet="Blog", tier=3),
    ]
    lists = [
        watch(1, "dawn", "bbc news"),
        watch(2, "dawn world", "bbc"),
        *[watch(number, "irna", "tier 3") for number in range(3, 9)],
    ]
    found = stakes(feeds, lists)
    assert {name: (stake.weight, stake.lists) for name, stake in found.items()} == {
        "dawn": (2.0, 1),
        "dawn-world": (2.0, 1),
        "irna": (6.0, 6),
        "bbc": (4.5, 2),
        "blog": (1.0, 0),
    }


@pytest.mark.parametrize(
    ("feed", "stake", "state", "words"),
    [
        (FEED, Stake(lists=2), {"rate": 60.4}, "every 7 min: 60 entries a day, named by 2 watch-lists"),
        (replace(FEED, tier=1), Stake(is_preferred=True), {"rate": 0.514}, "every 7 min: 0.51 entries a day, reference outlet"),
        (
            replace(FEED, agency=True),
            Stake(is_preferred=True, lists=1),
            {},
            "every 7 min: publishing rate not known yet, agency, named by 1 watch-list",
        ),
        (FEED, Stake(), {"rate": 9.0, "hint": 7 * MINUTE}, "every 7 min: 9 entries a day, as its publisher asks"),
        (replace(FEED, every=2 * MINUTE), Stake(lists=1), {"rate": 9.0}, "every 2 min: as you set it"),
        (FEED, Stake(), {"polled_at": None}, ""),
        (FEED, Stake(), {"is_gone": True}, ""),
    ],
)
def test_the_pace_is_told_with_its_reasons(feed: Feed, stake: Stake, state: dict[str, object], words: str) -> None:
    known = FeedState(feed_id="dawn", url="", next_poll_at=NOW, polled_at=NOW, interval=7 * MINUTE)
    assert pace(feed, replace(known, **state), stake) == words  # type: ignore[arg-type]


def test_without_a_budget_a_feed_is_taken_to_be_one_of_many_alike() -> None:
    assert Budget.of(WIDE).wanted(24.0) == WIDE.every
