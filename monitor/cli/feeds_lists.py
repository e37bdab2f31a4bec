"""`monitor feeds remove`, `import` and `export`: feeds.yaml and other lists of feeds."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import EXIT_FOUND
from monitor.cli.common import config_option, json_option, load, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.feeds.lists import Listed
    from monitor.model import Feed

Row = dict[str, Any]


@click.command("remove")
@click.argument("feed_id", metavar="FEED")
@config_option
def remove(feed_id: str, config_path: Path) -> None:
    """Remove FEED from feeds.yaml; its entries are kept."""
    from monitor.config.editing import remove_feed

    remove_feed(config_path, feed_id)
    click.echo(f"removed {feed_id}; a running daemon drops it now")


@click.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--private", is_flag=True, help="Allow feeds that the file marks as private to be in your own network.")
@config_option
@json_option
def import_(file: Any, private: bool, config_path: Path, as_json: bool) -> None:
    """Add the feeds of an OPML file, or of a plain list of addresses, to feeds.yaml.

    Feeds already listed are unchanged. Exit code 1 if a line was refused; the others are still added.
    """
    from monitor.config.editing import add_feeds
    from monitor.feeds.lists import looks_like_xml, read_addresses
    from monitor.feeds.opml import read_opml

    config = load(config_path)
    data = file.read()
    found = read_opml(data) if looks_like_xml(data) else read_addresses(data)
    new, rows = _sorted_out(found, config.feeds, private=private)
    if new:
        add_feeds(config_path, new)
    counts = {name: sum(row["result"] == name for row in rows) for name in ("added", "there", "refused")}
    if as_json:
        show(rows, (), as_json=True, empty="")
    else:
        for row in rows:
            click.echo(_told(row), err=row["result"] == "refused")
        one = counts["added"] == 1
        click.echo(
            f"added {counts['added']} feed{'' if one else 's'}, {counts['there']} already listed, {counts['refused']} refused"
        )
    if counts["refused"]:
        sys.exit(EXIT_FOUND)


def _sorted_out(found: "Sequence[Listed]", configured: "Sequence[Feed]", *, private: bool) -> "tuple[list[Feed], list[Row]]":
    """The feeds to add, and the result for each line."""
    from monitor.core.text.urls import same_address
    from monitor.feeds.lists import feed_id_for
    from monitor.logs import redact

    known = {same_address(feed.url): feed for feed in configured}
    ids = {feed.id for feed in configured}
    new: list[Feed] = []
    rows: list[Row] = []
    for each in found:
        feed, problem = each.feed, each.problem
        if not problem and feed.private and not private:
            problem = "marked as inside your own network; if you trust the file, import it with --private"
        twin = None if problem else known.get(same_address(feed.url))
        if not problem and not twin:
            taken = feed.id in ids or not feed.id
            feed = replace(feed, id=feed_id_for(feed.id or feed.outlet, feed.url, ids) if taken else feed.id)
            ids.add(feed.id)
            known[same_address(feed.url)] = feed
            new.append(feed)
        rows.append(
            {
                "line": each.line,
                "result": "refused" if problem else "there" if twin else "added",
                "feed": twin.id if twin else None if problem else feed.id,
                "group": (twin or feed).group or None,
                "why": problem or None,
                "url": redact(feed.url),
            }
        )
    return new, rows


def _told(row: Row) -> str:
    from monitor.feeds.plain import visible

    if row["result"] == "refused":
        return f"line {row['line']}: refused, {row['why']}: {visible(row['url'])[:200]}"
    group = f" in {row['group']}" if row["group"] else ""
    what = "added" if row["result"] == "added" else "already listed:"
    return f"line {row['line']}: {what} {row['feed']}{group}"


@click.command("export")
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
        click.echo(f"the addresses of {', '.join(secret)} contain a password or key; do not share the file", err=True)
