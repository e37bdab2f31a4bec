"""The prefilter lets through exactly what the watch-lists match."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builders import entry, watch

from monitor.core.language.document import Document
from monitor.core.text.folding import words
from monitor.core.watch import prefilter
from monitor.core.watch.matcher import Matcher
from monitor.core.watch.prefilter import Prefilter
from monitor.core.watch.terms import parse_term
from monitor.model import Concept, SourceRule, Watch


def concept(name: str, *terms: str) -> Concept:
    return Concept(name, tuple(map(parse_term, terms)))


LISTS = (
    watch(find=(concept("who", "army", "Baluchistan", "soldiers"), concept("what", "country*", "violat* near/3 skies", "café"))),
    watch(find=(concept("who", "navy", "series"), concept("what", "ship", "attack*"))),
    watch(find=(concept("who", "navy"), concept("toll", "killed >= 5"))),
    watch(find=(concept("other", "سراوان", "巴基斯坦", "xyz*"),)),
    watch(find=(concept("number", "killed >= 5"),)),
)
WORDS = (
    "army", "armies", "Army’s", "the navy's", "navies", "countries", "Country", "Balúchistan", "BALUCHISTAN", "soldier",
    "ship-to-ship", "violating our skies", "sky", "violate", "CAFÉS", "cafe", "—", "“attacks”", "attacked…", "killed 9",
    "nine killed", "serie", "series", "در سراوان", "巴基斯坦的", "xyz", "İran", "ﬁlm", "\u00a0", "n°5", "it’s", "”", "\u2028",
    "_army_",
)  # fmt: skip
text = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=6).map(" ".join)


@given(lists=st.lists(st.sampled_from(LISTS), max_size=3), title=text, summary=text)
def test_it_passes_what_is_matched_and_nothing_else(lists: list[Watch], title: str, summary: str) -> None:
    document = Document.of(entry(title, summary=summary))
    assert Prefilter(lists).passes(title, summary) is bool(Matcher(lists).matches(document))


@pytest.mark.parametrize(
    ("title", "passes"),
    [
        ("Armies of two countries", True),
        ("Army’s café", True),
        ("Country without any of the other", False),
        ("Soldier in violated skies", True),
        ("army countr", False),
        ("Bälúchistan country", True),
    ],
)
def test_it_looks_through_what_folding_does(title: str, passes: bool) -> None:
    assert Prefilter(LISTS[:1]).passes(title, "") is passes


def test_it_minds_neither_sources_nor_languages() -> None:
    only = replace(LISTS[1], sources=SourceRule(only=frozenset({"dawn"})), languages=frozenset({"fa"}))
    assert Prefilter([only]).passes("Navy attacked", "")


@pytest.mark.parametrize("sign", re.findall(r"\W", prefilter.SIGNS))
def test_signs_part_words_and_fold_to_nothing_of_one(sign: str) -> None:
    assert words(sign) == ()
    assert words(f"a{sign}b 5{sign}6") == ("a", "b", "5", "6")
