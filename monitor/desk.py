"""Desk: entries that nobody has judged yet become stories, verdicts, alerts and deliveries, in one transaction."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from monitor.clock import Clock, wait
from monitor.core.alerts.decide import HOUR
from monitor.core.alerts.routing import deliveries_of
from monitor.core.pipeline import Pipeline
from monitor.core.stories.index import kept_headline
from monitor.model import Config, Delivery, Entry, Mute, Outcome
from monitor.store import entries, judgements, leader, mutes, open_entries
from monitor.store.database import Connection, Database

BATCH = 100  # entries to one transaction: a backlog goes fast, and an alert waits for few others
AT_HAND = 2_000  # stories kept whole in memory; one that grows after a long silence is read from the database
IDLE = timedelta(seconds=1)

log = structlog.get_logger()


class Desk:
    """The leader's desk. Each of its transactions first renews `lease`, so one that has lost the lead writes nothing."""

    def __init__(
        self, config: Config, database: Database, clock: Clock, lease: leader.Lease, wake_courier: Callable[[], None]
    ) -> None:
        self._config = config
        self._database = database
        self._clock = clock
        self._lease = lease
        self._wake_courier = wake_courier
        self._watches = {watch.id: watch for watch in config.watches}
        self._pipeline = Pipeline(config, past=lambda story_id: database.read_now(judgements.recorded, story_id))

    async def restore(self) -> None:
        """Rebuild the pipeline from what was judged before."""
        await self._database.run(restore, self._pipeline)

    async def run(self, stop: asyncio.Event, arrived: asyncio.Event) -> None:
        """Judge whatever arrives until `stop`; `arrived` is a hint, the table is the truth.

        Raises FenceError when another daemon leads, StoreError when the database fails: the pipeline is then ahead of the
        database, and the process must start anew.
        """
        while not stop.is_set():
            arrived.clear()
            if not await self.judge_batch():
                await wait(self._clock, arrived, IDLE)

    async def judge_pending(self) -> int:
        """Judge all that has arrived; returns how many entries."""
        judged = 0
        while batch := await self.judge_batch():
            judged += batch
        return judged

    async def judge_batch(self) -> int:
        """Judge up to BATCH entries and commit the result; returns how many."""
        self._pipeline.let_go(AT_HAND)
        waiting, self._pipeline.mutes = await self._database.run(_pending, self._clock.now())
        if not waiting:
            return 0
        outcomes, deliveries = await asyncio.to_thread(self._judge, waiting)
        await self._database.run(_record, self._lease, outcomes, deliveries)
        for outcome in outcomes:
            _log(outcome)
        if deliveries:
            self._wake_courier()
        return len(outcomes)

    def _judge(self, waiting: Sequence[Entry]) -> tuple[list[Outcome], list[Delivery]]:
        outcomes = [self._pipeline.process(entry) for entry in waiting]
        deliveries = [delivery for outcome in outcomes for delivery in deliveries_of(outcome, self._watches, self._config.alerts)]
        return outcomes, deliveries


def _pending(connection: Connection, now: datetime) -> tuple[list[Entry], list[Mute]]:
    return entries.unjudged(connection, BATCH), mutes.active(connection, now)


def _record(connection: Connection, lease: leader.Lease, outcomes: Sequence[Outcome], deliveries: Sequence[Delivery]) -> None:
    leader.renew(connection, lease)
    judgements.record(connection, outcomes, deliveries)


def restore(connection: Connection, pipeline: Pipeline) -> None:
    """Let a new pipeline take in what was judged before."""
    if renewed := open_entries.renew(connection, kept_headline):
        log.info("texts of open stories read again, by new rules", entries=renewed)
    latest = judgements.last_judged_at(connection)
    if latest is not None:
        pipeline.restore(open_entries.kept(connection), judgements.alerts_since(connection, latest - HOUR))


def _log(outcome: Outcome) -> None:
    for verdict in outcome.verdicts:
        if verdict.alert:
            log.info(
                "alert raised",
                watch=verdict.watch_id,
                story=verdict.story_id,
                level=verdict.alert.level,
                reason=verdict.alert.reason.value,
                verdict=verdict.reason.value,
                score=verdict.match.score,
                entry=outcome.entry.id,
            )
