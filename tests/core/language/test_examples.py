"""Headlines of each language and what is read from them: `tests/data/headlines.tsv`, a line each."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.clocks import START

from monitor.core.facts.actors import read_direction
from monitor.core.facts.event_steps import present, read_step
from monitor.core.facts.extract import title_facts
from monitor.core.language.document import Document
from monitor.core.language.places import locate
from monitor.core.language.stems import content_stems
from monitor.model import Entry

ROWS = [
    row.split("\t")
    for row in (Path(__file__).parents[2] / "data" / "headlines.tsv").read_text("utf-8").splitlines()[1:]
    if row and not row.startswith("#")
]


def _places(document: Document) -> str:
    return ",".join(sorted({code for _, _, code in locate(document.title, document.language)}))


def _step(document: Document) -> str | None:
    now = present(document.title, document.language)
    step = read_step(now, content_stems(now, (), document.language), document.language)
    return step.name if step else None


def _direction(document: Document) -> str | None:
    found = read_direction(document.title, locate(document.title, document.language), document.language)
    return f"{found.actor}>{found.target}" if found else None


READERS: dict[str, Callable[[Document], object]] = {
    "killed": lambda document: title_facts(document).killed,
    "injured": lambda document: title_facts(document).injured,
    "magnitude": lambda document: title_facts(document).magnitude,
    "statements": lambda document: ",".join(sorted(title_facts(document).statements)) or None,
    "places": _places,
    "step": _step,
    "direction": _direction,
    "language": lambda document: document.language,
}


@pytest.mark.parametrize(("language", "title", "expected"), ROWS, ids=[f"{row[0]}-{number}" for number, row in enumerate(ROWS)])
def test_what_is_read_from_a_headline(language: str, title: str, expected: str) -> None:
    entry = Entry(id="e", feed_id="f", outlet="o", title=title, fetched_at=START, language=language)
    document = Document.of(entry)
    stated = dict(pair.split("=") for pair in expected.split(";"))
    stated["places"] = ",".join(sorted(stated["places"].split(","))) if "places" in stated else ""
    read = {name: str(READERS[name](document)).lower() for name in stated if name != "places" or stated["places"]}
    assert read == {name: value for name, value in stated.items() if value}
