"""What `monitor feeds` and `monitor status` say about hubs."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.config_folder import Folder

from monitor.cli import group
from monitor.clock import SystemClock
from monitor.config import load_config
from monitor.core.polling import hub_trust
from monitor.model import Subscription, SubscriptionState
from monitor.store import feeds, subscriptions
from monitor.store.database import Database


class Desk:
    def __init__(self, path: Path) -> None:
        folder = Folder(path / "config")
        folder.write(
            "monitor.yaml", f"database: sqlite:///{path}/monitor.db\nwebsub: {{callback: https://alerts.example/websub}}\n"
        )
        folder.write("watchlists/border.yaml", "watch: W\nfind: {a: b}\n")
        self.config, self.now = folder.path, SystemClock().now()
        self.database = Database.open(f"sqlite:///{path}/monitor.db")
        self.database.run_now(feeds.sync_feeds, load_config(self.config).feeds, self.now)

    def subscribe(self, feed_id: str, hub: str, **more: object) -> None:
        hubs = {"hub": hub, "topic": hub, "base": hub, "callback": "https://alerts.example/websub"}
        made = Subscription(key=feed_id.encode() * 4, secret=b"s" * 32, feed_id=feed_id, next_at=self.now, **hubs)
        wanted = replace(made, **more)  # type: ignore[arg-type]
        self.database.run_now(subscriptions.want, feed_id, lambda _: wanted, self.now)

    def run(self, *arguments: str) -> str:
        return CliRunner().invoke(group, [*arguments, "-c", str(self.config)]).stdout


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.database.close()


def test_feeds_and_status_say_how_hubs_do(desk: Desk) -> None:
    until = desk.now + timedelta(days=9)
    active = {"state": SubscriptionState.ACTIVE, "expires_at": until}
    desk.subscribe("alpha", "https://hub.example/x?y=z", **active, proofs=hub_trust.PROOFS)
    desk.subscribe("beta", "https://hub.example/", **active, refused=2)
    desk.subscribe("gamma", "https://other.example/", problem="HTTP 404 Not Found")
    rows = {row["feed"]: row["push"] for row in map(json.loads, desk.run("feeds", "--json").splitlines())}
    assert rows == {
        "alpha": f"pushed by hub.example (until {until:%Y-%m-%d %H:%M} UTC)",
        "beta": f"pushed by hub.example (until {until:%Y-%m-%d %H:%M} UTC, on trial); pushes without a valid signature: 2",
        "gamma": "not pushed by other.example: HTTP 404 Not Found",
    }
    assert "pushed by hub.example" in desk.run("feeds")
    assert "pushed      2 of the 3 feeds with a hub" in desk.run("status")
    status = json.loads(desk.run("status", "--json"))
    assert (status["pushed"], status["hubs"]) == (2, 3)


def test_without_hubs_nothing_is_said_of_them(desk: Desk) -> None:
    assert "push" not in desk.run("feeds") + desk.run("status")
    assert [json.loads(line)["push"] for line in desk.run("feeds", "--json").splitlines()] == [None, None, None]
