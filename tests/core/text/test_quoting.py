"""What was found, as the text writes it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.text.folding import words
from monitor.core.text.quoting import as_written

ASCII = st.text(st.characters(max_codepoint=127), max_size=30) | st.lists(
    st.sampled_from(["Iran", "iran", "US", "U.S.", "strike", "-", "_", "'s", "1,000", " ", "Iranian", "air"]), max_size=9
).map("".join)


@pytest.mark.parametrize(
    ("found", "source", "written"),
    [
        (("iran",), "Tirana and IRAN’s army", "IRAN"),
        (("air", "strike"), "An Air-Strike on Iran", "Air-Strike"),
        (("strike",), "first_strike strike", "strike"),
        (("1,000",), "Over 1,000 dead", "1,000"),
        (("iran", "strikes"), "Iran and strikes; Iran … strikes", "Iran … strikes"),
        (("munchen",), "Flood in München", None),
        (("u", "s"), "in the U.S. today", "U.S"),
        (("iran",), "", None),
    ],
)
def test_it_is_quoted_as_it_stands(found: tuple[str, ...], source: str, written: str | None) -> None:
    assert as_written(found, source) == written


@given(source=ASCII, start=st.integers(0, 5), length=st.integers(1, 3))
def test_plain_text_is_searched_as_any_other(source: str, start: int, length: int) -> None:
    found = words(source)[start : start + length] or ("iran",)
    pattern = r"(?<!\w)" + r"\W*".join(map(re.escape, found)) + r"(?!\w)"
    expected = re.search(pattern, source, re.IGNORECASE)
    assert as_written(found, source) == (expected[0] if expected else None)
    assert as_written(found, f"{source} é") == (expected[0] if expected else None)


@given(source=ASCII)
def test_plain_text_has_the_words_that_it_has_beside_other_scripts(source: str) -> None:
    assert (*words(source), "سراوان") == words(f"{source} سراوان")
