"""How long entries wait to be found, by schedule, at the same number of requests.

    python bench/bench_schedule.py [FILE.jsonl | FOLDER …] [--together] [--every 10 60] [--feeds 60] [--days 10] [--seeds 5]

Simulated time, the real decisions: each poll is `schedule.after_success`, and the requests are shared anew every hour by
`budget.share`. Entries appear as made up here (rates log-normal over feeds, day and night by time zone, weekends,
bursts, one feed in twenty on a fixed minute), or as recorded: a replay file (`feed` or `outlet`, and `fetched` or `published`),
or a folder of feed documents, whose dates are repeated in periods of whole weeks, each feed from a week drawn at random. Seeds
draw the first polls and what is made up. Means are over entries: each counts once, whatever its feed; all feeds have weight 1.
`--together` follows all recordings at once, as one list of feeds.

`uniform` polls every feed alike, `by rate` in proportion to √rate at even intervals, `monitor` as the daemon does, and `knowing`
likewise, but without learning: it knows from the start what the other days of the recording tell of each feed's rate and
rhythm. All are given as many requests as `monitor` made. The second table leaves out the first half, the time of learning.

"At most" is what polls in proportion to √rate can gain where no bound of the settings is in the way, n·Σλ / (Σ√λ)²: first with
one rate for each feed, then with one for each feed and hour of the day. Both are counted on the very days that are polled, so
chance is taken for knowledge: the fewer entries an hour has, the more the second promises too much.
"""

import argparse
import heapq
import json
import math
import random
import statistics
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from monitor.core.polling.budget import Budget, Claim, bounded, share
from monitor.core.polling.rhythm import Rhythm
from monitor.core.polling.schedule import Answer, after_success, rate_now
from monitor.feeds.parse.parser import Received, _rate, parse
from monitor.model import Entry, Feed, FeedState, PollSettings

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = datetime(2024, 1, 15, tzinfo=UTC)  # a Monday
DOCUMENT = 30  # entries in a feed's first document
Times = Mapping[str, Sequence[datetime]]


def made_up(feeds: int, days: int, chance: random.Random) -> Times:
    """From two weeks before START on."""
    return {f"f{number}": _publisher(days + 14, chance) for number in range(feeds)}


def _publisher(days: int, chance: random.Random) -> list[datetime]:
    per_day = min(max(math.exp(chance.gauss(math.log(4), 1.6)), 0.1), 200.0)
    zone, swing, weekend = chance.choice((-8, -5, 0, 0, 1, 1, 3, 5, 8)), chance.uniform(0.4, 0.95), chance.uniform(0.25, 1.0)
    fixed = chance.choice((0, 0, 30, 5)) if chance.random() < 0.05 else None
    found, at, end = [], START - 14 * DAY, START + (days - 14) * DAY
    while at < end:
        at += DAY * chance.expovariate(2 * per_day)
        local = at + zone * HOUR
        hour = local.hour + local.minute / 60
        likely = (1 + swing * math.cos((hour - 14) / 12 * math.pi)) * (weekend if local.weekday() >= 5 else 1.0)
        if chance.random() * 2 > likely:
            continue
        burst = chance.randrange(1, 5) if chance.random() < 0.1 else 0
        times = [at, *(at + HOUR / 4 * chance.expovariate(1) for _ in range(burst))]
        if fixed is not None:
            times = [when.replace(minute=fixed, second=chance.randrange(60)) for when in times]
        found += [when for when in times if when < end]
    return sorted(found)


def replayed(path: Path) -> Times:
    """Moved so that the fifth day is START: on the first ones a recording may still find what is old."""
    found = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        name, at = item.get("feed") or item.get("outlet"), item.get("fetched") or item.get("published")
        if name and at:
            found[name].append(datetime.fromisoformat(at))
    first = min(min(times) for times in found.values())
    moved = START - timedelta(days=4) - first.replace(hour=0, minute=0, second=0, microsecond=0)
    return {name: sorted(at + timedelta(days=moved.days) for at in times) for name, times in found.items()}


@cache
def documents(folder: Path) -> dict[str, list[datetime]]:
    """The dates of feeds that have ten, and a history of a week or more."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size > 4000:
            feed = Feed(id=path.name, url="https://feed.example/", outlet="")
            entries = parse(Received(path.read_bytes(), "", feed.url, feed, START)).entries
            dates = sorted({entry.published_at for entry in entries if entry.published_at})
            if len(dates) >= 10 and dates[-1] - dates[0] >= 7 * DAY:
                found[str(path)] = dates
    return found


def repeated(dates: Mapping[str, Sequence[datetime]], days: int, chance: random.Random) -> Times:
    """Dates of any age as the history of the days around START."""
    found = {}
    for name, own in dates.items():
        weeks = math.ceil((own[-1] - own[0]) / (7 * DAY))
        shift = timedelta(weeks=(START - own[-1]) // timedelta(weeks=1) - chance.randrange(weeks))
        rounds = range(-2, days // (7 * weeks) + 3)
        times = (at + shift + timedelta(weeks=weeks * number) for number in rounds for at in own)
        found[name] = sorted(at for at in times if START - 60 * weeks * DAY < at < START + days * DAY)
    return found


def most(times: Times, bins: int) -> float:
    """What could be gained over uniform polls, the rates in so many parts of the day being known."""
    rates = [0.0] * bins * len(times)
    for number, own in enumerate(times.values()):
        span = max(own[-1] - own[0], DAY) / DAY
        for at in own:
            rates[bins * number + at.hour * bins // 24] += 1 / span
    return len(rates) * sum(rates) / sum(map(math.sqrt, rates)) ** 2


Decide = Callable[[FeedState, Feed, Answer, datetime, Budget], FeedState]


@dataclass(slots=True)
class Run:
    """What one simulation gave: when entries appeared and how long they waited, and when polls were."""

    waits: list[tuple[datetime, timedelta]] = field(default_factory=list)
    polls: list[datetime] = field(default_factory=list)

    def since(self, start: datetime) -> "Figures":
        minutes = sorted(wait / timedelta(minutes=1) for at, wait in self.waits if at >= start)
        return Figures(
            statistics.fmean(minutes),
            statistics.median(minutes),
            minutes[len(minutes) * 99 // 100],
            sum(at >= start for at in self.polls),
        )


@dataclass(frozen=True, slots=True)
class Figures:
    mean: float  # minutes
    median: float
    p99: float
    polls: int


def simulate(times: Times, days: int, settings: PollSettings, decide: Decide, chance: random.Random) -> Run:
    """The feeds of `times` polled from START on; feeds that are new to us, but not new."""
    run, end = Run(), START + days * DAY
    feeds = {name: Feed(id=name, url="https://feed.example/", outlet=name) for name in times}
    states = {name: FeedState(feed_id=name, url="", next_poll_at=START + settings.every * chance.random()) for name in times}
    due = [(state.next_poll_at, name) for name, state in states.items()]
    heapq.heapify(due)
    budget, shared_at = Budget.of(settings), START
    while due and due[0][0] < end:
        now, name = heapq.heappop(due)
        if now >= shared_at:
            budget, shared_at = share((_claim(state, now) for state in states.values()), settings), now + HOUR
        answer = _answer(times[name], states[name], now)
        if states[name].succeeded_at:
            run.waits += [(at, now - at) for at in answer.dates]
        run.polls.append(now)
        states[name] = decide(states[name], feeds[name], answer, now, budget)
        heapq.heappush(due, (states[name].next_poll_at, name))
    return run


def _claim(state: FeedState, now: datetime) -> Claim:
    return Claim(rate_now(state.rate, now - (state.new_entry_at or now)), 1.0, timedelta(0))


def _answer(times: Sequence[datetime], state: FeedState, now: datetime) -> Answer:
    stop = bisect_right(times, now)
    start = bisect_right(times, state.succeeded_at) if state.succeeded_at else max(0, stop - DOCUMENT)
    dates = tuple(times[start:stop])
    rate = 0.0
    if not state.succeeded_at:
        rate = _rate([Entry(id="", feed_id="", outlet="", title="", published_at=at, fetched_at=now) for at in dates])
    return Answer(new_entries=len(dates), dates=dates, rate=rate)


def monitor(settings: PollSettings) -> Decide:
    return lambda state, feed, answer, now, budget: after_success(state, feed, settings, answer, now, budget)


def by_rate(settings: PollSettings) -> Decide:
    def decide(state: FeedState, feed: Feed, answer: Answer, now: datetime, budget: Budget) -> FeedState:
        after = after_success(state, feed, settings, answer, now, budget)
        return replace(after, next_poll_at=now + after.interval)

    return decide


def uniform(settings: PollSettings) -> Decide:
    def decide(state: FeedState, _: Feed, __: Answer, now: datetime, ___: Budget) -> FeedState:
        return replace(state, succeeded_at=now, next_poll_at=now + settings.every)

    return decide


def knowing(times: Times, days: int) -> Callable[[PollSettings], Decide]:
    """The daemon's way of sharing and placing polls, fitted on what is published before START and after the end."""
    end = START + days * DAY
    rates, shapes = {}, {}
    for name, own in times.items():
        first, last = min(own[0], START - DAY), max(own[-1], end)
        before, after = [at for at in own if at < START], [at for at in own if at >= end]
        rates[name] = rate_now((len(before) + len(after)) / ((START - first + (last - end)) / DAY), timedelta(0))
        shapes[name] = Rhythm().learn(first, first, START, before, 0).learn(end, end, last, after, 0).shape()

    def kind(settings: PollSettings) -> Decide:
        budget = share((Claim(rate, 1.0, timedelta(0)) for rate in rates.values()), settings)

        def decide(state: FeedState, feed: Feed, _: Answer, now: datetime, __: Budget) -> FeedState:
            at = shapes[feed.id].next_poll(now, budget.wanted(rates[feed.id]), now + settings.longest)
            return replace(state, succeeded_at=now, next_poll_at=now + bounded(at - now, timedelta(0), settings))

        return decide

    return kind


def compare(times: Times, days: int, settings: PollSettings, seed: int) -> dict[str, Run]:
    """The schedules, with as many requests each as the daemon's, within one in a hundred where bounds allow it."""

    def run(kind: Callable[[PollSettings], Decide], every: timedelta) -> Run:
        chosen = replace(settings, every=every)
        return simulate(times, days, chosen, kind(chosen), random.Random(seed))  # noqa: S311 - phases, not secrets

    ours = run(monitor, settings.every)
    wanted = len(ours.polls)

    def matched(kind: Callable[[PollSettings], Decide]) -> Run:
        every = settings.every
        for _ in range(6):
            found = run(kind, every)
            if abs(len(found.polls) / wanted - 1) <= 0.01:
                break
            every *= len(found.polls) / wanted
        return found

    even = run(uniform, days * DAY * len(times) / wanted)
    return {"uniform": even, "by rate": matched(by_rate), "monitor": ours, "knowing": matched(knowing(times, days))}


def show(runs: Sequence[Mapping[str, Run]], days: int) -> None:
    """Mean and standard deviation over the seeds."""
    for label, start in (("all days", START), (f"from day {days // 2 + 1} on", START + days // 2 * DAY)):
        figures = {kind: [run[kind].since(start) for run in runs] for kind in runs[0]}
        print(f"  {label:18}{'mean min':>15}{'median min':>15}{'p99 min':>15}{'requests':>10}{'uniform waits':>17}{'p99':>10}")
        for kind, rows in figures.items():
            pairs = list(zip(figures["uniform"], rows, strict=True))
            cells = [_spread([getattr(row, key) for row in rows]) for key in ("mean", "median", "p99")]
            gain, tail = (
                _spread([slow.mean / row.mean for slow, row in pairs]),
                statistics.fmean(row.p99 / slow.p99 for slow, row in pairs),
            )
            requests = statistics.fmean(row.polls for row in rows)
            print(f"  {kind:18}{''.join(f'{cell:>15}' for cell in cells)}{requests:>10.0f}{gain:>14} x{tail:>8.2f} x")


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.fmean(values):.2f} ± {statistics.pstdev(values):.2f}"


def world(paths: Sequence[Path], options: argparse.Namespace, seed: int) -> Times:
    """What is published, for this seed."""
    chance, found = random.Random(seed), dict[str, Sequence[datetime]]()  # noqa: S311 - data, not secrets
    for path in paths:
        found |= repeated(documents(path), options.days, chance) if path.is_dir() else replayed(path)
    return found or made_up(options.feeds, options.days, chance)


def cost() -> None:
    """What deciding takes, and sharing among many."""
    chance = random.Random(0)  # noqa: S311
    times = made_up(20, 7, chance)
    settings = PollSettings()
    began = time.process_time()
    run = simulate(times, 7, settings, monitor(settings), chance)
    each = (time.process_time() - began) / len(run.polls)
    claims = [Claim(math.exp(chance.gauss(1.4, 1.6)), chance.choice((1.0, 1.5, 3.0)), timedelta(0)) for _ in range(50_000)]
    began = time.process_time()
    share(claims, settings)
    sharing = time.process_time() - began
    print(f"CPU: {1e6 * each:.0f} µs to decide on a poll, simulation included; {1000 * sharing:.0f} ms to share among 50,000")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recorded", nargs="*", type=Path)
    parser.add_argument("--together", action="store_true")
    parser.add_argument("--every", nargs="+", type=float, default=[10, 60], help="minutes, in the mean")
    parser.add_argument("--shortest", type=float, default=5, help="minutes")
    parser.add_argument("--feeds", type=int, default=60)
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    lists = [options.recorded] if options.together or not options.recorded else [[path] for path in options.recorded]
    for paths in lists:
        published = [world(paths, options, seed) for seed in range(options.seeds)]
        for every in options.every:
            settings = PollSettings(every=timedelta(minutes=every), shortest=timedelta(minutes=options.shortest))
            name = " and ".join(path.name for path in paths) or "made up"
            print(f"\n{name}: {len(published[0])} feeds, every {every:g} min in the mean, {options.seeds} seeds")
            by_feed, by_hour = (statistics.fmean(most(times, bins) for times in published) for bins in (1, 24))
            print(f"  at most {by_feed:.2f} x by feed, {by_hour:.2f} x by feed and hour")
            show([compare(times, options.days, settings, seed) for seed, times in enumerate(published)], options.days)
    cost()


if __name__ == "__main__":
    main()
