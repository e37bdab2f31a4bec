"""The rules by which publishers judge a reader, and a week of ours among them."""

import asyncio
import gzip
import re
import zlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import brotli
from support.clocks import START, JumpClock
from support.feed_server import Page, redirect, rss
from support.publishers import Answer, Complaint, Note, Notes, Publisher, Rule, always, busy, in_turn

from monitor.ingest.poller import Poller
from monitor.model import Config, Feed, PollSettings
from monitor.store import feeds as store
from monitor.store.database import Database

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NIGHT = (22, 23, 0, 1, 2, 3)
PACKED: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}
KNOWN = Page(rss("A"), etag='"1"')
PAGE = always(KNOWN)
FOUR = tuple(f"/{n}" for n in range(4))


def echoed(**expected: str) -> Complaint:
    """The last request has these headers, and no other value of them was ever sent."""
    wanted = {name.replace("_", "-"): value for name, value in expected.items()}

    def complaint(notes: Notes) -> str:
        for name, value in wanted.items():
            sent = [note.headers.get(name) for note in notes]
            other = next((each for each in sent if each not in {None, value}), "")
            if other or not sent or sent[-1] != value:
                return f"{name}: {other or 'not sent'}"
        return ""

    return complaint


def never(*names: str) -> Complaint:
    return lambda notes: next((f"{name}: {note.headers[name]}" for note in notes for name in names if name in note.headers), "")


def apart(least: timedelta) -> Complaint:
    """So much time between any two requests to the host."""

    def complaint(notes: Notes) -> str | None:
        gaps = [later.at - earlier.at for earlier, later in pairwise(notes)]
        return None if not gaps else "" if min(gaps) >= least else f"again after {min(gaps)}"

    return complaint


def left_alone(path: str, time: int, duration: timedelta) -> Complaint:
    """Nothing is asked of the host for so long after `path` was asked for this `time`, counted from 0."""

    def complaint(notes: Notes) -> str | None:
        asked = [place for place, note in enumerate(notes) if note.path == path]
        if len(asked) <= time:
            return None
        since = notes[asked[time]].at
        early = next((note for note in notes[asked[time] + 1 :] if note.at < since + duration), None)
        return f"{early.path} asked for after {early.at - since}" if early else ""

    return complaint


def one_at_a_time(notes: Notes) -> str:
    most = max((note.others for note in notes), default=0)
    return f"{most + 1} at once" if most else ""


def not_at_night(late: timedelta) -> Complaint:
    """But for the first time, when the wish is not yet known."""
    return lambda notes: next(
        (f"asked at {note.at:%H:%M}" for note in notes[1:] if {note.at.hour, (note.at - late).hour} <= set(NIGHT)), ""
    )


def by_way_of_the_old(notes: Notes) -> str:
    """Each visit to the new address comes from the old one."""
    paths = [note.path for note in notes]
    return next(
        (
            f"{there} asked for directly"
            for before, there in pairwise(["", *paths])
            if there == "/new" != before and before != "/feed"
        ),
        "",
    )


def believed_after_days(notes: Notes) -> str:
    """The old address is asked for on two days at least, but not on the last one."""
    old, last = [note.at for note in notes if note.path == "/feed"], notes[-1].at
    if old[-1] > last - DAY:
        return "the old address is asked for to the end"
    return "" if old[-1] - old[0] > DAY else f"believed after {old[-1] - old[0]}"


def stopped_at(times: int) -> Complaint:
    return lambda notes: f"asked {len(notes)} times" if len(notes) > times else ""


def backing_off(to: timedelta, late: timedelta) -> Complaint:
    """The wait becomes as long as this and does not become shorter."""

    def complaint(notes: Notes) -> str:
        gaps = [later.at - earlier.at for earlier, later in pairwise(notes)]
        shorter = next((f"{after} after {before}" for before, after in pairwise(gaps) if after + late < before * 0.8), "")
        return shorter or ("" if gaps and gaps[-1] >= to else f"still after {gaps[-1] if gaps else 'nothing'}")

    return complaint


def named(notes: Notes) -> str:
    agent = notes[-1].headers.get("user-agent", "")
    return "" if re.search(r"/\d", agent) and re.search(r"@|https?://", agent) else f"User-Agent: {agent}"


def packed_as_accepted(note: Note, _before: int) -> Page:
    name = note.path.strip("/")
    if name not in note.headers.get("accept-encoding", ""):
        return KNOWN
    return Page(PACKED[name](KNOWN.body), etag=KNOWN.etag, headers=(("content-encoding", name),))


def honest(notes: Notes) -> str | None:
    """What was packed as it was accepted could be read: its validators come back."""
    if not any("if-none-match" in note.headers for note in notes):
        return None
    last = {note.path: note for note in notes}
    return next((f"cannot read {path.strip('/')}" for path, note in last.items() if "if-none-match" not in note.headers), "")


def until(moment: datetime, first: Answer, then: Answer) -> Answer:
    return lambda note, before: (first if note.at < moment else then)(note, before)


def refusing(status: int, *, date: bool) -> Answer:
    """The second time, for two hours."""

    def answer(note: Note, before: int) -> Page:
        wait = format_datetime(note.at + 2 * HOUR, usegmt=date) if date else "7200"
        return Page(status=status, headers=(("retry-after", wait),)) if before == 1 else KNOWN

    return answer


def rules(shortest: timedelta, late: timedelta = timedelta(0)) -> list[Rule]:
    """All of them, for a reader that may ask for a feed each `shortest` and not more often, and asks so `late` at most."""
    return [*_of_validators(), *_of_hosts(), *_of_pace(shortest, late), *_of_moves(), *_of_failures(late), *_of_requests()]


def _of_validators() -> list[Rule]:
    odd = 'W/"a,b \xe9"'
    html = Page(b"<html>Down for maintenance</html>", etag='"1"', content_type="text/html")
    dated = Page(rss("A"), etag='"1"', headers=(("last-modified", "Thu, 18 Jan 2024 05:00:00 GMT"),))
    return [
        Rule("ETag sent back", echoed(if_none_match='"1"'), {"/feed": PAGE}),
        Rule("a weak, odd ETag sent back as it came", echoed(if_none_match=odd), {"/feed": always(Page(rss("A"), etag=odd))}),
        Rule(
            "an odd Last-Modified sent back as it came",
            echoed(if_modified_since="yesterday, roughly"),
            {"/feed": always(Page(rss("A"), headers=(("last-modified", "yesterday, roughly"),)))},
        ),
        Rule(
            "both sent where both were given",
            echoed(if_none_match='"1"', if_modified_since="Thu, 18 Jan 2024 05:00:00 GMT"),
            {"/feed": always(dated)},
        ),
        Rule(
            "the latest ETag sent",
            lambda notes: echoed(if_none_match='"2"')(notes[2:]),
            {"/feed": in_turn(KNOWN, Page(rss("B"), etag='"2"'))},
        ),
        Rule("none sent that were not given", never("if-none-match", "if-modified-since"), {"/feed": always(Page(rss("A")))}),
        Rule("none kept of what was no feed", never("if-none-match"), {"/feed": always(html)}),
    ]


def _of_hosts() -> list[Rule]:
    beside = ("/busy", "/beside")
    return [
        Rule(
            "Retry-After in seconds kept, for the host",
            left_alone("/busy", 1, 2 * HOUR),
            {"/busy": refusing(429, date=False), "/beside": PAGE},
            beside,
        ),
        Rule(
            "Retry-After as a date kept, for the host",
            left_alone("/busy", 1, 2 * HOUR - MINUTE),
            {"/busy": refusing(503, date=True), "/beside": PAGE},
            beside,
        ),
        Rule(
            "429 without a time: a pause", left_alone("/feed", 1, 5 * MINUTE), {"/feed": in_turn(KNOWN, Page(status=429), KNOWN)}
        ),
        Rule("one request to a host at a time", one_at_a_time, dict.fromkeys(FOUR, PAGE), FOUR),
        Rule("half a second between them", apart(timedelta(seconds=0.5)), dict.fromkeys(FOUR, PAGE), FOUR),
    ]


def _of_pace(shortest: timedelta, late: timedelta) -> list[Rule]:
    night = "".join(f"<hour>{hour}</hour>" for hour in NIGHT)
    return [
        Rule("never sooner than allowed", apart(shortest), {"/feed": busy()}, is_seen_by_calling=False),
        Rule("ttl kept", apart(HOUR), {"/feed": busy("<ttl>60</ttl>")}, is_seen_by_calling=False),
        Rule("max-age kept", apart(50 * MINUTE), {"/feed": busy(cache_control="max-age=3000")}, is_seen_by_calling=False),
        Rule(
            "skipHours kept",
            not_at_night(late),
            {"/feed": busy(f"<ttl>60</ttl><skipHours>{night}</skipHours>")},
            is_seen_by_calling=False,
        ),
    ]


def _moved(status: int) -> dict[str, Answer]:
    return {"/feed": always(redirect("/new", status)), "/new": PAGE}


def _of_moves() -> list[Rule]:
    mistake = until(START + DAY, always(redirect("/new", 301)), PAGE)
    return [
        Rule("301 believed after days", believed_after_days, _moved(301), is_seen_by_calling=False),
        Rule("308 believed after days", believed_after_days, _moved(308), is_seen_by_calling=False),
        Rule(
            "301 not believed at first sight",
            lambda notes: by_way_of_the_old([note for note in notes if note.at < notes[0].at + DAY]),
            _moved(301),
        ),
        Rule("301 of one day forgotten", by_way_of_the_old, {"/feed": mistake, "/new": PAGE}, is_seen_by_calling=False),
        Rule("302 never remembered", by_way_of_the_old, _moved(302)),
        Rule("307 never remembered", by_way_of_the_old, _moved(307)),
    ]


def _of_failures(late: timedelta) -> list[Rule]:
    return [
        Rule("410 ends it", stopped_at(2), {"/feed": in_turn(KNOWN, Page(status=410))}),
        Rule(
            "404: ever longer waits, up to a day",
            backing_off(20 * HOUR, late),
            {"/feed": always(Page(status=404))},
            is_seen_by_calling=False,
        ),
        Rule(
            "500: ever longer waits, up to an hour",
            backing_off(HOUR, late),
            {"/feed": always(Page(status=500))},
            is_seen_by_calling=False,
        ),
    ]


def _of_requests() -> list[Rule]:
    return [
        Rule("no cookies", never("cookie"), {"/feed": always(Page(rss("A"), headers=(("set-cookie", "id=1; path=/"),)))}),
        Rule("no Referer", never("referer"), _moved(302)),
        Rule(
            "no fragment",
            lambda notes: next((note.path for note in notes if "#" in note.path), ""),
            {"/feed": always(redirect("/new#part")), "/new": PAGE},
            ("/feed#part",),
        ),
        Rule("User-Agent with version and contact", named, {"/feed": PAGE}),
        Rule(
            "gzip accepted", lambda notes: "" if "gzip" in notes[-1].headers.get("accept-encoding", "") else "no", {"/feed": PAGE}
        ),
        Rule(
            "Accept-Encoding honest",
            honest,
            {f"/{name}": packed_as_accepted for name in PACKED},
            tuple(f"/{name}" for name in PACKED),
        ),
    ]


async def live(
    publishers: Sequence[Publisher],
    database: Database,
    clock: JumpClock,
    settings: PollSettings,
    duration: timedelta,
    late: timedelta = timedelta(0),
) -> None:
    """Poll what they publish for so long, whenever something is due or has been for `late`; half-way the daemon starts anew."""
    urls = [url for publisher in publishers for url in publisher.urls()]
    feeds = tuple(Feed(id=f"f{number}", url=url, outlet="News") for number, url in enumerate(urls))
    await database.run(store.sync_feeds, feeds, clock.now())
    lives = [Poller(Config(feeds=feeds, poll=settings), database, clock, lambda: None, "test") for _ in range(2)]
    for number, poller in enumerate(lives, 1):
        end = START + duration * number / len(lives)
        while (due := await database.read(store.next_due_at)) and due < end:
            clock.advance(max(due + late - clock.now(), timedelta(0)))
            await poller.poll_due()


async def backlog(database: Database, feeds: int, settings: PollSettings) -> str:
    """What is wrong with how a daemon that was away comes back to so many feeds, all of them due: "" if nothing."""
    clock, times = JumpClock(), list[datetime]()
    publisher = Publisher(Rule("", apart(timedelta(0)), {}), clock.now)
    async with publisher.server.serving():
        for number in range(feeds):
            publisher.server.put(f"/{number}", publisher.noting(always(KNOWN)))
        known = tuple(Feed(id=f"f{n}", url=f"{publisher.server.url}/{n}", outlet="News", private=True) for n in range(feeds))
        await database.run(store.sync_feeds, known, clock.now())
        stop = asyncio.Event()
        running = asyncio.create_task(Poller(Config(feeds=known, poll=settings), database, clock, lambda: None, "test").run(stop))
        for number in range(feeds):
            await publisher.server.until(f"/{number}")
        stop.set()
        await running
    times = sorted(note.at for note in publisher.notes)
    most = max(sum(at <= each < at + timedelta(seconds=1) for each in times) for at in times)
    return "" if most <= 2 * settings.concurrency else f"{most} in a second"
