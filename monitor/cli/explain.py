"""`monitor explain`."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.common import config_option, json_option, load, load_list, open_store
from monitor.cli.listing import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.core.pipeline import Pipeline
    from monitor.model import Alert, Config, Delivery, Entry, Match, Mute, Reason
    from monitor.store.entry_history import EntryHistory, Kept

Row = dict[str, Any]
SHOWN_ADDRESSES = 3


@click.command()
@click.argument("text")
@click.option("--language", default="en", show_default=True, help="Language of the headline.")
@click.option("--outlet", default="", help="Outlet that printed it, for lists with sources.")
@click.option("--watch", "list_name", metavar="LIST", help="Look at one watch-list only: its name, or a file.")
@config_option
@json_option
def command(text: str, language: str, outlet: str, list_name: str | None, config_path: Path, as_json: bool) -> None:
    """Say why TEXT would or would not alert: for every watch-list the one thing that decided, then its sum line by line.

    TEXT is a headline, "headline // summary", the address of an entry, or the id of one. For a stored entry it tells what
    was decided when it came, and what became of that.
    """
    from monitor.store.word_counts import has_archive

    config = load(config_path)
    if list_name:
        config = replace(config, watches=(load_list(list_name, config, config_path, "--watch"),))
    is_headline = " " in text.strip()
    find = _seen if is_headline else _of_stored
    stored = find(config, text.strip()) if has_archive(config.database) else []
    rows = [*stored, *(_of_headline(config, text, language, outlet) if is_headline or not stored else ())]
    if list_name:
        rows = [row for row in rows if row.get("watch", config.watches[0].id) == config.watches[0].id]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False, default=str))
    else:
        _tell(rows)


# ── A headline that was typed ────────────────────────────────────────────────────────────────────────────────────────


def _of_headline(config: "Config", text: str, language: str, outlet: str) -> "Iterator[Row]":
    from monitor.clock import SystemClock
    from monitor.core.pipeline import Pipeline
    from monitor.model import Entry

    title, _, summary = (part.strip() for part in text.partition("//"))
    name = outlet or "typed"
    now = SystemClock().now()
    entry = Entry(id="typed", feed_id="typed", outlet=name, title=title, summary=summary, language=language, fetched_at=now)
    pipeline = Pipeline(config)
    verdicts = pipeline.process(entry).verdicts
    for verdict in verdicts:
        yield _row(config, entry, verdict.match, verdict.reason, verdict.alert)
    yield from _misses(config, pipeline, entry, {verdict.watch_id for verdict in verdicts})


def _misses(config: "Config", pipeline: "Pipeline", entry: "Entry", judged: set[str]) -> "Iterator[Row]":
    """The watch-lists that lack a concept, those that lack the fewest first; last, those that find nothing at all."""
    from monitor.model import Match, Reason

    for miss in sorted(pipeline.misses(entry), key=lambda miss: (not miss.lines, len(miss.missing))):
        if miss.missing and miss.watch_id not in judged:
            match = Match(watch_id=miss.watch_id, score=0, level=None, lines=miss.lines, missing=miss.missing)
            yield _row(config, entry, match, Reason.NO_MATCH, None)


def _row(
    config: "Config", entry: "Entry", match: "Match", reason: "Reason", alert: "Alert | None", mutes: "tuple[Mute, ...]" = ()
) -> Row:
    from monitor.core.alerts.reasons import because

    watch = next((watch for watch in config.watches if watch.id == match.watch_id), None)
    row: Row = {
        "watch": match.watch_id,
        "score": match.score,
        "level": match.level,
        "reason": reason.value,
        "why": because(reason, watch, match, entry, config.alerts, alert, mutes) if watch else "the list is gone",
        "explanation": [[line.points, line.text] for line in match.lines],
    }
    return row | ({"missing": [each.text for each in match.missing]} if match.missing else {})


# ── A stored entry ───────────────────────────────────────────────────────────────────────────────────────────────────


def _seen(config: "Config", text: str) -> list[Row]:
    """Where the last entry with this very headline went, if it came while its story can still be open."""
    from monitor.clock import SystemClock
    from monitor.store.entry_history import entry_history, seen

    since = SystemClock().now() - config.stories.window
    database = open_store(config)
    try:
        entry = database.read_now(seen, text.partition("//")[0].strip(), since)
        return [_entry_row(database.read_now(entry_history, entry))] if entry else []
    finally:
        database.close()


def _of_stored(config: "Config", text: str) -> list[Row]:
    """What became of a stored entry; nothing if `text` is no address or id of one."""
    from monitor.core.pipeline import Pipeline
    from monitor.core.text.urls import is_address
    from monitor.store import entries
    from monitor.store.entry_history import entry_history

    database = open_store(config)
    try:
        entry = database.read_now(entries.find, text)
        if entry is None:
            if is_address(text):
                raise click.ClickException(database.read_now(_not_fetched, config, text))
            return []
        found = database.read_now(entry_history, entry)
    finally:
        database.close()
    judged = {kept.match.watch_id for kept in found.verdicts}
    return [
        _entry_row(found),
        *(_kept_row(config, entry, kept) for kept in found.verdicts),
        *_misses(config, Pipeline(config), entry, judged),
    ]


def _not_fetched(connection: Any, config: "Config", address: str) -> str:
    """Which feed would have had it, and how that fares; which addresses look like it."""
    from monitor.core.alerts.reasons import stamp
    from monitor.core.text.urls import full_address, host_of
    from monitor.store.entries import resembling
    from monitor.store.feeds import feed_states

    def site(url: str) -> str:
        return host_of(full_address(url)).removeprefix("www.").removeprefix("feeds.").removeprefix("rss.")

    states = {state.feed_id: state for state in feed_states(connection)}
    listing, alike = resembling(connection, address, SHOWN_ADDRESSES)
    feeds = [feed for feed in config.feeds if feed.id in listing or site(feed.url) == site(address)]
    ending = f"\nsimilar addresses: {' '.join(alike)}" if alike else ""
    if not feeds:
        return f"not fetched: no feed of this site is read; `monitor feeds add` adds one{ending}"
    told = []
    for feed in feeds:
        state = states.get(feed.id)
        if state is None or state.polled_at is None:
            told.append(f"{feed.id} was never read")
        elif state.problem:
            told.append(f"{feed.id} could not be read at {stamp(state.polled_at)}: {state.problem}")
        else:
            told.append(f"{feed.id} was read at {stamp(state.polled_at)} and has never listed it under this address")
    return f"not fetched: {'; '.join(told)}{ending}"


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


def _kept_row(config: "Config", entry: "Entry", kept: "Kept") -> Row:
    return {
        **_row(config, entry, kept.match, kept.reason, kept.alert, kept.mutes),
        "alert": kept.alert.id if kept.alert else None,
        "deliveries": [_delivery(delivery) for delivery in kept.deliveries],
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
    head += "" if row["published"] else "no date that can be believed: it counts from then\n"
    if row["story"] is None:
        return head + "waits to be judged\n"
    if row["joined"] == "new":
        return head + f"founded story {row['story']}{' after ' + row['follows'] if row['follows'] else ''}\n"
    doubt = "in doubt, " if row["joined"] == "likely" else ""
    return head + f"joined story {row['story']} ({doubt}probability {row['probability']:.2f}): {row['story_title']}\n"
