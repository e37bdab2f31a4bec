"""`monitor stories --explain`: why an entry joined its story, as a row for `--json` and as lines for a reader."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from monitor.cli.listing import moment
from monitor.core.stories import cross_language
from monitor.core.stories.index import LITTLE, UNLIKE
from monitor.core.stories.weights import BIAS, WEIGHTS
from monitor.model import Entry, Joined, StorySettings

if TYPE_CHECKING:
    from monitor.cli.weighing import Placing, Weighed
    from monitor.core.stories.guards import Guard

Row = dict[str, Any]

_NEAR = 0.05  # probability from which another story is worth a line
_WIDTH = 100  # columns
_EVENTLESS = {"comment": "labelled as opinion or background", "roundup": "a round-up of the news"}


def explained(placing: "Placing", settings: StorySettings) -> Row:
    """One object of `--json`."""
    assignment, weighed = placing.assignment, placing.weighed
    against = _against(placing)
    features, bias = _features(against)
    today = placing.today
    is_changed = (today.story_id, today.joined, today.follows) != (assignment.story_id, assignment.joined, assignment.follows)
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
        "why": _why(placing, against, settings),
        "follows": _story(assignment.follows, placing.follows) if assignment.follows else None,
        "against": _option(against) if against else None,
        "features": features,
        "bias": bias,
        "rivals": [_option(each) for each in weighed if each is not against and each.probability >= _NEAR],
        "today": today.joined.value if is_changed else None,
    }


def _against(placing: "Placing") -> "Weighed | None":
    """The story it joined or was parted from; for another that it was held against, the most probable one."""
    weighed = placing.weighed
    chosen = [each for each in weighed if each.story_id == placing.assignment.story_id]
    if placing.assignment.joined is not Joined.NEW:
        return chosen[0] if chosen else None
    return weighed[0] if weighed else None


def _why(placing: "Placing", against: "Weighed | None", settings: StorySettings) -> str:
    evidence, joined = dict(placing.assignment.evidence), placing.assignment.joined
    if "crossing" in evidence:
        points = f"{cross_language.ENOUGH:g} are likely, {cross_language.SURE:g} the same"
        return f"told in another language: {evidence['crossing']:g} points of what needs no translation ({points})"
    for name, what in _EVENTLESS.items():
        if name in evidence:
            return f"{what}: it tells no event, and is joined in silence"
    if against is None:
        return "no open story in its language shares rare words with it" if joined is Joined.NEW else "no longer known"
    if joined is Joined.NEW and against.probability < settings.likely:
        besides = f"; besides, {_objection(against.guard)}" if against.guard else ""
        return f"no open story is likely enough: {against.probability:.2f} is below {settings.likely:.2f}{besides}"
    if against.guard:
        return _objection(against.guard)
    if joined is Joined.LIKELY:
        return _doubt(against, settings)
    if against.features is None:
        return "the very same title, or a correction of the same entry"
    return f"{against.probability:.2f} is at least {settings.same:.2f}, and nothing objects"


def _objection(guard: "Guard") -> str:
    """Its name, and in words what it sees, which stand where it is defined."""
    seen = (guard.applies.__doc__ or "").partition("\n")[0].rstrip(".")
    return f"{guard.name} ({guard.effect.value}): {seen}"


def _doubt(against: "Weighed", settings: StorySettings) -> str:
    """What keeps a join that no guard objects to from being silent."""
    if against.probability < settings.same:
        return f"{against.probability:.2f} lies between {settings.likely:.2f} and {settings.same:.2f}"
    if against.share < settings.same:
        return f"another story comes near: of {against.probability:.2f} it leaves {against.share:.2f}"
    if against.without("details") < UNLIKE:
        return "only details of summaries speak for it"
    if against.without("same_actors") < LITTLE:
        return "beside who did it to whom little speaks for this act of theirs: it may be another"
    after = f"{against.hours:.0f} h after the like entry, in a story of {against.age:.0f} h"
    return f"{against.probability:.2f} is not enough to join in silence {after}"


def _features(against: "Weighed | None") -> tuple[list[Row], float | None]:
    if against is None or against.features is None:
        return [], None
    found = [(weight, getattr(against.features, weight.name)) for weight in WEIGHTS]
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


def _option(weighed: "Weighed") -> Row:
    return _story(weighed.story_id, weighed.founder) | {
        "probability": round(weighed.probability, 4),
        "guard": weighed.guard.name if weighed.guard else None,
        "objection": _objection(weighed.guard) if weighed.guard else None,
        "nearest": f"{weighed.nearest.outlet}: {weighed.nearest.title}",
        "hours": round(weighed.hours, 2),
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
