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
from monitor.core.alerts.batching import MOST_DOUBTS, Batch, batches, doubt_wait, failure_wait, sent_afresh, to_operator
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
class _ChannelState:
    """The traffic of one channel."""

    channel: Channel
    task: asyncio.Task[None] | None = None  # the batch on its way
    is_left_out: bool = False  # of claims, because it is at work
    rests_until: datetime | None = None  # after a failure
    failures: int = 0  # in a row
    is_doubted: bool = False  # must answer a check before the next message is risked
    is_trouble_told: bool = False  # to the operator, once until it works again


class Courier:
    """Delivers what is due. `operator` is the channel that is told of the others' troubles, "" the first one."""

    def __init__(self, database: Database, channels: Mapping[str, Channel], clock: Clock, operator: str) -> None:
        self._database = database
        self._states = {channel_id: _ChannelState(channel) for channel_id, channel in channels.items()}
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
        for channel_id, state in self._states.items():
            state.task = asyncio.create_task(self._open(state, channel_id), name=f"open {channel_id}")
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
            for batch in batches(claimed):
                await self._start(batch)

    async def _start(self, batch: Batch) -> None:
        """Send `batch` beside the other channels', or put it back if its own channel is not free."""
        state = self._states.get(batch.channel_id)
        if state is None:
            await self._give_up(batch, DeliveryState.FAILED, f"channel {batch.channel_id} is not configured any more")
            return
        now = self._clock.now()
        free_at = now + BUSY if state.task else self._free_at(state, now)
        if free_at > now:
            state.is_left_out = True
            await self._database.run(_put_back, batch, free_at)
            return
        self._pacer.record(state.channel.limits, now)
        state.task = asyncio.create_task(self._deliver(state, batch), name=f"deliver to {batch.channel_id}")

    def _free_at(self, state: _ChannelState, now: datetime) -> datetime:
        return max(self._pacer.ready_at(state.channel.limits, now), state.rests_until or now)

    async def _paced_until(self) -> datetime | None:
        """When the next channel is free that waits for its pace and nothing else; None if nothing waits for one."""
        now = self._clock.now()
        idle = [state for state in self._states.values() if not state.task and (state.rests_until or now) <= now]
        ready = [at for state in idle if (at := self._pacer.ready_at(state.channel.limits, now)) > now]
        due_at = await self._database.read(outbox.next_due_at) if ready else None
        return min(ready) if due_at and due_at <= max(ready) else None

    # ── One batch ───────────────────────────────────────────────────────────────────────────────────────────────────

    async def _deliver(self, state: _ChannelState, batch: Batch) -> None:
        """From the channel's door to the record of what became of it; then the channel is free again."""
        try:
            result = await self._attempt(state, batch)
            if isinstance(result, str):
                await self._succeed(state, batch, result)
            elif not isinstance(result, Refused):
                await self._try_again(state, batch, result)
            elif batch.kind is AlertKind.EDIT:
                await self._send_afresh(batch, str(result))
            else:
                await self._give_up(batch, DeliveryState.FAILED, str(result))
        except StoreError as error:
            _log.error("delivery not recorded", channel=batch.channel_id, ids=_ids(batch), problem=str(error))
        finally:
            await self._leave(state, batch.channel_id)

    async def _open(self, state: _ChannelState, channel_id: str) -> None:
        """Find out whether the channel answers before anything is claimed for it: connecting is when crashes cost most."""
        try:
            await _check(state.channel)
        except NotSent as error:
            state.failures, state.is_doubted = 1, True
            state.rests_until = self._clock.now() + failure_wait(1)
            _log.warning("channel does not answer", channel=channel_id, problem=str(error))
        except Exception:  # noqa: BLE001 - its messages will show what is wrong
            _log.exception("channel failed unexpectedly", channel=channel_id)
        await self._leave(state, channel_id)

    async def _attempt(self, state: _ChannelState, batch: Batch) -> str | DeliveryError:
        """The receipt, or what went wrong. Where a chat has moved, the message follows at once."""
        try:
            if state.is_doubted:
                await _check(state.channel)
            for _ in range(MOST_MOVES):
                try:
                    return await _hand_over(state.channel, batch)
                except Refused as refusal:
                    if not refusal.moved_to:
                        raise
                    await self._tell_operator(batch, str(refusal))
            return await _hand_over(state.channel, batch)
        except DeliveryError as error:
            return error
        except Exception as error:  # noqa: BLE001 - a library's surprise: nobody knows what became of the message
            _log.exception("channel failed unexpectedly", channel=batch.channel_id, ids=_ids(batch))
            return Ambiguous(redact(f"unexpected: {error!r}"))

    async def _succeed(self, state: _ChannelState, batch: Batch, receipt: str) -> None:
        state.rests_until, state.failures, state.is_doubted, state.is_trouble_told = None, 0, False, False
        await self._record(_sent, batch, receipt, self._clock.now())
        self._settle(batch)
        _log.info("delivery sent", channel=batch.channel_id, kind=batch.kind.value, ids=_ids(batch), receipt=receipt)

    async def _try_again(self, state: _ChannelState, batch: Batch, error: DeliveryError) -> None:
        """Let the channel rest, and the message as well if it may have arrived; after three such sends stop."""
        now, problem = self._clock.now(), str(error)
        state.failures += 1
        after = error.after if isinstance(error, NotSent) else None
        state.rests_until = now + (after or failure_wait(state.failures))
        if not isinstance(error, Ambiguous):
            await self._record(_retry, batch, None, problem)
        elif batch.doubts + 1 < MOST_DOUBTS:
            state.is_doubted = True
            await self._record(_retry, batch, now + doubt_wait(batch.doubts + 1), problem)
        else:
            state.is_doubted = True
            await self._give_up(batch, DeliveryState.UNCERTAIN, problem)
            return
        _log.warning(
            "delivery postponed", channel=batch.channel_id, ids=_ids(batch), until=str(state.rests_until), problem=problem
        )

    async def _send_afresh(self, batch: Batch, problem: str) -> None:
        await self._record(_replace, batch, self._clock.now())
        self._settle(batch)
        _log.info("delivery sent afresh", channel=batch.channel_id, ids=_ids(batch), problem=problem)

    async def _give_up(self, batch: Batch, end: DeliveryState, problem: str) -> None:
        await self._record(_give_up, batch, end, problem)
        self._settle(batch)
        _log.error("delivery failed", channel=batch.channel_id, ids=_ids(batch), state=end.value, problem=problem)
        state = self._states.get(batch.channel_id)
        if state is None or not state.is_trouble_told:
            await self._tell_operator(batch, problem)
        if state:
            state.is_trouble_told = True

    async def _leave(self, state: _ChannelState, channel_id: str) -> None:
        """The channel is done: let claims include it again, at once or when its pace or its rest allows."""
        now = self._clock.now()
        free_at = self._free_at(state, now)
        state.is_left_out = state.is_left_out or free_at > now
        try:
            while state.is_left_out:  # again, if something was put back during the commit
                state.is_left_out = False
                await self._record(outbox.wait_until, channel_id, free_at)
        except StoreError as error:
            _log.error("outbox out of reach", problem=str(error))
        finally:
            state.task = None
            self._woken.set()

    async def _tell_operator(self, batch: Batch, problem: str) -> None:
        """Queue a message about a channel's trouble, unless it is the operator's own channel that has it."""
        _log.warning("channel in trouble", channel=batch.channel_id, problem=problem)
        if self._operator in self._states and self._operator != batch.channel_id:
            notice = to_operator(self._operator, batch, problem, self._clock.now())
            await self._record(outbox.enqueue, [notice])

    def _settle(self, batch: Batch) -> None:
        self._settled += len(batch.deliveries)

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
        """Wait for `wake`, the end of a batch, the stop, or `until`."""
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
        return bool(self._states) and all(state.task for state in self._states.values())

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [state.task for state in self._states.values() if state.task]


async def _hand_over(channel: Channel, batch: Batch) -> str:
    """One call to the channel; returns the receipt of the message that now shows it."""
    if batch.kind is AlertKind.EDIT:
        await channel.edit(batch.reply_to, batch.content)
        return batch.reply_to
    reply_to = batch.reply_to if batch.kind is AlertKind.REPLY else ""
    return await channel.send(batch.content, reply_to=reply_to, is_silent=batch.is_silent)


async def _check(channel: Channel) -> None:
    """Raise NotSent while the channel does not answer; what it refuses, the message itself will find out."""
    try:
        await channel.check()
    except Refused:
        return
    except DeliveryError as error:
        raise NotSent(str(error)) from error


def _ids(batch: Batch) -> str:
    return " ".join(delivery.id for delivery in batch.deliveries)


# ── Transactions ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _put_back(c: Connection, batch: Batch, free_at: datetime) -> None:
    for each in batch.deliveries:
        outbox.put_back(c, each.id)
    outbox.wait_until(c, batch.channel_id, free_at)


def _retry(c: Connection, batch: Batch, due_at: datetime | None, problem: str) -> None:
    """Without `due_at` each delivery keeps its place in the order; with it, it may have arrived and waits until then."""
    for each in batch.deliveries:
        outbox.retry(c, each.id, due_at or each.due_at, problem, is_doubtful=due_at is not None)


def _sent(c: Connection, batch: Batch, receipt: str, now: datetime) -> None:
    """A digest is nobody's living message: no edit may ever overwrite it, so its deliveries get no receipt."""
    for each in batch.deliveries:
        outbox.sent(c, each.id, "" if batch.is_digest else receipt, now)


def _replace(c: Connection, batch: Batch, now: datetime) -> None:
    for each in batch.deliveries:
        outbox.enqueue(c, [sent_afresh(each, now)])
        outbox.sent(c, each.id, "", now)


def _give_up(c: Connection, batch: Batch, end: DeliveryState, problem: str) -> None:
    for each in batch.deliveries:
        outbox.give_up(c, each.id, end, problem)
