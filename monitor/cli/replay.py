"""`monitor replay`."""

import json
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from monitor.cli.common import config_option, json_option, load_list, load_or_shipped

if TYPE_CHECKING:
    from monitor.model import Outcome


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.File(encoding="utf-8", errors="replace"))
@config_option
@click.option(
    "--watch", "names", metavar="LIST", multiple=True, help="Use only this watch-list: its name, or a file; repeatable."
)
@click.option("--all", "everything", is_flag=True, help="Also show watch-lists for which a concept is missing.")
@json_option
def command(files: list[IO[str]], config_path: Path, names: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Run recorded entries (JSON Lines, one per line, in order of arrival) through stories and watch-lists.

    Shows what the daemon would have decided at the recorded times. The same input gives the same bytes.
    """
    import sys
    from dataclasses import replace
    from itertools import chain

    from monitor.backtest.replay import outcome_record, read_entries
    from monitor.core.pipeline import Pipeline

    config = load_or_shipped(config_path)
    if names:
        config = replace(config, watches=tuple(load_list(name, config, config_path, "--watch") for name in names))
    feeds = {feed.id: feed for feed in config.feeds}
    pipeline = Pipeline(config)
    tally = _Tally()
    for entry in chain.from_iterable(read_entries(file, getattr(file, "name", "-"), feeds) for file in files):
        outcome = pipeline.process(entry)
        if as_json:
            judged = {verdict.watch_id for verdict in outcome.verdicts}
            misses = [miss for miss in pipeline.misses(entry) if miss.watch_id not in judged] if everything else []
            sys.stdout.write(json.dumps(outcome_record(outcome, misses), ensure_ascii=False) + "\n")
        else:
            tally.add(outcome)
    if not as_json:
        tally.show()


class _Tally:
    """The readable summary of a replay: the alerts, then the counts."""

    def __init__(self) -> None:
        from collections import Counter

        self.entries = 0
        self.joined: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()

    def add(self, outcome: "Outcome") -> None:
        self.entries += 1
        self.joined[outcome.assignment.joined.value] += 1
        for verdict in outcome.verdicts:
            self.reasons[verdict.reason.value] += 1
            if verdict.alert:
                alert = verdict.alert
                what = "; ".join(development.text for development in alert.developments) or outcome.entry.title
                click.echo(
                    f"{alert.raised_at:%Y-%m-%d %H:%M}  {alert.kind.value:5}  {alert.level:8}  {verdict.match.score:5g}"
                    f"  {verdict.watch_id}  {what}"
                )

    def show(self) -> None:
        joined = ", ".join(f"{count} {name}" for name, count in sorted(self.joined.items()))
        reasons = ", ".join(f"{count} {name}" for name, count in sorted(self.reasons.items())) or "none"
        click.echo(f"{self.entries} entries: {joined}\nverdicts: {reasons}")
