"""What an archive's words say about terms."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.text.folding import words
from monitor.core.watch.term_usage import Covered, Lexicon, is_name, sound
from monitor.core.watch.terms import parse_phrase

HEADLINES = (
    ["Iran strikes Baluchestan, says Sarawan's mayor"] * 12
    + ["Ayatollah Sistani speaks in Sistan (again)", "Sistan: a stroke of luck", "سیستان و بلوچستان"]
    + ["a stroke, a striker and Strike"] * 20
)


def lexicon(*headlines: str) -> Lexicon:
    return Lexicon.of(len(headlines), Counter(token for headline in headlines for token in headline.split()))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("balochistan", [("baluchestan", 12)]),
        ("balouchistan", [("baluchestan", 12)]),
        ("saravan", [("sarawan", 12)]),
        ("baluchestan", []),  # itself
        ("strike", []),  # the archive does not write it with a capital
        ("sistani", []),  # too seldom
        ("panjgur", []),
    ],
)
def test_other_spellings_of_a_name(name: str, found: list[tuple[str, int]]) -> None:
    assert lexicon(*HEADLINES).spelt_like(name) == found


def test_what_a_beginning_caught() -> None:
    assert lexicon(*HEADLINES).beginning_with("sistan") == [("sistan", 2), ("sistani", 1)]
    assert lexicon(*HEADLINES).beginning_with("سیستان") == [("سیستان", 1)]
    assert lexicon(*HEADLINES).beginning_with("zz") == []


def test_a_word_is_covered_by_phrases_stars_and_plurals() -> None:
    covered = Covered(map(parse_phrase, ("Sistan and Bal*", "airstrikes")))
    assert [word for word in ("sistan", "baluchestan", "airstrike", "iran") if word in covered] == [
        "sistan", "baluchestan", "airstrike",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("term", "answer"),
    [("Balochistan", True), ("Baloch*", True), ("strike", False), ("ISPR", False), ("Iran", False), ("Koh Sabz", False),
     ("سیستان", False)],
)  # fmt: skip
def test_what_counts_as_a_name(term: str, answer: bool) -> None:
    assert is_name(parse_phrase(term)) is answer


@given(st.lists(st.text(max_size=30), max_size=8))
def test_pieces_count_like_whole_texts(texts: list[str]) -> None:
    assert lexicon(*texts).counts == Counter(word for text in texts for word in words(text))


@given(st.text(alphabet="abcdehkostuwyzq", min_size=1, max_size=12))
def test_a_sound_is_never_empty(word: str) -> None:
    assert sound(word)
