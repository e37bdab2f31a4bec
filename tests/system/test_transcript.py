"""What a reader of the January 2024 scenario sees, word for word: each alert, reply and edit, and the alerts as a digest.

The expected text is our own output. Where a change of the words is meant, write the new one with
`PYTHONPATH=tests python tests/system/test_transcript.py`.
"""

import asyncio
import io
from dataclasses import replace
from pathlib import Path

from support.arrivals import arrivals, flagship
from support.rounds import january

from monitor.core.alerts.batching import Batch, batches
from monitor.core.alerts.routing import deliveries_of
from monitor.core.pipeline import Pipeline
from monitor.delivery.channels.console import ConsoleChannel
from monitor.model import AlertKind, Delivery

EXPECTED = Path(__file__).parents[1] / "data" / "january_transcript.txt"


def made() -> list[Delivery]:
    """Every delivery of the scenario, in the order in which they come about."""
    config = flagship()
    watches, pipeline = {watch.id: watch for watch in config.watches}, Pipeline(config)
    outcomes = map(pipeline.process, arrivals(january(), seed=1))
    return [delivery for outcome in outcomes for delivery in deliveries_of(outcome, watches, config.alerts)]


async def transcript() -> str:
    """What the console shows of them, each story's messages under the receipt of its first one."""
    stream = io.StringIO()
    console = ConsoleChannel(stream)
    receipts: dict[str, str] = {}

    async def deliver(batch: Batch) -> None:
        thread_id = batch.deliveries[0].thread_id
        if batch.kind is AlertKind.EDIT:
            await console.edit(receipts[thread_id], batch.content)
            return
        reply_to = receipts[thread_id] if batch.kind is AlertKind.REPLY else ""
        receipts.setdefault(thread_id, await console.send(batch.content, reply_to=reply_to))

    deliveries = made()
    for batch in batches(deliveries):
        await deliver(batch)
    alerts = [replace(each, is_held=True) for each in deliveries if each.kind is AlertKind.NEW]
    for batch in batches(alerts):
        await deliver(batch)
    return stream.getvalue()


async def test_the_reader_sees_the_same_words() -> None:
    assert await transcript() == EXPECTED.read_text(encoding="utf-8")


if __name__ == "__main__":
    EXPECTED.write_text(asyncio.run(transcript()), encoding="utf-8")
