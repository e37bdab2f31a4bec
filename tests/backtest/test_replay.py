"""Recordings: what they may leave out, what their mistakes are called, and that they come back as they were written."""

import json
from datetime import timedelta

import pytest
from support.builders import START, entry, watch

from monitor.backtest.replay import EPOCH, RecordingError, entry_record, outcome_record, read_entries, replay
from monitor.model import Config, Feed

DAWN = Feed(id="dawn", url="https://dawn.example/feed", outlet="Dawn", tier=1, agency=True, language="ur")


def read(*lines: object) -> list[object]:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return list(read_entries(texts, "week.jsonl", {"dawn": DAWN}))


def test_only_a_title_is_needed() -> None:
    first, second = read({"title": " A  headline "}, {"title": "Another", "published": "2024-01-18T05:06:00Z"})
    assert (first.title, first.fetched_at, first.published_at, first.tier) == ("A headline", EPOCH, None, 2)
    assert second.fetched_at == second.published_at
    assert first.outlet != second.outlet


def test_the_rest_is_taken_from_the_feed_of_that_id() -> None:
    (found,) = read({"title": "T", "feed": "dawn"})
    assert (found.outlet, found.tier, found.agency, found.language) == ("Dawn", 1, True, "ur")


def test_an_id_that_comes_again_is_a_revision_of_the_entry() -> None:
    found = read({"id": "x", "title": "Several hurt"}, {"id": "y", "title": "Other"}, {"id": "x", "title": "Seven killed"})
    assert [one.key for one in found] == ["x.0", "y.0", "x.1"]


def test_what_is_written_comes_back_as_it_was() -> None:
    original = entry("Pakistan strikes Iran", language="fa", tier=3, summary="Nine killed", is_backlog=True)
    assert read(json.dumps(entry_record(original))) == [original]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "week.jsonl:2: not JSON"),
        ("[1]", "week.jsonl:2: an entry needs a title"),
        ('{"title": "  "}', "week.jsonl:2: an entry needs a title"),
        ('{"title": "T", "tier": 9}', "week.jsonl:2: tier is 9; give 1, 2 or 3"),
        ('{"title": "T", "fetched": "yesterday"}', "week.jsonl:2: fetched is 'yesterday'; give an ISO 8601 time"),
    ],
)
def test_a_mistake_is_named_with_its_line(line: str, says: str) -> None:
    with pytest.raises(RecordingError) as raised:
        read({"title": "fine"}, line)
    assert says in str(raised.value)


def test_a_link_that_is_no_web_address_is_dropped() -> None:
    (found,) = read({"title": "T", "url": "javascript:alert(1)"})
    assert found.url == ""


def test_an_outcome_has_the_keys_of_the_contract_and_its_sum_equals_the_score() -> None:
    config = Config(watches=(watch(),))
    strike = entry("Pakistan launches missile strike into Iran")
    answer = entry("Iran launches missile strike into Pakistan", 30 * 60, "BBC")
    first, second = (outcome_record(outcome) for outcome in replay(config, [strike, answer]))
    assert list(first) == ["id", "story", "new_story", "joined", "follows", "outlets", "independent", "verdicts"]
    (verdict,) = first["verdicts"]
    assert sum(points for points, _ in verdict["explanation"]) == pytest.approx(verdict["score"])
    assert (verdict["alert"], verdict["reason"], verdict["level"]) == (True, "first_match", "alert")
    assert second["joined"] == "new"
    assert second["follows"] == first["story"]


def test_time_never_runs_backwards_for_decisions() -> None:
    late, early = entry("Pakistan strikes Iran", 60), entry("Pakistan strikes Iran", 0, "BBC")
    outcomes = list(replay(Config(watches=(watch(),)), [late, early]))
    assert outcomes[1].assignment.story_id == outcomes[0].assignment.story_id
    assert outcomes[1].story.last_at - START == timedelta(minutes=60)
