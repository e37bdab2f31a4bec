"""Courier: due deliveries → channel → receipt.

Each channel has one message on its way at a time, claimed right before it is sent and recorded right after, so that a
crash leaves at most that one in doubt. Channels work side by side: one that is slow, paced or down delays no other.
Order within a channel is the outbox's (urgent first); only a message whose fate is unknown waits without holding up
the rest.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec

import structlog

from monitor.clock import Clock, wait
from monitor.core.alerts.batching import MOST_DOUBTS, Parcel, doubt_wait, failure_wait, parcels, sent_afresh, to_operator
from monitor.core.alerts.rate_limit import Pacer
from monitor.delivery.channels.base import Channel
from monitor.errors import Ambiguous, DeliveryError, NotSent, Refused, StoreError
from monitor.logs import redact
from monitor.model import AlertKind, DeliveryState
from monitor.store import outbox
from monitor.store.database import Connection, Database

IDLE = timedelta(seconds=2)  # a wake-up is only a hint: look at the table at least this often
BREATH = timedelta(milliseconds=100)  # and never more often than this without one
STORE_PAUSE = timedelta(seconds=1)
BUSY = timedelta(seconds=15)  # a channel at work is left out of claims for so long, or until it is done
MOST_MOVES = 2  # a chat may migrate and lose its topic; more would be a loop

P = ParamSpec("P")
_log = structlog.get_logger()


@dataclass(slots=True)
class _Lane:
    """The traffic of one channel."""

    channel: Channel
    task: asyncio.Task[None] | None = None  # the parcel on its way
    is_left_out: bool = False  # of claims, because it is at work
    rests_until: datetime | None = None  # after a failure
    failures: int = 0  # in a row
    is_doubted: bool = False  # must answer a check before the next message is risked
    is_trouble_told: bool = False  # to the operator, once until it works again


class Courier:
    """Delivers what is due. `operator` is the channel that is told of the others' troubles, "" the first one."""

    def __init__(self, database: Database, channels: Mapping[str, Channel], clock: Clock, operator: str) -> None:
        self._database = database
        self._lanes = {channel_id: _Lane(channel) for channel_id, channel in channels.items()}
        self._clock = clock
        self._operator = operator or next(iter(channels), "")
        self._pacer = Pacer()
        self._woken = asyncio.Event()
        self._settled = 0
        self._is_stopping = False

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`. What is on its way then is finished and recorded first, also if this is cancelled."""
        watcher = asyncio.create_task(self._watch(stop))
        try:
            await self._to_the_end(self._deliver_always())
        finally:
            watcher.cancel()

    async def deliver_due(self) -> int:
        """Deliver what is due now, at the channels' pace; the number of deliveries settled, well or badly."""
        before = self._settled
        await self._to_the_end(self._deliver_once())
        return self._settled - before

    def wake(self) -> None:
        """Something may be due."""
        self._woken.set()

    # ── What is due ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def _deliver_always(self) -> None:
        for channel_id, lane in self._lanes.items():
            lane.task = asyncio.create_task(self._open(lane, channel_id), name=f"open {channel_id}")
        while not self._is_stopping:
            self._woken.clear()
            await self._pause(await self._look())

    async def _deliver_once(self) -> None:
        while not self._is_stopping:
            self._woken.clear()
            await self._start_all()
            paced_until = await self._paced_until()
            if paced_until is None and not self._tasks():
                return
            await self._pause(paced_until)

    async def _look(self) -> datetime | None:
        """Start all that is due; when to look again, at the latest. None: when a channel is done with its message."""
        try:
            await self._start_all()
            if self._is_all_at_work():
                return None
            due_at = await self._database.read(outbox.next_due_at)
        except StoreError as error:
            _log.error("outbox out of reach", problem=str(error))
            return self._clock.now() + STORE_PAUSE
        now = self._clock.now()
        return max(now + BREATH, min(due_at or now + IDLE, now + IDLE))

    async def _start_all(self) -> None:
        while not (self._is_stopping or self._is_all_at_work()):
            claimed = await self._database.run(outbox.claim, self._clock.now(), 1)
            if not claimed:
                return
            for parcel in parcels(claimed):
                await self._start(parcel)

    async def _start(self, parcel: Parcel) -> None:
        """Send `parcel` beside the other channels', or put it back if its own channel is not free."""
        lane = self._lanes.get(parcel.channel_id)
        if lane is None:
            await self._give_up(parcel, DeliveryState.FAILED, f"channel {parcel.channel_id} is not configured any more")
            return
        now = self._clock.now()
        free_at = now + BUSY if lane.task else self._free_at(lane, now)
        if free_at > now:
            lane.is_left_out = True
            await self._database.run(_put_back, parcel, free_at)
            return
        self._pacer.record(lane.channel.limits, now)
        lane.task = asyncio.create_task(self._deliver(lane, parcel), name=f"deliver to {parcel.channel_id}")

    def _free_at(self, lane: _Lane, now: datetime) -> datetime:
        return max(self._pacer.ready_at(lane.channel.limits, now), lane.rests_until or now)

    async def _paced_until(self) -> datetime | None:
        """When the next channel is free that waits for its pace and nothing else; None if nothing waits for one."""
        now = self._clock.now()
        idle = [lane for lane in self._lanes.values() if not lane.task and (lane.rests_until or now) <= now]
        ready = [at for lane in idle if (at := self._pacer.ready_at(lane.channel.limits, now)) > now]
        due_at = await self._database.read(outbox.next_due_at) if ready else None
        return min(ready) if due_at and due_at <= max(ready) else None

    # ── One parcel ───────────────────────────────────────────────────────────────────────────────────────────────────

    async def _deliver(self, lane: _Lane, parcel: Parcel) -> None:
        """From the channel's door to the record of what became of it; then the channel is free again."""
        try:
            result = await self._attempt(lane, parcel)
            if isinstance(result, str):
                await self._succeed(lane, parcel, result)
            elif not isinstance(result, Refused):
                await self._try_again(lane, parcel, result)
            elif parcel.kind is AlertKind.EDIT:
                await self._send_afresh(parcel, str(result))
            else:
                await self._give_up(parcel, DeliveryState.FAILED, str(result))
        except StoreError as error:
            _log.error("delivery not recorded", channel=parcel.channel_id, ids=_ids(parcel), problem=str(error))
        finally:
            await self._leave(lane, parcel.channel_id)

    async def _open(self, lane: _Lane, channel_id: str) -> None:
        """Find out whether the channel answers before anything is claimed for it: connecting is when crashes cost most."""
        try:
            await _check(lane.channel)
        except NotSent as error:
            lane.failures, lane.is_doubted = 1, True
            lane.rests_until = self._clock.now() + failure_wait(1)
            _log.warning("channel does not answer", channel=channel_id, problem=str(error))
        except Exception:  # noqa: BLE001 - its messages will show what is wrong
            _log.exception("channel failed unexpectedly", channel=channel_id)
        await self._leave(lane, channel_id)

    async def _attempt(self, lane: _Lane, parcel: Parcel) -> str | DeliveryError:
        """The receipt, or what went wrong. Where a chat has moved, the message follows at once."""
        try:
            if lane.is_doubted:
                await _check(lane.channel)
            for _ in range(MOST_MOVES):
                try:
                    return await _hand_over(lane.channel, parcel)
                except Refused as refusal:
                    if not refusal.moved_to:
                        raise
                    await self._tell_operator(parcel, str(refusal))
            return await _hand_over(lane.channel, parcel)
        except DeliveryError as error:
            return error
        except Exception as error:  # noqa: BLE001 - a library's surprise: nobody knows what became of the message
            _log.exception("channel failed unexpectedly", channel=parcel.channel_id, ids=_ids(parcel))
            return Ambiguous(redact(f"unexpected: {error!r}"))

    async def _succeed(self, lane: _Lane, parcel: Parcel, receipt: str) -> None:
        lane.rests_until, lane.failures, lane.is_doubted, lane.is_trouble_told = None, 0, False, False
        await self._record(_sent, parcel, receipt, self._clock.now())
        self._settle(parcel)
        _log.info("delivery sent", channel=parcel.channel_id, kind=parcel.kind.value, ids=_ids(parcel), receipt=receipt)

    async def _try_again(self, lane: _Lane, parcel: Parcel, error: DeliveryError) -> None:
        """Let the channel rest, and the message as well if it may have arrived; after three such sends stop."""
        now, problem = self._clock.now(), str(error)
        lane.failures += 1
        after = error.after if isinstance(error, NotSent) else None
        lane.rests_until = now + (after or failure_wait(lane.failures))
        if not isinstance(error, Ambiguous):
            await self._record(_retry, parcel, None, problem)
        elif parcel.doubts + 1 < MOST_DOUBTS:
            lane.is_doubted = True
            await self._record(_retry, parcel, now + doubt_wait(parcel.doubts + 1), problem)
        else:
            lane.is_doubted = True
            await self._give_up(parcel, DeliveryState.UNCERTAIN, problem)
            return
        _log.warning(
            "delivery postponed", channel=parcel.channel_id, ids=_ids(parcel), until=str(lane.rests_until), problem=problem
        )

    async def _send_afresh(self, parcel: Parcel, problem: str) -> None:
        await self._record(_replace, parcel, self._clock.now())
        self._settle(parcel)
        _log.info("delivery sent afresh", channel=parcel.channel_id, ids=_ids(parcel), problem=problem)

    async def _give_up(self, parcel: Parcel, state: DeliveryState, problem: str) -> None:
        await self._record(_give_up, parcel, state, problem)
        self._settle(parcel)
        _log.error("delivery failed", channel=parcel.channel_id, ids=_ids(parcel), state=state.value, problem=problem)
        lane = self._lanes.get(parcel.channel_id)
        if lane is None or not lane.is_trouble_told:
            await self._tell_operator(parcel, problem)
        if lane:
            lane.is_trouble_told = True

    async def _leave(self, lane: _Lane, channel_id: str) -> None:
        """The channel is done: let claims include it again, at once or when its pace or its rest allows."""
        now = self._clock.now()
        free_at = self._free_at(lane, now)
        lane.is_left_out = lane.is_left_out or free_at > now
        try:
            while lane.is_left_out:  # again, if something was put back during the commit
                lane.is_left_out = False
                await self._record(outbox.wait_until, channel_id, free_at)
        except StoreError as error:
            _log.error("outbox out of reach", problem=str(error))
        finally:
            lane.task = None
            self._woken.set()

    async def _tell_operator(self, parcel: Parcel, problem: str) -> None:
        """Queue a message about a channel's trouble, unless it is the operator's own channel that has it."""
        _log.warning("channel in trouble", channel=parcel.channel_id, problem=problem)
        if self._operator in self._lanes and self._operator != parcel.channel_id:
            notice = to_operator(self._operator, parcel, problem, self._clock.now())
            await self._record(outbox.enqueue, [notice])

    def _settle(self, parcel: Parcel) -> None:
        self._settled += len(parcel.deliveries)

    # ── Waiting ──────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _record(self, work: Callable[Concatenate[Connection, P], None], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Commit, however long the database is busy or full: for want of a note a message would be sent twice."""
        while True:
            try:
                return await self._database.run(work, *args, **kwargs)
            except StoreError as error:
                if self._is_stopping:
                    raise
                _log.error("outbox out of reach", problem=str(error))
            await self._clock.sleep(STORE_PAUSE)

    async def _pause(self, until: datetime | None) -> None:
        """Wait for `wake`, the end of a parcel, the stop, or `until`."""
        if until is None:
            await self._woken.wait()
        else:
            await wait(self._clock, self._woken, until - self._clock.now())

    async def _to_the_end(self, delivering: Coroutine[None, None, None]) -> None:
        """Run `delivering`; when cancelled, as when stopped, what was claimed is still sent and recorded."""
        self._is_stopping = False
        task = asyncio.create_task(delivering)
        try:
            await asyncio.shield(task)
        finally:
            self._stop()
            await asyncio.wait([task, *self._tasks()])
            await asyncio.gather(*self._tasks())

    async def _watch(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._stop()

    def _stop(self) -> None:
        self._is_stopping = True
        self._woken.set()

    def _is_all_at_work(self) -> bool:
        return bool(self._lanes) and all(lane.task for lane in self._lanes.values())

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [lane.task for lane in self._lanes.values() if lane.task]


async def _hand_over(channel: Channel, parcel: Parcel) -> str:
    """One call to the channel; returns the receipt of the message that now shows it."""
    if parcel.kind is AlertKind.EDIT:
        await channel.edit(parcel.reply_to, parcel.message)
        return parcel.reply_to
    return await channel.send(parcel.message, reply_to=parcel.reply_to if parcel.kind is AlertKind.REPLY else "")


async def _check(channel: Channel) -> None:
    """Raise NotSent while the channel does not answer; what it refuses, the message itself will find out."""
    try:
        await channel.check()
    except Refused:
        return
    except DeliveryError as error:
        raise NotSent(str(error)) from error


def _ids(parcel: Parcel) -> str:
    return " ".join(delivery.id for delivery in parcel.deliveries)


# ── Transactions ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _put_back(c: Connection, parcel: Parcel, free_at: datetime) -> None:
    for each in parcel.deliveries:
        outbox.put_back(c, each.id)
    outbox.wait_until(c, parcel.channel_id, free_at)


def _retry(c: Connection, parcel: Parcel, due_at: datetime | None, problem: str) -> None:
    """Without `due_at` each delivery keeps its place in the order; with it, it may have arrived and waits until then."""
    for each in parcel.deliveries:
        outbox.retry(c, each.id, due_at or each.due_at, problem, is_doubtful=due_at is not None)


def _sent(c: Connection, parcel: Parcel, receipt: str, now: datetime) -> None:
    """A digest is nobody's living message: no edit may ever overwrite it, so its deliveries get no receipt."""
    for each in parcel.deliveries:
        outbox.sent(c, each.id, "" if parcel.is_digest else receipt, now)


def _replace(c: Connection, parcel: Parcel, now: datetime) -> None:
    for each in parcel.deliveries:
        outbox.enqueue(c, [sent_afresh(each, now)])
        outbox.sent(c, each.id, "", now)


def _give_up(c: Connection, parcel: Parcel, state: DeliveryState, problem: str) -> None:
    for each in parcel.deliveries:
        outbox.give_up(c, each.id, state, problem)
