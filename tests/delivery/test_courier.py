"""The courier over a real SQLite outbox: what arrives, how often, in which order, and who is told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.bot_api import TOKEN, BotApi, FaultKind
from support.clocks import START, JumpClock
from support.post import SECOND, Chat, Post, delivery, eventually

from monitor.delivery.channels.base import Channel
from monitor.delivery.channels.telegram import TelegramChannel, TelegramConfig
from monitor.delivery.channels.telegram_api import BotClient
from monitor.delivery.courier import Courier
from monitor.errors import Ambiguous, NotSent, Refused, StoreError
from monitor.model import AlertKind, DeliveryState, Message
from monitor.store.database import Database


@pytest.fixture
def clock() -> JumpClock:
    return JumpClock()


Opener = Callable[..., Post]


@pytest.fixture
def open_post(tmp_path: Path, clock: JumpClock) -> Iterable[Opener]:
    database = Database.open(f"sqlite:///{tmp_path}/monitor.db")

    def opener(operator: str = "", **channels: Channel) -> Post:
        return Post(database, clock, Courier(database, channels, clock, operator))

    yield opener
    database.close()


async def test_due_deliveries_arrive_urgent_ones_first_and_are_recorded(open_post: Opener) -> None:
    chat = Chat()
    post = open_post(desk=chat)
    post.put(
        delivery("later", due_at=START + timedelta(hours=1)),
        delivery("second"),
        delivery("first", due_at=START - SECOND),
        delivery("urgent", is_urgent=True),
    )
    assert await post.courier.deliver_due() == 3
    assert chat.shown == ["urgent", "first", "second"]
    assert post.states()["later"] is DeliveryState.PENDING
    assert {state for name, state in post.states().items() if name != "later"} == {DeliveryState.SENT}


async def test_a_story_stays_one_message_edited_and_replied_to(open_post: Opener) -> None:
    chat = Chat()
    post = open_post(desk=chat)
    post.put(delivery("strike"))
    await post.courier.deliver_due()
    living = Message(heading="🔴 CRITICAL", title="strike, nine killed")
    post.put(
        delivery("toll", thread_id="strike", kind=AlertKind.REPLY),
        delivery("edit", thread_id="strike", kind=AlertKind.EDIT, content=living),
    )
    await post.courier.deliver_due()
    assert chat.shown == ["strike", "toll under 1"]
    assert chat.texts["1"].title == "strike, nine killed"


async def test_a_message_that_cannot_be_edited_is_replaced_by_a_silent_one_that_lives_on(open_post: Opener) -> None:
    chat = Chat()
    post = open_post(desk=chat)
    post.put(delivery("strike"))
    await post.courier.deliver_due()
    chat.texts = {"": Message(heading="", title="")}  # the reader deleted it
    edit = delivery("edit", thread_id="strike", kind=AlertKind.EDIT, content=Message(heading="h", title="edited"))
    post.put(edit)
    await post.courier.deliver_due()
    assert chat.shown == ["strike", "edited"]
    assert chat.silent == {"2"}
    post.put(replace(edit, content=Message(heading="h", title="edited again")))
    await post.courier.deliver_due()
    assert chat.shown == ["strike", "edited"]
    assert chat.texts["2"].title == "edited again"


# ── Failures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_outage_loses_nothing_and_keeps_the_order(open_post: Opener, clock: JumpClock) -> None:
    chat = Chat(troubles=[(NotSent("connection refused"), False)] * 40)
    post = open_post(desk=chat)
    names = [f"{number:02}" for number in range(10)]
    post.put(*(delivery(name) for name in names))
    await post.until(lambda: len(chat.shown) == 10)
    assert chat.shown == names
    assert timedelta(minutes=20) < clock.now() - START < timedelta(minutes=60)


async def test_a_flood_wait_is_kept_to_the_second_and_survives_a_restart(open_post: Opener, clock: JumpClock) -> None:
    chat = Chat(troubles=[(NotSent("flood", after=timedelta(seconds=40)), False)])
    post = open_post(desk=chat)
    post.put(delivery("a"), delivery("b"))
    assert await post.courier.deliver_due() == 0
    restarted = open_post(desk=chat)
    clock.advance(timedelta(seconds=39))
    assert await restarted.courier.deliver_due() == 0
    clock.advance(timedelta(seconds=1))
    assert await restarted.courier.deliver_due() == 2
    assert chat.shown == ["a", "b"]


async def test_a_message_that_may_have_arrived_is_sent_three_times_at_most(open_post: Opener, clock: JumpClock) -> None:
    chat, operator = Chat(troubles=[(Ambiguous("no answer"), True)] * 9), Chat()
    post = open_post("ops", desk=chat, ops=operator)
    post.put(delivery("a"))
    await post.until(lambda: bool(operator.shown))
    assert chat.shown == ["a"] * 3
    assert post.states()["a"] is DeliveryState.UNCERTAIN
    assert clock.now() - START >= timedelta(seconds=75)
    assert operator.shown == ["no answer"]


async def test_a_long_disturbance_puts_only_the_message_on_its_way_in_doubt(open_post: Opener) -> None:
    chat = Chat(troubles=[(Ambiguous("502"), False)], is_down=True)
    post = open_post(desk=chat)
    post.put(*(delivery(f"{number}") for number in range(5)))
    await post.until(lambda: chat.checks == 20)
    assert chat.shown == []
    chat.is_down = False
    await post.until(lambda: len(chat.shown) == 5)
    assert sorted(chat.shown) == ["0", "1", "2", "3", "4"]
    assert set(post.states().values()) == {DeliveryState.SENT}


async def test_a_channel_that_does_not_answer_at_the_start_is_risked_no_message(open_post: Opener) -> None:
    down, up = Chat(is_down=True), Chat()
    post = open_post(down=down, up=up)
    post.put(delivery("a", channel="down"), delivery("b", channel="up"))
    await post.until(lambda: bool(up.shown) and down.checks >= 3)
    assert down.shown == []
    assert post.states()["a"] is DeliveryState.PENDING
    down.is_down = False
    await post.until(lambda: bool(down.shown))
    assert post.states()["a"] is DeliveryState.SENT


async def test_a_refusal_is_final_and_the_operator_hears_of_it_once(open_post: Opener) -> None:
    blocked = [(Refused("bot was blocked"), False)]
    chat, operator = Chat(troubles=blocked * 3), Chat()
    post = open_post("ops", desk=chat, ops=operator)
    post.put(delivery("a"), delivery("b"), delivery("c"), delivery("d"))
    await post.courier.deliver_due()
    assert chat.shown == ["d"]
    assert [post.states()[name] for name in "abc"] == [DeliveryState.FAILED] * 3
    assert operator.shown == ["bot was blocked"]
    chat.troubles += blocked
    post.put(delivery("e"))
    await post.courier.deliver_due()
    assert operator.shown == ["bot was blocked"] * 2  # it had worked in between


async def test_the_operators_own_channel_is_not_told_of_its_own_trouble(open_post: Opener) -> None:
    chat = Chat(troubles=[(Refused("kicked"), False)])
    post = open_post(desk=chat)
    post.put(delivery("a"))
    assert await post.courier.deliver_due() == 1
    assert post.states() == {"a": DeliveryState.FAILED}
    assert post.problem("a") == "kicked"


async def test_a_channel_that_is_not_configured_any_more_fails_and_is_told(open_post: Opener) -> None:
    operator = Chat()
    post = open_post(ops=operator)
    post.put(delivery("a", channel="removed"))
    await post.courier.deliver_due()
    assert post.states()["a"] is DeliveryState.FAILED
    assert operator.shown == ["channel removed is not configured any more"]


async def test_a_moved_chat_is_followed_at_once_and_the_operator_told(open_post: Opener) -> None:
    chat, operator = Chat(troubles=[(Refused("chat 1 is now 2", "2"), False)]), Chat()
    post = open_post("ops", desk=chat, ops=operator)
    post.put(delivery("a"))
    await post.courier.deliver_due()
    assert chat.shown == ["a"]
    assert operator.shown == ["chat 1 is now 2"]


async def test_an_exception_nobody_foresaw_is_a_doubt_and_stops_nothing(open_post: Opener) -> None:
    chat = Chat(troubles=[(AttributeError("'list' object has no attribute 'get'"), True)])
    post = open_post(desk=chat)
    post.put(delivery("a"), delivery("b"))
    await post.until(lambda: len(chat.shown) == 3)
    assert sorted(chat.shown) == ["a", "a", "b"]
    assert set(post.states().values()) == {DeliveryState.SENT}


async def test_a_channel_that_hangs_delays_no_other(open_post: Opener) -> None:
    slow, quick = Chat(gate=asyncio.Event()), Chat()
    post = open_post(slow=slow, quick=quick)
    post.put(*(delivery(f"s{number}", channel="slow") for number in range(50)))
    post.put(*(delivery(f"q{number}", channel="quick", due_at=START + SECOND) for number in range(5)))
    post.clock.advance(SECOND)
    stop = asyncio.Event()
    running = asyncio.create_task(post.courier.run(stop))
    await eventually(lambda: len(quick.shown) == 5)
    assert slow.shown == ["s0"]
    slow.gate.set()  # type: ignore[union-attr]
    stop.set()
    await running


async def test_a_crash_leaves_one_message_in_doubt_whatever_waits_behind_it(open_post: Opener) -> None:
    chat = Chat(gate=asyncio.Event())
    post = open_post(desk=chat)
    post.put(*(delivery(f"{number}") for number in range(30)))
    round_ = asyncio.create_task(post.courier.deliver_due())
    await eventually(lambda: bool(chat.shown))
    in_doubt = [name for name, state in post.states().items() if state is DeliveryState.SENDING]
    assert in_doubt == ["0"]
    chat.gate.set()  # type: ignore[union-attr]
    assert await round_ == 30


@pytest.mark.parametrize("how", ["stop", "cancel"])
async def test_what_is_on_its_way_is_finished_and_recorded(open_post: Opener, how: str) -> None:
    chat = Chat(gate=asyncio.Event())
    post = open_post(desk=chat)
    post.put(delivery("a"), delivery("b"))
    stop = asyncio.Event()
    running = asyncio.create_task(post.courier.run(stop))
    await eventually(lambda: bool(chat.shown))
    running.cancel() if how == "cancel" else stop.set()
    _, unfinished = await asyncio.wait([running], timeout=0.05)
    assert unfinished
    chat.gate.set()  # type: ignore[union-attr]
    await asyncio.wait([running])
    assert post.states() == {"a": DeliveryState.SENT, "b": DeliveryState.PENDING}


async def test_waking_delivers_at_once(open_post: Opener, clock: JumpClock) -> None:
    chat = Chat()
    post = open_post(desk=chat)
    stop = asyncio.Event()
    running = asyncio.create_task(post.courier.run(stop))
    post.put(delivery("a"))
    post.courier.wake()
    await eventually(lambda: bool(chat.shown))
    stop.set()
    await running


class FullDisk(Database):
    """A database that refuses so many of the next commits."""

    refusals = 0

    async def run(self, work, /, *args, **kwargs):  # type: ignore[no-untyped-def,override] # noqa: ANN001, ANN002, ANN003, ANN201
        if self.refusals:
            self.refusals -= 1
            raise StoreError("the database is full")
        return await super().run(work, *args, **kwargs)


async def test_what_was_sent_is_recorded_as_soon_as_the_disk_has_room_and_never_sent_twice(
    tmp_path: Path, clock: JumpClock
) -> None:
    database = FullDisk.open(f"sqlite:///{tmp_path}/full.db")
    chat = Chat(gate=asyncio.Event())
    post = Post(database, clock, Courier(database, {"desk": chat}, clock, ""))
    post.put(delivery("a"))
    round_ = asyncio.create_task(post.courier.deliver_due())
    await eventually(lambda: bool(chat.shown))
    database.refusals = 5
    chat.gate.set()  # type: ignore[union-attr]
    assert await round_ == 1
    assert post.states() == {"a": DeliveryState.SENT}
    assert chat.shown == ["a"]
    database.close()


# ── Digests ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_what_was_held_comes_as_one_digest_with_links(open_post: Opener) -> None:
    chat = Chat()
    post = open_post(desk=chat)
    post.put(*(delivery(f"{number}", is_held=True) for number in range(3)))
    assert await post.courier.deliver_due() == 3
    [digest] = chat.texts.values()
    assert digest.lines == ("🟠 ALERT — 0", "🟠 ALERT — 1", "🟠 ALERT — 2")
    assert digest.links == ("https://a.b/0", "https://a.b/1", "https://a.b/2")
    assert set(post.states().values()) == {DeliveryState.SENT}


async def test_a_digest_is_never_overwritten_by_an_edit(open_post: Opener) -> None:
    chat = Chat()
    post = open_post(desk=chat)
    post.put(delivery("a", is_held=True), delivery("b", is_held=True))
    await post.courier.deliver_due()
    digest = chat.texts["1"]
    post.put(delivery("edit", thread_id="a", kind=AlertKind.EDIT), delivery("more", thread_id="a", kind=AlertKind.REPLY))
    await post.courier.deliver_due()
    assert chat.texts["1"] == digest
    assert chat.shown[1:] == ["more"]


async def test_a_single_held_message_is_sent_as_itself(open_post: Opener) -> None:
    chat = Chat()
    post = open_post(desk=chat)
    post.put(delivery("a", is_held=True))
    await post.courier.deliver_due()
    assert chat.shown == ["a"]


async def test_a_long_night_comes_in_digests_that_lose_no_line(open_post: Opener) -> None:
    chat, other = Chat(), Chat()
    post = open_post(desk=chat, other=other)
    names = [f"{number:02}" for number in range(45)]
    post.put(*(delivery(name, is_held=True) for name in names), delivery("elsewhere", channel="other", is_held=True))
    await post.courier.deliver_due()
    assert [len(message.lines) for message in chat.texts.values()] == [20, 20, 5]
    assert [line[-2:] for message in chat.texts.values() for line in message.lines] == names
    assert other.shown == ["elsewhere"]


# ── Through Telegram ─────────────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def bot(clock: JumpClock, **chats: int) -> AsyncIterator[tuple[BotApi, dict[str, Channel]]]:
    """The emulator on the test's clock, and one channel for each chat."""
    api = BotApi(now=clock.seconds)
    async with api.serving() as url:
        opened: dict[str, Channel] = {}
        client = BotClient(TOKEN, url, timeout=timedelta(seconds=0.5))
        for name, chat in chats.items():
            api.chat(chat, "private" if chat > 0 else "supergroup")
            opened[name] = TelegramChannel(TelegramConfig(id=name, chat=str(chat)), client)
        try:
            yield api, opened
        finally:
            await client.close()


async def test_paced_sending_never_meets_a_flood_limit(open_post: Opener, clock: JumpClock) -> None:
    async with bot(clock, person=42, group=-1001, other=-1002) as (api, channels):
        post = open_post(**channels)
        for name in channels:
            post.put(*(delivery(f"{name}-{number:02}", channel=name) for number in range(45)))
        assert await post.courier.deliver_due() == 135
        assert api.refused == []
        assert api.shown(-1001) == [f"🟠 ALERT\ngroup-{number:02}" for number in range(45)]
        assert clock.now() - START < timedelta(minutes=3)  # 45 in a group need two pauses of a minute


async def test_two_channels_into_one_chat_share_its_pace(open_post: Opener, clock: JumpClock) -> None:
    async with bot(clock, one=-1001, two=-1001) as (api, channels):
        post = open_post(**channels)
        for name in channels:
            post.put(*(delivery(f"{name}-{number:02}", channel=name) for number in range(12)))
        assert await post.courier.deliver_due() == 24
        assert api.refused == []


async def test_a_storm_of_faults_loses_nothing_and_copies_little(open_post: Opener, clock: JumpClock) -> None:
    async with bot(clock, person=42) as (api, channels):
        post = open_post(**channels)
        post.put(*(delivery(f"{number:02}", channel="person") for number in range(12)))
        for kind in (
            FaultKind.RESET_BEFORE,
            FaultKind.BAD_GATEWAY,
            FaultKind.RESET_AFTER,
            FaultKind.FLOOD,
            FaultKind.NOT_AN_OBJECT,
        ):
            api.fail(kind)
        await post.until(
            lambda: len({shown.text for shown in api.transcript}) == 12 and DeliveryState.SENT in post.states().values()
        )
        copies = [sum(shown.text == text for shown in api.transcript) for text in {shown.text for shown in api.transcript}]
        assert max(copies) <= 3
        assert sum(copies) <= 14  # one more for each of the two faults that stored
