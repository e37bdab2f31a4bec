"""Subscribing to a hub over real HTTP, answering it, and trusting it as far as polls bear it out."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.feed_server import Page, rss
from support.hub import PUBLIC, Hub
from support.pushed import DAY, HOUR, MINUTE, TOPIC, World, a_world

from monitor.core.polling import hub_trust
from monitor.ingest.websub.subscriber import Subscriber
from monitor.model import SubscriptionState, WebSub
from monitor.store import feeds as store
from monitor.store import subscriptions


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        yield made


# ── Subscribing ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_feed_that_names_a_hub_is_subscribed_to(world: World) -> None:
    async with world.subscribed() as subscriber:
        (form,) = world.hub.asked
        callback = form.pop("hub.callback")
        assert callback.startswith(PUBLIC + "/")
        assert len(callback.removeprefix(PUBLIC)) > 48
        assert 32 <= len(form.pop("hub.secret")) < 200
        assert form == {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.lease_seconds": "864000"}
        known = await world.subscription()
        assert (known.state, known.expires_at) == (SubscriptionState.ACTIVE, world.clock.now() + timedelta(days=10))
        assert await subscriber.ask_due() == 0


async def test_link_headers_name_a_hub_too(world: World) -> None:
    links = ("link", f'<{world.hub.url}>; rel="hub", <{TOPIC}>; rel="self"')
    world.publish("A", hub=None)
    world.server.put("/dawn", Page(rss("A"), headers=(links,)))
    async with world.subscribed():
        assert world.hub.subscribers


async def test_a_feed_that_does_not_change_any_more_is_subscribed_to_when_hubs_are_allowed(world: World) -> None:
    world.publish("A", etag='"1"')
    await world.database.run(store.sync_feeds, world.feeds, world.clock.now())
    await world.poll(replace(world.config, websub=None))
    asked = len(world.server.asked)
    async with world.subscribed():
        assert [each.headers.get("if-none-match") for each in world.server.asked[asked:]] == ['"1"']
        assert (await world.subscription()).is_active(world.clock.now())
        assert await world.push("B") == [200]


@pytest.mark.parametrize("why", ["does not answer", "denies"])
async def test_when_a_hub_fails_the_next_one_has_its_turn(world: World, why: str) -> None:
    async with Hub().serving() as other, world.listening() as subscriber:
        world.publish("A", hub=f"{world.hub.url} {other.url}")
        other.behind, world.hub.is_verifying = world.hub.behind, False
        world.hub.status = 503 if why == "does not answer" else 202
        await world.poll()
        for _ in range(hub_trust.TRIES if why == "does not answer" else 1):
            world.clock.advance(DAY)
            await world.poll()
            assert (await world.subscription()).hub == world.hub.url
            await subscriber.ask_due()
        if why == "denies":
            await world.hub.get(world.hub.asked[0]["hub.callback"], mode="denied", topic=TOPIC)
        await world.poll()
        await subscriber.ask_due()
        await other.settled()
        known = await world.subscription()
        assert (known.hub, known.is_active(world.clock.now())) == (other.url, True)
        assert len(other.subscribers) == 1
        await world.poll()
        assert await world.subscription() == known


async def test_when_all_hubs_have_failed_the_first_is_asked_again_after_a_rest(world: World) -> None:
    world.hub.status = 503
    world.publish("A", hub=f"{world.hub.url} {world.hub.url}/2")
    asked, rests = list[str](), list[timedelta]()
    async with world.listening() as subscriber:
        for _ in range(4 * hub_trust.TRIES):
            await world.poll()
            known = await world.subscription()
            wait = known.next_at - world.clock.now()
            rests += [wait] if wait > HOUR else []
            world.clock.advance(max(wait, timedelta(0)))
            world.hub.asked.clear()
            await subscriber.ask_due()
            asked += [known.hub.removeprefix(world.hub.url)] if any(f["hub.mode"] == "subscribe" for f in world.hub.asked) else []
    assert asked == ["", "", "", "/2", "/2", "/2"] * 2
    assert rests == [6 * HOUR]


async def test_each_subscription_has_its_own_callback_and_secret(world: World) -> None:
    async with world.subscribed():
        first = await world.subscription()
        world.publish("B", "A", topic="https://dawn.example/other")
        await world.poll()
        second = await world.subscription()
        assert (first.token != second.token, first.secret != second.secret) == (True, True)
        assert first.token not in repr(first)


async def test_a_hub_is_asked_again_until_it_verifies(world: World) -> None:
    world.hub.is_verifying = False
    async with world.subscribed() as subscriber:
        waits = []
        for status in (202, 503, 404):
            world.hub.status = status
            known = await world.subscription()
            assert known.state is SubscriptionState.ASKED
            waits.append(known.next_at - world.clock.now())
            world.clock.advance(waits[-1])
            assert await subscriber.ask_due() == 1
        assert waits == [10 * MINUTE, 20 * MINUTE, 40 * MINUTE]
        assert (await world.subscription()).problem == "HTTP 404 Not Found"
        assert await world.hub.verify(world.hub.asked[0])  # late, but asked for
        assert (await world.subscription()).is_active(world.clock.now())


async def test_a_hub_at_a_private_address_is_not_visited_for_a_public_feed(world: World) -> None:
    async with world.listening() as subscriber:
        await world.poll()
        known = replace(await world.subscription(), private=False)
        await world.database.run(subscriptions.change, known.key, lambda _: known, world.clock.now())
        await subscriber.ask_due()
        assert world.hub.asked == []
        assert "loopback address" in (await world.subscription()).problem


async def test_a_hub_that_moves_us_on_is_followed(world: World) -> None:
    world.server.put("/hub", Page(status=307, headers=(("location", world.hub.url),)))
    world.publish("A", hub=f"{world.server.url}/hub")
    async with world.subscribed():
        assert (await world.subscription()).is_active(world.clock.now())


async def test_a_lease_is_renewed_before_it_ends(world: World) -> None:
    async with world.subscribed() as subscriber:
        known = await world.subscription()
        assert known.expires_at
        assert 6 * DAY <= known.next_at - world.clock.now() <= 8 * DAY
        world.clock.advance(8 * DAY)
        assert await subscriber.ask_due() == 1
        await world.hub.settled()
        renewed = await world.subscription()
        assert renewed.expires_at == world.clock.now() + 10 * DAY
        assert (renewed.key, renewed.verified_at) == (known.key, known.verified_at)


@pytest.mark.parametrize("lease", [None, 0, 1, 10**12, "soon", "-5", "٣"])
async def test_leases_that_make_no_sense_do_no_harm(world: World, lease: object) -> None:
    world.hub.lease = lease  # type: ignore[assignment]
    async with world.subscribed():
        known = await world.subscription()
        assert known.expires_at
        assert timedelta(0) < known.expires_at - world.clock.now() <= timedelta(days=30)
        assert known.next_at - world.clock.now() >= 5 * MINUTE


@pytest.mark.parametrize("change", ["hub gone", "other hub", "feed gone"])
async def test_what_is_not_wanted_any_more_is_unsubscribed(world: World, change: str) -> None:
    async with Hub().serving() as other, world.subscribed():
        await world.prove()
        old = await world.subscription()
        other.behind = world.hub.behind
        if change != "feed gone":
            world.publish("B", "A", hub=None if change == "hub gone" else other.url)
            await world.poll()
    if change == "feed gone":
        world.feeds = ()
    async with world.listening() as subscriber:
        other.behind = world.hub.behind
        await subscriber.ask_due()
        await world.hub.settled()
        assert world.hub.asked[-1]["hub.mode"] == "unsubscribe"
        assert world.hub.subscribers == {}
        assert await world.database.read(subscriptions.find, old.key) is None
        assert len(await world.database.read(subscriptions.listed)) == (change == "other hub")


async def test_a_hub_that_does_not_answer_is_left_in_the_end(world: World) -> None:
    async with world.subscribed() as subscriber:
        world.publish("B", "A", hub=None)
        await world.poll()
        world.hub.status = 500
        for _ in range(hub_trust.TRIES):
            assert await subscriber.ask_due() == 1
            world.clock.advance(DAY)
        assert await subscriber.ask_due() == 0


# ── Answering ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_only_what_was_asked_for_is_confirmed(world: World) -> None:
    async with world.subscribed():
        callback = world.hub.asked[0]["hub.callback"]
        right = {"mode": "subscribe", "topic": TOPIC, "challenge": "c", "lease_seconds": 60}
        for wrong in (
            {"mode": "unsubscribe"}, {"mode": "publish"}, {"topic": TOPIC + "/2"}, {"challenge": ""}, {"mode": ""},
        ):  # fmt: skip
            assert (await world.hub.get(callback, **right | wrong)).status_code == 404
        for strange in (callback[:-1] + "x", callback[:-2], callback + "/x", PUBLIC, PUBLIC + "/wsub_" + "0" * 48):
            assert (await world.hub.get(strange, **right)).status_code == 404
        assert (await world.hub.get(callback, **right, **{f"f{n}": n for n in range(100)})).status_code == 404
        assert (await world.hub.get(callback, **right)).text == "c"


async def test_a_denied_subscription_rests_and_the_feed_is_polled_as_usual(world: World) -> None:
    async with world.subscribed() as subscriber:
        await world.prove()
        usual = (await world.state()).interval
        callback = world.hub.asked[0]["hub.callback"]
        answer = await world.hub.get(callback, mode="denied", topic=TOPIC, reason="<b>No</b> more\n of you")
        assert answer.status_code == 200
        known = await world.subscription()
        assert (known.state, known.problem) == (SubscriptionState.RESTING, "denied by the hub: No more of you")
        assert await world.wait_until_next_poll() <= usual
        assert await world.push("B") == [410]
        assert await subscriber.ask_due() == 0
        world.clock.advance(known.next_at - world.clock.now())
        assert await subscriber.ask_due() == 1


# ── Trust and pace ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_proven_hub_slows_polling_down_but_never_ends_it(world: World) -> None:
    async with world.subscribed():
        usual = await world.wait_until_next_poll()
        assert usual < 11 * MINUTE
        await world.prove()
        state = await world.state()
        assert 3 * state.interval < await world.wait_until_next_poll() <= 5 * state.interval
        assert await world.titles() == ["A", *(f"{number} proof" for number in range(hub_trust.PROOFS))]


async def test_an_entry_that_a_poll_finds_first_ends_that_at_once(world: World) -> None:
    async with world.subscribed():
        await world.prove()
        world.publish("B", "A")
        await world.poll()
        assert await world.wait_until_next_poll() <= 1.2 * (await world.state()).interval
        await world.push("B")  # it was merely late
        assert (await world.subscription()).proofs == hub_trust.PROOFS
        world.publish("C", "B", "A")
        await world.poll()
        world.clock.advance(hub_trust.GRACE)
        world.publish("D", "C", "B", "A")
        await world.push("D")
        assert (await world.subscription()).proofs == 0


async def test_when_the_hub_dies_polls_go_on_without_a_gap(world: World) -> None:
    async with world.subscribed():
        await world.prove()
        world.hub.subscribers.clear()
        longest = timedelta(0)
        for number in range(6):
            wait = await world.wait_until_next_poll()
            longest = max(longest, wait) if number else longest
            world.clock.advance(wait)
            world.publish(*[f"n{each}" for each in range(number, -1, -1)], "A")
            assert await world.poll() == 1
        assert longest <= 1.2 * (await world.state()).interval
        known = await world.subscription()
        assert (known.state, known.problem) == (SubscriptionState.RESTING, "polls found entries that it did not push")


async def test_a_hub_that_sends_other_entries_than_the_feed_has_is_left_alone(world: World) -> None:
    """Such as one that makes ids of its own: its entries would come twice."""
    async with world.subscribed():
        for number in range(10):
            await world.push(f"h{number} of the hub")
            world.publish(*[f"n{each} of the feed" for each in range(number, -1, -1)], "A")
            await world.poll()
            world.clock.advance(10 * MINUTE)
        known = await world.subscription()
        assert known.state is SubscriptionState.RESTING
        assert sum(title.startswith("h") for title in await world.titles()) <= hub_trust.MISSES + 1


async def test_what_a_poll_finds_from_before_the_subscription_is_no_fault_of_the_hub(world: World) -> None:
    async with world.listening() as subscriber:
        await world.poll()
        world.clock.advance(MINUTE)
        await subscriber.ask_due()
        await world.hub.settled()
        world.publish("B", "A")
        await world.poll()
        assert (await world.subscription()).awaited == ()
        world.publish("C", "B", "A")
        await world.poll()
        assert len((await world.subscription()).awaited) == 1


async def test_a_lapsed_lease_is_no_reason_to_poll_less(world: World) -> None:
    world.hub.lease = 7200
    async with world.subscribed() as subscriber:
        await world.prove()
        expires_at = (await world.subscription()).expires_at
        assert expires_at
        assert (await world.state()).next_poll_at <= expires_at
        world.hub.is_verifying = False
        world.clock.advance(timedelta(hours=3))
        await subscriber.ask_due()
        await world.poll()
        assert (await world.subscription()).state is SubscriptionState.ASKED
        assert await world.wait_until_next_poll() <= 1.2 * (await world.state()).interval


async def test_a_clock_that_is_set_back_keeps_no_hub_from_being_asked(world: World) -> None:
    async with world.subscribed() as subscriber:
        world.clock.advance(timedelta(days=-3650))
        assert await subscriber.ask_due() == 1
        await world.hub.settled()
        known = await world.subscription()
        assert known.expires_at
        assert known.expires_at - world.clock.now() == 10 * DAY


# ── Restarts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_restart_keeps_subscriptions_and_polls_as_usual_at_once(world: World) -> None:
    async with world.subscribed():
        await world.prove()
        before = await world.subscription()
    async with world.listening() as subscriber:
        assert await world.wait_until_next_poll() <= (await world.state()).interval
        assert await world.subscription() == before
        assert await subscriber.ask_due() == 0
        assert await world.push("B") == [200]
        assert "B" in await world.titles()


async def test_a_request_lost_in_a_crash_is_made_again(world: World) -> None:
    async with world.listening() as subscriber:
        await world.poll()
        begun = hub_trust.begun
        await world.database.run(
            subscriptions.claim_due, world.clock.now(), 9, 5 * MINUTE, lambda each: begun(each, world.clock.now())
        )
        assert await subscriber.ask_due() == 0
        world.clock.advance(5 * MINUTE)
        assert await subscriber.ask_due() == 1


async def test_switched_off_everything_is_polled_as_usual(world: World) -> None:
    async with world.subscribed():
        await world.prove()
    await world.database.run(subscriptions.forget)
    assert await world.wait_until_next_poll() <= (await world.state()).interval
    assert await world.database.read(subscriptions.listed) == []


async def test_another_callback_is_another_subscription(world: World) -> None:
    async with world.subscribed():
        old = await world.subscription()
    left = "http://127.0.0.1:9/websub"  # where nobody listens
    moved = replace(old, callback=left)
    await world.database.run(subscriptions.change, old.key, lambda _: moved, world.clock.now())
    async with world.listening() as subscriber:
        await subscriber.ask_due()
        assert world.hub.asked[-1]["hub.callback"].startswith(f"{left}/")
        assert world.hub.asked[-1]["hub.mode"] == "unsubscribe"
        world.publish("B", "A")
        await world.poll()
        assert (await world.subscription()).callback == PUBLIC


async def test_of_two_daemons_one_listens_and_the_other_takes_its_place(world: World) -> None:
    async with world.listening() as first:
        port = int(world.hub.behind.split(":")[2].partition("/")[0])
        config = replace(world.config, websub=WebSub(callback=PUBLIC, port=port))
        assert config.websub
        stop = asyncio.Event()
        second = Subscriber(config, config.websub, world.database, world.clock, world.woken.set)
        standing_by = asyncio.create_task(second.run(stop))
        await world.poll()
        await first.ask_due()
        await world.hub.settled()
        assert not standing_by.done()
    for _ in range(1000):
        with_hub = await asyncio.gather(world.push("B"), return_exceptions=True)
        if with_hub == [[200]]:
            break
    assert await world.titles() == ["A", "B"]
    stop.set()
    await asyncio.wait_for(standing_by, 5)
