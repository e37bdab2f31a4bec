"""`monitor stories --explain`: why an entry joined its story, as a row for `--json` and as lines for a reader."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from monitor.cli.listing import moment
from monitor.core.stories import cross_language
from monitor.core.stories.decision import Basis
from monitor.core.stories.guards import GUARDS, Guard
from monitor.core.stories.weights import BIAS, WEIGHTS
from monitor.model import Entry, StorySettings

if TYPE_CHECKING:
    from monitor.queries.placement import Placing, Weighed

Row = dict[str, Any]

_NEAR = 0.05  # probability from which another story is worth a line
_WIDTH = 100  # columns
_EVENTLESS = {"comment": "labelled as opinion or background", "roundup": "a round-up of the news"}
_GUARDS = {guard.name: guard for guard in GUARDS}


def explained(placing: "Placing", settings: StorySettings) -> Row:
    """One object of `--json`."""
    assignment, against = placing.assignment, placing.against
    features, bias = _features(against)
    return {
        "id": placing.entry.key,
        "at": moment(placing.entry.fetched_at),
        "outlet": placing.entry.outlet,
        "title": placing.entry.title,
        "story": assignment.story_id,
        "joined": assignment.joined.value,
        "probability": assignment.probability,
        "likely": settings.likely,
        "same": settings.same,
        "why": _then(placing) if placing.is_changed else _now(placing, settings),
        "follows": _story(assignment.follows, placing.follows) if assignment.follows else None,
        "against": _weighed(against) if against else None,
        "features": features,
        "bias": bias,
        "rivals": [_weighed(each) for each in placing.weighed if each is not against and each.candidate.probability >= _NEAR],
        "today": placing.decision.assignment.joined.value if placing.is_changed else None,
    }


def _then(placing: "Placing") -> str:
    """As far as what was kept of the decision says."""
    evidence = dict(placing.assignment.evidence)
    named = next((_objection(_GUARDS[name]) for name in evidence if name in _GUARDS), None)
    return named or _evident(evidence) or f"a probability of {placing.assignment.probability:.2f} at that time"


def _evident(evidence: Mapping[str, float]) -> str | None:
    if "crossing" in evidence:
        points = f"{cross_language.ENOUGH:g} are likely, {cross_language.SURE:g} the same"
        return f"told in another language: {evidence['crossing']:g} points of what needs no translation ({points})"
    for name, what in _EVENTLESS.items():
        if name in evidence:
            return f"{what}: it tells no event, and is joined in silence"
    return "the very same title, or a correction of the same entry" if "identical" in evidence else None


def _now(placing: "Placing", settings: StorySettings) -> str:
    basis, against = placing.decision.basis, placing.against
    if basis in {Basis.OTHER_LANGUAGE, Basis.COMMENT, Basis.ROUNDUP, Basis.IDENTICAL} or against is None:
        evident = _evident(dict(placing.decision.assignment.evidence))
        return evident or "no open story in its language shares rare words with it"
    candidate = against.candidate
    objection = _objection(candidate.guard) if candidate.guard else ""
    besides = f"; besides, {objection}" if objection else ""
    after = f"{candidate.hours:.0f} h after the like entry, in a story of {candidate.age:.0f} h"
    probability = f"{candidate.probability:.2f}"
    return {
        Basis.CLEAR: f"{probability} is at least {settings.same:.2f}, and nothing objects",
        Basis.DOUBTED: objection,
        Basis.BETWEEN: f"{probability} lies between {settings.likely:.2f} and {settings.same:.2f}",
        Basis.RIVAL: f"another story comes near: of {probability} it leaves {candidate.share:.2f}",
        Basis.DETAILS_ONLY: "only details of summaries speak for it",
        Basis.ACTORS_ONLY: "beside who did it to whom little speaks for this act of theirs: it may be another",
        Basis.LATE: f"{probability} is not enough to join in silence {after}",
        Basis.IMPROBABLE: f"no open story is likely enough: {probability} is below {settings.likely:.2f}{besides}",
        Basis.PARTED: objection,
    }[basis]


def _objection(guard: Guard) -> str:
    """Its name, and in words what it sees, which stand where it is defined."""
    seen = (guard.applies.__doc__ or "").partition("\n")[0].rstrip(".")
    return f"{guard.name} ({guard.effect.value}): {seen}"


def _features(against: "Weighed | None") -> tuple[list[Row], float | None]:
    if against is None or against.candidate.features is None:
        return [], None
    found = [(weight, getattr(against.candidate.features, weight.name)) for weight in WEIGHTS]
    return [
        {
            "name": weight.name,
            "value": round(value, 3),
            "weight": weight.value,
            "points": round(value * weight.value, 3) + 0.0,
            "why": weight.why,
        }
        for weight, value in found
    ], BIAS


def _weighed(weighed: "Weighed") -> Row:
    candidate = weighed.candidate
    return _story(candidate.story_id, weighed.founder) | {
        "probability": round(candidate.probability, 4),
        "guard": candidate.guard.name if candidate.guard else None,
        "objection": _objection(candidate.guard) if candidate.guard else None,
        "nearest": f"{weighed.nearest.outlet}: {weighed.nearest.title}",
        "hours": round(candidate.hours, 2),
    }


def _story(story_id: str, founder: Entry | None) -> Row:
    return {"story": story_id, "title": founder.title if founder else None}


# ── For a reader ─────────────────────────────────────────────────────────────────────────────────────────────────────


def text(row: Mapping[str, Any]) -> str:
    """At most 100 columns wide."""
    return "\n".join(_lines(row)) + "\n"


def _lines(row: Mapping[str, Any]) -> Iterator[str]:
    against, follows = row["against"], row["follows"]
    yield from _wrapped(f"{row['at']}  {row['outlet']}: {row['title']}", 0)
    yield from _wrapped(f"{row['joined'].upper()}  {row['why']}", 2)
    if against and against["story"] != row["story"]:
        parted = "parted from" if against["guard"] and against["probability"] >= row["likely"] else "held against"
        followed = ", which it follows" if follows and follows["story"] == against["story"] else ""
        yield from _wrapped(f"{parted} {against['story']}  {against['title']}{followed}", 2)
    if follows and not (against and follows["story"] == against["story"]):
        yield from _wrapped(f"follows {follows['story']}  {follows['title'] or ''}", 2)
    if against:
        yield from _wrapped(f"nearest entry, {against['hours']:.1f} h before: {against['nearest']}", 2)
        yield from _sum(row)
    for rival in row["rivals"]:
        objects = f"; {rival['objection']}" if rival["objection"] else ""
        yield from _wrapped(f"also weighed: {rival['story']}  {rival['title']} ({rival['probability']:.2f}{objects})", 2)
    if row["today"]:
        yield from _wrapped(f"decided otherwise now ({row['today']}): rules or settings have changed since", 2)


def _sum(row: Mapping[str, Any]) -> Iterator[str]:
    if row["bias"] is None:
        return
    for each in row["features"]:
        yield f"    {each['name']:<15}{each['value']:6.2f} ×{each['weight']:6.2f} ={each['points']:+7.2f}  {each['why']}"
    total = row["bias"] + sum(each["points"] for each in row["features"])
    limits = f"likely from {row['likely']:.2f}, same from {row['same']:.2f}"
    yield f"    {'bias':<30} ={row['bias']:+7.2f}  what must be outweighed"
    yield f"    {'sum':<30} ={total:+7.2f}  probability {row['against']['probability']:.2f} ({limits})"


def _wrapped(line: str, indent: int) -> list[str]:
    space = " " * indent
    return textwrap.wrap(line, _WIDTH, initial_indent=space, subsequent_indent=space + "    ", break_on_hyphens=False)
