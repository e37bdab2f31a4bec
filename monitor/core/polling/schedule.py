"""When a feed is polled next, and its health. Pure: a state and an event give the next state.

How often: the feed's share of all requests (`budget`), by its rate. When: where in the day and the hour it publishes (`rhythm`).
"""

import hashlib
import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.core.durations import in_words
from monitor.core.polling.budget import REFERENCE_RATE, Budget, Stake, bounded
from monitor.core.polling.rhythm import Rhythm
from monitor.model import Feed, FeedState, Health, Hop, Hubs, PollSettings

_DAY = timedelta(days=1)
_LEAST_RATE = 0.1  # entries per day, assumed for a feed without entries
_MEMORY = timedelta(days=7)  # time constant of the learnt rate
_QUIET_GAPS = 3.0  # a silence of so many usual gaps slows polling down; by chance this happens once in twenty times
_SILENT_GAPS = 10.0  # of so many, beyond a day of grace for nights and weekends, is reported
_HOURLY = timedelta(hours=1)
_JITTER, _MOST_JITTER = 0.1, timedelta(minutes=1)
_MOVED_DAYS = 3  # days on which a permanent redirect must be seen: some are mistakes
_NEVER = timedelta(days=36_500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The result of a successful poll; validators and hash are those to keep."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    moved_to: str = ""  # target of a permanent redirect
    max_age: timedelta = timedelta(0)  # of the HTTP answer
    hint: timedelta = timedelta(0)  # of the document (ttl, sy:update*)
    skips: int = 0  # of the document (skipHours, skipDays), as in `FeedState`
    hubs: Hubs | None = None
    marks: bytes = b""
    new_entries: int = 0
    dates: tuple[datetime, ...] = ()  # the new entries' own, as far as they have one
    rate: float = 0.0  # entries per day by their own dates, used before anything is learnt


@dataclass(frozen=True, slots=True, kw_only=True)
class PollFailed:
    """Why a poll failed, as data: `what` is wrong and what to do about it ("" if it will pass by itself)."""

    what: str
    todo: str = ""
    retry_after: timedelta | None = None
    is_gone: bool = False  # 410: the feed is permanently gone
    is_permanent: bool = False  # the same result must be expected tomorrow
    hops: tuple[Hop, ...] = ()  # the exchange so far
    links: tuple[str, ...] | None = None  # if a web page came instead: addresses of feeds it names

    def __str__(self) -> str:
        return f"{self.what}; {self.todo}" if self.todo else self.what


def after_success(
    state: FeedState, feed: Feed, settings: PollSettings, answer: Answer, now: datetime, budget: Budget | None = None
) -> FeedState:
    """The state after a successful poll, with or without new entries.

    `budget` is the one for the feed's weight; without one, all feeds count the same.
    """
    learnt = replace(
        _moved(state, answer, now),
        etag=answer.etag,
        last_modified=answer.last_modified,
        body_hash=answer.body_hash,
        hint=answer.hint,
        skips=answer.skips,
        hubs=answer.hubs,
        marks=answer.marks,
        rate=_learn(state, answer, now),
        rhythm=_learn_rhythm(state, answer, now),
        new_entry_at=now if answer.new_entries or state.new_entry_at is None else state.new_entry_at,
        polled_at=now,
        succeeded_at=now,
        failures=0,
        problem="",
        is_gone=False,
    )
    if feed.every:
        return replace(learnt, interval=feed.every, next_poll_at=now + feed.every)
    least = wish(learnt.hint, answer.max_age)
    shape = Rhythm.unpack(learnt.rhythm).shape()
    rate = rate_now(learnt.rate, shape.lived(learnt.new_entry_at or now, now))
    wanted = (budget or Budget.of(settings)).wanted(rate)
    soon = min(wanted, settings.every) if state.succeeded_at is None else wanted  # the budget may not know the new feeds yet
    wait = bounded(shape.next_poll(now, soon, now + settings.longest) - now, least, settings)
    next_at = _unskipped(now + _jittered(wait, feed, settings), answer.skips, now + settings.longest)
    return replace(learnt, interval=bounded(wanted, least, settings), next_poll_at=next_at)


def after_push(state: FeedState, answer: Answer, now: datetime) -> FeedState:
    """The state after pushed entries: the rate is learnt from them, too, and the next poll is unchanged."""
    if not answer.new_entries:
        return state
    return replace(state, rate=_learn(state, answer, now), rhythm=_learn_rhythm(state, answer, now), new_entry_at=now)


def after_failure(state: FeedState, feed: Feed, settings: PollSettings, failed: PollFailed, now: datetime) -> FeedState:
    """The state after a failure: the wait doubles with each.

    A server that is down is polled at least hourly, so that its return is noticed; a permanent error backs
    off to `settings.longest`; 410 ends polling. `interval` stays that of a healthy feed.
    """
    failures = state.failures + 1
    first = min(feed.every or settings.shortest, settings.longest)
    cap = settings.longest if failed.is_permanent else max(first, min(settings.longest, _HOURLY))
    wait = min(cap, first * 2 ** min(failures - 1, 20))
    wait = max(_jittered(wait, feed, settings), min(failed.retry_after or wait, settings.longest))
    return replace(
        state,
        failures=failures,
        polled_at=now,
        problem=str(failed),
        is_gone=failed.is_gone,
        next_poll_at=now + (_NEVER if failed.is_gone else wait),
    )


def put_off(state: FeedState, feed: Feed, settings: PollSettings, until: datetime) -> FeedState:
    """The state of a feed whose host asked us to back off until then: not a failure of the feed."""
    return replace(state, next_poll_at=until + _jittered(settings.shortest, feed, settings) - settings.shortest)


def health(feed: Feed, state: FeedState, now: datetime) -> tuple[Health, str]:
    """The feed's health, and the reason in words."""
    if state.is_gone:
        return Health.GONE, state.problem
    if state.polled_at is None:
        return Health.NEW, "not polled yet"
    if state.succeeded_at is None:
        return Health.DOWN, f"never read successfully: {state.problem}"
    age = now - state.succeeded_at
    usual = max(feed.every or state.interval, timedelta(minutes=1))
    if not state.failures:  # its next poll may be later, because the publisher asks for no polls at this hour
        usual = max(usual, state.next_poll_at - state.succeeded_at)
    if age > 2 * usual:
        return _late(state, age, usual, now)
    silence = now - (state.new_entry_at or state.succeeded_at)
    if state.rate and silence > _DAY + _SILENT_GAPS * _DAY / state.rate:
        rhythm = f"usually every {in_words(_DAY / state.rate)}"
        return Health.SILENT, f"nothing new for {in_words(silence)}, {rhythm}; check whether the site has another feed"
    return Health.FRESH, f"last poll failed: {state.problem}" if state.problem else ""


def pace(feed: Feed, state: FeedState, stake: Stake) -> str:
    """How often the feed is polled on average, and why, in words; "" if it is not polled."""
    if state.is_gone or state.polled_at is None:
        return ""
    often = f"every {in_words(feed.every or state.interval)}"
    if feed.every:
        return f"{often}: as you set it"
    rate = f"{state.rate:.2g}" if state.rate < 10 else f"{state.rate:.0f}"
    reasons = [f"{rate} entries a day" if state.rate else "publishing rate not known yet"]
    reasons += ["agency" if feed.agency else "reference outlet"] if stake.is_preferred else []
    reasons += [f"named by {stake.lists} watch-list{'s' if stake.lists > 1 else ''}"] if stake.lists else []
    reasons += ["as its publisher asks"] if state.hint and state.interval == wish(state.hint) else []
    return f"{often}: {', '.join(reasons)}"


def _late(state: FeedState, age: timedelta, usual: timedelta, now: datetime) -> tuple[Health, str]:
    """A feed whose last success is more than two intervals ago. Without failures we did not poll, so it is never down."""
    is_failing = state.failures > 0
    since = _since(state.succeeded_at or now, now)
    why = f"not read since {since}: {state.problem}" if is_failing else f"not polled since {since}"
    if age <= 6 * usual:
        return Health.DELAYED, why
    if not is_failing or age <= min(24 * usual, max(6 * usual, _DAY)):
        return Health.STALE, why
    return Health.DOWN, why


def _since(at: datetime, now: datetime) -> str:
    """A time in the past as people say it, in UTC: `14:05`, `Tue 16 Jan 14:05`, `16 Jan 2024`."""
    age = now - at
    return f"{at:%H:%M}" if age < _DAY / 2 else f"{at:%a %d %b %H:%M}" if age < 180 * _DAY else f"{at:%d %b %Y}"


def _learn(state: FeedState, answer: Answer, now: datetime) -> float:
    """New entries per day: a moving average over the times between polls that brought some."""
    if state.succeeded_at is None or state.new_entry_at is None:
        return rate_now(answer.rate, now - max(answer.dates, default=now)) if answer.rate else 0.0
    if not answer.new_entries:
        return state.rate
    gap = now - state.new_entry_at
    if not state.rate:  # nothing known: a quarter of a day, so that one early entry does not look like a flood
        return answer.new_entries / (max(gap, _DAY / 4) / _DAY)
    weight = -math.expm1(-gap / _MEMORY)
    sample = answer.new_entries / (max(gap, timedelta(seconds=1)) / _DAY)
    return state.rate + weight * (sample - state.rate)


def _learn_rhythm(state: FeedState, answer: Answer, now: datetime) -> bytes:
    if state.succeeded_at is None or state.new_entry_at is None:
        return Rhythm.of_backlog(answer.dates, now).pack()
    if not answer.new_entries:
        return state.rhythm
    known = Rhythm.unpack(state.rhythm)
    undated = answer.new_entries - len(answer.dates)
    return known.learn(state.new_entry_at, state.succeeded_at, now, answer.dates, undated).pack()


def wish(hint: timedelta, max_age: timedelta = timedelta(0)) -> timedelta:
    """The shortest interval that the publisher asks for.

    It counts up to an hour, the pace every site has to expect of readers that ask conditionally; a cache header of a day
    on a feed with news every ten minutes is an oversight.
    """
    return min(max(hint, max_age), _HOURLY)


def rate_now(rate: float, silence: timedelta) -> float:
    """Expected entries per day: the learnt rate, reduced when the feed has been silent for longer than chance explains."""
    usual = rate or REFERENCE_RATE
    return max(min(usual, _QUIET_GAPS / (max(silence, timedelta(seconds=1)) / _DAY)), _LEAST_RATE)


def _unskipped(at: datetime, skips: int, latest: datetime) -> datetime:
    """`at`, or the same minute of the first hour after it that the publisher does not say to skip, but never after `latest`."""
    while skips and at < latest and (skips >> at.hour & 1 or skips >> 24 + at.weekday() & 1):
        at += _HOURLY
    return min(at, latest)


def _jittered(interval: timedelta, feed: Feed, settings: PollSettings) -> timedelta:
    """Up to a tenth more, a minute at most, so that feeds with the same rhythm are not polled at the same instant."""
    if feed.every == interval:
        return interval
    return max(interval, min(interval + min(interval * _JITTER, _MOST_JITTER) * _phase(feed), settings.longest))


def _phase(feed: Feed) -> float:
    """From 0 to 1, by the feed's id: always the same for one feed, evenly distributed over many."""
    return int.from_bytes(hashlib.blake2b(feed.id.encode(), digest_size=4).digest()) / 2**32


def _moved(state: FeedState, answer: Answer, now: datetime) -> FeedState:
    """Count the days on which a permanent redirect led to the same target, and adopt it after enough of them."""
    if not answer.moved_to or answer.moved_to == state.url:
        return replace(state, moved_to="", moved_count=0)
    if answer.moved_to != state.moved_to or state.succeeded_at is None:
        return replace(state, moved_to=answer.moved_to, moved_count=1)
    days = state.moved_count + (now.date() > state.succeeded_at.date())
    if days >= _MOVED_DAYS:
        return replace(state, url=answer.moved_to, moved_to="", moved_count=0)
    return replace(state, moved_count=days)
