"""How entries came to their stories, worked out again from the entries alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.core.stories.decision import Basis
from monitor.model import Assignment, Entry, Joined, StorySettings
from monitor.queries.placement import Placing, placings

START = datetime(2024, 3, 4, 6, 0, tzinfo=UTC)
TOLD = (  # hours, title
    (0, "Fire destroys warehouse in Hamburg, no one hurt"),
    (1, "Warehouse in Hamburg destroyed by fire, no one hurt"),
    (3, "Fire destroys warehouse in Dresden, no one hurt"),
    (90, "Fire destroys warehouse in Hamburg, no one hurt"),
)
ENTRIES = [
    Entry(
        id=f"e{number}",
        feed_id="feed",
        outlet=f"Outlet {number}",
        title=title,
        fetched_at=START + timedelta(hours=hours),
        language="en",
    )
    for number, (hours, title) in enumerate(TOLD)
]


def placed(wanted: str, *recorded: Assignment | None) -> list[Placing]:
    known = (*recorded, *[None] * len(ENTRIES))
    return list(placings(StorySettings(), zip(ENTRIES, known, strict=False), wanted))


def test_a_story_is_placed_entry_by_entry() -> None:
    (first,) = placed("e0")
    assert (first.decision.basis, first.weighed, first.against) == (Basis.UNMATCHED, (), None)
    assert [each.entry.id for each in placed(first.assignment.story_id)] == ["e0", "e1"]


def test_a_parted_entry_names_what_it_was_parted_from() -> None:
    (found,) = placed("e2.0")
    assert found.decision.basis is Basis.PARTED
    assert found.against
    assert found.against.candidate.guard
    assert (found.against.candidate.guard.name, found.against.founder.id) == ("place", "e0")
    assert found.against.nearest.id in {"e0", "e1"}


def test_a_closed_story_is_weighed_no_more() -> None:
    (found,) = placed("e3")
    assert (found.assignment.joined, found.decision.basis) == (Joined.NEW, Basis.UNMATCHED)


def test_what_was_recorded_stays_the_answer_where_it_is_decided_otherwise_now() -> None:
    (first,) = placed("e0")
    alone = Assignment(story_id="alone", joined=Joined.NEW, probability=0.1)
    (found,) = placed("e1", first.assignment, alone)
    assert (found.assignment, found.is_changed) == (alone, True)
    assert found.decision.assignment.story_id == first.assignment.story_id
    (same,) = placed("e1", first.assignment, replace(found.decision.assignment))
    assert not same.is_changed
