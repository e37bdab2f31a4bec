"""`monitor explain`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.common import config_option, json_option, load, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from monitor.model import Config, Entry


@click.command()
@click.argument("text")
@click.option("--language", default="en", show_default=True, help="Language of the headline.")
@click.option("--outlet", default="", help="Outlet that printed it, for lists with sources.")
@config_option
@json_option
def command(text: str, language: str, outlet: str, config_path: Path, as_json: bool) -> None:
    """Say why TEXT would or would not alert: every watch-list, its sum line by line, and what is missing.

    TEXT is a headline, "headline // summary", the address of an entry, or the id of one.
    """
    import json

    config = load(config_path)
    rows = list(_of_stored(config, text) or _of_headline(config, text, language, outlet))
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False, default=str) if as_json else _text(row))


def _of_headline(config: "Config", text: str, language: str, outlet: str) -> "Iterator[Mapping[str, Any]]":
    from monitor.clock import SystemClock
    from monitor.core.pipeline import Pipeline
    from monitor.model import Entry

    title, _, summary = (part.strip() for part in text.partition("//"))
    entry = Entry(
        id="explained",
        feed_id="typed",
        outlet=outlet or "typed",
        title=title,
        summary=summary,
        language=language,
        fetched_at=SystemClock().now(),
    )
    pipeline = Pipeline(config)
    outcome = pipeline.process(entry)
    for verdict in outcome.verdicts:
        yield {
            "watch": verdict.watch_id,
            "score": verdict.match.score,
            "level": verdict.match.level,
            "reason": verdict.reason.value,
            "explanation": [[line.points, line.text] for line in verdict.match.lines],
        }
    judged = {verdict.watch_id for verdict in outcome.verdicts}
    yield from (row for row in _misses(pipeline, entry) if row["watch"] not in judged)


def _misses(pipeline: "Any", entry: "Entry") -> "Iterator[Mapping[str, Any]]":
    for miss in pipeline.misses(entry):
        if miss.missing:
            yield {
                "watch": miss.watch_id,
                "score": 0,
                "level": None,
                "reason": "no_match",
                "explanation": [[line.points, line.text] for line in miss.lines],
                "missing": list(miss.missing),
            }


def _of_stored(config: "Config", text: str) -> "list[Mapping[str, Any]]":
    """What became of a stored entry; empty if there is none of that address or id."""
    from monitor.core.pipeline import Pipeline
    from monitor.store import entries, history

    if " " in text.strip():
        return []
    database = open_store(config)
    try:
        entry = database.run_now(entries.find, text.strip())
        if entry is None:
            if "://" in text:
                raise click.ClickException("no such entry is stored: its feed has not been fetched since, or does not list it")
            return []
        judged = database.run_now(history.verdicts, entry)
    finally:
        database.close()
    missed = [row for row in _misses(Pipeline(config), entry) if row["watch"] not in {verdict["watch"] for verdict in judged}]
    return [*judged, *missed]


def _text(row: "Mapping[str, Any]") -> str:
    level = str(row["level"] or "quiet").upper()
    lines = [f"{level} {row['score']:g} · {row['watch']} · {row['reason'].replace('_', ' ')}"]
    lines += [f"{points:+8.1f}  {text}" for points, text in row["explanation"]]
    lines += [f"      –   missing: {concept}" for concept in row.get("missing", ())]
    return "\n".join(lines) + "\n"
