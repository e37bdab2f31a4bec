"""What a hub pushes over real HTTP: an entry is stored once whichever way it comes, and only what the hub has signed."""

import asyncio
import io
import itertools
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.builders import watch
from support.feed_server import Page, rss
from support.hub import PUBLIC
from support.pushed import MINUTE, TOPIC, World, a_world

from monitor.core.polling import hub_trust
from monitor.daemon.app import build
from monitor.demo.phone import Phone
from monitor.model import AlertKind, AlertSettings, ChannelConfig


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        yield made


# ── Pushes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("order", [*itertools.permutations(("push", "push again", "poll")), ("poll",), ("push",)], ids=" ".join)
async def test_an_entry_is_stored_once_whichever_way_it_comes(world: World, order: tuple[str, ...]) -> None:
    async with world.subscribed():
        world.publish("B", "A")
        for way in order:
            world.clock.advance(MINUTE)
            await (world.poll() if way == "poll" else world.push("B"))
        assert await world.titles() == ["A", "B"]


async def test_a_push_and_a_poll_at_the_same_time_store_an_entry_once(world: World) -> None:
    async with world.subscribed():
        world.publish("B", "A")
        await asyncio.gather(world.push("B", "A"), world.poll(), world.push("B"), world.push("A", "B"))
        assert await world.titles() == ["A", "B"]


async def test_an_entry_counts_as_fetched_when_it_arrived_and_wakes_the_desk(world: World) -> None:
    async with world.subscribed():
        world.clock.advance(7 * MINUTE)
        world.woken.clear()
        assert await world.push("B") == [200]
        pushed = (await world.entries())[-1]
        assert (pushed.title, pushed.fetched_at, pushed.is_backlog) == ("B", world.clock.now(), False)
        assert world.woken.is_set()


async def test_a_push_leaves_the_polls_own_knowledge_alone(world: World) -> None:
    """A hub may send a part of the feed: what is not in it has not vanished, and validators are the publisher's."""
    world.publish("C", "B", "A", etag='"1"')
    async with world.subscribed():
        before = await world.state()
        await world.push("D")
        world.server.put("/dawn", Page(world.document("C", "B", "A"), etag='"1"'))
        await world.poll()
        assert world.server.asked[-1].headers["if-none-match"] == '"1"'
        after = await world.state()
        assert (after.etag, after.body_hash, after.hint) == (before.etag, before.body_hash, before.hint)
        world.publish("D", "C", "B", "A")
        await world.poll()
        assert await world.titles() == ["A", "B", "C", "D"]


async def test_a_pushed_correction_is_a_revision_and_a_late_push_does_not_undo_one(world: World) -> None:
    async with world.subscribed():
        await world.push("B seven killed")
        await world.push("B nine killed")
        world.publish("B twelve killed", "A")
        await world.poll()
        await world.push("B seven killed")
        await world.push("B nine killed")
        await world.poll()
        assert [(entry.title, entry.revision) for entry in (await world.entries())[1:]] == [
            ("B seven killed", 0), ("B nine killed", 1), ("B twelve killed", 2),
        ]  # fmt: skip


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
async def test_hubs_may_sign_in_four_ways(world: World, method: str) -> None:
    async with world.subscribed():
        await world.hub.distribute(world.document("B"), method=method)
        assert await world.titles() == ["A", "B"]


async def test_what_the_hub_has_not_signed_is_ignored_and_counted(world: World) -> None:
    async with world.subscribed():
        callback = world.hub.asked[0]["hub.callback"]
        assert await world.hub.distribute(world.document("B"), secret="guessed")  # noqa: S106 == [200]
        for signature in ("", "sha256=00", "md5=00", "nonsense"):
            assert (await world.hub.post(callback, world.document("B"), signature)).status_code == 200
        assert await world.titles() == ["A"]
        assert (await world.subscription()).refused == 5


async def test_a_stranger_is_told_that_there_is_nothing(world: World) -> None:
    async with world.subscribed():
        for path in ("/", "/x", "/wsub_" + "0" * 48):
            answer = await world.hub.post(PUBLIC + path, world.document("B"))
            assert answer.status_code in {404, 410}
        assert await world.titles() == ["A"]


HOSTILE = {
    "html": b"<!doctype html><p>Moved",
    "bomb": b"<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><rss><channel><item><title>&b;</title></item></channel></rss>",
    "nothing": b"",
    "angles": b"<" * 100_000,
    "path": b"/etc/passwd",
    "cut off": rss("B", "C")[:-60],
    "shared ids": b"<rss><channel>"
    + b"<item><guid>A</guid><title>B</title><link>http://x/1</link></item>" * 2
    + b"</channel></rss>",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_hub_harms_nobody(world: World, body: bytes) -> None:
    async with world.subscribed():
        assert await world.hub.distribute(body) == [200]
        assert await world.push("Z") == [200]
        titles = await world.titles()
        assert (titles[0], titles[-1]) == ("A", "Z")
        assert not [title for title in titles if "root:" in title or "ha" in title]


# ── As a reader sees it ──────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_is_pushed_and_polled_alerts_once(world: World, tmp_path: Path) -> None:
    phone = Phone(world.clock, io.StringIO())
    channels = (ChannelConfig(id="phone", kind="console"),)
    config = replace(
        world.config,
        database=f"sqlite:///{tmp_path}/monitor.db",
        watches=(watch(),),
        channels=channels,
        alerts=AlertSettings(send=("phone",)),
    )
    async with build(config, clock=world.clock, channels={"phone": phone}) as app:
        lead = await app.take_lead()
        assert lead
        assert app.subscriber
        async with app.subscriber.listening() as port:
            world.hub.behind = f"http://127.0.0.1:{port}"
            await app.round(lead)
            await app.subscriber.ask_due()
            await world.hub.settled()
            world.clock.advance(MINUTE)
            await world.push("B Pakistan strikes Iran")
            assert app.arrived.is_set()
            world.publish("B Pakistan strikes Iran", "A")
            for _ in range(2):
                await app.round(lead, ["dawn"])
                await world.push("B Pakistan strikes Iran")
        await app.resign(lead)
    assert [(shown.kind, shown.content.story.title) for shown in phone.shown] == [(AlertKind.NEW, "B Pakistan strikes Iran")]


async def test_nothing_that_is_said_shows_what_only_the_hub_may_know(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    async with world.subscribed() as subscriber:
        form = world.hub.asked[0]
        callback, secret = form["hub.callback"], form["hub.secret"]
        await world.push("B")
        await world.hub.post(callback, b"x", "sha1=00")
        await world.hub.distribute(b"<html>")
        world.server.put("/hub", Page(status=307, headers=(("location", f"ftp://x/?{callback}&{secret}"),)))
        world.publish("B", "A", hub=f"{world.server.url}/hub")
        await world.poll()
        await subscriber.ask_due()
        known = await world.subscription()
        assert "ftp" in known.problem
        reason = f"{secret} {callback}"
        await world.hub.get(f"{PUBLIC}/{known.token}", mode="denied", topic=TOPIC, reason=reason)
        said = "".join(capsys.readouterr()) + known.problem + hub_trust.told(await world.subscription(), world.clock.now())
    for expected in ("not signed", "not understood", "denied", "does not take"):
        assert expected in said
    assert not re.search(r"wsub_|[0-9a-f]{32}", said)
