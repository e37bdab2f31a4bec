"""Which entries tell one story, seen from outside: an index, entries in, assignments out."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.language.document import Document
from monitor.core.stories.decision import Basis
from monitor.core.stories.guards import GUARDS
from monitor.core.stories.index import StoryIndex
from monitor.model import Assignment, Entry, Joined, StorySettings, derived_id

START = datetime(2024, 3, 4, 6, 0, tzinfo=UTC)


class Desk:
    """Sends titles to an index as the pipeline does: expire, then assign."""

    def __init__(self, settings: StorySettings | None = None) -> None:
        self.index = StoryIndex(settings or StorySettings())
        self.count = 0
        self.closed: list[str] = []

    def tell(
        self,
        title: str,
        hours: float = 0.0,
        *,
        summary: str = "",
        outlet: str = "",
        language: str = "en",
        entry_id: str = "",
        revision: int = 0,
    ) -> Assignment:
        self.count += 1
        entry = Entry(
            id=entry_id or f"e{self.count}",
            revision=revision,
            feed_id="feed",
            outlet=outlet or f"outlet {self.count}",
            title=title,
            summary=summary,
            fetched_at=START + timedelta(hours=hours),
            language=language,
        )
        self.closed += self.index.expire(entry.fetched_at)
        return self.index.assign(Document.of(entry), entry.fetched_at)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(
    ("label", "joined"),
    [("", Joined.LIKELY), ("Opinion: ", Joined.SAME), ("Analysis | ", Joined.SAME), ("Live: ", Joined.LIKELY)],
)
def test_an_opinion_about_a_story_does_not_ring(desk: Desk, label: str, joined: Joined) -> None:
    story = desk.tell("Latvia bans glass bottles on beaches").story_id
    about = desk.tell(label + "What a summer without bottles will cost Latvia - Baltic Post", 3, outlet="Baltic Post")
    assert (about.story_id, about.joined) == (story, joined)


def test_the_first_entry_founds_a_story_named_after_it(desk: Desk) -> None:
    first = desk.tell("Ferry runs aground off Bornholm", entry_id="abc")
    assert first.joined is Joined.NEW
    assert first.story_id == derived_id("story", "abc.0")
    assert first.probability == 0
    assert first.follows is None


@pytest.mark.parametrize(
    "later",
    [
        "Ferry with 80 passengers runs aground off Bornholm",
        "LIVE: Ferry with 80 passengers runs aground off Bornholm",
        "Ferry with 80 passengers runs aground off Bornholm - BBC News",
        "Ferry with 80 passengers runs aground off Bornholm | The Baltic Times",
        "80 passengers aboard as ferry runs aground off Bornholm",
    ],
)
def test_one_event_told_alike_joins_silently(desk: Desk, later: str) -> None:
    first = desk.tell("Ferry with 80 passengers runs aground off Bornholm")
    joined = desk.tell(later, 1)
    assert (joined.story_id, joined.joined) == (first.story_id, Joined.SAME)
    assert joined.probability >= 0.6


def test_other_words_for_the_event_join_at_least_likely(desk: Desk) -> None:
    first = desk.tell("Cable car plunges near Zermatt, killing three skiers")
    joined = desk.tell("Three die in Zermatt cable car accident", 2)
    assert joined.story_id == first.story_id


def test_a_doubtful_entry_joins_and_says_so() -> None:
    desk = Desk(StorySettings(same=0.999))
    first = desk.tell("Cable car plunges near Zermatt, killing three skiers")
    joined = desk.tell("Three skiers die in Zermatt cable car plunge", 2)
    assert (joined.story_id, joined.joined) == (first.story_id, Joined.LIKELY)


def test_where_another_story_may_be_meant_the_reader_is_told() -> None:
    alone, rivalled = Desk(StorySettings(same=0.85)), Desk(StorySettings(same=0.85))
    rivalled.tell("Minister Okafor visits flooded Lokoja")
    for desk in (alone, rivalled):
        desk.tell("Bridge to Lokoja market gives way", 1)
    assert alone.tell("Okafor at Lokoja market bridge", 2).joined is Joined.SAME
    assert rivalled.tell("Okafor at Lokoja market bridge", 2).joined is Joined.LIKELY


@pytest.mark.parametrize(("hours", "joined"), [(2, Joined.SAME), (14, Joined.LIKELY)])
def test_after_a_night_a_join_must_be_surer(desk: Desk, hours: float, joined: Joined) -> None:
    desk.tell("Cable car plunges near Zermatt, killing three skiers")
    assert desk.tell("Operator questioned after deadly Zermatt cable car plunge", hours).joined is joined


def test_what_joins_a_story_of_days_must_be_surer(desk: Desk) -> None:
    title = "Zermatt cable car: prosecutors question operator over three deaths"
    for hours in range(0, 40, 8):
        desk.tell("Cable car plunges near Zermatt, killing three skiers", hours)
    young = Desk()
    young.tell("Cable car plunges near Zermatt, killing three skiers", 32)
    assert (young.tell(title, 37).joined, desk.tell(title, 37).joined) == (Joined.SAME, Joined.LIKELY)


@pytest.mark.parametrize(("hours", "joined"), [(2, Joined.SAME), (8, Joined.LIKELY)])
def test_hours_later_the_same_two_at_it_again_may_be_another_act(desk: Desk, hours: float, joined: Joined) -> None:
    desk.tell("Chad shells army base in Sudan from Abeche")
    assert desk.tell("Chad strikes airfield in Sudan, three planes lost", hours).joined is joined


def test_spellings_and_dates_do_not_part(desk: Desk) -> None:
    first = desk.tell("Zelenskyy honours harbour pilots in Odesa theatre")
    assert desk.tell("Zelensky honors harbor pilots in Odesa theater", 1).story_id == first.story_id
    desk.tell("Honey prices in Slovenia, March 4, 2024")
    assert desk.tell("Ski lifts in Andorra, March 4, 2024", 1).joined is Joined.NEW


def test_unrelated_news_is_another_story(desk: Desk) -> None:
    first = desk.tell("Ferry runs aground off Bornholm")
    other = desk.tell("Central bank of Chile leaves rates unchanged", 1)
    assert other.joined is Joined.NEW
    assert other.story_id != first.story_id


def test_a_summary_links_titles_that_share_little(desk: Desk) -> None:
    desk.tell("Airline chief steps down", summary="Ingrid Solberg, head of Nordavia, leaves after the Bergen crash inquiry.")
    bare = desk.tell("Solberg leaves Nordavia", 1)
    told = Desk()
    told.tell("Airline chief Solberg steps down", summary="She leaves Nordavia after the Bergen crash inquiry.")
    helped = told.tell("Solberg leaves Nordavia", 1)
    assert helped.probability > bare.probability
    assert helped.joined is not Joined.NEW


def test_a_summary_finds_its_story_though_other_titles_are_nearer(desk: Desk) -> None:
    fair = desk.tell("Gas cloud drifts over Tarnow sheep fair", summary="Volunteers carried the sick into the school.")
    desk.tell("Leak at town pool makes twelve swimmers sick, medics say", 1, summary="Chlorine rose from a pipe in Graz.")
    told = desk.tell(
        "Leak in Polish town makes fourteen sick, medics say",
        1,
        summary="Ammonia drifted over a crowded sheep fair in Tarnow on Tuesday, said volunteers who carried the sick away.",
    )
    assert told.story_id == fair.story_id


def test_other_news_that_a_summary_lists_says_nothing_of_its_story(desk: Desk) -> None:
    listing = "Also this hour: Strokkur geyser wakes after nine years; chess crown for Oyelaran; ferry aground off Bornholm."
    lorry = desk.tell("Lorry blocks Gotthard tunnel", summary=listing)
    geyser = desk.tell("Strokkur geyser wakes after nine years", 1, summary="Iceland's rangers closed the path.")
    assert geyser.story_id != lorry.story_id


def test_a_new_toll_joins(desk: Desk) -> None:
    first = desk.tell("Landslide in Uttarakhand kills seven, dozens missing")
    rising = desk.tell("Uttarakhand landslide: death toll rises to nine", 5)
    assert rising.story_id == first.story_id


def test_languages_do_not_meet(desk: Desk) -> None:
    desk.tell("Volkswagen Wolfsburg Tesla Giga Texas", language="en")
    assert desk.tell("Volkswagen Wolfsburg Tesla Giga Texas", 1, language="de").joined is Joined.NEW


def test_persian_titles_join_each_other(desk: Desk) -> None:
    first = desk.tell("واژگونی اتوبوس در جاده چالوس هفت کشته برجای گذاشت", language="fa")
    again = desk.tell("هفت کشته در واژگونی اتوبوس در جادهٔ چالوس", 1, language="fa")
    assert again.story_id == first.story_id


class TestRevision:
    def test_joins_its_story_whatever_its_words(self, desk: Desk) -> None:
        first = desk.tell("Loud bang heard over Aarhus", entry_id="r")
        again = desk.tell("Gas main bursts under harbour", 1, entry_id="r", revision=1)
        assert (again.story_id, again.joined) == (first.story_id, Joined.SAME)

    def test_that_tells_the_opposite_is_another_story(self, desk: Desk) -> None:
        first = desk.tell("Senate approves Solberg as judge", entry_id="r")
        again = desk.tell("Senate rejects Solberg as judge", 1, entry_id="r", revision=1)
        assert again.joined is Joined.NEW
        assert again.follows == first.story_id

    def test_of_a_closed_story_founds_one(self, desk: Desk) -> None:
        desk.tell("Loud bang heard over Aarhus", entry_id="r")
        late = desk.tell("Gas main bursts under harbour", 100, entry_id="r", revision=1)
        assert late.joined is Joined.NEW
        assert late.story_id == derived_id("story", "r.1")


class TestWindow:
    def test_a_story_closes_when_it_has_not_grown_for_the_window(self, desk: Desk) -> None:
        first = desk.tell("Ferry runs aground off Bornholm")
        assert desk.tell("Ferry runs aground off Bornholm", 73).joined is Joined.NEW
        assert desk.closed == [first.story_id]

    def test_growing_keeps_it_open(self, desk: Desk) -> None:
        first = desk.tell("Ferry runs aground off Bornholm")
        desk.tell("Ferry runs aground off Bornholm", 60)
        assert desk.tell("Ferry runs aground off Bornholm", 120).story_id == first.story_id
        assert desk.closed == []

    def test_closed_stories_are_told_once_and_sorted(self, desk: Desk) -> None:
        ids = [desk.tell(title).story_id for title in ("Ferry aground off Bornholm", "Chile leaves rates unchanged")]
        assert desk.index.expire(START + timedelta(hours=73)) == tuple(sorted(ids))
        assert desk.index.expire(START + timedelta(hours=74)) == ()

    def test_a_clock_that_lags_a_little_does_no_harm(self, desk: Desk) -> None:
        first = desk.tell("Ferry runs aground off Bornholm", 2)
        late = desk.tell("Ferry runs aground off Bornholm, crew safe", 1)
        assert late.story_id == first.story_id


class TestRecurring:
    @pytest.mark.parametrize(
        "title", ["Morning briefing: what you need to know", "In pictures: the week around the world", "Today's crossword"]
    )
    def test_titles_of_every_day_part_by_day(self, desk: Desk, title: str) -> None:
        desk.tell(title)
        assert desk.tell(title, 24).joined is Joined.NEW
        assert desk.tell(title, 48).joined is Joined.NEW

    def test_they_join_within_the_day(self, desk: Desk) -> None:
        first = desk.tell("Morning briefing: what you need to know")
        assert desk.tell("Morning briefing: what you need to know", 2).story_id == first.story_id

    @pytest.mark.parametrize("title", ["Tuesday briefing: {}", "{} | First Thing", "The Papers: {}"])
    def test_a_roundup_does_not_ring_and_brings_no_other_news(self, desk: Desk, title: str) -> None:
        ferry = desk.tell("Ferry runs aground off Bornholm")
        roundup = desk.tell(title.format("Ferry aground off Bornholm as Strokkur geyser wakes"), 1)
        assert (roundup.story_id, roundup.joined) == (ferry.story_id, Joined.SAME)
        assert desk.tell("Strokkur geyser wakes", 2).story_id != ferry.story_id
        assert desk.tell("Ferry aground off Bornholm, crew safe", 3).story_id == ferry.story_id

    @pytest.mark.parametrize("title", ["Panama Papers lawyer dies in Lima", "Evening News anchor of Radio Fyn quits"])
    def test_a_name_that_sounds_like_a_roundup_is_none(self, desk: Desk, title: str) -> None:
        first = desk.tell(title)
        assert desk.tell(f"Reports: {title}", 1).story_id == first.story_id

    def test_an_outlet_that_repeats_a_title_next_day_means_another(self, desk: Desk) -> None:
        desk.tell("Traffic on the Jutland motorways", outlet="Radio Fyn")
        assert desk.tell("Traffic on the Jutland motorways", 24, outlet="Radio Fyn").joined is Joined.NEW

    def test_another_outlet_that_comes_late_means_the_same(self, desk: Desk) -> None:
        first = desk.tell("Ferry runs aground off Bornholm", outlet="Radio Fyn")
        assert desk.tell("Ferry runs aground off Bornholm", 24, outlet="Baltic Post").story_id == first.story_id


class TestFollows:
    def test_a_retaliation_is_a_new_story_that_follows(self, desk: Desk) -> None:
        strike = desk.tell("Iran launches missile strikes on militant bases inside Pakistan")
        desk.tell("Iran strikes militant bases in Pakistan with missiles", 1)
        answer = desk.tell("Pakistan launches missile strikes on militant bases inside Iran", 36)
        assert answer.joined is Joined.NEW
        assert answer.follows == strike.story_id
        assert "direction" in dict(answer.evidence)

    def test_each_step_of_an_affair_is_a_story_that_follows_the_one_before(self, desk: Desk) -> None:
        strike = desk.tell("Iran launches missile strikes inside Pakistan")
        recall = desk.tell("Pakistan recalls ambassador from Iran after missile strikes", 18)
        answer = desk.tell("Pakistan strikes militant hideouts inside Iran", 35)
        calm = desk.tell("Pakistan and Iran agree to de-escalate tensions", 68)
        back = desk.tell("Ambassadors of Pakistan and Iran to return to their posts", 130)
        assert [step.joined for step in (recall, answer, calm, back)] == [Joined.NEW] * 4
        assert [recall.follows, answer.follows, calm.follows, back.follows] == [
            strike.story_id,
            strike.story_id,
            answer.story_id,
            calm.story_id,
        ]

    def test_an_answer_joins_reports_of_the_answer(self, desk: Desk) -> None:
        desk.tell("Iran launches missile strikes inside Pakistan, killing two children")
        answer = desk.tell("Pakistan launches missile strikes inside Iran, killing nine", 36)
        told = desk.tell("Nine killed in Pakistani missile strikes, Iran says", 37)
        assert told.story_id == answer.story_id

    def test_another_place_is_new_but_follows_nothing(self, desk: Desk) -> None:
        desk.tell("Fire destroys warehouse in Hamburg, no one hurt")
        other = desk.tell("Fire destroys warehouse in Dresden, no one hurt", 3)
        assert (other.joined, other.follows) == (Joined.NEW, None)

    def test_nothing_follows_a_closed_story(self, desk: Desk) -> None:
        desk.tell("Iran launches missile strikes inside Pakistan")
        assert desk.tell("Pakistan launches missile strikes inside Iran", 80).follows is None


def test_without_guards_of_direction_a_retaliation_is_swallowed() -> None:
    """The guards are what keeps them apart: take them away and the second event is lost in the first."""
    desk = Desk()
    desk.index = StoryIndex(StorySettings(), tuple(guard for guard in GUARDS if guard.name not in {"direction", "answer"}))
    strike = desk.tell("Iran launches missile strikes inside Pakistan, killing two children")
    answer = desk.tell("Pakistan launches missile strikes inside Iran, killing nine", 36)
    assert answer.story_id == strike.story_id


def test_what_is_considered_is_what_is_assigned(desk: Desk) -> None:
    fire = desk.tell("Fire destroys warehouse in Hamburg, no one hurt").story_id
    desk.tell("Riga opera stores costumes of three hundred singers in warehouse beside river until spring", 1)
    entry = Entry(
        id="other",
        feed_id="feed",
        outlet="Post",
        title="Fire destroys warehouse in Dresden, no one hurt",
        fetched_at=START + timedelta(hours=3),
        language="en",
    )
    found = desk.index.consider(Document.of(entry), entry.fetched_at, faint=True)
    (nearest, *_) = found.candidates
    assert (nearest.story_id, nearest.nearest, nearest.hours, nearest.age) == (fire, 0, 3.0, 3.0)
    assert nearest.guard
    assert nearest.guard.name == "place"
    assert (found.decision.basis, found.decision.assignment.joined) == (Basis.PARTED, Joined.NEW)
    ids = [each.story_id for each in (*found.candidates, *found.faint)]
    assert len(ids) == len(set(ids)) == 2
    assert desk.index.assign(Document.of(entry), entry.fetched_at) == found.decision.assignment


def test_evidence_says_what_decided(desk: Desk) -> None:
    desk.tell("Ferry with 80 passengers runs aground off Bornholm")
    joined = desk.tell("Ferry runs aground off Bornholm with 80 aboard", 1)
    assert {"centroid", "wording", "shared", "coverage"} <= dict(joined.evidence).keys()
    assert all(value == round(value, 2) for _, value in joined.evidence)


@pytest.mark.parametrize("title", ["", "   ", "!!!", "The", "Live: ", " - BBC News", "🔥", "a" * 5000, "1,000,000 ..."])
def test_no_title_is_too_odd(desk: Desk, title: str) -> None:
    desk.tell("Ferry runs aground off Bornholm")
    assert desk.tell(title, summary=title).story_id
    assert desk.tell(title, 1).story_id
