"""Terms that ignored phrases make useless."""

import pytest
from support.builders import watch

from monitor.core.watch.diagnostics import masking
from monitor.core.watch.terms import parse_phrase, parse_term, split_terms
from monitor.model import Concept


@pytest.mark.parametrize(
    ("ignore", "term", "covers"),
    [
        ("strike rate", "high strike rate", True),
        ("strike rate", "strike rates", True),
        ("strike rate", "rate", False),  # it stands elsewhere, too
        ("strike rate", "rate of strikes", False),
        ("strike rate", "cricket near/4 strike rate", True),
        ("cricket*", "cricketers", True),
        ("cricketer", "cricket*", False),
        ("killed", "killed >= 5", False),
        ("doctors' strike", "strike", False),
        ("labour strike", "after labour strike", False),  # a line of `find` keeps it
    ],
)
def test_what_covers_a_term(ignore: str, term: str, covers: bool) -> None:
    find = (Concept("action", tuple(map(parse_term, split_terms("strike, no labour strike")))),)
    ignored = tuple(map(parse_phrase, split_terms(ignore)))
    assert bool(masking(parse_term(term), watch(find=find, ignore=ignored))) is covers
