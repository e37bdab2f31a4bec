"""The January 2024 scenario as entries, in the order in which a poller with given phases would have found them."""

import random
from collections.abc import Iterator
from datetime import timedelta

from monitor import resources
from monitor.config import load_watch
from monitor.core.pipeline import Pipeline
from monitor.core.stories.index import StoryIndex
from monitor.demo.check import Told, told_of
from monitor.demo.scenario import Scenario
from monitor.model import Config, Entry, Joined, derived_id

POLL_EVERY = timedelta(minutes=45)


def arrivals(scenario: Scenario, seed: int) -> Iterator[Entry]:
    """Every item, fetched when its outlet was polled next; the outlets' phases and the order within an instant are drawn."""
    chance = random.Random(seed)  # noqa: S311 - orders, not secrets
    outlets = {outlet.id: outlet for outlet in scenario.outlets}
    phase = {outlet_id: scenario.start - POLL_EVERY * chance.random() for outlet_id in outlets}
    found = []
    for number, item in enumerate(scenario.items):
        begin = phase[item.outlet]
        polled = begin + POLL_EVERY * -(-(item.at - begin) // POLL_EVERY)
        found.append((polled, item.outlet, number, item))
    chance_of = {outlet_id: chance.random() for outlet_id in outlets}
    revisions: dict[str, int] = {}
    for polled, outlet_id, _, item in sorted(found, key=lambda one: (one[0], chance_of[one[1]], one[2])):
        outlet = outlets[outlet_id]
        entry_id = derived_id(outlet_id, item.name)
        revisions[entry_id] = revisions.get(entry_id, -1) + 1
        yield Entry(
            id=entry_id,
            revision=revisions[entry_id],
            feed_id=outlet_id,
            outlet=outlet.name,
            title=item.title + outlet.title_suffix,
            summary=item.summary,
            url=outlet.link.format(guid=item.name, at=item.at),
            published_at=item.at,
            fetched_at=polled,
            language=outlet.language,
            tier=outlet.tier,
            agency=outlet.agency,
        )


def flagship() -> Config:
    """The shipped Iran–Pakistan watch-list alone."""
    return Config(watches=(load_watch(resources.folder("config") / "watchlists" / "iran-pakistan.yaml"),))


def told(scenario: Scenario, seed: int, index: StoryIndex | None = None) -> list[Told]:
    """The audible messages that a reader of the flagship list gets, with the true event of each."""
    pipeline = Pipeline(flagship(), index)
    labels, follows, rang = scenario.labels, {}, []
    for entry in arrivals(scenario, seed):
        outcome = pipeline.process(entry)
        if outcome.assignment.joined is Joined.NEW:
            follows[outcome.story.id] = outcome.assignment.follows
        event, followed = labels[entry.feed_id, entry.title], follows[outcome.story.id]
        raised = [verdict.alert for verdict in outcome.verdicts if verdict.alert]
        rang += [told_of(alert, entry, event, followed) for alert in raised]
    return rang
