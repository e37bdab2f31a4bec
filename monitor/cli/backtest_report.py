"""How `monitor backtest` prints its report: for people, or one JSON object a line."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import click

from monitor.backtest.compare import Change, Comparison, Counts, Judged, NearMiss
from monitor.cli.common import show
from monitor.cli.listing import moment, points
from monitor.core.alerts.decide import told_from
from monitor.model import AlertSettings, Watch

SHOWN = 20  # of each kind, for people


def print_report(report: Comparison, watch: Watch, settings: AlertSettings, *, as_json: bool) -> None:
    if as_json:
        for record in _records(report, watch):
            click.echo(json.dumps(record, ensure_ascii=False))
        return
    click.echo(f"{watch.name}: {report.since:%Y-%m-%d} to {report.until:%Y-%m-%d}, {report.weeks:.1f} weeks\n")
    show(list(_rates(report, watch, told_from(watch, settings))), _rate_columns(report), as_json=False, empty="")
    click.echo("\nStories a week at each alert threshold:\n")
    show(list(_thresholds(report)), ("score", *_rate_columns(report)[1:]), as_json=False, empty="")
    _print_changes("Gained" if report.old else "Alerts", report.gained, "before", is_compared=report.old is not None)
    if report.old:
        _print_changes("Lost", report.lost, "now", is_compared=True)
        _print_changes("Sent at another level", report.changed, "before", is_compared=True)
    _print_near(report.near)


# ── For people ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _rate_columns(report: Comparison) -> tuple[str, ...]:
    return ("alerts_a_week", "before", "now") if report.old else ("alerts_a_week", "now")


def _rates(report: Comparison, watch: Watch, told_from_rank: int) -> Iterator[dict[str, str]]:
    for rank, level in reversed(list(enumerate(watch.levels, 1))):
        rates = _both(report, lambda counts, name=level.name: counts.alerts[name])
        is_silent = rank < told_from_rank and not any(counts and counts.alerts[level.name] for counts in (report.old, report.new))
        yield {"alerts_a_week": level.name, **(dict.fromkeys(rates, "not sent") if is_silent else rates)}
    yield {"alerts_a_week": "further replies", **_both(report, lambda counts: counts.developments)}


def _both(report: Comparison, count: Any) -> dict[str, str]:
    named = (("before", report.old), ("now", report.new))
    return {name: _rate(count(counts), report) for name, counts in named if counts}


def _rate(count: int, report: Comparison) -> str:
    return f"{count / report.weeks:.1f} ({count})"


def _thresholds(report: Comparison) -> Iterator[dict[str, str]]:
    for score, old, new in report.thresholds:
        yield {"score": str(score), "before": _rate(old, report), "now": _rate(new, report)}


def _print_changes(heading: str, changes: Sequence[Change], when: str, *, is_compared: bool) -> None:
    click.echo(f"\n{heading}: {len(changes)}")
    for change in changes[:SHOWN]:
        click.echo(f"\n{_headline(change.told)}")
        for line in change.told.lines:
            click.echo(f"  {line.points:+7.1f}  {line.text}")
        if is_compared:
            click.echo(f"  {when}: {_other(change.other)}")
    _print_rest(len(changes))


def _headline(judged: Judged) -> str:
    level = str(judged.level or "quiet").upper()
    return f"{judged.at:%Y-%m-%d %H:%M}  {level} {points(judged.score)}  {judged.title}"


def _other(judged: Judged | None) -> str:
    if judged is None:
        return "no match"
    if judged.missing:
        return f"nothing found for {', '.join(each.text for each in judged.missing)}"
    return f"{judged.level or 'no level'}, {points(judged.score)} ({judged.reason.value.replace('_', ' ')})"


def _print_near(near: Sequence[NearMiss]) -> None:
    click.echo(f"\nJust missed: {len(near)}")
    for each in near[:SHOWN]:
        click.echo(f"\n{_headline(each.judged)}\n  lacks {_lack(each)} for {each.level}")
    _print_rest(len(near))


def _lack(near: NearMiss) -> str:
    lacks = [f"{points(near.points)} points"] if near.points else []
    lacks += [f"{near.outlets} more independent outlet"] if near.outlets else []
    return " and ".join(lacks)


def _print_rest(count: int) -> None:
    if count > SHOWN:
        click.echo(f"\n… and {count - SHOWN} more: --json lists all")


# ── For programs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _records(report: Comparison, watch: Watch) -> Iterator[dict[str, Any]]:
    yield {
        "kind": "summary",
        "watch": watch.id,
        "since": moment(report.since),
        "until": moment(report.until),
        "weeks": round(report.weeks, 3),
        "old": _counts_record(report.old),
        "new": _counts_record(report.new),
    }
    for level in watch.levels:
        old, new = (counts.alerts[level.name] if counts else None for counts in (report.old, report.new))
        yield {"kind": "level", "level": level.name, **_per_week(report, old, new)}
    for score, before, now in report.thresholds:
        yield {"kind": "threshold", "score": score, **_per_week(report, before if report.old else None, now)}
    for kind, changes in (("gained", report.gained), ("lost", report.lost), ("changed", report.changed)):
        for change in changes:
            yield {"kind": kind, **_judged_record(change.told), "other": change.other and _judged_record(change.other)}
    for near in report.near:
        lacks = {"next_level": near.level, "points_missing": near.points, "outlets_missing": near.outlets}
        yield {"kind": "near", **_judged_record(near.judged), **lacks}


def _counts_record(counts: Counts | None) -> dict[str, Any] | None:
    if counts is None:
        return None
    return {
        "alerts": counts.alerts.total(),
        "developments": counts.developments,
        "reasons": {reason.value: count for reason, count in sorted(counts.reasons.items()) if count},
    }


def _per_week(report: Comparison, old: int | None, new: int | None) -> dict[str, Any]:
    both = {"old": old, "new": new}
    return {**both, **{f"{name}_per_week": None if n is None else round(n / report.weeks, 2) for name, n in both.items()}}


def _judged_record(judged: Judged) -> dict[str, Any]:
    return {
        "story": judged.story_id,
        "id": judged.entry_id,
        "at": moment(judged.at),
        "title": judged.title,
        "url": judged.url,
        "score": judged.score,
        "level": judged.level,
        "reason": judged.reason.value,
        "independent": judged.independent,
        "explanation": [[line.points, line.text] for line in judged.lines],
        "missing": [each.text for each in judged.missing],
    }
