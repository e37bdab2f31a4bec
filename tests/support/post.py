"""An outbox over a real SQLite file with its courier, and a channel in memory to deliver to."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection, select
from support.clocks import START, JumpClock

from monitor.core.alerts.messages import render
from monitor.core.alerts.rate_limit import Limit
from monitor.delivery.courier import Courier
from monitor.errors import Ambiguous, DeliveryError, Refused
from monitor.model import AlertKind, Content, Delivery, DeliveryState, Message
from monitor.store import outbox
from monitor.store.database import Database
from monitor.store.schema import deliveries

SECOND = timedelta(seconds=1)


@dataclass
class Chat:
    """A channel in memory: `troubles` are raised in turn, with `is_stored` telling whether the message arrived all the same."""

    troubles: list[tuple[DeliveryError | Exception, bool]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    texts: dict[str, Message] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)  # receipts of what did not ring
    limits: tuple[Limit, ...] = ()
    is_down: bool = False
    checks: int = 0
    gate: asyncio.Event | None = None

    async def send(self, content: Content, *, reply_to: str = "", is_silent: bool = False) -> str:
        trouble, is_stored = self.troubles.pop(0) if self.troubles else (None, True)
        if is_stored:
            receipt = str(len(self.texts) + 1)
            self.texts[receipt] = render(content)
            self.silent |= {receipt} if is_silent else set()
            self.shown.append(f"{render(content).title}{f' under {reply_to}' if reply_to else ''}")
        if self.gate:
            await self.gate.wait()
        if trouble:
            raise trouble
        return receipt

    async def edit(self, receipt: str, content: Content) -> None:
        if receipt not in self.texts:
            raise Refused("message to edit not found")
        self.texts[receipt] = render(content)

    async def check(self) -> None:
        self.checks += 1
        if self.is_down:
            raise Ambiguous("bad gateway")

    async def close(self) -> None:
        """Nothing is open."""


def delivery(name: str, channel: str = "desk", **settings: object) -> Delivery:
    """A delivery whose title is its name."""
    values: dict[str, object] = {
        "id": name, "thread_id": name, "channel_id": channel, "alert_id": f"alert-{name}", "kind": AlertKind.NEW,
        "content": Message(heading="🟠 ALERT", title=name, url=f"https://a.b/{name}"), "due_at": START, "created_at": START,
    }  # fmt: skip
    return Delivery(**(values | settings))  # type: ignore[arg-type]


async def eventually(is_true: Callable[[], bool]) -> None:
    """Return once `is_true`; the test's own time limit is the limit."""
    while not is_true():  # noqa: ASYNC110 - what is waited for happens in threads and sockets
        await asyncio.sleep(0.002)


@dataclass
class Post:
    """An outbox and its courier."""

    database: Database
    clock: JumpClock
    courier: Courier

    def put(self, *queued: Delivery) -> None:
        self.database.run_now(outbox.enqueue, queued)

    def states(self) -> dict[str, DeliveryState]:
        def work(c: Connection) -> dict[str, DeliveryState]:
            return {row.id: row.state for row in c.execute(select(deliveries.c.id, deliveries.c.state))}

        return self.database.read_now(work)

    def problem(self, delivery_id: str) -> str:
        def work(c: Connection) -> str:
            return str(c.execute(select(deliveries.c.problem).where(deliveries.c.id == delivery_id)).scalar_one())

        return self.database.read_now(work)

    async def until(self, is_done: Callable[[], bool]) -> None:
        """Run the courier as the daemon does until `is_done`."""
        stop = asyncio.Event()
        running = asyncio.create_task(self.courier.run(stop))
        await eventually(lambda: is_done() or running.done())
        stop.set()
        await running
