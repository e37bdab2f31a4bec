"""Headlines of two languages: what joins them, and what does not. Pairs half made from, half set aside (tests/data)."""

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.core.language.document import Document
from monitor.core.stories.index import StoryIndex
from monitor.model import Assignment, Entry, Joined, StorySettings

DATA = Path(__file__).parents[2] / "data"
START = datetime(2024, 3, 4, tzinfo=UTC)


class Desk:
    def __init__(self) -> None:
        self.index = StoryIndex(StorySettings())

    def tell(self, language: str, title: str, hours: float = 0.0) -> Assignment:
        at = START + timedelta(hours=hours)
        entry = Entry(id=f"{language} {title}", feed_id=language, outlet=title, title=title, fetched_at=at, language=language)
        self.index.expire(at)
        return self.index.assign(Document.of(entry), at)


@pytest.mark.parametrize("name", ["crossing_made_from.tsv", "crossing_set_aside.tsv"])
def test_pairs_of_two_languages(name: str) -> None:
    """Columns: whether they tell one event, hours between, language and title of the first, of the second."""
    joined: Counter[tuple[str, bool]] = Counter()
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        for label, hours, one, first, other, second in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            desk = Desk()
            founder = desk.tell(one, first)
            joined[label, desk.tell(other, second, float(hours)).story_id == founder.story_id] += 1
    assert joined["0", True] == 0
    assert joined["1", True] >= 0.8 * (joined["1", True] + joined["1", False])


def test_the_same_deed_between_the_same_two_joins_across_languages() -> None:
    desk = Desk()
    founder = desk.tell("en", "Iran strikes militant bases in Pakistan with missiles")
    persian = desk.tell("fa", "حمله موشکی ایران به پاکستان", 1)
    assert (persian.story_id, persian.joined) == (founder.story_id, Joined.SAME)
    assert persian.evidence[0][0] == "crossing"


def test_a_doubtful_story_of_its_own_language_gives_way_to_a_sure_one_of_another() -> None:
    desk = Desk()
    day_before = desk.tell("ar", "انفجارات تهز قاعدة للمسلحين قرب الحدود")
    strike = desk.tell("en", "Iran strikes militant bases in Pakistan with missiles", 20)
    arabic = desk.tell("ar", "إيران تقصف قاعدة للمسلحين قرب الحدود داخل باكستان", 20.5)
    assert strike.story_id != day_before.story_id
    assert (arabic.story_id, arabic.joined) == (strike.story_id, Joined.SAME)


def test_the_answer_is_a_new_story_in_every_language() -> None:
    desk = Desk()
    strike = desk.tell("en", "Iran strikes militant bases in Pakistan with missiles")
    answer = desk.tell("fa", "حمله موشکی پاکستان به ایران", 30)
    assert answer.joined is Joined.NEW
    assert desk.tell("en", "Pakistan launches missile strikes inside Iran", 31).story_id == answer.story_id != strike.story_id


def test_an_answer_does_not_join_a_story_that_names_nobody() -> None:
    """It would lose its link to what it answers."""
    desk = Desk()
    strike = desk.tell("en", "Iran strikes militant bases in Pakistan with missiles")
    sounds = desk.tell("en", "Several explosions heard around Saravan in southeast Iran", 30)
    answer = desk.tell("en", "Pakistan strikes Saravan in southeast Iran, several explosions heard", 31)
    assert answer.story_id != sounds.story_id
    assert answer.follows == strike.story_id


def test_two_stories_of_another_language_that_fit_alike_are_both_left_alone() -> None:
    desk = Desk()
    one = desk.tell("en", "Blast at Kabul bank kills 7")
    assert desk.tell("en", "Gas leak blamed for school kitchen explosion in Kabul suburb", 9).story_id != one.story_id
    assert desk.tell("fa", "انفجار در کابل", 10).joined is Joined.NEW
