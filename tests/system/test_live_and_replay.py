"""The promises that hold everything together, on two days of the January 2024 scenario through every real part."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from support.rounds import Played, january, play_rounds

from monitor.backtest.replay import entry_record, read_entries, replay
from monitor.core.alerts.messages import render
from monitor.core.alerts.routing import deliveries_of
from monitor.demo.scenario import utc
from monitor.model import Alert, AlertKind, Content, Outcome

START, UNTIL, STEP = utc("2024-01-16T15:00:00Z"), utc("2024-01-18T09:00:00Z"), timedelta(minutes=90)


@pytest.fixture(scope="module", params=[False, True], ids=["one life", "restarted after every round"])
def live(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("live")
    return asyncio.run(play_rounds(january(), folder, START, UNTIL, STEP, restart=request.param))


@pytest.fixture(scope="module")
def replayed(live: Played) -> Sequence[Outcome]:
    lines = [json.dumps(entry_record(entry)) for entry, _ in live.recorded]
    return list(replay(live.config, read_entries(lines, "recorded", {})))


def raised(alerts: Sequence[Alert]) -> list[tuple[object, ...]]:
    return sorted((alert.id, alert.raised_at, alert.level, alert.reason, alert.developments) for alert in alerts)


def texts(contents: Iterable[Content]) -> list[tuple[object, ...]]:
    return sorted((message.heading, message.title, message.url, message.lines) for message in map(render, contents))


def test_the_stored_entries_replayed_give_the_same_alerts_at_the_same_instants(live: Played, replayed: Sequence[Outcome]) -> None:
    assert sum(alert.kind is AlertKind.NEW for alert in live.alerts) >= 3
    assert raised([verdict.alert for outcome in replayed for verdict in outcome.verdicts if verdict.alert]) == raised(live.alerts)
    assert [(outcome.entry.key, outcome.assignment) for outcome in replayed] == [
        (entry.key, assignment) for entry, assignment in live.recorded
    ]


def test_the_phone_shows_in_the_end_what_the_replay_says(live: Played, replayed: Sequence[Outcome]) -> None:
    watches = {watch.id: watch for watch in live.config.watches}
    made = [each for outcome in replayed for each in deliveries_of(outcome, watches, live.config.alerts)]
    living = {each.thread_id: each.content for each in made if each.kind is not AlertKind.REPLY}
    replies = [each.content for each in made if each.kind is AlertKind.REPLY]
    shown = {each.receipt: each.content for each in live.shown if each.kind is not AlertKind.REPLY}
    rang = [each.content for each in live.shown if each.kind is AlertKind.REPLY]
    assert texts(shown.values()) == texts(living.values())
    assert texts(rang) == texts(replies)


def test_every_alert_reached_the_phone_once(live: Played) -> None:
    for kind in (AlertKind.NEW, AlertKind.REPLY):
        assert sum(shown.kind is kind for shown in live.shown) == sum(alert.kind is kind for alert in live.alerts)


def test_a_replay_gives_the_same_bytes_under_any_hash_seed(live: Played, tmp_path: Path) -> None:
    recording = tmp_path / "entries.jsonl"
    recording.write_text("".join(json.dumps(entry_record(entry)) + "\n" for entry, _ in live.recorded))
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "monitor", "replay", recording, "--json", "--all"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert len(outputs.pop().splitlines()) == len(live.recorded)
