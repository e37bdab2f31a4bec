"""The one thing that kept a story from a level, in words: what a reader asks first about a no."""

from collections.abc import Sequence

from monitor.core.alerting import told_from
from monitor.core.watch.scoring import HEADLINE, SUMMARY_ONLY
from monitor.model import AlertSettings, Level, Line, Match, Watch

_REFUSED = ("language: ", "source: ")  # how a list's restrictions stand among what is missing


def told_level(watch: Watch, settings: AlertSettings) -> Level | None:
    """The lowest level that anyone is told about, None if nobody is told anything."""
    rank = told_from(watch, settings)
    return watch.levels[rank - 1] if rank <= len(watch.levels) else None


def shortfall(match: Match, level: Level | None) -> str:
    """What `match` lacks of `level`: a concept, else outlets, else what took or withheld the most points."""
    if match.missing:
        return _missing(match.missing)
    if level is None:
        return "nobody is told of any level: the list has no channel"
    lacking = level.score - match.score
    if lacking <= 0:
        return f"{level.name} asks for {level.outlets} independent outlets"
    taken = [line for line in match.lines if line.points < 0]
    worst = min(taken, key=lambda line: (line.points, line.text), default=None)
    if worst is not None and -worst.points >= lacking:
        return f"{worst.points:+g} for {worst.text}; {level.name} needs {level.score:g}"
    gain, concepts = _withheld(match.lines)
    short = f"{lacking:g} points short of {level.name}"
    return f"{short}: {concepts} in the summary only" if gain >= lacking else short


def _missing(missing: Sequence[str]) -> str:
    if missing[0].startswith(_REFUSED):
        return f"the list does not look at {missing[0]}"
    more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
    return f"nothing found for “{missing[0]}”{more}"


def _withheld(lines: Sequence[Line]) -> tuple[float, str]:
    """What the concepts that stand in the summary would add in the headline, and which these are."""
    found = [line for line in lines if line.points > 0 and line.text.endswith(" in summary") and ": “" in line.text]
    gain = sum(line.points for line in found) * (HEADLINE - SUMMARY_ONLY) / SUMMARY_ONLY
    return gain, " and ".join(line.text.partition(": “")[0] for line in found)
