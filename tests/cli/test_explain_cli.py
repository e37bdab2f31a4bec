"""`monitor explain`: what became of an entry, and for a no the one thing that decided."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.builders import START, entry
from support.config_folder import Folder

from monitor.cli import main
from monitor.clock import SystemClock
from monitor.config import load_config
from monitor.core.alerts.routing import deliveries_of
from monitor.core.pipeline import Pipeline
from monitor.model import DeliveryState, Entry, Mute
from monitor.store import feeds, judgements, mutes, outbox
from monitor.store.database import Database

QUIET = "alerts: {send: console, quiet_hours: {from: '04:00', to: '07:00', zone: UTC}}"


class Desk:
    """A configuration with an archive that the daemon's own core has judged."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch, settings: str = "alerts: {send: console}") -> None:
        monkeypatch.setenv("NEWSDESK_TOKEN", "a-token-for-tests")
        self.folder = Folder(path / "config")
        self.folder.replace("monitor.yaml", "alerts: {send: console}\n", f"{settings}\ndatabase: sqlite:///{path}/a.db\n")
        self.config = load_config(self.folder.path)
        self.database = Database.open(self.config.database)
        self.database.run_now(feeds.sync_feeds, self.config.feeds, START)

    def judge(self, *arrived: Entry, muted: Sequence[Mute] = ()) -> None:
        pipeline = Pipeline(self.config)
        pipeline.mutes = list(muted)
        self.keep(*arrived)
        outcomes = [pipeline.process(each) for each in arrived]
        watches = {watch.id: watch for watch in self.config.watches}
        made = [delivery for outcome in outcomes for delivery in deliveries_of(outcome, watches, self.config.alerts)]
        self.database.run_now(judgements.record, outcomes, made)

    def keep(self, *arrived: Entry) -> None:
        (state, *_) = self.database.read_now(feeds.feed_states)
        self.database.run_now(feeds.record_poll, state, arrived)


def explained(desk: Desk, text: str, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    with pytest.raises(SystemExit) as exit_:
        main(["explain", text, "-c", str(desk.folder.path), *options])
    out = capsys.readouterr()
    return out.out if not exit_.value.code else f"{exit_.value.code}: {out.err}"


def strike(title: str = "Iran strikes Pakistan", **more: Any) -> Entry:
    return entry(title, **({"id": "e1", "feed_id": "alpha", "url": "https://alpha.example/1"} | more))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


def test_a_headline_that_nobody_printed(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    told = explained(desk, "Iran shells Pakistan", capsys)
    assert told.startswith("QUIET 0 · border · no match: nothing found for “action”\n")
    (row,) = map(json.loads, explained(desk, "Pakistan and Iran strike at cricket", capsys, "--json").splitlines())
    assert row["why"] == "-40 for “cricket” in headline; alert needs 60"


def test_it_joined_a_story_and_its_delivery_failed(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.judge(strike(), strike("Iran strikes Pakistan, officials say", id="e2", outlet="Beta", url="https://alpha.example/2"))
    (delivery,) = desk.database.run_now(outbox.claim, START + timedelta(days=1))
    desk.database.run_now(outbox.give_up, delivery.id, DeliveryState.FAILED, "chat not found")
    first = explained(desk, "https://alpha.example/1", capsys).splitlines()
    assert first[0] == "already seen: 2024-01-18T05:00:00Z  Dawn: Iran strikes Pakistan"
    assert first[1].startswith("founded story ")
    assert "ALERT 80 · border · first match" in first
    assert "          delivery to newsdesk failed: chat not found" in first
    second = explained(desk, "e2", capsys).splitlines()
    assert second[1].startswith("joined story ")
    assert second[1].endswith(": Iran strikes Pakistan")


def test_quiet_hours_and_mutes_say_until_when(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    quiet = Desk(tmp_path / "quiet", monkeypatch, QUIET)
    quiet.judge(strike())
    assert "ALERT 80 · border · quiet hours: held until 2024-01-18 07:00 UTC" in explained(quiet, "e1", capsys)
    muted = Desk(tmp_path / "muted", monkeypatch)
    mute = Mute(target="*", start_at=START, end_at=START + timedelta(hours=5), author="anna", reason="drill")
    muted.database.run_now(mutes.add, mute)
    muted.judge(strike(), muted=[mute])
    told = explained(muted, "e1", capsys)
    assert "ALERT 80 · border · muted: held until 2024-01-18 10:00 UTC; muted by anna: drill" in told


def test_what_waits_to_be_judged_says_so(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.keep(strike())
    assert explained(desk, "e1", capsys).splitlines()[1] == "waits to be judged"


def test_a_headline_that_was_printed_lately_says_where_it_went(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    now = SystemClock().now()
    desk.judge(strike(fetched_at=now, published_at=now))
    first, second = explained(desk, "Iran strikes Pakistan", capsys).splitlines()[:2]
    assert first.startswith("already seen: ")
    assert second.startswith("founded story ")


def test_an_address_that_was_not_fetched_names_its_feed(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    never = explained(desk, "https://www.alpha.example/x", capsys)
    assert never == "1: Error: not fetched: alpha was never read\n"
    state = next(state for state in desk.database.read_now(feeds.feed_states) if state.feed_id == "alpha")
    desk.database.run_now(feeds.record_poll, replace(state, polled_at=START, problem="server says 403"), ())
    failing = explained(desk, "https://alpha.example/x", capsys)
    assert failing == "1: Error: not fetched: alpha could not be read at 2024-01-18 05:00 UTC: server says 403\n"
    assert "no feed of this site is read" in explained(desk, "https://other.example/x", capsys)


def test_an_address_that_was_mistyped_is_answered_with_those_like_it(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.keep(
        strike(url="https://alpha.example/world/iran-strikes-pakistan-1201"),
        strike(id="e2", url="https://alpha.example/sport/cricket-final"),
    )
    told = explained(desk, "alpha.example/world/iran-strikes-pakistan-1210", capsys)
    assert told.startswith("1: Error: not fetched: alpha ")
    assert told.splitlines()[1:] == ["similar addresses: https://alpha.example/world/iran-strikes-pakistan-1201"]


def test_a_feed_may_stand_on_another_site_than_what_it_lists(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.keep(strike(url="https://www.dawn.example/news/1"))
    assert explained(desk, "dawn.example/news/2222", capsys).startswith("1: Error: not fetched: alpha ")


def test_explaining_makes_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Folder(tmp_path / "config")
    with pytest.raises(SystemExit):
        main(["explain", "Iran strikes Pakistan", "-c", str(folder.path)])
    assert "ALERT 80 · border · first match" in capsys.readouterr().out
    assert not (tmp_path / "data").exists()


def test_one_list_alone_configured_or_not_live_yet(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.folder.write("watchlists/quakes.yaml", "watch: Quakes\nfind: {quake: quake}\n")
    desk.judge(strike())
    assert "border" in explained(desk, "Quake shakes Iran", capsys)
    assert explained(desk, "Quake shakes Iran", capsys, "--watch", "quakes").splitlines()[0] == "ALERT 80 · quakes · first match"
    assert "quakes" not in explained(desk, "e1", capsys, "--watch", "border")
    assert "founded story" in explained(desk, "e1", capsys, "--watch", "quakes")
    draft = desk.folder.write("draft.yaml", "watch: Both\nfind: {state: $both}\n")
    assert explained(desk, "Tehran speaks", capsys, "--watch", str(draft)).splitlines()[0] == "ALERT 80 · draft · first match"
    assert "did you mean “quakes”?" in explained(desk, "x", capsys, "--watch", "quake")


def test_the_list_that_was_nearly_found_comes_first_and_strangers_share_a_line(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.folder.write("watchlists/anthrax.yaml", "watch: Anthrax\nfind: {disease: anthrax}\n")
    desk.folder.write("watchlists/zebras.yaml", "watch: Zebras\nfind: {animal: zebra}\n")
    told = explained(desk, "Iran speaks to Pakistan", capsys).splitlines()
    assert told[0] == "QUIET 0 · border · no match: nothing found for “action”"
    assert told[-2] == "QUIET 0 · no match: nothing found at all · anthrax, zebras"
    assert "      –   missing: animal" in explained(desk, "Iran speaks to Pakistan", capsys, "--watch", "zebras")
    rows = explained(desk, "Iran speaks to Pakistan", capsys, "--json").splitlines()
    assert [json.loads(row)["watch"] for row in rows] == ["border", "anthrax", "zebras"]
