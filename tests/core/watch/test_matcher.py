"""Which words of a text count for a watch-list."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builders import entry

from monitor.config import load_config
from monitor.core.language.document import Document
from monitor.core.watch.matcher import Matcher
from monitor.core.watch.scoring import story_match
from monitor.core.watch.terms import parse_phrase, parse_points, parse_term, split_terms
from monitor.model import Adjust, Concept, EntryMatch, Missing, MissingKind, SourceRule, Watch

CONFIG = Path(__file__).parents[3] / "config"


def a_list(find: Mapping[str, str], adjust: Mapping[str, str] | None = None, ignore: str = "", **more: Any) -> Watch:
    given = {
        "id": "test",
        "name": "Test",
        "find": tuple(Concept(name, tuple(map(parse_term, split_terms(terms)))) for name, terms in find.items()),
        "adjust": tuple(Adjust(parse_points(key), tuple(map(parse_term, split_terms(v)))) for key, v in (adjust or {}).items()),
        "ignore": tuple(map(parse_phrase, split_terms(ignore))),
    }
    return Watch(**(given | more))


def look(watch: Watch, title: str, summary: str = "", **more: Any) -> EntryMatch:
    """What the list makes of the text, found or not."""
    (found,) = Matcher([watch]).matches(Document.of(entry(title, summary=summary, **more)), everything=True)
    return found


def has(terms: str, title: str, summary: str = "", ignore: str = "") -> bool:
    return not look(a_list({"it": terms}, ignore=ignore), title, summary).missing


BORDER = a_list(
    {"Iran": "Iran, Tehran", "Pakistan": "Pakistan", "action": "strike, missile"}, {"+10": "Saravan", "+8": "killed >= 5"}
)


def test_other_news_that_a_summary_lists_does_not_count() -> None:
    assert has("Ebola", "Clinic opens in Goma", "Two cases of Ebola were found. Also this hour: rain in Spain.")
    assert not has("Ebola", "Airliner hits ridge, all dead", "Also this hour: Ebola in Kinshasa; rain in Spain.")


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("strike", "Pakistan STRIKES back"),
        ("air strikes", "An air strike on Tuesday"),
        ("Iran", "Iran's answer"),
        ("Iran", "Iran–Pakistan border"),
        ("ally", "Allies meet"),
        ("retaliat*", "Retaliatory raid"),
        ("company*", "Companies meet"),
        ("Sistan and Bal*", "Sistan and Baluchestan"),
        ("Téhéran", "TEHERAN"),
        ("Jaish al-Adl", "Jaish-al-Adl bases"),
        ("کشته", "۷ كشته در سراوان"),
        ("جیش العدل", "مقر جیش‌العدل"),
        ("巴基斯坦", "俄媒:巴基斯坦召回大使"),
        ("ईरान*", "ईरानी मिसाइल"),
    ],
)
def test_a_word_is_found_however_it_is_written(term: str, text: str) -> None:
    assert has(term, text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("Iran", "Tirana hosts a summit"),
        ("strike", "A striker returns"),
        ("missile strike", "A missile did not strike"),
        ("missile strike", "strike by missile"),
        ("bal*", "Global talks"),
    ],
)
def test_words_are_whole_and_phrases_unbroken(term: str, text: str) -> None:
    assert not has(term, text)


def test_a_phrase_does_not_run_from_the_headline_into_the_summary() -> None:
    assert not has("air strike", "War in the air", "Strike called off")
    assert not has("violat* near/6 airspace", "Violating", "The airspace is closed")


@pytest.mark.parametrize(
    ("text", "is_near"),
    [
        ("violating the airspace", True),
        ("airspace was violated", True),
        ("violated one two airspace", True),
        ("violated one two three airspace", False),
        ("airspace one two three violated", False),
    ],
)
def test_near_counts_words_either_way(text: str, is_near: bool) -> None:
    assert has("violat* near/3 airspace", text) is is_near


def test_near_needs_two_places() -> None:
    assert not has("strike* near/5 strike", "A strike today")
    assert has("strike* near/5 strike", "A strike after a strike")


def test_the_longest_phrase_wins_across_concepts() -> None:
    watch = a_list({"Iran": "Iran, Sistan and Bal*", "Pakistan": "Pakistan, Baluchestan"})
    assert look(watch, "Police killed in Sistan and Baluchestan, Iran").missing == (Missing(name="Pakistan"),)
    assert not look(watch, "Iran strikes Baluchestan").missing


def test_phrases_that_only_overlap_both_count() -> None:
    assert not look(a_list({"a": "border clash", "b": "clash kills"}), "Border clash kills two").missing


def test_ignored_phrases_lose_their_words_but_not_the_story() -> None:
    assert not has("strike", "Doctors' strike in Quetta", ignore="doctor strike")
    assert has("strike", "Air strike amid doctors' strike", ignore="doctor strike")
    assert not has("general strike", "A general strike action", ignore="strike action")
    assert not has("strike near/3 Iran", "Hunger strike in Iran", ignore="hunger strike")
    assert not has("killed >= 5", "Nine killed in film", ignore="killed in film")


def test_an_ignored_phrase_does_not_count_for_adjust_either() -> None:
    watch = a_list({"it": "Iran"}, {"+10": "strike"}, ignore="hunger strike")
    assert look(watch, "Hunger strike in Iran").points == 80
    assert look(watch, "Hunger strike and air strike in Iran").points == 90


def test_a_longer_term_takes_words_back_from_an_ignored_phrase() -> None:
    assert has("hunger strike in Tehran", "Hunger strike in Tehran", ignore="hunger strike")
    assert not has("hunger strike", "Hunger strike in Tehran", ignore="hunger strike")


def test_the_terms_of_adjust_take_nothing_from_find() -> None:
    watch = a_list({"Iran": "Iran"}, {"-20": "Iran Air"})
    assert look(watch, "Iran Air grounded").points == 60


def test_numbers_are_read() -> None:
    assert has("killed >= 5", "Strikes kill nine")
    assert not has("killed >= 10", "Strikes kill nine")
    assert has("magnitude >= 6", "Magnitude 6.2 quake shakes Taiwan")
    assert has("records >= 1m", "Data of 35 million customers stolen")


def test_the_size_of_an_earlier_quake_is_not_that_of_the_one_in_the_headline() -> None:
    assert not has("magnitude >= 6", "Magnitude 5.1 aftershock shakes Noto", "It came a day after a quake of magnitude 7.6.")
    assert has("magnitude >= 6", "Aftershock shakes Noto", "It came a day after a quake of magnitude 7.6.")


def test_the_sum_of_a_headline() -> None:
    found = look(BORDER, "Pakistan strikes inside Iran", "Nine people were killed near Saravan.", tier=1)
    assert [(line.points, line.text) for line in found.lines] == [
        (26.7, "Iran: “iran” in headline"),
        (26.7, "Pakistan: “pakistan” in headline"),
        (26.6, "action: “strikes” in headline"),
        (10, "“saravan” in summary"),
        (8, "“killed 9” in summary"),
        (4, "outlet of tier 1"),
    ]
    assert found.points == 102
    assert found.terms == ("Iran", "Pakistan", "strikes", "Saravan", "killed 9")


def test_a_summary_counts_less_than_a_headline() -> None:
    assert look(BORDER, "Explosions heard", "Missile from Iran hits Pakistan").points == 48
    assert look(BORDER, "Missile from Iran hits Pakistan", "Missile, Iran, Pakistan").points == 80


def test_an_adjust_line_counts_once() -> None:
    watch = a_list({"it": "Iran"}, {"+10": "Saravan, Panjgur"})
    assert look(watch, "Iran: Saravan, Panjgur, Saravan", "Saravan").points == 90


def test_evidence_reads_like_the_text() -> None:
    watch = a_list({"act": "violat* near/5 airspace", "who": "巴基斯坦"}, {"+5": "records >= 1m"})
    found = look(watch, "Airspace was violated: 巴基斯坦", "2.5 million customer records stolen")
    assert [line.text for line in found.lines] == [
        "act: “airspace … violated” in headline",
        "who: “巴基斯坦” in headline",
        "“records 2.5 million” in summary",
    ]
    assert found.terms == ("Airspace … violated", "巴基斯坦", "records 2.5 million")


def test_what_is_ignored_is_said_where_something_is_missing() -> None:
    found = look(a_list({"bridge": "bridge", "fall": "collapse"}, ignore="bridge divide"), "Talks to bridge divide collapse")
    assert found.missing == (Missing(name="bridge"),)
    assert [line.text for line in found.lines] == ["fall: “collapse” in headline", "ignored: “bridge divide” in headline"]


def test_a_missing_concept_is_named_and_scores_nothing() -> None:
    found = look(BORDER, "Iran strikes Erbil")
    assert found.missing == (Missing(name="Pakistan"),)
    assert (found.points, sum(line.points for line in found.lines)) == (0, 0)
    assert [line.text for line in found.lines] == ["Iran: “iran” in headline", "action: “strikes” in headline"]
    assert Matcher([BORDER]).matches(Document.of(entry("Iran strikes Erbil"))) == ()


@pytest.mark.parametrize(
    ("limits", "lacks"),
    [
        ({"languages": frozenset({"fa"})}, Missing(kind=MissingKind.LANGUAGE, name="en-GB")),
        ({"languages": frozenset({"en"})}, None),
        ({"sources": SourceRule(only=frozenset({"press tv"}))}, None),
        ({"sources": SourceRule(only=frozenset({"bbc"}))}, Missing(kind=MissingKind.SOURCE, name="Press TV, tier 3")),
        ({"sources": SourceRule(exclude=frozenset({"tier 3"}))}, Missing(kind=MissingKind.SOURCE, name="Press TV, tier 3")),
        ({"sources": SourceRule(exclude=frozenset({"presstv-en"}))}, Missing(kind=MissingKind.SOURCE, name="Press TV, tier 3")),
        ({"sources": SourceRule(exclude=frozenset({"fa"}))}, None),
    ],
)
def test_a_list_can_refuse_languages_and_sources(limits: Mapping[str, Any], lacks: Missing | None) -> None:
    watch = replace(BORDER, **limits)
    printed = {"outlet": "Press TV", "feed_id": "presstv-en", "tier": 3, "language": "en-GB"}
    found = look(watch, "Pakistan strikes Iran", **printed)
    assert found.missing == ((lacks,) if lacks else ())
    document = Document.of(entry("Pakistan strikes Iran", **printed))
    assert bool(Matcher([watch]).matches(document)) is (lacks is None)


def test_a_list_of_numbers_alone_is_watched() -> None:
    quakes = a_list({"size": "magnitude >= 6"}, id="size")
    found = Matcher([BORDER, quakes]).matches(Document.of(entry("Magnitude 7 earthquake hits Chile")))
    assert [match.watch_id for match in found] == ["size"]


# ── Properties ───────────────────────────────────────────────────────────────────────────────────────────────────────

WORDS = ["iran", "pakistan", "strike", "strikes", "air", "baluchestan", "sistan", "killed", "nine", "12", "retaliation"]
TERMS = [
    "iran",
    "pakistan",
    "strike",
    "air strike",
    "strik*",
    "sistan baluch*",
    "baluchestan",
    "iran near/3 strike",
    "killed >= 5",
]
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
lines = st.lists(st.sampled_from(TERMS), min_size=1, max_size=4, unique=True)
lists = st.builds(
    lambda find, adjust, ignore: a_list(
        {f"c{place}": ", ".join(line) for place, line in enumerate(find)}, {"+7": ", ".join(adjust)}, ignore=", ".join(ignore)
    ),
    st.lists(lines, min_size=1, max_size=4),
    lines,
    st.lists(st.sampled_from(["air strike", "sistan", "pakistan"]), max_size=2),
)


@given(texts, texts, lists, st.randoms(use_true_random=False))
def test_the_order_of_terms_changes_nothing(title: str, summary: str, watch: Watch, chance: Any) -> None:
    def shuffled(line: Any) -> Any:
        return replace(line, terms=tuple(chance.sample(line.terms, len(line.terms))))

    other = replace(watch, find=tuple(map(shuffled, watch.find)), adjust=tuple(map(shuffled, watch.adjust)))
    assert look(watch, title, summary) == look(other, title, summary)


@given(texts, texts, lists, st.lists(lists, max_size=3))
def test_other_lists_change_nothing(title: str, summary: str, watch: Watch, others: list[Watch]) -> None:
    document = Document.of(entry(title, summary=summary))
    among = Matcher([*(replace(other, id="other") for other in others), watch]).matches(document)
    assert tuple(match for match in among if match.watch_id == watch.id) == Matcher([watch]).matches(document)


@given(texts, texts, lists)
def test_looking_only_where_it_can_match_misses_nothing(title: str, summary: str, watch: Watch) -> None:
    document = Document.of(entry(title, summary=summary))
    matcher = Matcher([watch])
    assert matcher.matches(document) == tuple(match for match in matcher.matches(document, everything=True) if not match.missing)


@given(texts, texts, lists)
def test_the_lines_add_up_to_the_points(title: str, summary: str, watch: Watch) -> None:
    found = look(watch, title, summary)
    assert round(sum(line.points for line in found.lines), 6) == found.points


# ── The lists we ship ────────────────────────────────────────────────────────────────────────────────────────────────

SHIPPED = {watch.id: watch for watch in load_config(CONFIG).watches}
EXAMPLES = [(watch, example) for watch in SHIPPED.values() for example in watch.examples]


@pytest.mark.parametrize(("watch", "example"), EXAMPLES, ids=[f"{watch.id}:{example.line}" for watch, example in EXAMPLES])
def test_every_shipped_list_passes_its_examples(watch: Watch, example: Any) -> None:
    match = story_match(watch, look(watch, example.title, example.summary), 1)
    reached = match.level not in {None, "watch"}
    assert reached is (example.level is not None), match


def test_shipped_lists_have_examples_of_both_kinds() -> None:
    assert {"iran-pakistan", "strong-earthquakes", "supplier-breach"} <= SHIPPED.keys()
    for watch in SHIPPED.values():
        quiet = sum(example.level is None for example in watch.examples)
        assert (quiet >= 8, len(watch.examples) - quiet >= 8) == (True, True), watch.id


@pytest.mark.parametrize(
    "title",
    [
        "Teheran attackiert Ziele in Pakistan",
        "Pakistán retira a su embajador en Irán",
        "Pakistan İran'a hava saldırısı düzenledi",
        "Pakistan ostrzelał terytorium Iranu",
        "Il Pakistan attacca l'Iran",
        "Paquistão bombardeia Irã",
        "パキスタン、イラン領内を空爆",
        "파키스탄, 이란에 보복 공습",
        "ইরানে পাকিস্তানের পাল্টা হামলা",
        "طهران وإسلام آباد تتفقان على عودة السفيرين",
        "پاکستان نے ایران سے اپنا سفیر واپس بلا لیا",
        "पाकिस्तान ने ईरान से अपना राजदूत वापस बुलाया",
        "伊朗与巴基斯坦同意缓和紧张局势",
    ],
)
def test_the_flagship_list_reads_many_languages(title: str) -> None:
    watch = SHIPPED["iran-pakistan"]
    assert story_match(watch, look(watch, title), 1).score >= 60


def test_the_iranian_province_is_not_pakistan() -> None:
    for province in ("Sistan and Baluchestan", "Sistan-Baluchistan", "Siestan-o-Balochistan", "سیستان و بلوچستان"):
        assert Missing(name="Pakistan") in look(SHIPPED["iran-pakistan"], f"Missile attack in {province}").missing
