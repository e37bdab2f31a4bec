"""The promises that hold everything together, on two days of the January 2024 scenario through every real part."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from support.rounds import Played, january, play_rounds

from monitor.demo.scenario import utc
from monitor.model import AlertKind
from monitor.replay import entry_record, read_entries, replay

START, UNTIL, STEP = utc("2024-01-16T15:00:00Z"), utc("2024-01-18T09:00:00Z"), timedelta(minutes=45)


@pytest.fixture(scope="module")
async def live(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return await play_rounds(january(), tmp_path_factory.mktemp("live"), START, UNTIL, STEP)


def what_was_raised(alerts: object) -> list[tuple[object, ...]]:
    return [(alert.id, alert.raised_at, alert.level, alert.reason, alert.developments) for alert in alerts]  # type: ignore[attr-defined]


async def test_the_stored_entries_replayed_give_the_same_alerts_at_the_same_instants(live: Played) -> None:
    lines = [json.dumps(entry_record(entry)) for entry, _ in live.recorded]
    outcomes = list(replay(live.config, read_entries(lines, "recorded", {})))
    replayed = [verdict.alert for outcome in outcomes for verdict in outcome.verdicts if verdict.alert]
    assert len(live.alerts) >= 5
    assert sorted(what_was_raised(replayed)) == sorted(what_was_raised(live.alerts))
    assert [outcome.assignment for outcome in outcomes] == [assignment for _, assignment in live.recorded]


async def test_restarting_after_every_round_changes_nothing(live: Played, tmp_path: Path) -> None:
    again = await play_rounds(january(), tmp_path, START, UNTIL, STEP, restart=True)
    assert again.recorded == live.recorded
    assert again.alerts == live.alerts
    assert [(shown.at, shown.kind, shown.message) for shown in again.shown] == [
        (shown.at, shown.kind, shown.message) for shown in live.shown
    ]


async def test_every_alert_reached_the_phone_once(live: Played) -> None:
    for kind in (AlertKind.NEW, AlertKind.REPLY):
        assert sum(shown.kind is kind for shown in live.shown) == sum(alert.kind is kind for alert in live.alerts)


async def test_a_replay_gives_the_same_bytes_under_any_hash_seed(live: Played, tmp_path: Path) -> None:
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
