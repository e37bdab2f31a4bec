"""`monitor feeds add`: from the address of a feed, or of a site, to a line in feeds.yaml."""

import shlex
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

import click

from monitor.cli import EXIT_FOUND
from monitor.cli.common import config_option, load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.feeds.probe import Visit
    from monitor.model import Config, Feed, PollSettings

_TITLES = 3


@click.command("add")
@click.argument("url")
@click.option(
    "--pick", "picks", type=click.IntRange(min=1), multiple=True, metavar="N", help="Add the Nth feed found; repeatable."
)
@click.option("--all", "takes_all", is_flag=True, help="Add all feeds found.")
@click.option("--id", "feed_id", help="Short name of the feed; derived from the outlet if omitted.")
@click.option("--outlet", help="Publisher; the feed's title if omitted.")
@click.option("--language", default="", help="ISO 639 code; the feed's own if omitted.")
@click.option("--tier", type=click.IntRange(1, 3), default=2, show_default=True, help="1 reference, 2 solid, 3 thin.")
@click.option("--group", default="", help="Folder; a/b for nested folders.")
@click.option("--private", is_flag=True, help="Allow an address in your own network.")
@config_option
def add(
    url: str,
    picks: "tuple[int, ...]",
    takes_all: bool,
    feed_id: str | None,
    outlet: str | None,
    config_path: "Path",
    **more: Any,
) -> None:
    """Add the feed at URL, or a feed of the site at URL, to feeds.yaml.

    If the site has several feeds, they are listed; choose with --pick or --all. Exit code 1 if nothing was added.
    """
    import asyncio

    from monitor.config.editing import add_feeds
    from monitor.core.text.urls import full_address
    from monitor.model import Feed

    config = load(config_path)
    asked = Feed(id="new", url=full_address(url), outlet=outlet or "", **more)
    if known := _known(config, asked.url):
        _refuse(f"{url}: {known}")
    seen, found = asyncio.run(_found(asked, config.poll))
    if not found:
        is_page = seen.failed and seen.failed.links is not None
        nowhere = "; no feed at the usual paths either (/feed, /rss.xml, …)" if is_page else ""
        _refuse(f"{url}: {seen.failed}{nowhere}")
    chosen = _chosen(found, picks, takes_all)
    if not chosen:
        options = ["-c", str(config_path)] if str(config_path) != "config" else []
        _list(url, found, config, [*options, *(["--private"] if asked.private else [])])
        sys.exit(EXIT_FOUND)
    if feed_id and len(chosen) > 1:
        raise click.UsageError("--id applies to one feed; choose one")
    if new := _new(chosen, asked, config, feed_id):
        add_feeds(config_path, [feed for feed, _ in new])
    for feed, visit in new:
        place = f" to group {feed.group}" if feed.group else ""
        click.echo(f"added {feed.id}{place}: {feed.outlet}, {_about(visit)}; a running daemon polls it from now on")
        if other := _sibling(config, feed):
            click.echo(f"  {other.id} is from the same site, outlet “{other.outlet}”: use one outlet name if it is one publisher")
    if not new:
        sys.exit(EXIT_FOUND)


async def _found(feed: "Feed", settings: "PollSettings") -> "tuple[Visit, Sequence[Visit]]":
    from monitor.feeds.probe import Visitor

    async with Visitor(settings) as visitor:
        return await visitor.feeds_of(feed)


def _chosen(found: "Sequence[Visit]", picks: "tuple[int, ...]", takes_all: bool) -> "Sequence[Visit]":
    """The chosen feeds, or the only one; none if the user must choose. Raises BadParameter."""
    if picks and max(picks) > len(found):
        raise click.BadParameter(f"there are {len(found)}", param_hint="--pick")
    if picks:
        return [found[number - 1] for number in dict.fromkeys(picks)]
    return found if takes_all or len(found) == 1 else ()


def _new(chosen: "Sequence[Visit]", asked: "Feed", config: "Config", feed_id: str | None) -> "list[tuple[Feed, Visit]]":
    """The feeds to add; reports those already listed."""
    from monitor.feeds.lists import feed_id_for

    new: list[tuple[Feed, Visit]] = []
    twins = (_twin(config, visit.asked, visit.url) for visit in chosen)
    known_as = next((twin.outlet for twin in twins if twin), "")  # one for all, because they have one publisher
    outlet = asked.outlet or known_as or chosen[0].parsed.title or _shown(chosen[0].asked)
    for visit in chosen:
        url = visit.moved_to or visit.asked
        if known := _known(config, url, visit.url):
            click.echo(f"{_shown(url)}: {known}", err=True)
            continue
        name = asked.outlet or visit.parsed.title or outlet
        taken = {each.id for each in config.feeds} | {feed.id for feed, _ in new}
        language = asked.language or visit.parsed.language or "en"
        made = feed_id or feed_id_for(name, url, taken)
        new.append((replace(asked, id=made, url=url, outlet=outlet, language=language), visit))
    return new


def _list(url: str, found: "Sequence[Visit]", config: "Config", options: "Sequence[str]") -> None:
    click.echo(f"{url} has {len(found)} feeds:")
    for number, visit in enumerate(found, 1):
        known = _known(config, visit.asked, visit.url)
        click.echo(f"\n  {number}  {visit.parsed.title or 'without a title'}, {_about(visit)}{f' ({known})' if known else ''}")
        click.echo(f"     {_shown(visit.moved_to or visit.asked)}")
        for entry in visit.parsed.entries[: -_TITLES - 1 : -1]:
            click.echo(f"     · {entry.title}")
    click.echo("\nNothing added yet. Choose with --pick N (repeatable) or --all:")
    click.echo(f"  {shlex.join(['monitor', 'feeds', 'add', url, *options, '--pick', '1'])}")


def _about(visit: "Visit") -> str:
    """The feed in a few words: its kind, number of entries, and the age of the newest."""
    from monitor.core.durations import in_words

    dates = [entry.published_at for entry in visit.parsed.entries if entry.published_at]
    newest = f", newest {in_words(visit.at - max(dates))} ago" if dates else ", without dates" if visit.parsed.entries else ""
    count = len(visit.parsed.entries)
    return f"{visit.parsed.kind}, {count} entr{'y' if count == 1 else 'ies'}{newest}"


def _twin(config: "Config", *urls: str) -> "Feed | None":
    """The listed feed with one of these URLs, in any spelling."""
    from monitor.core.text.urls import same_address

    spellings = {same_address(url) for url in urls}
    return next((feed for feed in config.feeds if same_address(feed.url) in spellings), None)


def _known(config: "Config", *urls: str) -> str:
    """A message if one of these URLs is listed; "" if not."""
    feed = _twin(config, *urls)
    group = f" in group {feed.group}" if feed and feed.group else ""
    return f"is already listed: {feed.id}{group}" if feed else ""


def _sibling(config: "Config", feed: "Feed") -> "Feed | None":
    """A feed from the same host under another outlet, which would count as a separate source."""
    from monitor.core.text.urls import host_of

    same_host = (each for each in config.feeds if host_of(each.url) == host_of(feed.url))
    return next((each for each in same_host if each.outlet != feed.outlet), None)


def _shown(url: str) -> str:
    from monitor.feeds.plain import visible
    from monitor.logs import redact

    return redact(visible(url))


def _refuse(why: str) -> NoReturn:
    click.echo(_shown(why), err=True)
    sys.exit(EXIT_FOUND)
