"""How likely an entry is about a story: a few features, weighed by a small logistic (`core.stories.weights`)."""

from collections.abc import Mapping
from math import exp, fsum, log, log1p, sqrt
from operator import mul
from typing import NamedTuple

from rapidfuzz import fuzz

from monitor.core.facts.event_steps import Interaction
from monitor.core.facts.headline import Headline
from monitor.core.stories.idf import Idf
from monitor.core.stories.inverted_index import BEGINNING, NEAREST
from monitor.core.stories.weights import BIAS, WEIGHTS


class Features(NamedTuple):
    """An entry against a story and its most similar member. All but `log_idle_hours` and `log_size` lie between 0 and 1."""

    centroid: float  # cosine of its rare-word vector with the story's
    wording: float  # mean of rapidfuzz token_set and token_sort ratios with the member
    shared: float  # information in the words shared with the member, summaries included, saturating
    rarest: float  # information in the rarest word that both titles have, of what an unheard word would have
    second: float  # in the rarest but one
    coverage: float  # how much of one title the other entry tells in title or summary
    same_actors: float  # both say that the same one acted against the same; less with the hours and if other stories say so
    log_idle_hours: float  # ln(1 + hours since the story last grew)
    night: float  # 1 if the member came half a day before or earlier
    log_size: float  # ln(entries in the story)
    outlier_share: float  # share of the story's entries, as many as can come near, that do not
    length: float  # words of the member's title, of twelve
    outlet: float  # 1 if the member is of the same outlet
    details: float  # information in the rarest words that they share by their summaries; less with the hours
    detailed: float  # 1 if both have a summary that says something, and come from two outlets


class Standing(NamedTuple):
    """What a story is like when an entry meets it. Hours are those until then."""

    profile: Mapping[str, int]  # word → titles with it; nothing if it has but the member
    interaction: Interaction | None  # that most of its headlines tell
    size: int  # entries
    near: int  # of those that come nearest to the entry
    telling: int  # open stories that tell this interaction, too, itself included
    reversing: int  # open stories that tell the reverse
    slept: float  # hours since its last
    met: float  # hours since the member


assert [weight.name for weight in WEIGHTS] == list(Features._fields)  # noqa: S101

NIGHT = 12.0  # hours, half a day
_LONG_TITLE = 12  # words
_MEMORY = 24.0  # hours in which agreement about who acted, and in details, fades: later ones belong to the affair
_SAME_PLACE = 0.7  # what stays of it where both name the same town or province
_UNSAID = 0.25  # agreement of a headline that names both and does not say who acted
_ENOUGH = 24.0  # squared information of shared words at which `shared` is 1: four or five rare ones
_SUMMARY_SHARED = 0.5  # worth of a word that one has in its title and the other in its summary
_SUMMARY = 0.6  # a word of a title found in a summary, against one found in a title
_DETAILS = 4  # rarest words in common that count
_SAYING = 10  # content words of a summary that says something
_BACKGROUND = 4.0  # the larger, the less a large story takes from them


_weights = [weight.value for weight in WEIGHTS]


def probability(features: Features) -> float:
    """That both are about one event, from 0 to 1; a logistic of the weighted sum."""
    return 1.0 / (1.0 + exp(-(BIAS + sum(map(mul, _weights, features)))))


def without(features: Features, name: str) -> float:
    """The probability if the feature of this name did not count. Raises ValueError for a name that is none."""
    return probability(features._replace(**{name: 0.0}))


def features(headline: Headline, member: Headline, cosine: float, story: Standing, idf: Idf) -> Features:
    """Of a title and a story, by the story's most similar `member` and the `cosine` of their titles; `idf` of their language."""
    known = idf.information.__getitem__
    shared = headline.tokens & member.tokens
    here, there = headline.tokens.intersection(member.support), member.tokens.intersection(headline.support)
    each = sorted((0.0, 0.0, *map(known, shared)))
    second, rarest = each[-2:]
    in_titles = fsum(each)
    information = in_titles + _SUMMARY_SHARED * fsum(map(known, here | there))
    coverage = (_told(headline, in_titles, here, idf) + _told(member, in_titles, there, idf)) / 2
    centroid = cosine if story.size == 1 else _centroid(headline, story.profile, idf)
    are_apart = headline.outlet != member.outlet or not headline.outlet
    wording = fuzz.token_set_ratio(headline.text, member.text) + fuzz.token_sort_ratio(headline.text, member.text)
    return Features(
        centroid=centroid,
        wording=wording / 200,
        shared=min(1.0, log1p(information) / log1p(_ENOUGH)),
        rarest=rarest / idf.most,
        second=second / idf.most,
        coverage=coverage,
        same_actors=_same_actors(headline, member, story),
        log_idle_hours=log1p(story.slept),
        night=float(story.met >= NIGHT),
        log_size=log(story.size),
        outlier_share=1.0 - min(1.0, story.near / min(story.size, NEAREST)),
        length=min(1.0, len(member.tokens) / _LONG_TITLE),
        outlet=float(not are_apart),
        details=_details(headline, member, shared, idf) * _newness(story) if are_apart else 0.0,
        detailed=float(are_apart and min(len(headline.support), len(member.support)) >= _SAYING),
    )


def _centroid(headline: Headline, profile: Mapping[str, int], idf: Idf) -> float:
    """Cosine of a title with the sum of a story's titles."""
    shared = headline.tokens.intersection(profile)
    if not shared:
        return 0.0
    square_of, counts = idf.squares.__getitem__, profile.values()
    inner = fsum(map(mul, map(profile.__getitem__, shared), map(square_of, shared)))
    norm = fsum(map(mul, map(mul, counts, counts), map(square_of, profile)))
    return inner / (sqrt(norm) * idf.length(headline.tokens))


def _told(title: Headline, in_title: float, in_summary: frozenset[str], idf: Idf) -> float:
    """Share of a title that another entry tells: information in words that its title has, and words that its summary has."""
    whole = idf.whole(title.tokens)
    return (in_title + _SUMMARY * fsum(map(idf.information.__getitem__, in_summary))) / whole if whole else 0.0


def _details(headline: Headline, member: Headline, shared: frozenset[str], idf: Idf) -> float:
    """Information in the rarest words in common but those `shared` by the titles, of what unheard words would have."""
    if not headline.support and not member.support:
        return 0.0
    told = headline.tokens.union(headline.support[:BEGINNING])
    common = told.intersection((*member.tokens, *member.support[:BEGINNING])) - shared
    return fsum(sorted(map(idf.information.__getitem__, common))[-_DETAILS:]) / _DETAILS / idf.most


def _newness(story: Standing) -> float:
    """What details are worth: hours later, or in a large story, they are background that every report gives."""
    return exp(-story.met / _MEMORY) / (1 + log(story.size) / _BACKGROUND)


def _same_actors(headline: Headline, member: Headline, story: Standing) -> float:
    if story.interaction is None:
        return 0.0
    is_there = any("." in code for code in headline.places & member.places)
    fresh = max(exp(-story.slept / _MEMORY), _SAME_PLACE * is_there)
    if headline.interaction == story.interaction:
        return fresh / story.telling
    if headline.between == {story.interaction.actor, story.interaction.target} and story.interaction.act == "force":
        return _UNSAID * fresh / (story.telling + story.reversing)
    return 0.0
