"""Three days of news each, headlines with summaries; tests/data/README.md says what they are.

Failures show counts, never titles: nobody may learn from the streams set aside.
"""

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest

from monitor.backtest.replay import read_entries
from monitor.core.language.document import Document
from monitor.core.stories.index import StoryIndex
from monitor.model import Joined, StorySettings

STREAMS = Path(__file__).parents[2] / "data" / "streams"


class Outcome(NamedTuple):
    alerts: float  # stories founded per event
    told: float  # `likely` joins per event
    wrong: float  # share of silent joins whose story tells another event
    swallowed: float  # share of silent joins of an event of which nothing has been told by then
    unheard: int  # events of which no entry founded a story or joined as `likely`


def play(name: str, *, with_summaries: bool = True) -> Outcome:
    lines = (STREAMS / name).read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    if not with_summaries:
        lines = [json.dumps({**record, "summary": ""}) for record in records]
    index = StoryIndex(StorySettings())
    told: defaultdict[str, Counter[str]] = defaultdict(Counter)  # story → events of its entries
    joined: Counter[Joined] = Counter()
    wrong, swallowed, heard = 0, 0, set()
    for entry, record in zip(read_entries(lines, name, {}), records, strict=True):
        index.expire(entry.fetched_at)
        found = index.assign(Document.of(entry), entry.fetched_at)
        event = record.get("gold")
        if not event:
            continue
        of_story = told[found.story_id]
        wrong += found.joined is Joined.SAME and event != max(of_story, key=lambda name: (of_story[name], name), default=event)
        swallowed += found.joined is Joined.SAME and event not in heard
        of_story[event] += 1
        joined[found.joined] += 1
        heard |= {event} if found.joined is not Joined.SAME else set()
    events = {record["gold"] for record in records if "gold" in record}
    return Outcome(
        alerts=joined[Joined.NEW] / len(events),
        told=joined[Joined.LIKELY] / len(events),
        wrong=wrong / joined[Joined.SAME],
        swallowed=swallowed / joined[Joined.SAME],
        unheard=len(events - heard),
    )


@pytest.mark.parametrize(
    ("name", "alerts", "told", "messages", "wrong", "swallowed"),
    [
        ("accidents_made_from.jsonl", 1.7, 1.0, 2.7, 0.02, 0.0),
        ("politics_made_from.jsonl", 1.8, 1.2, 2.9, 0.02, 0.0),
        ("conflicts_set_aside.jsonl", 2.0, 1.0, 3.0, 0.1, 0.02),
        ("mixed_set_aside.jsonl", 1.8, 1.1, 2.9, 0.02, 0.02),
    ],
)
def test_summaries_bring_together_what_headlines_tell_in_other_words(
    name: str, alerts: float, told: float, messages: float, wrong: float, swallowed: float
) -> None:
    found, of_titles = play(name), play(name, with_summaries=False)
    assert found.alerts <= alerts
    assert found.alerts <= of_titles.alerts - 1.0
    assert found.told <= told
    assert found.alerts + found.told <= messages
    assert found.wrong <= wrong
    assert found.swallowed <= swallowed
    assert found.unheard == 0


@pytest.mark.parametrize(("name", "unheard"), [("wars_made_from.jsonl", 0), ("wars_set_aside.jsonl", 1)])
def test_where_the_same_happens_every_night_no_night_is_swallowed(name: str, unheard: int) -> None:
    found = play(name)
    assert found.alerts <= 2.2
    assert found.told <= 0.5
    assert found.swallowed <= 0.03
    assert found.unheard <= unheard
