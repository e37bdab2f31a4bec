"""`monitor stories`, `alerts`, `deliveries`, `status` over a real database."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from support.config_folder import Folder

from monitor.cli import group
from monitor.clock import SystemClock
from monitor.config import load_config
from monitor.model import (
    Alert,
    AlertKind,
    Assignment,
    Delivery,
    DeliveryState,
    Development,
    Entry,
    Joined,
    Line,
    LineKind,
    Match,
    Message,
    Outcome,
    Reason,
    Report,
    Story,
    Verdict,
    Where,
)
from monitor.store import feeds, judgements, leader, outbox
from monitor.store.database import Database

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TITLE = "Pakistan strikes Iran in retaliation, killing nine [live] [/red]"


_NINE = Development(kind="killed", text="9 killed (was 7)")
_SUM = (
    Line(points=80.0, kind=LineKind.CONCEPT, name="action", term="strikes", where=Where.HEADLINE),
    Line(points=7.0, kind=LineKind.ADJUST, term="killed 9", where=Where.HEADLINE),
)


class Desk:
    """A configuration folder and what a daemon would have written into its database at `now`."""

    def __init__(self, path: Path) -> None:
        self.config = path / "config"
        Folder(self.config)
        text = (self.config / "monitor.yaml").read_text()
        (self.config / "monitor.yaml").write_text(f"database: sqlite:///{path}/monitor.db\n{text}")
        self.now = SystemClock().now()
        self.database = Database.open(f"sqlite:///{path}/monitor.db")
        self.database.run_now(feeds.sync_feeds, load_config(self.config).feeds, self.now)

    def poll(self, feed_id: str, *found: Entry, **changed: Any) -> None:
        state = next(state for state in self.database.run_now(feeds.feed_states) if state.feed_id == feed_id)
        well = {"polled_at": self.now, "succeeded_at": self.now, "new_entry_at": self.now}
        self.database.run_now(feeds.record_poll, replace(state, **(well | changed)), found)

    def judge(self, entry: Entry, *deliveries: Delivery) -> None:
        report = Report(outlet=entry.outlet, at=entry.fetched_at, title=entry.title, url=entry.url)
        story = Story(
            id="s2", title=entry.title, url=entry.url, language="en", first_at=self.now - HOUR, last_at=entry.fetched_at,
            entries=2, outlets=2, independent=1, reports=(report,), follows="s1",
        )  # fmt: skip
        match = Match(watch_id="border", score=87.0, level="critical", lines=_SUM)
        alert = Alert(
            id="a1", kind=AlertKind.REPLY, watch_id="border", story_id="s2", entry_key=entry.key, level="critical",
            reason=Reason.DEVELOPMENT, raised_at=entry.fetched_at, developments=(_NINE,),
        )  # fmt: skip
        outcome = Outcome(
            entry=entry,
            assignment=Assignment(story_id="s2", joined=Joined.LIKELY, probability=0.31, evidence=(("title", 0.82),)),
            story=story,
            verdicts=(Verdict(watch_id="border", story_id="s2", match=match, reason=Reason.DEVELOPMENT, alert=alert),),
        )
        self.database.run_now(judgements.record, [outcome], deliveries)

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(group, [*arguments, "-c", str(self.config)])

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run(*arguments, "--json").stdout.splitlines()]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.database.close()


def _entry(at: datetime) -> Entry:
    return Entry(id="e1", feed_id="alpha", outlet="The Alpha", title=TITLE, url="https://alpha.example/1", fetched_at=at)


def _delivery(at: datetime, **changed: Any) -> Delivery:
    message = Message(heading="🔴 CRITICAL · Border strikes · 87", title=TITLE)
    defaults = {"thread_id": "t", "channel_id": "console", "alert_id": "a1", "kind": AlertKind.NEW}
    return Delivery(**({"id": "d1", "content": message, "due_at": at, "created_at": at} | defaults | changed))


@pytest.fixture
def told(desk: Desk) -> Desk:
    """One story, one alert, sent."""
    at = desk.now - 5 * MINUTE
    for feed_id in ("alpha", "beta", "gamma"):
        desk.poll(feed_id, *([_entry(at)] if feed_id == "alpha" else []))
    desk.judge(_entry(at), _delivery(at))
    desk.database.run_now(outbox.claim, desk.now)
    desk.database.run_now(outbox.sent, "d1", "77", desk.now)
    return desk


@pytest.mark.parametrize(
    ("command", "empty"), [("stories", "No stories yet"), ("alerts", "No alerts yet"), ("deliveries", "No deliveries yet")]
)
def test_nothing_yet_is_said_and_is_no_json(desk: Desk, command: str, empty: str) -> None:
    assert empty in desk.run(command).stdout
    assert desk.rows(command) == []


def test_alerts_show_what_a_duty_officer_asks_for(told: Desk) -> None:
    (alert,) = told.rows("alerts")
    assert alert["title"] == TITLE
    shown = {
        name: alert[name]
        for name in ("level", "score", "watch", "outlets", "independent", "reason", "what", "delivered", "story")
    }
    assert shown == {
        "level": "critical",
        "score": 87.0,
        "watch": "border",
        "outlets": 2,
        "independent": 1,
        "reason": "development",
        "what": ["9 killed (was 7)"],
        "delivered": {"console": "sent"},
        "story": "s2",
    }
    assert alert["at"] == (told.now - 5 * MINUTE).strftime("%Y-%m-%dT%H:%M:%SZ")
    table = told.run("alerts").stdout
    for word in ("critical", "87", "border", "Pakistan strikes Iran", "development", "9 killed (was 7)", "console sent"):
        assert word in table


def test_stories_show_reach_and_what_they_follow(told: Desk) -> None:
    (story,) = told.rows("stories")
    assert {name: story[name] for name in ("id", "outlets", "independent", "title", "follows")} == {
        "id": "s2",
        "outlets": 2,
        "independent": 1,
        "title": TITLE,
        "follows": "s1",
    }
    assert "Pakistan strikes Iran" in told.run("stories").stdout


def test_a_story_shows_how_each_entry_joined_and_how_it_was_judged(told: Desk) -> None:
    (row,) = told.rows("stories", "s2")
    assert (row["joined"], row["probability"], row["evidence"]) == ("likely", 0.31, {"title": 0.82})
    (verdict,) = row["verdicts"]
    assert sum(points for points, _ in verdict["explanation"]) == verdict["score"] == 87.0
    text = told.run("stories", "s2").stdout
    for part in (
        "The Alpha",
        "likely",
        "0.31",
        "title 0.82",
        "action: “strikes” in headline",
        "development",
        "https://alpha.example/1",
    ):
        assert part in text


def test_what_a_feed_says_is_no_markup(told: Desk) -> None:
    for arguments in (["stories"], ["stories", "s2"], ["alerts"], ["deliveries"]):
        result = told.run(*arguments)
        assert result.exit_code == 0
        assert "[live] [/red]" in " ".join(result.stdout.split())


def test_an_unknown_story_is_wrong_usage(told: Desk) -> None:
    result = told.run("stories", "nope")
    assert result.exit_code == 2
    assert "there is no story nope" in result.output


def test_the_limit_is_kept_and_the_newest_come_first(told: Desk) -> None:
    later = _delivery(told.now, id="d2", thread_id="t2")
    told.database.run_now(outbox.enqueue, [later])
    assert [row["id"] for row in told.rows("deliveries")] == ["d2", "d1"]
    assert [row["id"] for row in told.rows("deliveries", "--limit", "1")] == ["d2"]
    assert told.run("deliveries", "--limit", "0").exit_code == 2


def test_deliveries_show_their_troubles(told: Desk) -> None:
    told.database.run_now(outbox.enqueue, [_delivery(told.now, id="d2", thread_id="t2")])
    told.database.run_now(outbox.claim, told.now)
    told.database.run_now(outbox.give_up, "d2", DeliveryState.FAILED, "chat not found")
    assert [row["id"] for row in told.rows("deliveries")] == ["d2", "d1"]
    (row,) = told.rows("deliveries", "--undelivered")
    assert (row["state"], row["tries"], row["channel"], row["problem"]) == ("failed", 1, "console", "chat not found")
    assert "chat not found" in told.run("deliveries").stdout


def _status(desk: Desk) -> tuple[int, dict[str, Any]]:
    result = desk.run("status", "--json")
    return result.exit_code, json.loads(result.stdout)


def test_status_is_well_when_all_is_well(told: Desk) -> None:
    told.database.run_now(leader.acquire, "host/1", MINUTE)
    code, status = _status(told)
    assert code == 0
    assert status["ok"]
    assert (status["leader"], status["feeds"], status["entries_24h"]) == ("host/1", {"fresh": 3}, 1)
    assert (status["unjudged"], status["undelivered"]) == (0, 0)
    assert (status["last_alert"]["id"], status["last_alert"]["level"]) == ("a1", "critical")
    text = told.run("status").stdout
    for part in ("host/1", "3 fresh", "5 min ago"):
        assert part in text


def test_status_names_feeds_that_are_ill_but_one_is_no_alarm(told: Desk) -> None:
    told.poll("beta", succeeded_at=told.now - timedelta(days=40), failures=9, problem="HTTP 503")
    code, status = _status(told)
    assert code == 0
    assert status["feeds"] == {"down": 1, "fresh": 2}
    assert [row["feed"] for row in status["ill"]] == ["beta"]
    assert "HTTP 503" in told.run("status").stdout


def test_status_alarms_when_no_feed_answers(told: Desk) -> None:
    for feed_id in ("alpha", "beta", "gamma"):
        told.poll(feed_id, succeeded_at=told.now - timedelta(days=40), failures=9, problem="no network")
    code, status = _status(told)
    assert code == 1
    assert "no feed answers" in status["problems"][0]
    (line,) = [line for line in told.run("status").stdout.splitlines() if "no network" in line]
    assert "down: alpha, beta, gamma: " in line


@pytest.mark.parametrize(("minutes", "code"), [(9, 0), (11, 1)])
def test_status_alarms_when_an_alert_is_not_delivered_for_ten_minutes(told: Desk, minutes: int, code: int) -> None:
    told.database.run_now(outbox.enqueue, [_delivery(told.now - minutes * MINUTE, id="d2", thread_id="t2")])
    told.database.run_now(outbox.claim, told.now)
    told.database.run_now(outbox.retry, "d2", told.now + HOUR, "no network")  # waiting for its next try is not delivered either
    result, status = _status(told)
    assert (result, status["undelivered"]) == (code, 1)


def test_status_does_not_alarm_over_what_is_held(told: Desk) -> None:
    held = _delivery(told.now - HOUR, id="d2", thread_id="t2", due_at=told.now + HOUR, is_held=True)
    told.database.run_now(outbox.enqueue, [held])
    assert _status(told)[0] == 0


def test_status_alarms_over_an_alert_that_was_given_up(told: Desk) -> None:
    told.database.run_now(outbox.enqueue, [_delivery(told.now - MINUTE, id="d2", thread_id="t2")])
    told.database.run_now(outbox.give_up, "d2", DeliveryState.FAILED, "bot was blocked")
    code, status = _status(told)
    assert (code, status["failed_24h"]) == (1, 1)
    assert "monitor deliveries --undelivered" in told.run("status").stdout


def test_status_alarms_when_nobody_judges(told: Desk) -> None:
    told.poll("alpha", replace(_entry(told.now - HOUR), id="e2"))
    code, status = _status(told)
    assert (code, status["unjudged"]) == (1, 1)
    assert "is the daemon running?" in status["problems"][0]


def test_status_before_the_first_run_is_no_alarm(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.database.close()
    code, status = _status(desk)
    assert (code, status["leader"], status["feeds"]) == (0, None, {"new": 3})
    assert "none is running" in desk.run("status").stdout
