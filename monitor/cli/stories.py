"""`monitor stories`."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.common import config_option, json_option, load, open_store, show
from monitor.cli.listing import limit_option, moment, points

if TYPE_CHECKING:
    from monitor.model import Assignment, Entry, Story
    from monitor.store.database import Connection

_COLUMNS = ("id", "first", "last", "entries", "outlets", "independent", "title", "follows")


@click.command()
@click.argument("story_id", required=False, metavar="[ID]")
@config_option
@limit_option
@json_option
def command(story_id: str | None, config_path: Path, limit: int, as_json: bool) -> None:
    """List stories, the one that grew last first; with an ID, its entries and the verdicts about it.

    `joined` says how an entry came to its story: `new` founded it, `same` joined silently, `likely` in doubt.
    """
    from monitor.store import history

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
        evidence = ", ".join(f"{name} {value:.3g}" for name, value in row["evidence"].items())
        click.echo(f"    {row['joined']}, probability {row['probability']:.2f}" + (f" ({evidence})" if evidence else ""))
        for verdict in row["verdicts"]:
            _show_verdict(verdict)


def _show_verdict(verdict: Mapping[str, Any]) -> None:
    click.echo(f"    {verdict['watch']}: {points(verdict['score'])} {verdict['level'] or 'below'} {verdict['reason']}")
    for summand, text in verdict["explanation"]:
        click.echo(f"        {points(summand):>6}  {text}")
