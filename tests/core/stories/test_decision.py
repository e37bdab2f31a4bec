"""What becomes of an entry with such candidates, and the reason: each branch of the decision once."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.core.facts.headline import Headline, prepare
from monitor.core.language.document import Document
from monitor.core.stories.candidates import Candidate
from monitor.core.stories.cross_language import Crossing
from monitor.core.stories.decision import Basis, Decision, decide
from monitor.core.stories.guards import GUARDS, Guard
from monitor.core.stories.similarity import Features
from monitor.model import Entry, Joined, StorySettings, derived_id

SETTINGS = StorySettings()  # likely .2, same .55
NOTHING = Features(*(0.0,) * len(Features._fields))
WORDS = NOTHING._replace(centroid=1.0, wording=1.0, shared=1.0, rarest=1.0)  # enough without anything else
DETAILS, ACTORS = NOTHING._replace(details=1.0), NOTHING._replace(same_actors=1.0)
ENTRY = Entry(id="e", feed_id="f", outlet="Post", title="Ferry aground off Bornholm", fetched_at=datetime(2024, 3, 4, tzinfo=UTC))


def candidate(
    story_id: str = "near",
    probability: float = 0.95,
    *,
    features: Features | None = WORDS,
    hours: float = 1.0,
    age: float = 1.0,
    share: float | None = None,
    guard: str = "",
) -> Candidate:
    return Candidate(
        story_id=story_id,
        nearest=0,
        hours=hours,
        age=age,
        features=features,
        probability=probability,
        share=probability if share is None else share,
        guard=named(guard) if guard else None,
    )


def named(name: str) -> Guard:
    return next(guard for guard in GUARDS if guard.name == name)


def decided(
    *candidates: Candidate, headline: Headline | None = None, crossing: Crossing | None = None, earlier: str | None = None
) -> Decision:
    def crossing_apart_from(refused: Collection[str]) -> Crossing | None:
        return None if crossing is None or crossing.story_id in refused else crossing

    read = headline or prepare(Document.of(ENTRY))
    return decide(ENTRY, read, candidates, SETTINGS, crossing=crossing_apart_from, earlier=lambda: earlier)


@pytest.mark.parametrize(
    ("candidates", "joined", "basis"),
    [
        ([candidate()], Joined.SAME, Basis.CLEAR),
        ([candidate(features=None)], Joined.SAME, Basis.IDENTICAL),
        ([candidate(guard="toll")], Joined.LIKELY, Basis.DOUBTED),
        ([candidate(guard="name")], Joined.LIKELY, Basis.DOUBTED),
        ([candidate(probability=0.5)], Joined.LIKELY, Basis.BETWEEN),
        ([candidate(share=0.5), candidate("other", 0.94)], Joined.LIKELY, Basis.RIVAL),
        ([candidate(features=DETAILS)], Joined.LIKELY, Basis.DETAILS_ONLY),
        ([candidate(features=ACTORS, age=7.0)], Joined.LIKELY, Basis.ACTORS_ONLY),
        ([candidate(features=ACTORS, age=5.0)], Joined.SAME, Basis.CLEAR),
        ([candidate(probability=0.6, hours=13.0, age=13.0)], Joined.LIKELY, Basis.LATE),
        ([candidate(probability=0.6, hours=11.0, age=13.0)], Joined.SAME, Basis.CLEAR),
        ([candidate(probability=0.8, age=37.0)], Joined.LIKELY, Basis.LATE),
        ([], Joined.NEW, Basis.UNMATCHED),
        ([candidate(probability=0.1)], Joined.NEW, Basis.IMPROBABLE),
        ([candidate(guard="place")], Joined.NEW, Basis.PARTED),
        ([candidate(features=DETAILS, guard="name")], Joined.NEW, Basis.PARTED),
    ],
)
def test_each_branch_names_its_basis(candidates: Sequence[Candidate], joined: Joined, basis: Basis) -> None:
    found = decided(*candidates)
    assert (found.assignment.joined, found.basis) == (joined, basis)


def test_opinion_joins_in_silence_what_no_guard_keeps_it_from() -> None:
    opinion = prepare(Document.of(replace(ENTRY, title="Opinion: what a ferry costs Bornholm")))
    assert decided(candidate(guard="toll"), headline=opinion).basis is Basis.COMMENT
    assert decided(candidate(guard="place"), headline=opinion).basis is Basis.PARTED


def test_a_second_candidate_is_tried_when_the_first_is_forbidden() -> None:
    found = decided(candidate("first", guard="direction"), candidate("second"))
    assert (found.assignment.story_id, found.basis) == ("second", Basis.CLEAR)


def test_a_new_story_follows_the_one_it_was_parted_from_else_the_affair() -> None:
    assert decided(candidate("parted", guard="direction"), earlier="earlier").assignment.follows == "parted"
    assert decided(candidate("parted", guard="place"), earlier="earlier").assignment.follows == "earlier"
    assert decided().assignment.story_id == derived_id("story", ENTRY.key)


@pytest.mark.parametrize(
    ("own", "points", "story"),
    [
        (candidate(), 5.0, "near"),  # sure in its own language
        (candidate(probability=0.5), 5.0, "abroad"),  # sure in another
        (candidate(probability=0.5), 3.0, "near"),  # sure in none
        (candidate(guard="place"), 3.0, "abroad"),
    ],
)
def test_another_language_counts_where_its_own_is_in_doubt(own: Candidate, points: float, story: str) -> None:
    found = decided(own, crossing=Crossing("abroad", points))
    assert found.assignment.story_id == story
    assert (found.basis is Basis.OTHER_LANGUAGE) == (story == "abroad")


def test_a_story_that_a_guard_forbids_is_not_joined_by_another_language() -> None:
    assert decided(candidate(guard="place"), crossing=Crossing("near", 5.0)).assignment.joined is Joined.NEW


def test_no_more_candidates_are_made_than_matter() -> None:
    candidates = iter([candidate("first"), candidate("second")])
    decided_by = decide(ENTRY, prepare(Document.of(ENTRY)), candidates, SETTINGS, crossing=lambda _: None, earlier=lambda: None)
    assert decided_by.assignment.story_id == "first"
    assert next(candidates).story_id == "second"
