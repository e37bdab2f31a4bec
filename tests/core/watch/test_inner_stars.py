"""What stars beside other words stood for."""

from collections import Counter

import pytest

from monitor.core.text.folding import words
from monitor.core.watch.term_usage import Stars
from monitor.core.watch.terms import parse_term

TEXTS = (
    ("Envoys of Balkh and of Sistan and Baluchestan return", ""),
    ("Ambassador returns as returnees wait", "The ambassador returned to Sistan-Balochistan"),
    ("Ambassador and, after a very long wait indeed, returnees", ""),
    ("Returns", "Ambassador"),
)


def caught(term: str) -> Counter[tuple[str, str]]:
    stars = Stars([parse_term(term), parse_term("unheard of*")])
    for title, summary in TEXTS:
        stars.read((words(title), words(summary)))
    return stars.caught.get(parse_term(term), Counter())


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("Sistan and Bal*", {("bal*", "baluchestan"): 1}),
        ("Sistan Bal*", {("bal*", "balochistan"): 1}),
        ("ambassador near/6 return*", {("return*", "returns"): 1, ("return*", "returnees"): 1, ("return*", "returned"): 1}),
        ("return* near/6 ambassador", {("return*", "returns"): 1, ("return*", "returnees"): 1, ("return*", "returned"): 1}),
        ("ambass* near/1 return*", {("ambass*", "ambassador"): 2, ("return*", "returns"): 1, ("return*", "returned"): 1}),
        ("return*", {}),  # alone: the archive's words tell
        ("killed >= 5", {}),
        ("Sistan", {}),
    ],
)
def test_what_a_star_within_a_phrase_caught(term: str, found: dict[tuple[str, str], int]) -> None:
    assert caught(term) == found
