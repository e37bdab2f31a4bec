"""A story as its entries come in: who reports, in whose words, and what is settled by now."""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.builders import at, entry, story, told

from monitor.core.alerts.developments import developments
from monitor.core.language.document import Document
from monitor.core.stories.summary import StorySummary
from monitor.model import Entry, NumberKind, Story

LEAD = (
    "Pakistan's military said on Thursday that it had struck hideouts of separatist militants inside Iran, two days after "
    "Iranian missiles and drones hit what Tehran called bases of another group in Balochistan."
)


def account(*entries: Entry, follows: Story | None = None, titles: Sequence[str] = ()) -> StorySummary:
    running = StorySummary("s1", follows, titles)
    for one in entries:
        running.add(Document.of(one))
    return running


def headlines(*rows: tuple[str, str], **more: object) -> list[Entry]:
    """(outlet, headline) in order, a minute apart."""
    return [entry(title, minute, outlet, **more) for minute, (outlet, title) in enumerate(rows)]


def rings(*rows: tuple[str, str]) -> list[str]:
    """What a reader who is told of the first entry hears afterwards."""
    first, *later = headlines(*rows)
    running = account(first)
    known, heard = told(facts=running.snapshot().facts), []
    for one in later:
        running.add(Document.of(one))
        news = developments(known, running.snapshot())
        if news:
            heard += [development.text for development in news]
            known = told(facts=running.snapshot().facts)
    return heard


# ── Sources ──


def test_outlets_reports_and_times() -> None:
    running = account(
        entry("Pakistan strikes Iran", 10, "BBC", published_at=at(4)),
        entry("Pakistan hits villages near Saravan", 12, "Dawn", published_at=at(1)),
        entry("Pakistan's strikes: more details", 20, "BBC", published_at=at(19)),
    )
    snapshot = running.snapshot()
    assert (snapshot.entries, snapshot.outlets, snapshot.independent) == (3, 2, 2)
    assert [(report.outlet, report.at) for report in snapshot.reports] == [("Dawn", at(1)), ("BBC", at(4))]
    assert (snapshot.first_at, snapshot.last_at) == (at(1), at(20))


def test_impossible_publication_times_are_ignored() -> None:
    in_the_future = entry("Pakistan strikes Iran", 10, published_at=at(600))
    long_ago = entry("Pakistan hits Iran", 11, "BBC", published_at=at(0) - timedelta(days=300))
    assert account(in_the_future, long_ago).snapshot().first_at == at(10)


def test_copies_of_one_agency_text_are_one_source() -> None:
    running = account(
        entry("Pakistan strikes Iran (AP)", 0, "Arab News"),
        entry("Pakistani jets hit militants in Iran", 1, "Gleaner", summary="ISLAMABAD (AP) — " + LEAD),
        entry("Islamabad answers Tehran", 2, "Medicine Hat News", summary=LEAD),
        entry("Explosions near Saravan, official says", 3, "Dawn"),
    )
    assert (running.snapshot().outlets, running.snapshot().independent) == (4, 2)


def test_credit_that_comes_late_counts_for_the_copies_before_it() -> None:
    running = account(
        entry("Pakistan hits back", 0, "Gleaner", summary=LEAD),
        entry("Islamabad answers Tehran", 1, "Arab News", summary=LEAD[:200] + " (AP)"),
        entry("Pakistan strikes Iran (AP)", 2, "The Federal"),
    )
    assert (running.snapshot().outlets, running.snapshot().independent) == (3, 1)


def test_independent_among_some_entries() -> None:
    ap, copy, own = entries = [
        entry("Pakistan strikes Iran (AP)", 0, "Arab News"),
        entry("Strikes near Saravan (AP)", 1, "Gleaner"),
        entry("Iran says nine dead in Saravan", 2, "Dawn"),
    ]
    running = account(*entries)
    assert running.independent({ap.key, copy.key}) == 1
    assert running.independent({copy.key, own.key}) == 2
    assert running.independent({"unknown.0"}) == 0


def test_follows_is_told_with_the_story() -> None:
    snapshot = account(entry("Pakistan strikes Iran"), follows=story(id="s0", title="Iran strikes Pakistan")).snapshot()
    assert (snapshot.follows, snapshot.follows_title, snapshot.follows_at) == ("s0", "Iran strikes Pakistan", at(0))


# ── Title ──


def test_title_is_the_founders_until_a_clearly_better_one_and_never_flips() -> None:
    rows = [
        ("A", "Breaking: explosions reported"),
        ("B", "Pakistan strikes militants near Saravan in Iran, killing nine"),
        ("C", "Explosions"),
        ("D", "Pakistan launches strikes into Iran's Saravan, killing at least nine people"),
    ]
    titles = [account(*headlines(*rows[:count])).snapshot().title for count in range(1, 5)]
    assert titles == [rows[0][1], rows[1][1], rows[1][1], rows[1][1]]


@pytest.mark.parametrize(
    ("rather", "shown"),
    [((), [0, 0, 0, 3]), (("fa", "en"), [0, 0, 0, 3]), (("en",), [0, 1, 1, 1]), (("ur", "en"), [0, 1, 2, 2])],
)
def test_the_title_is_in_the_language_that_is_rather_read(rather: tuple[str, ...], shown: list[int]) -> None:
    rows = [
        entry("انفجار در سراوان", 0, "IRNA", language="fa"),
        entry("Explosions near Saravan", 1, "BBC"),
        entry("سراوان میں دھماکے", 2, "Jang", language="ur"),
        entry("حمله موشکی پاکستان به سراوان در ایران ۹ کشته بر جای گذاشت", 3, "Mehr", language="fa"),
    ]
    titles = [account(*rows[:count], titles=rather).snapshot().title for count in range(1, 5)]
    assert titles == [rows[row].title for row in shown]


# ── Tolls ──


def test_each_step_of_the_toll_rings_once() -> None:
    assert rings(
        ("A", "Explosions near Saravan as Pakistan strikes Iran"),
        ("B", "Pakistani strike on Saravan kills seven"),
        ("C", "Seven dead in strike near Saravan"),
        ("D", "Pakistani strike: nine killed in Saravan, official says"),
        ("E", "Death toll of Saravan strike rises to nine"),
        ("A", "Nine killed in Pakistani strike on Iran"),
    ) == ["7 killed", "9 killed (was 7)"]


def test_one_outlets_small_difference_is_an_edit() -> None:
    rows = [
        ("A", "Nine killed in Saravan strike"),
        ("B", "Strike on Saravan kills 9"),
        ("C", "Saravan: 10 killed in strike, deputy governor says"),
        ("D", "Six children and two women killed in Saravan"),
        ("E", "Strike on Saravan kills 7"),
    ]
    assert rings(*rows) == []
    (toll,) = account(*headlines(*rows[:3])).snapshot().tolls
    assert (toll.kind, toll.low, toll.high) == (NumberKind.KILLED, 9, 10)


def test_small_difference_rings_once_a_second_origin_or_an_agency_states_it() -> None:
    nine = ("A", "Nine killed in Saravan strike")
    assert rings(nine, ("B", "Saravan: 10 killed"), ("C", "Strike kills 10 in Saravan")) == ["10 killed (was 9)"]
    assert rings(nine, ("Tasnim", "10 killed in strike on Saravan"), ("Mehr", "10 dead")) == ["10 killed (was 9)"]


def test_numbers_that_are_out_of_date_leave_the_range() -> None:
    rows = [
        ("A", "Seven killed in strike"),
        ("B", "Strike kills seven"),
        ("C", "Toll rises to nine"),
        ("D", "10 killed in strike"),
    ]
    (toll,) = account(*headlines(*rows)).snapshot().tolls
    assert (toll.low, toll.high) == (9, 10)


def test_headlines_overrule_what_summaries_say_of_older_events() -> None:
    older = "The group killed 11 officers at a police post."
    running = account(entry("Iran strikes militants in Pakistan", 0, "A", summary=older))
    running.add(Document.of(entry("Two children killed by Iranian missiles", 1, "B", summary=older)))
    running.add(Document.of(entry("Iranian strike kills two", 2, "C", summary=older)))
    assert running.snapshot().facts.killed == 2


def test_thin_outlet_alone_raises_no_toll() -> None:
    entries = [*headlines(("A", "Nine killed in strike")), entry("Strike kills 30", 1, "Z", tier=3)]
    assert account(*entries).snapshot().facts.killed == 9


def test_magnitudes_of_agencies_within_a_step_do_not_ring() -> None:
    rows = [("A", "Magnitude 7.0 quake hits Xinjiang"), ("B", "7.1 quake in China"), ("C", "Quake of 7.2 jolts Xinjiang")]
    assert rings(*rows) == []


def test_a_statement_rings_once() -> None:
    assert rings(
        ("A", "Explosions near Saravan"),
        ("B", "Pakistan confirms strikes inside Iran"),
        ("C", "Strikes in Iran confirmed by Islamabad"),
        ("D", "Iran denies that its citizens were hit"),
    ) == ["confirmed by Pakistan", "denied by Iran"]


# ── Revisions ──


def test_revision_replaces_what_its_entry_stated_and_is_no_further_report() -> None:
    first = entry("Strike kills 90 in Saravan", 0, "A", id="a1")
    other = entry("Pakistan strikes Saravan", 1, "B")
    revised = entry("Strike kills nine in Saravan", 2, "A", id="a1", revision=1)
    running = account(first, other, revised)
    snapshot = running.snapshot()
    assert (snapshot.entries, snapshot.outlets, snapshot.facts.killed) == (2, 2, 9)
    assert snapshot.title == snapshot.reports[0].title == "Strike kills nine in Saravan"
    assert running.independent({first.key, revised.key}) == 1


def test_first_snapshot_needs_an_entry() -> None:
    with pytest.raises(ValueError, match="at least one entry"):
        StorySummary("s1", None).snapshot()


# ── Properties ──

_TITLES = st.sampled_from(
    [
        "Pakistan strikes Iran, killing nine",
        "Seven killed in Saravan strike (AP)",
        "Toll rises to 10, Tasnim says",
        "Pakistan confirms strikes inside Iran",
        "Front denies losses near Panjgur",
        "Explosions",
        "Why Iran and Pakistan trade blows",
        "نه نفر کشته شدند",
    ]
)
_ENTRIES = st.lists(
    st.builds(
        lambda number, title, outlet, summary, tier, published: entry(
            title, 0, outlet, id=number, summary=summary, tier=tier, published_at=at(published)
        ),
        number=st.sampled_from("abcdefgh"),
        title=_TITLES,
        outlet=st.sampled_from(["Dawn", "BBC", "Reuters", "Gleaner"]),
        summary=st.sampled_from(["", LEAD, LEAD[:150], "Three injured."]),
        tier=st.integers(1, 3),
        published=st.integers(-3000, 50),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(_ENTRIES)
def test_looking_in_between_changes_nothing_and_origins_never_outnumber_outlets(entries: list[Entry]) -> None:
    looked_at = StorySummary("s1", None)
    for one in entries:
        looked_at.add(Document.of(one))
        snapshot = looked_at.snapshot()
        assert 1 <= snapshot.independent <= snapshot.outlets == len(snapshot.reports)
        assert snapshot.first_at <= snapshot.last_at
    assert account(*entries).snapshot() == looked_at.snapshot()
    keys = {one.key for one in entries}
    assert account(*entries).independent(keys) == looked_at.snapshot().independent


_PROGRAM = """
from support.builders import entry, told
from monitor.core.stories.summary import StorySummary
from monitor.core.alerts.developments import developments
from monitor.core.language.document import Document
running = StorySummary("s1", None)
for minute, (outlet, title) in enumerate([
    ("A", "Explosions near Saravan and Haqabad"), ("B", "Pakistan confirms strikes in Iran (AP)"),
    ("C", "Iran denies losses, confirms seven dead near Saravan"), ("D", "Toll rises to nine; UK and France deny part"),
]):
    running.add(Document.of(entry(title, minute, outlet)))
    story = running.snapshot()
    print(story.title, story.independent, story.tolls, sorted(story.facts.places), sorted(story.facts.statements))
    print(developments(told(), story))
"""


def test_same_under_any_hash_seed() -> None:
    def run(seed: str) -> str:
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        return subprocess.run(
            [sys.executable, "-c", _PROGRAM], env=environment, capture_output=True, text=True, check=True
        ).stdout

    assert run("1") == run("2") != ""


def test_a_number_that_only_summaries_state_is_shown_but_is_no_fact_to_ring_for() -> None:
    running = account(
        entry("Pakistan, Iran agree to de-escalate", 0, "A", summary="The strikes killed 11 people on both sides."),
        entry("Ministers of Iran and Pakistan talk", 5, "B", summary="Two days of attacks left 11 people dead."),
    )
    assert running.snapshot().facts.killed is None
    assert [(toll.low, toll.high) for toll in running.snapshot().tolls] == [(11, 11)]
    running.add(Document.of(entry("Eleven killed in two days, Iran and Pakistan agree", 9, "C")))
    assert running.snapshot().facts.killed == 11


@pytest.mark.parametrize(
    ("title", "outlet", "shown"),
    [
        ("Pakistan strikes Iran - Dawn", "Dawn", "Pakistan strikes Iran"),
        ("Pakistan strikes Iran | The Straits Times", "The Straits Times", "Pakistan strikes Iran"),
        ("پاکستان کا حملہ - BBC News اردو", "BBC News اردو", "پاکستان کا حملہ"),
        ("Iran - Pakistan border closed", "Dawn", "Iran - Pakistan border closed"),
        ("Dawn", "Dawn", "Dawn"),
    ],
)
def test_the_title_is_shown_without_the_outlets_own_name(title: str, outlet: str, shown: str) -> None:
    assert account(entry(title, 0, outlet)).snapshot().title == shown
