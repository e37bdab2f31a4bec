"""`monitor stories`."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from monitor.cli.common import config_option, json_option, load, load_or_shipped, open_store, show
from monitor.cli.listing import limit_option, moment, points

if TYPE_CHECKING:
    from monitor.model import Assignment, Config, Entry, Story
    from monitor.queries.placement import Placing
    from monitor.store.database import Connection

_COLUMNS = ("id", "first", "last", "entries", "outlets", "independent", "title", "follows")


@click.command()
@click.argument("story_id", required=False, metavar="[ID]")
@click.option("--explain", metavar="ID", help="Say why each entry of a story joined it, or why one entry did.")
@click.option(
    "--entries",
    "recording",
    type=click.File(encoding="utf-8", errors="replace"),
    help="With --explain: recorded entries (JSON Lines) instead of the archive.",
)
@config_option
@limit_option
@json_option
def command(
    story_id: str | None, explain: str | None, recording: IO[str] | None, config_path: Path, limit: int, as_json: bool
) -> None:
    """List stories, the one that grew last first; with an ID, its entries and the verdicts about it.

    `joined` says how an entry came to its story: `new` founded it, `same` joined silently, `likely` in doubt. --explain works
    out again what the entry was held against, from the entries of the stories that were open then.
    """
    from monitor.store import history

    if explain:
        _explain(explain, recording, config_path, as_json=as_json)
        return
    if recording:
        raise click.UsageError("--entries goes with --explain ID")
    database = open_store(load(config_path))
    try:
        if story_id is None:
            found = database.read_now(history.stories, limit)
            show([_row(each) for each in found], _COLUMNS, as_json=as_json, empty="No stories yet.")
        else:
            rows = database.read_now(_entry_rows, story_id)
            if not rows:
                raise click.BadParameter(f"there is no story {story_id}; see `monitor stories`", param_hint="ID")
            _show_entries(rows, as_json=as_json)
    finally:
        database.close()


def _explain(wanted: str, recording: IO[str] | None, config_path: Path, *, as_json: bool) -> None:
    from monitor.cli.stories_explain import explained, text

    config = load_or_shipped(config_path) if recording else load(config_path)
    found = _of_recording(config, recording, wanted) if recording else _of_archive(config, wanted)
    rows = [explained(placing, config.stories) for placing in found]
    if not rows:
        raise click.BadParameter(f"there is no judged entry and no story {wanted}; see `monitor stories`", param_hint="--explain")
    if as_json:
        show(rows, (), as_json=True, empty="")
        return
    for row in rows:
        click.echo(text(row))


def _of_recording(config: "Config", lines: IO[str], wanted: str) -> "Iterable[Placing]":
    from monitor.backtest.replay import read_entries
    from monitor.queries.placement import placings

    feeds = {feed.id: feed for feed in config.feeds}
    entries = read_entries(lines, getattr(lines, "name", "-"), feeds)
    return placings(config.stories, ((entry, None) for entry in entries), wanted)


def _of_archive(config: "Config", wanted: str) -> "Iterable[Placing]":
    from monitor.queries.placement import archived

    database = open_store(config)
    try:
        return database.read_now(archived, config.stories, wanted)
    finally:
        database.close()


def _row(story: "Story") -> dict[str, Any]:
    return {
        "id": story.id,
        "first": moment(story.first_at),
        "last": moment(story.last_at),
        "entries": story.entries,
        "outlets": story.outlets,
        "independent": story.independent,
        "title": story.title,
        "url": story.url,
        "follows": story.follows,
    }


def _entry_rows(c: "Connection", story_id: str) -> list[dict[str, Any]]:
    from monitor.store import history

    return [_entry_row(entry, assignment, history.verdicts(c, entry)) for entry, assignment in history.entries_of(c, story_id)]


def _entry_row(entry: "Entry", assignment: "Assignment", verdicts: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": entry.key,
        "at": moment(entry.fetched_at),
        "published": moment(entry.published_at),
        "outlet": entry.outlet,
        "title": entry.title,
        "url": entry.url,
        "joined": assignment.joined.value,
        "probability": assignment.probability,
        "follows": assignment.follows,
        "evidence": dict(assignment.evidence),
        "verdicts": verdicts,
    }


def _show_entries(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        show(rows, (), as_json=True, empty="")
        return
    for row in rows:
        click.echo(f"{row['at']}  {row['outlet']}: {row['title']}")
        if row["url"]:
            click.echo(f"    {row['url']}")
        if not row["published"]:
            click.echo("    no plausible date; using the time first seen")
        evidence = ", ".join(f"{name} {value:.3g}" for name, value in row["evidence"].items())
        click.echo(f"    {row['joined']}, probability {row['probability']:.2f}" + (f" ({evidence})" if evidence else ""))
        for verdict in row["verdicts"]:
            _show_verdict(verdict)


def _show_verdict(verdict: Mapping[str, Any]) -> None:
    click.echo(f"    {verdict['watch']}: {points(verdict['score'])} {verdict['level'] or 'below'} {verdict['reason']}")
    for summand, text in verdict["explanation"]:
        click.echo(f"        {points(summand):>6}  {text}")
