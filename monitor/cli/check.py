"""`monitor check`."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.common import config_option, json_option

if TYPE_CHECKING:
    from monitor.config import Loaded
    from monitor.config.examples import Tried
    from monitor.config.usage import Note
    from monitor.errors import Problem
    from monitor.model import Config

SHOWN_NOTES = 10  # of the notes about stars; --archive shows all


@click.command()
@click.option("--archive", "whole_archive", is_flag=True, help="Show all notes from the archive, not only the most frequent.")
@config_option
@json_option
def command(config_path: Path, whole_archive: bool, as_json: bool) -> None:
    """Check the configuration and run every watch-list's examples.

    All errors are shown at once, each with its place. Warnings do not fail. If there is a database, its newest entries
    show which words your terms' stars matched and which spellings they miss. Exit code 0: no errors; 1: an example
    failed; 78: the configuration cannot be used.
    """
    from monitor.cli import EXIT_CONFIG, EXIT_FOUND
    from monitor.config import load
    from monitor.config.examples import try_examples
    from monitor.config.lint import lints
    from monitor.config.yaml_warnings import swallowed
    from monitor.errors import ConfigError

    try:
        loaded = load(config_path)
    except ConfigError as error:
        if not as_json:
            raise
        _print_problems(error.problems, "error", as_json=True)
        raise click.exceptions.Exit(EXIT_CONFIG) from None
    warnings = lints(loaded)
    tried = list(try_examples(loaded.config.watches))
    failed = [one for one in tried if not one.is_passed]
    _print_problems(warnings, "warning", as_json=as_json)
    for one in failed:
        _print_failure(one, loaded.watches[one.watch.id].name, as_json=as_json)
    _print_problems(
        (note for watch in loaded.config.watches for note in swallowed(watch, loaded.watches[watch.id])), "note", as_json=as_json
    )
    _print_notes(loaded, whole_archive=whole_archive, as_json=as_json)
    _print_summary(loaded.config, len(warnings), len(tried), len(failed), as_json=as_json)
    raise click.exceptions.Exit(EXIT_FOUND if failed else 0)


def _print_problems(problems: "Iterable[Problem]", severity: str, *, as_json: bool) -> None:
    for problem in problems:
        if as_json:
            place = {"file": problem.file, "line": problem.line, "column": problem.column}
            _print_record({"kind": severity, **place, "what": problem.what, "todo": problem.todo})
        else:
            click.echo(f"{severity}: {problem}")


def _print_notes(loaded: "Loaded", *, whole_archive: bool, as_json: bool) -> None:
    """Notes from the archive, if there is one; the most frequent matches of stars are shown first."""
    from monitor.config.usage import catches, spellings, stars
    from monitor.store.word_counts import lexicon

    read = stars(loaded)
    words = lexicon(loaded.config.database, read)
    if words is None:
        return
    caught = catches(loaded, words, read)
    shown = caught if whole_archive else sorted(caught, key=_most_frequent)[:SHOWN_NOTES]
    _print_problems(sorted(note.problem for note in (*spellings(loaded, words), *shown)), "note", as_json=as_json)
    if len(shown) < len(caught) and not as_json:
        click.echo(f"note: {len(caught) - len(shown)} more stars matched several words; `monitor check --archive` shows them")


def _most_frequent(note: "Note") -> "tuple[int, Problem]":
    return -note.weight, note.problem


def _print_failure(tried: "Tried", file: str, *, as_json: bool) -> None:
    """Why an example failed: the sum of its score, or what it lacks."""
    example, match = tried.example, tried.match
    if as_json:
        _print_record({
            "kind": "example", "file": file, "line": example.line, "watch": tried.watch.id, "title": example.title,
            "expected": example.level or "quiet", "score": match.score, "needed": tried.needed,
            "missing": [each.text for each in match.missing], "explanation": [[line.points, line.text] for line in match.lines],
        })  # fmt: skip
        return
    wanted = f"{example.level} ({tried.needed} or more)" if example.level else f"quiet (below {tried.needed})"
    click.echo(f"{file}:{example.line}: “{example.title}” should be {wanted} but scores {match.score:g}")
    for line in match.lines:
        click.echo(f"  {line.points:+7.1f}  {line.text}")
    if match.missing:
        click.echo(f"  nothing found for {', '.join(each.text for each in match.missing)}")


def _print_summary(config: "Config", warnings: int, tried: int, failed: int, *, as_json: bool) -> None:
    counts = {"feeds": len(config.feeds), "lists": len(config.watches), "channels": len(config.channels)}
    if as_json:
        _print_record({"kind": "summary", **counts, "warnings": warnings, "examples": tried, "failed": failed})
        return
    parts = [f"{count} {name if count != 1 else name[:-1]}" for name, count in counts.items()]
    examples = f"{tried} example{'s' if tried != 1 else ''}"
    outcome = f"{failed} of {examples} failed" if failed else f"{examples} pass{'es' if tried == 1 else ''}"
    hints = [f"{warnings} warning{'s' if warnings != 1 else ''}"] if warnings else []
    click.echo(", ".join([*parts, outcome, *hints]))


def _print_record(record: dict[str, Any]) -> None:
    click.echo(json.dumps(record, ensure_ascii=False))
