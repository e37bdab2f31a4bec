"""Whether an entry is about the same event as a candidate, likely the same, or about a new one.

One pure decision; each branch names its `Basis`. Between two errors it prefers the lesser: a second alert for an old event is
annoying, a new event that disappears in an old story is never told.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from monitor.core.facts.headline import Headline
from monitor.core.stories.candidates import Candidate
from monitor.core.stories.cross_language import Crossing
from monitor.core.stories.guards import Effect
from monitor.core.stories.similarity import NIGHT
from monitor.model import Assignment, Entry, Joined, StorySettings, derived_id

# What a threshold gains is measured by leaving it out, on the pairs and streams of `tests/data`, as in `core.stories.guards`.

# Candidates that are tried, most probable first. By reasoning. With one alone there are 4 second alerts more in the streams, and
# 2 wrong silent joins fewer.
_TRIED = 3
# Probability below which nothing but details of summaries speaks for a story. From the streams with summaries. Without it 5
# silent joins in place of one come before anything of their event was told, in the streams it was made from; none more in those
# set aside. It costs 12 replies.
_UNLIKE = 0.02
# Probability below which nothing but who acted against whom speaks for a story, and hours in which what the same one does to the
# same is told as one act. From labelled streams of a running war, before weights were fitted; on today's labels it gains nothing.
_LITTLE, _ONE_ACT = 0.1, 6.0
# Probability for a silent join half a day after the most similar entry. Of 100 joins of a real stream between `same` and .8, read
# by hand, one in five was of another event; lowered from .8 when weights were fitted. Without it one pair more is swallowed of
# those it may have been made from.
_SURE_AFTER_A_NIGHT = 0.65
# Hours after which a story has told so much that many things sound like it, and the probability for a silent join from then on.
# From 100 silent joins of a real stream, read by hand: the wrong ones were mostly in stories of days. Without it one pair more is
# swallowed of those it may have been made from.
_LONG, _SURE_OF_A_LONG_ONE = 36.0, 0.9
_EVIDENCE = ("centroid", "wording", "shared", "coverage", "details")  # features that are kept of a decision


class Basis(Enum):
    """What an entry's place was decided by."""

    # Joined in silence:
    CLEAR = "probable enough, and nothing objects"
    IDENTICAL = "the very same title, or a revision of the same entry"
    COMMENT = "opinion or background, which tells no event"
    ROUNDUP = "several pieces of news, which tell no event"
    # Joined, and the reader is told:
    DOUBTED = "a guard doubts, or wants the reader told"
    BETWEEN = "the probability lies between the two thresholds"
    RIVAL = "another story may be meant as well"
    DETAILS_ONLY = "nothing but details of summaries speaks for it"
    ACTORS_ONLY = "nothing but who did it to whom speaks for it, and that may be another act"
    LATE = "not probable enough after a night, or for a story that has run for long"
    # Either of the two:
    OTHER_LANGUAGE = "what needs no translation says that other languages tell it"
    # A new story:
    UNMATCHED = "no open story comes near"
    IMPROBABLE = "no open story is probable enough"
    PARTED = "a guard objects"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Where an entry belongs, and what decided."""

    assignment: Assignment
    basis: Basis


def decide(
    entry: Entry,
    headline: Headline,
    candidates: Iterable[Candidate],
    settings: StorySettings,
    *,
    crossing: Callable[[Collection[str]], Crossing | None],
    earlier: Callable[[], str | None],
) -> Decision:
    """Where an entry belongs.

    `candidates` come most probable first, and no more are taken than matter. What is rarely needed is asked for: `crossing` the
    story that other languages tell, apart from those with the ids given to it; `earlier` the story that a new one follows.
    """
    best, own = 0.0, None
    parted: list[Candidate] = []
    for candidate in islice(candidates, _TRIED):
        best = max(best, candidate.probability)
        if candidate.probability < settings.likely:
            break
        if not _is_parted(candidate, settings):
            own = _joining(headline, candidate, settings)
            break
        parted.append(candidate)
    if own and own.assignment.joined is Joined.SAME:
        return own
    crossed = crossing({candidate.story_id for candidate in parted})
    if own and (crossed is None or crossed.joined is Joined.LIKELY or crossed.story_id == own.assignment.story_id):
        return own
    return _crossing(crossed) if crossed else _founding(entry, parted, best, earlier)


def _is_parted(candidate: Candidate, settings: StorySettings) -> bool:
    """Whether a guard keeps an entry out of a story: by a veto, or by a doubt unless the headlines alone leave none.

    Summaries share their details with all that belongs to an affair.
    """
    guard = candidate.guard
    if guard is None or guard.effect is Effect.TELL:
        return False
    return guard.effect is Effect.VETO or candidate.without("details") < settings.same


def _joining(headline: Headline, candidate: Candidate, settings: StorySettings) -> Decision:
    if headline.is_comment or headline.is_roundup:
        basis = Basis.COMMENT if headline.is_comment else Basis.ROUNDUP
        return _joined(candidate, Joined.SAME, basis, basis.name.lower())
    if candidate.guard:
        return _joined(candidate, Joined.LIKELY, Basis.DOUBTED, candidate.guard.name)
    doubt = _doubt(candidate, settings)
    if doubt:
        return _joined(candidate, Joined.LIKELY, doubt)
    return _joined(candidate, Joined.SAME, Basis.CLEAR if candidate.features else Basis.IDENTICAL)


def _doubt(candidate: Candidate, settings: StorySettings) -> Basis | None:
    """What keeps a join that no guard objects to from being silent."""
    if candidate.probability < settings.same:
        return Basis.BETWEEN
    if candidate.share < settings.same:
        return Basis.RIVAL
    if candidate.without("details") < _UNLIKE:
        return Basis.DETAILS_ONLY
    if candidate.age > _ONE_ACT and candidate.without("same_actors") < _LITTLE:
        return Basis.ACTORS_ONLY
    is_late = candidate.hours >= NIGHT and candidate.probability < _SURE_AFTER_A_NIGHT
    is_long = candidate.age > _LONG and candidate.probability < _SURE_OF_A_LONG_ONE
    return Basis.LATE if is_late or is_long else None


def _joined(candidate: Candidate, joined: Joined, basis: Basis, because: str = "") -> Decision:
    assignment = Assignment(
        story_id=candidate.story_id,
        joined=joined,
        probability=round(candidate.probability, 4),
        evidence=_evidence(candidate, because),
    )
    return Decision(assignment=assignment, basis=basis)


def _crossing(crossed: Crossing) -> Decision:
    evidence = (("crossing", crossed.points),)
    assignment = Assignment(story_id=crossed.story_id, joined=crossed.joined, probability=0.0, evidence=evidence)
    return Decision(assignment=assignment, basis=Basis.OTHER_LANGUAGE)


def _founding(entry: Entry, parted: Sequence[Candidate], best: float, earlier: Callable[[], str | None]) -> Decision:
    """A new story, which follows the one that it was parted from where the same ones act."""
    follows = next((each.story_id for each in parted if each.guard and each.guard.links), None)
    assignment = Assignment(
        story_id=derived_id("story", entry.key),
        joined=Joined.NEW,
        probability=round(best, 4),
        follows=follows or earlier(),
        evidence=_evidence(parted[0], parted[0].guard.name) if parted and parted[0].guard else (),
    )
    basis = Basis.PARTED if parted else Basis.IMPROBABLE if best else Basis.UNMATCHED
    return Decision(assignment=assignment, basis=basis)


def _evidence(candidate: Candidate, because: str) -> tuple[tuple[str, float], ...]:
    """What decided: the guard, or what else it was because of, and the features."""
    named = ((because, 1.0),) if because else ()
    if candidate.features is None:
        return (*named, ("identical", 1.0))
    return (*named, *((name, round(getattr(candidate.features, name), 2)) for name in _EVIDENCE))
