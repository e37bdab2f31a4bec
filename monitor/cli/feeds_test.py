"""`monitor feeds test`: one exchange with a publisher in full."""

import sys
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import EXIT_FOUND
from monitor.cli.common import config_option, json_option, load, show
from monitor.cli.listing import moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta
    from pathlib import Path

    from monitor.feeds.parse.parser import ParsedFeed
    from monitor.feeds.probe import Visit
    from monitor.model import Feed, Hop, PollSettings

_ENTRIES = 5
_HOURS = 24


@click.command("test")
@click.argument("url")
@click.option("--private", is_flag=True, help="Allow an address in your own network.")
@config_option
@json_option
def test(url: str, private: bool, config_path: "Path", as_json: bool) -> None:
    """Fetch URL twice, the second time as the next poll would, and show the whole exchange; nothing is stored.

    Exit code 1 if it is no feed.
    """
    import asyncio

    from monitor.core.text.urls import full_address
    from monitor.logs import redact
    from monitor.model import Feed, PollSettings

    settings = load(config_path).poll if config_path.exists() else PollSettings()
    seen = asyncio.run(_seen(Feed(id="test", url=full_address(url), outlet="test", private=private), settings))
    if as_json:
        show([_record(seen)], (), as_json=True, empty="")
    else:
        for line in _lines(seen):
            click.echo(redact(line))
    if seen.failed:
        sys.exit(EXIT_FOUND)


async def _seen(feed: "Feed", settings: "PollSettings") -> "Visit":
    from monitor.feeds.probe import Visitor

    async with Visitor(settings) as visitor:
        seen = await visitor.visit(feed)
        return seen if seen.failed else await visitor.ask_again(feed, seen)


# ── For programs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _record(seen: "Visit") -> dict[str, Any]:
    from monitor.logs import redact

    parsed, examined = seen.parsed, seen.parsed.examination
    return {
        "url": redact(seen.url),
        "hops": [_hop(hop) for hop in seen.hops],
        "problem": str(seen.failed) if seen.failed else None,
        "links": list(seen.failed.links or ()) if seen.failed else [],
        "kind": parsed.kind or None,
        "title": parsed.title,
        "received": seen.received,
        "bytes": seen.size,
        "fetch_ms": _ms(seen.fetch_took),
        "parse_ms": _ms(seen.parse_took),
        "conditional": seen.is_conditional,
        "again": _hop(seen.again) if seen.again else None,
        "known_by": dict(examined.known_by) if examined else {},
        "asks": [redact(wish) for wish in _wishes(seen)],
        "next_poll": None if seen.state.is_gone else moment(seen.state.next_poll_at),
        "warnings": [redact(warning) for warning in _warnings(seen)],
        "entries_per_day": round(parsed.rate, 1),
        "entries": [
            {
                "published": moment(entry.published_at),
                "date": examined.dates[entry.id].how.value if examined else None,
                "title": entry.title,
                "summary": entry.summary,
                "url": entry.url,
            }
            for entry in reversed(parsed.entries)
        ],
    }


def _hop(hop: "Hop") -> dict[str, Any]:
    return {"url": hop.url, "status": hop.status, "phrase": hop.phrase, "ms": _ms(hop.took), "headers": dict(hop.headers)}


def _ms(took: "timedelta") -> int:
    return round(took.total_seconds() * 1000)


# ── For a reader ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _lines(seen: "Visit") -> "Iterator[str]":
    for hop in seen.hops:
        yield f"{hop}  ({_ms(hop.took)} ms)"
        yield from (f"    {name}: {value}" for name, value in hop.headers)
    if seen.failed:
        yield f"✗ {seen.failed}"
        yield f"  next poll  {_next(seen)}"
        yield from (f"  monitor feeds test {link}" for link in seen.failed.links or ())
        return
    parsed = seen.parsed
    rhythm = f"about {parsed.rate:.3g} a day" if parsed.rate else "too few dates to estimate how often"
    yield f"✓ {parsed.kind}, {parsed.title or 'without a title'}: {len(parsed.entries)} entries, {rhythm}"
    packed = f", {seen.received:,} as received" if seen.received != seen.size else ""
    yield f"  size       {seen.size:,} bytes{packed}; fetched in {_ms(seen.fetch_took)} ms, read in {_ms(seen.parse_took)} ms"
    yield f"  known by   {_known_by(parsed)}"
    yield f"  asks       {', '.join(_wishes(seen)) or 'nothing (no ttl, max-age or skipHours)'}"
    yield f"  next poll  {_next(seen)}"
    yield from (f"  ! {warning}" for warning in _warnings(seen))
    for entry in parsed.entries[: -_ENTRIES - 1 : -1]:
        yield f"  {_date(parsed, entry.id, moment(entry.published_at)):22}  {entry.title}"


def _known_by(parsed: "ParsedFeed") -> str:
    counts = parsed.examination.known_by if parsed.examination else {}
    words = {"id": "their own id", "link": "their link", "title": "their title"}
    return ", ".join(f"{words[rule]}: {counts[rule]}" for rule in words if rule in counts) or "nothing: there are no entries"


def _date(parsed: "ParsedFeed", entry_id: str, at: str | None) -> str:
    how = parsed.examination.dates[entry_id].how if parsed.examination else None
    if at is None:
        return str(how.value) if how else "no date"
    return f"{at} *" if how and how.value == "repaired" else at


def _wishes(seen: "Visit") -> list[str]:
    from monitor.core.durations import in_words

    parsed = seen.parsed
    said = [(parsed.hint, "poll every"), (seen.max_age, "cache (max-age) for")]
    told = [f"{what} {in_words(duration)}" for duration, what in said if duration]
    hours = [str(hour) for hour in range(_HOURS) if parsed.skips >> hour & 1]
    days = [day for at, day in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")) if parsed.skips >> _HOURS + at & 1]
    told += [f"no polls at {', '.join(hours)} h GMT"] if hours else []
    told += [f"no polls on {', '.join(days)}"] if days else []
    return told + ([f"push by {' or '.join(parsed.hubs)}"] if parsed.hubs else [])


def _next(seen: "Visit") -> str:
    from monitor.core.durations import in_words

    if seen.state.is_gone:
        return "never"
    if seen.failed:
        return f"in {in_words(seen.state.next_poll_at - seen.at)}, then with growing intervals"
    often = f"in {in_words(seen.state.next_poll_at - seen.at)}, on average every {in_words(seen.state.interval)}"
    if seen.again is None:
        return f"{often}; full download: no ETag or Last-Modified"
    if seen.again.status == 304:
        return f"{often}; conditional: a repeated request got 304 and no body"
    return f"{often}; conditional, but a repeated request got everything again ({seen.again.status})"


def _warnings(seen: "Visit") -> list[str]:
    if seen.failed:
        return []
    told = list(seen.parsed.examination.warnings) if seen.parsed.examination else []
    told += [] if seen.is_conditional else ["neither ETag nor Last-Modified: each poll downloads everything"]
    told += ["the server ignores conditional requests"] if seen.again and seen.again.status != 304 else []
    is_open = seen.url.startswith("http://") and not seen.url.startswith(("http://127.", "http://localhost", "http://[::1]"))
    return told + (["fetched over http://: anyone in between can change it; try https://"] if is_open else [])
