"""`monitor feeds`: how they fare, and changes to the list."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import EXIT_FOUND
from monitor.cli.common import config_option, json_option, load, open_store, show
from monitor.cli.listing import moment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.model import Config, Feed, FeedState, Subscription
    from monitor.polling import Visit

_COLUMNS = ("feed", "outlet", "health", "why", "last_success", "next_poll", "pace")
_TROUBLE = ("down", "gone", "stale", "silent", "delayed", "new", "fresh")  # worst first


@click.group(invoke_without_command=True)
@config_option
@json_option
@click.pass_context
def command(ctx: click.Context, config_path: Path, as_json: bool) -> None:
    """List feeds with their health, trouble first; or test, add, remove, import and export them."""
    if ctx.invoked_subcommand:
        ctx.default_map = {ctx.invoked_subcommand: {"config_path": config_path, "as_json": as_json}}
        return
    from monitor.clock import SystemClock
    from monitor.store import feeds as store
    from monitor.store import subscriptions

    config = load(config_path)
    database = open_store(config)
    try:
        states = {state.feed_id: state for state in database.read_now(store.feed_states)}
        hubs = {each.feed_id: each for each in database.read_now(subscriptions.listed)}
    finally:
        database.close()
    columns = (*_COLUMNS, "push") if hubs else _COLUMNS
    show(_rows(config, states, hubs, SystemClock().now()), columns, as_json=as_json, empty="No feeds are configured.")


def _rows(
    config: "Config", states: "Mapping[str, FeedState]", hubs: "Mapping[str, Subscription]", now: "datetime"
) -> list[dict[str, Any]]:
    from monitor.core.budget import stakes
    from monitor.core.push import told
    from monitor.core.schedule import health, pace
    from monitor.logs import redact
    from monitor.model import Health

    rows, worth = [], stakes(config.feeds, config.watches)
    for feed in config.feeds:
        state = states.get(feed.id)
        how, why = health(feed, state, now) if state else (Health.NEW, "not polled yet")
        rows.append(
            {
                "feed": feed.id,
                "outlet": feed.outlet,
                "health": how.value,
                "why": redact(why),
                "last_success": moment(state.succeeded_at) if state else None,
                "next_poll": moment(state.next_poll_at) if state and not state.is_gone else None,
                "pace": (pace(feed, state, worth[feed.id]) or None) if state else None,
                "entries_per_day": round(state.rate, 1) if state else 0.0,
                "failures": state.failures if state else 0,
                "url": redact(state.url if state else feed.url),
                "push": redact(told(hubs[feed.id], now)) if feed.id in hubs else None,
            }
        )
    return sorted(rows, key=lambda row: (_TROUBLE.index(str(row["health"])), not row["why"], row["feed"]))


@command.command("test")
@click.argument("url")
@click.option("--private", is_flag=True, help="Let the address be inside your own network.")
@json_option
def test(url: str, private: bool, as_json: bool) -> None:
    """Fetch URL once and show the exchange and the first entries; nothing is stored. Exit code 1 if it is no feed."""
    import asyncio

    from monitor.model import Feed, PollSettings
    from monitor.polling import visit

    feed = Feed(id="test", url=url, outlet="test", private=private)
    seen = asyncio.run(visit(feed, PollSettings()))
    if as_json:
        show([_visit_record(seen)], (), as_json=True, empty="")
    else:
        for line in _visit_lines(seen):
            click.echo(line)
    if seen.failed:
        sys.exit(EXIT_FOUND)


def _visit_record(seen: "Visit") -> dict[str, Any]:
    return {
        "url": seen.url,
        "hops": seen.hops,
        "problem": str(seen.failed) if seen.failed else None,
        "title": seen.parsed.title,
        "bytes": seen.size,
        "conditional": seen.is_conditional,
        "entries_per_day": round(seen.parsed.rate, 1),
        "entries": [_entry(entry) for entry in reversed(seen.parsed.entries)],
    }


def _entry(entry: Any) -> dict[str, Any]:
    return {"published": moment(entry.published_at), "title": entry.title, "summary": entry.summary, "url": entry.url}


def _visit_lines(seen: "Visit") -> list[str]:
    lines = [*seen.hops]
    if seen.failed:
        return [*lines, f"✗ {seen.failed}"]
    parsed = seen.parsed
    answers = "answers “not modified”" if seen.is_conditional else "sends everything each time (no ETag, no Last-Modified)"
    rhythm = f"about {parsed.rate:.3g} entries a day" if parsed.rate else "too few dates to tell its rhythm"
    lines.append(f"✓ {parsed.title or 'a feed without a title'}: {len(parsed.entries)} entries, {seen.size:,} bytes")
    lines.append(f"  {answers}; {rhythm}")
    lines += [f"  {moment(entry.published_at) or 'no date':20}  {entry.title}" for entry in parsed.entries[:-6:-1]]
    return lines


@command.command("add")
@click.argument("url")
@click.option("--id", "feed_id", help="Its short name; made from the outlet's if not given.")
@click.option("--outlet", help="The publisher's name; the feed's own title if not given.")
@click.option("--language", default="", help="ISO 639 code; the feed's own if not given.")
@click.option("--tier", type=click.IntRange(1, 3), default=2, show_default=True, help="1 reference, 2 solid, 3 thin.")
@click.option("--group", default="", help="Folder, a/b for nested ones.")
@click.option("--private", is_flag=True, help="Let the address be inside your own network.")
@config_option
def add(url: str, feed_id: str | None, config_path: Path, outlet: str | None, **more: Any) -> None:
    """Fetch URL and, if it is a feed, add it to feeds.yaml."""
    import asyncio
    from dataclasses import replace

    from monitor.config.editing import add_feeds
    from monitor.feeds.opml import feed_id_for
    from monitor.model import Feed
    from monitor.polling import visit

    config = load(config_path)
    feed = Feed(id="new", url=url, outlet=outlet or "", **more)
    seen = asyncio.run(visit(feed, config.poll))
    if seen.failed:
        click.echo(f"{url}: {seen.failed}", err=True)
        sys.exit(EXIT_FOUND)
    name = outlet or seen.parsed.title or url
    taken = {each.id for each in config.feeds}
    language = feed.language or seen.parsed.language or "en"
    feed = replace(feed, id=feed_id or feed_id_for(name, url, taken), outlet=name, language=language)
    add_feeds(config_path, [feed])
    click.echo(f"added {feed.id}: {feed.outlet}, {len(seen.parsed.entries)} entries; a running daemon polls it from now on")


@command.command("remove")
@click.argument("feed_id", metavar="FEED")
@config_option
def remove(feed_id: str, config_path: Path) -> None:
    """Take FEED out of feeds.yaml; its entries are kept."""
    from monitor.config.editing import remove_feed

    remove_feed(config_path, feed_id)
    click.echo(f"removed {feed_id}; a running daemon drops it now")


@command.command("import")
@click.argument("file", type=click.File("rb"))
@config_option
def import_(file: Any, config_path: Path) -> None:
    """Add the feeds of an OPML file to feeds.yaml; those already there are left alone."""
    from monitor.config.editing import add_feeds
    from monitor.feeds.opml import read_opml

    config = load(config_path)
    known = {_address(feed) for feed in config.feeds}
    found = read_opml(file.read(), {feed.id for feed in config.feeds})
    new = [feed for feed in found if _address(feed) not in known]
    if new:
        add_feeds(config_path, new)
    click.echo(f"added {len(new)} feeds, {len(found) - len(new)} were there already")


@command.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True), default="-")
@config_option
def export(file: Any, config_path: Path) -> None:
    """Write all feeds as OPML to FILE, or to the terminal."""
    from monitor.feeds.opml import write_opml
    from monitor.logs import redact

    feeds = load(config_path).feeds
    file.write(write_opml(feeds))
    secret = [feed.id for feed in feeds if redact(feed.url) != feed.url]
    if secret:
        click.echo(f"the addresses of {', '.join(secret)} contain a password or key; mind whom you give the file to", err=True)


def _address(feed: "Feed") -> str:
    """The same for http and https, with and without a slash at the end."""
    return feed.url.partition("://")[2].removeprefix("www.").rstrip("/").lower()
