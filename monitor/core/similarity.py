"""How likely an entry is about a story: a few likenesses, weighed by a small logistic.

The weights are set by hand, by reasoning and by looking at the results on open test streams; nothing is fitted. Each sign can
be read: words in common speak for one story, rare ones more; time and a large story speak against it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, fsum, log, log1p, sqrt
from operator import mul
from typing import NamedTuple

from rapidfuzz import fuzz

from monitor.core.headlines import Headline
from monitor.core.rarity import Rarity
from monitor.core.steps import Deed


class Likeness(NamedTuple):
    """An entry against a story and its most similar member. All but `pause` and `crowd` lie between 0 and 1."""

    cosine: float  # of rare-word vectors with the member
    centroid: float  # of rare-word vectors with the whole story
    wording: float  # mean of rapidfuzz token_set and token_sort ratios with the member
    shared: float  # information in the words shared with the member, summaries included, saturating
    coverage: float  # how much of one title the other entry tells in title or summary
    accord: float  # both say that the same one acted against the same; less with the hours and if other stories say so
    pause: float  # ln(1 + hours since the story last grew)
    crowd: float  # ln(entries in the story)


class Standing(NamedTuple):
    """What a story is like when an entry meets it."""

    profile: Mapping[str, int]  # word → titles with it
    deed: Deed | None  # that most of its headlines tell
    size: int  # entries
    telling: int  # open stories that tell this deed, too, itself included
    reversing: int  # open stories that tell the reverse


@dataclass(frozen=True, slots=True)
class Weight:
    name: str
    value: float
    why: str


BIAS = -8.1
WEIGHTS = (
    Weight("cosine", 1.5, "the same rare words; weak, since the centroid says it again"),
    Weight("centroid", 5.0, "fits the story as a whole, not one stray member"),
    Weight("wording", 4.0, "written alike, whatever the words"),
    Weight("shared", 3.0, "two rare words in common are hardly chance"),
    Weight("coverage", 1.5, "the summary of one tells what the title of the other says"),
    Weight("accord", 4.0, "the same one acts against the same"),
    Weight("pause", -0.65, "the longer a story slept, the likelier that this is another"),
    Weight("crowd", -0.1, "a large story shares words with everything"),
)
assert [weight.name for weight in WEIGHTS] == list(Likeness._fields)  # noqa: S101

_MEMORY = 24.0  # hours in which agreement about who acted fades
_UNSAID = 0.6  # agreement of a headline that names both and does not say who acted
_ENOUGH = 24.0  # squared information of shared words at which `shared` is 1: four or five rare ones
_SUMMARY_SHARED = 0.5  # worth of a word that one has in its title and the other in its summary
_SUMMARY = 0.6  # a word of a title found in a summary, against one found in a title


_weights = [weight.value for weight in WEIGHTS]


def probability(likeness: Likeness) -> float:
    """That both are about one event, from 0 to 1."""
    return 1.0 / (1.0 + exp(-(BIAS + sum(map(mul, _weights, likeness)))))


def likeness(headline: Headline, member: Headline, story: Standing, hours: float, rarity: Rarity) -> Likeness:
    """Of a title and a story, by the story's most similar `member`; `hours` since it last grew."""
    known = rarity.information.__getitem__
    shared = headline.tokens & member.tokens
    here, there = headline.tokens.intersection(member.support), member.tokens.intersection(headline.support)
    in_titles = fsum(map(known, shared))
    information = in_titles + _SUMMARY_SHARED * fsum(map(known, here | there))
    coverage = (_told(headline, in_titles, here, rarity) + _told(member, in_titles, there, rarity)) / 2
    wording = fuzz.token_set_ratio(headline.text, member.text) + fuzz.token_sort_ratio(headline.text, member.text)
    alike = _cosine(headline, member, shared, rarity)
    return Likeness(
        cosine=alike,
        centroid=alike if story.size == 1 else _centroid(headline, story.profile, rarity),
        wording=wording / 200,
        shared=min(1.0, log1p(information) / log1p(_ENOUGH)),
        coverage=coverage,
        accord=_accord(headline, story, hours),
        pause=log1p(hours),
        crowd=log(story.size),
    )


def _cosine(one: Headline, other: Headline, shared: frozenset[str], rarity: Rarity) -> float:
    """Of the rare-word vectors of two titles with these words in common."""
    lengths = rarity.length(one.tokens) * rarity.length(other.tokens)
    return fsum(map(rarity.squares.__getitem__, shared)) / lengths if lengths else 0.0


def _centroid(headline: Headline, profile: Mapping[str, int], rarity: Rarity) -> float:
    """Cosine of a title with the sum of a story's titles."""
    shared = headline.tokens.intersection(profile)
    if not shared:
        return 0.0
    square_of, counts = rarity.squares.__getitem__, profile.values()
    inner = fsum(map(mul, map(profile.__getitem__, shared), map(square_of, shared)))
    norm = fsum(map(mul, map(mul, counts, counts), map(square_of, profile)))
    return inner / (sqrt(norm) * rarity.length(headline.tokens))


def _told(title: Headline, in_title: float, in_summary: frozenset[str], rarity: Rarity) -> float:
    """Share of a title that another entry tells: information in words that its title has, and words that its summary has."""
    whole = rarity.whole(title.tokens)
    return (in_title + _SUMMARY * fsum(map(rarity.information.__getitem__, in_summary))) / whole if whole else 0.0


def _accord(headline: Headline, story: Standing, hours: float) -> float:
    if story.deed is None:
        return 0.0
    fresh = exp(-hours / _MEMORY)
    if headline.deed == story.deed:
        return fresh / story.telling
    if headline.between == {story.deed.actor, story.deed.target} and story.deed.act == "force":
        return _UNSAID * fresh / (story.telling + story.reversing)
    return 0.0
