"""How likely an entry is about a story: a few likenesses, weighed by a small logistic.

The weights are set by hand, by reasoning and by looking at the results on open test streams; nothing is fitted. Each sign can
be read: words in common speak for one story, rare ones more; time and a large story speak against it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import exp, fsum, log, log1p, sqrt
from operator import mul

from rapidfuzz import fuzz

from monitor.core.headlines import Headline
from monitor.core.postings import Postings
from monitor.core.steps import Deed


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """An entry against a story and its most similar member. All but `pause` and `crowd` lie between 0 and 1."""

    cosine: float  # of rare-word vectors with the member
    centroid: float  # of rare-word vectors with the whole story
    wording: float  # mean of rapidfuzz token_set and token_sort ratios with the member
    shared: float  # information in the words shared with the member, summaries included, saturating
    coverage: float  # how much of one title the other entry tells in title or summary
    accord: float  # both say that the same one acted against the same; less with the hours and if other stories say so
    pause: float  # ln(1 + hours since the story last grew)
    crowd: float  # ln(entries in the story)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
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
assert [weight.name for weight in WEIGHTS] == [field.name for field in fields(Likeness)]  # noqa: S101

_MEMORY = 24.0  # hours in which agreement about who acted fades
_UNSAID = 0.6  # agreement of a headline that names both and does not say who acted
_ENOUGH = 24.0  # squared information of shared words at which `shared` is 1: four or five rare ones
_SUMMARY_SHARED = 0.5  # worth of a word that one has in its title and the other in its summary
_SUMMARY = 0.6  # a word of a title found in a summary, against one found in a title


def probability(likeness: Likeness) -> float:
    """That both are about one event, from 0 to 1."""
    total = BIAS + sum(weight.value * getattr(likeness, weight.name) for weight in WEIGHTS)
    return 1.0 / (1.0 + exp(-total))


def cosine(one: Headline, other: Headline, postings: Postings) -> float:
    """Of the rare-word vectors of two titles."""
    lengths = postings.length(one.tokens) * postings.length(other.tokens)
    return fsum(map(postings.squares.__getitem__, one.tokens & other.tokens)) / lengths if lengths else 0.0


def coverage(one: Headline, other: Headline, postings: Postings) -> float:
    """Share of one's title told by the other, and the reverse: the mean of both."""
    return (_told(one, other, postings) + _told(other, one, postings)) / 2


def _told(title: Headline, teller: Headline, postings: Postings) -> float:
    information = postings.information.__getitem__
    whole = fsum(map(information, title.tokens))
    if not whole:
        return 0.0
    in_title = fsum(map(information, title.tokens & teller.tokens))
    in_summary = fsum(map(information, title.tokens.intersection(teller.support)))
    return (in_title + _SUMMARY * in_summary) / whole


def centroid(headline: Headline, profile: Mapping[str, int], postings: Postings) -> float:
    """Cosine of a title with the sum of a story's titles."""
    shared = [token for token in headline.tokens if token in profile]
    if not shared:
        return 0.0
    square_of, counts = postings.squares.__getitem__, profile.values()
    inner = fsum(map(mul, map(profile.__getitem__, shared), map(square_of, shared)))
    norm = fsum(map(mul, map(mul, counts, counts), map(square_of, profile)))
    return inner / (sqrt(norm) * postings.length(headline.tokens))


def likeness(headline: Headline, member: Headline, story: Standing, hours: float, postings: Postings) -> Likeness:
    """Of a title and a story, by the story's most similar `member`; `hours` since it last grew."""
    told = headline.tokens.intersection(member.support) | member.tokens.intersection(headline.support)
    known = postings.information.__getitem__
    information = fsum(map(known, headline.tokens & member.tokens)) + _SUMMARY_SHARED * fsum(map(known, told))
    wording = fuzz.token_set_ratio(headline.text, member.text) + fuzz.token_sort_ratio(headline.text, member.text)
    return Likeness(
        cosine=cosine(headline, member, postings),
        centroid=centroid(headline, story.profile, postings),
        wording=wording / 200,
        shared=min(1.0, log1p(information) / log1p(_ENOUGH)),
        coverage=coverage(headline, member, postings),
        accord=_accord(headline, story, hours),
        pause=log1p(hours),
        crowd=log(story.size),
    )


def _accord(headline: Headline, story: Standing, hours: float) -> float:
    if story.deed is None:
        return 0.0
    fresh = exp(-hours / _MEMORY)
    if headline.deed == story.deed:
        return fresh / story.telling
    if headline.between == {story.deed.actor, story.deed.target} and story.deed.act == "force":
        return _UNSAID * fresh / (story.telling + story.reversing)
    return 0.0
