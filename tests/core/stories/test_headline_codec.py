"""What an index keeps of a title is all of it, and goes when its story closes."""

from dataclasses import astuple
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.caches import LruCache
from monitor.core.facts.headline import Headline, prepare
from monitor.core.language.document import Document
from monitor.core.stories.headline_codec import discard, pack, read, said, unpack, words, written
from monitor.core.stories.idf import Idf
from monitor.core.stories.intern_pool import InternPool
from monitor.core.stories.last_seen import LastSeen
from monitor.model import Entry

WORDS = st.sampled_from(
    ["Iran", "Pakistan", "strikes", "Saravan", "kills", "9", "U.S.", "Hamburg", "سراوان", "حمله", "日本", "-", "|", ":"]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=12).map(" ".join))


def headline(title: str, summary: str = "", outlet: str = "Dawn", language: str = "en") -> Headline:
    entry = Entry(
        id="e",
        feed_id="f",
        outlet=outlet,
        title=title,
        summary=summary,
        language=language,
        fetched_at=datetime(2024, 1, 16, tzinfo=UTC),
    )
    return prepare(Document.of(entry))


@given(st.lists(st.builds(headline, TEXTS, TEXTS, TEXTS, st.sampled_from(["en", "fa", "ar", "ja"])), max_size=5))
@settings(max_examples=150, deadline=None)
def test_what_is_packed_is_unpacked_and_leaves_nothing_behind(headlines: list[Headline]) -> None:
    interned = InternPool()
    packed = [pack(each, interned) for each in headlines]
    assert [astuple(unpack(each, interned)) for each in packed] == list(map(astuple, headlines))
    assert [astuple(read(written(each))) for each in headlines] == list(map(astuple, headlines))
    for each, told in zip(packed, headlines, strict=True):
        found = said(each, interned)
        assert found == (told.language, told.tokens, told.direction, told.interaction)
    for each in packed[1:]:
        discard(each, interned)
    assert [astuple(unpack(each, interned)) for each in packed[:1]] == list(map(astuple, headlines[:1]))
    for each in packed[:1]:
        discard(each, interned)
    assert len(interned) == 0


def test_a_word_no_entry_has_is_as_rare_whatever_else_its_number_stands_for() -> None:
    interned = InternPool()
    idf = Idf(interned)
    ferry, chip, _ = interned.take(["ferry", "chip", "Nvidia"])
    for _ in range(5):
        idf.count([ferry, chip], 1)
    for _ in range(5):
        idf.count([chip], -1)
    assert idf.information["chip"] == idf.information["Nvidia"] == idf.information["never met"]
    assert idf.information["ferry"] < idf.information["chip"]


def test_numbers_of_forgotten_values_are_given_out_again() -> None:
    interned = InternPool()
    first = interned.take(["a", "b"])
    interned.take(["b"])
    interned.give_back(first)
    assert interned.number_of("a") is None
    assert [interned.values[number] for number in interned.take(["c", "b"])] == ["c", "b"]
    assert len(interned.values) == 2


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=60))
def test_a_finder_finds_what_a_dictionary_of_lists_would(steps: list[tuple[bool, int]]) -> None:
    finder, kept, free, grown = LastSeen(), list[tuple[int, str]](), list[int](), 0
    for is_added, drawn in steps:
        if is_added:
            place, grown = (free.pop(), grown) if free else (grown, grown + 1)
            finder.add(place, f"key {drawn}")
            kept.append((place, f"key {drawn}"))
        elif kept:
            place, _ = kept.pop(drawn % len(kept))
            finder.remove(place)
            free.append(place)
        for key in {f"key {number}" for number in range(6)}:
            assert finder.last(key) == next((place for place, known in reversed(kept) if known == key), None)


def test_what_was_asked_for_longest_ago_is_made_again() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    recent = LruCache(2, make)
    assert [recent[key] for key in "abacab"] == list("ABACAB")
    assert made == list("abcb")
    recent.forget("a")
    assert (recent.kept("a"), recent.kept("b")) == (None, "B")


@pytest.mark.parametrize("title", ["", " ", "  two  spaces ", "\u2028", "a" * 5000])
def test_odd_titles_are_kept_as_they_are(title: str) -> None:
    interned = InternPool()
    assert astuple(unpack(pack(headline(title), interned), interned)) == astuple(headline(title))
    assert astuple(read(written(headline(title)))) == astuple(headline(title))


def test_numbers_beyond_two_bytes_are_kept_as_well() -> None:
    interned = InternPool()
    interned.take([str(number) for number in range(70_000)])
    packed = pack(headline("Iran strikes Pakistan, killing two"), interned)
    assert astuple(unpack(packed, interned)) == astuple(headline("Iran strikes Pakistan, killing two"))
    assert {interned.values[number] for number in words(packed)[0]} == headline("Iran strikes Pakistan, killing two").tokens
