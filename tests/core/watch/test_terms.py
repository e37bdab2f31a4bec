"""The language of terms: what a user may write, and what they are told when it cannot be read."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.text.folding import fold, words
from monitor.core.watch.terms import TermError, parse_number, parse_phrase, parse_points, parse_term, split_terms
from monitor.model import AtLeast, Near, NumberKind, Phrase


@pytest.mark.parametrize(
    ("line", "terms"),
    [
        ("strike, missile strike ,retaliat*", ("strike", "missile strike", "retaliat*")),
        ("$strike, Saravan", ("$strike", "Saravan")),
        ("records >= 1,000,000, killed >= 5", ("records >= 1,000,000", "killed >= 5")),
        ("T20,ODI,2026", ("T20", "ODI", "2026")),
        ("حمله، موشک", ("حمله", "موشک")),
        ("袭击、空袭，导弹", ("袭击", "空袭", "导弹")),
        (" , ,", ()),
    ],
)
def test_a_line_is_split_at_commas_of_any_script(line: str, terms: tuple[str, ...]) -> None:
    assert split_terms(line) == terms


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Missile Strike", ("missile", "strike")),
        ("“doctors' strike”", ("doctors", "strike")),
        ("Koh-e-Sabz", ("koh", "e", "sabz")),
        ("retaliat*", ("retaliat*",)),
        ("Sistan and Bal*", ("sistan", "and", "bal*")),
        ("al-Adl*", ("al", "adl*")),
        ("Téhéran", ("teheran",)),
        ("جيش العدل", ("جیش", "العدل")),
        ("伊朗", ("伊", "朗")),
    ],
)
def test_a_phrase_is_folded_like_the_news(text: str, folded: tuple[str, ...]) -> None:
    assert parse_term(text) == Phrase(folded, text)


def test_near_relates_two_phrases() -> None:
    term = parse_term("violat* near/6 air space")
    assert term == Near(Phrase(("violat*",), "violat*"), Phrase(("air", "space"), "air space"), 6, "violat* near/6 air space")
    assert parse_term("border NEAR/3 clash").within == 3  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("killed >= 5", NumberKind.KILLED, 5),
        ("Injured ≥ 20", NumberKind.INJURED, 20),
        ("magnitude>=6.5", NumberKind.MAGNITUDE, 6.5),
        ("records >= 1.5 million", NumberKind.RECORDS, 1_500_000),
        ("records >= 10k", NumberKind.RECORDS, 10_000),
    ],
)
def test_a_number_is_compared(text: str, kind: NumberKind, value: float) -> None:
    assert parse_term(text) == AtLeast(kind, value, text)


@pytest.mark.parametrize(
    ("text", "what", "todo"),
    [
        ("", "no letter", "at least one word"),
        ("…", "no letter", "at least one word"),
        ("i*", "too many words", "2 letters"),
        ("*", "too many words", "2 letters"),
        ("str*ke", "not at the end", "beginning of the word"),
        ("*strike", "not at the end", "beginning of the word"),
        ("attack near/ border", "how many words", "near/6"),
        ("attack near/0 border", "how many words", "near/6"),
        ("attack near/six border", "how many words", "near/6"),
        ("near/3 border", "one side", "before it"),
        ("a near/2 b near/2 c", "more than one near", "two phrases"),
        ("killed > 5", "compare with >=", "killed >= 5"),
        ("deaths >= 5", "“deaths” is not a number", "killed, injured, magnitude, records"),
        ("killed >= many", "“many” is not a number", "digits"),
        ("Iran AND Pakistan", "“AND”", "`find` line"),
        ("Iran OR Tehran", "“OR”", "comma"),
        ("NOT cricket", "“NOT”", "`ignore`"),
        ("$more strike", "shared list", "alone"),
    ],
)
def test_a_term_that_cannot_be_read_says_what_to_do(text: str, what: str, todo: str) -> None:
    with pytest.raises(TermError) as caught:
        parse_term(text)
    assert what in caught.value.what
    assert todo in caught.value.todo


def test_uppercase_words_are_words_where_they_cannot_be_meant_as_operators() -> None:
    assert parse_term("NO") == Phrase(("no",), "NO")
    assert parse_term("Portland OR") == Phrase(("portland", "or"), "Portland OR")


@pytest.mark.parametrize("text", ["attack near/3 border", "killed >= 5"])
def test_only_phrases_can_be_ignored(text: str) -> None:
    with pytest.raises(TermError, match="no phrase"):
        parse_phrase(text)


@pytest.mark.parametrize(("text", "points"), [("+15", 15), ("8", 8), ("-40", -40), ("−100", -100)])
def test_points_have_a_sign(text: str, points: int) -> None:
    assert parse_points(text) == points


@pytest.mark.parametrize("text", ["0", "+101", "many", "1.5", ""])
def test_points_are_whole_and_count_something(text: str) -> None:
    with pytest.raises(TermError, match="points"):
        parse_points(text)


@pytest.mark.parametrize(("text", "value"), [("1,000", 1000), ("2bn", 2e9), ("1.5 million", 1.5e6), ("7", 7)])
def test_numbers_have_units(text: str, value: float) -> None:
    assert parse_number(text) == value


@given(st.text(max_size=40))
def test_any_text_is_a_term_or_an_explained_mistake(text: str) -> None:
    for piece in split_terms(text):
        with suppress(TermError):  # anything else fails
            assert parse_term(piece).text == piece


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert words(" ".join(words(text))) == words(text)


@given(st.lists(st.text(st.sampled_from("aBcSsyEZ"), min_size=1, max_size=9), min_size=1, max_size=4).map(" ".join))
def test_plain_words_are_the_words_that_a_text_has(text: str) -> None:
    assert parse_term(text) == parse_phrase(text) == Phrase(words(text), text)
