"""A backtest says what two full replays say, although it looks at few entries and takes their stories as recorded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from support.arrivals import arrivals
from support.builders import START, at, entry, watch
from support.rounds import january

from monitor.backtest.compare import THRESHOLDS, Backtest, Comparison, scan
from monitor.backtest.replay import replay
from monitor.core.watch.prefilter import Prefilter
from monitor.core.watch.terms import parse_term, split_terms
from monitor.demo.scenario import utc
from monitor.model import (
    Adjust,
    AlertSettings,
    Assignment,
    Concept,
    Config,
    Entry,
    Level,
    Missing,
    Reason,
    SourceRule,
    Term,
    Watch,
)

UNTIL = utc("2024-01-19T00:00:00Z")


def terms(text: str) -> tuple[Term, ...]:
    return tuple(map(parse_term, split_terms(text)))


FIND = (
    Concept("Iran", terms("Iran, Iranian, Tehran")),
    Concept("Pakistan", terms("Pakistan, Pakistani, Islamabad, Balochistan")),
    Concept("action", terms("strike, attack*, missile, recall*, ambassador, expel*, retaliat*")),
)
ADJUST = (Adjust(10, terms("Panjgur, Saravan, killed >= 5")), Adjust(-30, terms("ambassador, envoy")))
NEW = watch("new", find=FIND, adjust=ADJUST)
OTHERS = {
    "fewer words": replace(NEW, id="old", find=(*FIND[:2], Concept("action", terms("missile, recall*")))),
    "one concept more": replace(NEW, id="old", find=(*FIND, Concept("place", terms("Panjgur, Saravan")))),
    "other levels": replace(NEW, id="old", levels=(Level("watch", 40), Level("alert", 50), Level("critical", 70, 2))),
    "one source": replace(NEW, id="old", sources=SourceRule(only=frozenset({"bbc news", "dawn"}))),
    "never": replace(NEW, id="old", adjust=(Adjust(-100, terms("pakistan")),)),
    "nothing in common": replace(NEW, id="old", find=(Concept("toll", terms("killed >= 5")),)),
}
Placed = Sequence[tuple[Entry, Assignment]]


@dataclass(frozen=True)
class Told:
    """What a full replay of one version alerts about; the latter two by story."""

    levels: Counter[str]
    first: dict[str, datetime]
    loudest: dict[str, tuple[datetime, str, float]]
    developments: int


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    """The January 2024 scenario; now and then an entry comes late, as between two polls' transactions."""
    found = [one for one in arrivals(january(), seed=3) if one.fetched_at < UNTIL]
    for place in range(0, len(found) - 1, 7):
        found[place], found[place + 1] = found[place + 1], found[place]
    return found


@pytest.fixture(scope="module")
def placed(entries: list[Entry]) -> Placed:
    return [(outcome.entry, outcome.assignment) for outcome in replay(Config(), entries)]


def told(entries: Sequence[Entry], of: Watch, since: datetime) -> Told:
    found = Told(Counter(), {}, {}, 0)
    developments = 0
    for verdict in (verdict for outcome in replay(Config(watches=(of,)), entries) for verdict in outcome.verdicts):
        alert = verdict.alert
        if alert is None:
            continue
        if alert.reason is Reason.DEVELOPMENT:
            developments += alert.raised_at >= since
            continue
        found.levels[alert.level] += alert.raised_at >= since
        found.first.setdefault(alert.story_id, alert.raised_at)
        found.loudest[alert.story_id] = (alert.raised_at, alert.level, verdict.match.score)
    return replace(found, developments=developments)


def of_recording(entries: Sequence[Entry], new: Watch, old: Watch | None, since: datetime = START) -> Comparison:
    extent = scan(entries, Prefilter([new, old] if old else [new]))
    assert extent is not None
    backtest = Backtest(Config(), new, old, since)
    backtest.judge_recording(entries, extent.last_hit)
    return backtest.report(max(since, extent.first_at), extent.last_at)


def of_archive(placed: Placed, new: Watch, old: Watch | None, since: datetime = START) -> Comparison:
    """As from the store: assignments are recorded, and stories without a matching entry are left out."""
    prefilter = Prefilter([new, old] if old else [new])
    stories = {where.story_id for one, where in placed if prefilter.passes(one.title, one.summary)}
    backtest = Backtest(Config(), new, old, since)
    now = placed[0][0].fetched_at
    for one, where in placed:
        now = max(now, one.fetched_at)
        if where.story_id in stories:
            backtest.judge_placed(one, where, now)
    return backtest.report(max(since, placed[0][0].fetched_at), now)


@pytest.mark.parametrize("other", OTHERS)
def test_it_says_what_two_full_replays_say(entries: list[Entry], placed: Placed, other: str) -> None:
    days = 1 if other in {"fewer words", "other levels"} else 0
    since = entries[0].fetched_at + timedelta(days=days)
    old = OTHERS[other]
    before, now = told(entries, old, since), told(entries, NEW, since)
    report = of_recording(entries, NEW, old, since)
    assert {change.told.story_id for change in report.gained} == {
        story for story, first in now.first.items() if story not in before.first and first >= since
    }
    assert {change.told.story_id for change in report.lost} == {
        story for story, first in before.first.items() if story not in now.first and first >= since
    }
    assert {change.told.story_id: (change.other and change.other.level, change.told.level) for change in report.changed} == {
        story: (was[1], now.loudest[story][1])
        for story, was in before.loudest.items()
        if story in now.loudest and was[1] != now.loudest[story][1] and max(was[0], now.loudest[story][0]) >= since
    }
    assert report.gained or report.lost or report.changed
    for change in report.gained:
        assert (change.told.at, change.told.level, change.told.score) == now.loudest[change.told.story_id]
    for counts, full in ((report.old, before), (report.new, now)):
        assert counts is not None
        assert (+counts.alerts, counts.developments) == (+full.levels, full.developments)
    assert of_archive(placed, NEW, old, since) == report


def test_thresholds_are_what_lists_with_that_one_level_would_tell(entries: list[Entry], placed: Placed) -> None:
    report = of_archive(placed, NEW, None, entries[0].fetched_at)
    assert [score for score, _, _ in report.thresholds] == list(THRESHOLDS)
    for score, _, stories in report.thresholds[::2]:
        only = replace(NEW, levels=(Level("alert", score),), send=())
        assert stories == len(told(entries, only, entries[0].fetched_at).first)
    counts = [stories for _, _, stories in report.thresholds]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1] > 0


def test_what_is_told_is_explained_and_what_is_not_says_why() -> None:
    old = watch(find=(*watch().find, Concept("place", (parse_term("Saravan"),))))
    told_now = [entry("Pakistan missile hits Iran", outlet="Dawn")]
    (change,) = of_recording(told_now, watch(), old).gained
    assert sum(line.points for line in change.told.lines) == change.told.score == 80
    assert change.other is not None
    assert change.other.missing == (Missing(name="place"),)
    (back,) = of_recording(told_now, old, watch()).lost
    assert (back.told.title, back.told.level) == ("Pakistan missile hits Iran", "alert")


def test_a_story_below_the_level_says_what_it_scored() -> None:
    in_summary = [entry("Tension grows", summary="A missile of Iran fell in Pakistan")]
    low = watch(levels=(Level("watch", 30), Level("alert", 45), Level("critical", 85, 3)))
    (change,) = of_recording(in_summary, low, watch()).gained
    assert change.other is not None
    assert (change.other.score, change.other.level, change.other.reason) == (48, "watch", Reason.BELOW_THRESHOLD)


def test_just_missed_says_what_was_missing() -> None:
    steps = (Level("watch", 40), Level("alert", 50), Level("critical", 83, 3))
    tells = watch(levels=steps)
    stream = [
        entry("Tension grows", summary="A missile of Iran fell in Pakistan"),  # 48
        entry("Pakistan missile hits Iran", 5, outlet="Dawn"),
        entry("Pakistan missile hits Iran, officials say", 9, outlet="BBC"),  # 83 with two outlets
        entry("Cricket: Pakistan beat Iran", 12),
    ]
    low, high = of_recording(stream, tells, None).near
    found = [(near.judged.score, near.level, near.points, near.outlets) for near in (low, high)]
    assert sorted(found) == [(48, "alert", 2, 0), (83, "critical", 0, 1)]


def test_what_stood_in_a_feed_at_its_first_poll_and_old_news_are_no_near_miss_and_no_alert() -> None:
    stream = [
        entry("Pakistan missile hits Iran", is_backlog=True),
        entry("Iran missile strikes in Pakistan's Panjgur", 60, published_at=at(-60 * 24 * 9)),
    ]
    report = of_recording(stream, watch(), None)
    assert report.gained == ()
    assert set(+report.new.reasons) == {Reason.LEARNT, Reason.TOO_OLD}


def test_the_cap_per_hour_holds_but_does_not_lose_alerts() -> None:
    towns = ("Panjgur", "Zahedan", "Quetta", "Karachi")
    stream = [entry(f"Missile from Iran hits {town} in Pakistan", 6 * n, outlet=town) for n, town in enumerate(towns)]
    backtest = Backtest(Config(alerts=AlertSettings(per_hour=1)), watch())
    backtest.judge_recording(stream, last_hit=3)
    report = backtest.report(START, at(60))
    assert report.new.reasons[Reason.CAPPED] == 1
    assert +report.new.alerts == told(stream, watch(), START).levels
    assert len(report.gained) == 2


def test_an_empty_recording_has_no_extent() -> None:
    assert scan([], Prefilter([watch()])) is None


def test_a_period_of_minutes_counts_as_a_day() -> None:
    assert of_recording([entry("Pakistan missile hits Iran")], watch(), None).weeks == pytest.approx(1 / 7)
