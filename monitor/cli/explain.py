"""`monitor explain`."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.common import config_option, json_option, load, load_list, open_store
from monitor.cli.listing import moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import Config, Delivery
    from monitor.queries.explain import Explanation
    from monitor.store.entry_history import EntryHistory

Row = dict[str, Any]


@click.command()
@click.argument("text")
@click.option("--language", default="", help="ISO 639 code of the headline's language; recognised if not given.")
@click.option("--outlet", default="", help="Outlet that printed it, for lists with sources.")
@click.option("--watch", "list_name", metavar="LIST", help="Look at one watch-list only: its name, or a file.")
@config_option
@json_option
def command(text: str, language: str, outlet: str, list_name: str | None, config_path: Path, as_json: bool) -> None:
    """Say why TEXT would or would not alert: for every watch-list the one thing that decided, then its sum line by line.

    TEXT is a headline, "headline // summary", the address of an entry, or the id of one. For a stored entry it tells what
    was decided when it came, and what became of that.
    """
    from monitor.clock import SystemClock
    from monitor.queries import explain
    from monitor.store.word_counts import has_archive

    config, now = load(config_path), SystemClock().now()
    if list_name:
        config = replace(config, watches=(load_list(list_name, config, config_path, "--watch"),))
    is_headline = " " in text.strip()
    rows = _stored(config, text.strip(), now, is_headline=is_headline) if has_archive(config.database) else []
    if is_headline or not rows:
        entry = explain.typed(text, language=language, outlet=outlet, now=now)
        rows += [_row(each) for each in explain.explain_new(config, entry)]
    if list_name:
        rows = [row for row in rows if row.get("watch", config.watches[0].id) == config.watches[0].id]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False, default=str))
    else:
        _tell(rows)


def _stored(config: "Config", text: str, now: "datetime", *, is_headline: bool) -> list[Row]:
    """What became of a stored entry: where the last one with this very headline went, if its story can still be open; all of
    one with this address or id. Nothing if there is none.
    """
    from monitor.core.text.urls import is_address
    from monitor.queries import explain

    database = open_store(config)
    try:
        if is_headline:
            last = database.read_now(explain.seen, text.partition("//")[0].strip(), now - config.stories.window)
            return [_entry_row(last)] if last else []
        found = database.read_now(explain.find, text)
        if found is None and is_address(text):
            raise click.ClickException(database.read_now(explain.not_fetched, config, text))
    finally:
        database.close()
    return [_entry_row(found), *(_row(each) for each in explain.explain_stored(config, found))] if found else []


def _row(told: "Explanation") -> Row:
    match = told.match
    row: Row = {
        "watch": match.watch_id,
        "score": match.score,
        "level": match.level,
        "reason": told.reason.value,
        "why": told.why,
        "explanation": [[line.points, line.text] for line in match.lines],
    }
    row |= {"missing": [each.text for each in match.missing]} if match.missing else {}
    if told.is_recorded:
        row |= {"alert": told.alert.id if told.alert else None, "deliveries": [_delivery(each) for each in told.deliveries]}
    return row


def _entry_row(found: "EntryHistory") -> Row:
    entry, story, joined = found.entry, found.story, found.assignment
    return {
        "entry": entry.key,
        "at": moment(entry.fetched_at),
        "published": moment(entry.published_at),
        "outlet": entry.outlet,
        "title": entry.title,
        "story": story.id if story else None,
        "joined": joined.joined.value if joined else None,
        "probability": round(joined.probability, 2) if joined else None,
        "story_title": story.title if story else None,
        "follows": joined.follows if joined else None,
    }


def _delivery(delivery: "Delivery") -> Row:
    return {"channel": delivery.channel_id, "state": delivery.state.value, "problem": delivery.problem}


# ── For a reader ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _tell(rows: "Sequence[Row]") -> None:
    """Each row; but where several lists find nothing at all, they share a line."""
    strangers = [row["watch"] for row in rows if row.get("missing") and not row["explanation"]]
    is_folded = len(strangers) > 1
    for row in rows:
        if not (is_folded and row.get("watch") in strangers):
            click.echo(_text(row))
    if is_folded:
        click.echo(f"QUIET 0 · no match: nothing found at all · {', '.join(strangers)}\n")


def _text(row: Row) -> str:
    if "entry" in row:
        return _entry_text(row)
    level = str(row["level"] or "quiet").upper()
    why = f": {row['why']}" if row["why"] else ""
    lines = [f"{level} {row['score']:g} · {row['watch']} · {row['reason'].replace('_', ' ')}{why}"]
    for delivery in row.get("deliveries", ()):
        problem = f": {delivery['problem']}" if delivery["problem"] else ""
        lines.append(f"          delivery to {delivery['channel']} {delivery['state']}{problem}")
    lines += [f"{points:+8.1f}  {text}" for points, text in row["explanation"]]
    lines += [f"      –   missing: {concept}" for concept in row.get("missing", ())]
    return "\n".join(lines) + "\n"


def _entry_text(row: Row) -> str:
    head = f"already seen: {row['at']}  {row['outlet']}: {row['title']}\n"
    head += "" if row["published"] else "no plausible date; using the time first seen\n"
    if row["story"] is None:
        return head + "waits to be judged\n"
    if row["joined"] == "new":
        return head + f"founded story {row['story']}{' after ' + row['follows'] if row['follows'] else ''}\n"
    doubt = "in doubt, " if row["joined"] == "likely" else ""
    return head + f"joined story {row['story']} ({doubt}probability {row['probability']:.2f}): {row['story_title']}\n"
