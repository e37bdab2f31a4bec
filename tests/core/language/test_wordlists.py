"""The word lists: their form, and that a word of one language says nothing in texts of another."""

from collections import Counter
from functools import cache
from importlib.resources import files
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.facts.actors import read_direction
from monitor.core.facts.event_steps import read_step
from monitor.core.facts.numbers import quantities
from monitor.core.facts.statements import statements
from monitor.core.language import antonyms, expectation
from monitor.core.language.agencies import credited
from monitor.core.language.detect import language_of
from monitor.core.language.places import locate
from monitor.core.language.stems import content_stems
from monitor.core.language.wordlists import ALL, Line, lines, vocabulary
from monitor.core.text.folding import words

DATA = files("monitor.core.language").joinpath("data")
ROLES = [row.split("\t")[0] for row in DATA.joinpath("roles.tsv").read_text("utf-8").splitlines()[1:] if row]
LISTS = sorted(file.name for file in DATA.iterdir() if file.name.endswith(".tsv") and file.name != "roles.tsv")


@cache
def listed() -> tuple[Line, ...]:
    """Every line that is a word of one language."""
    found = (line for role in ROLES if role not in {"script", "letter", "within"} for line in lines(role))
    return tuple(dict.fromkeys(line for line in found if line.language != ALL))


@cache
def forms(language: str) -> frozenset[str]:
    """Every folded word that some line gives a meaning in texts of a language."""
    found = (line for role in ROLES for line in lines(role) if line.language in {language, ALL})
    return frozenset(word for line in found for word in words(line.form))


@cache
def neighbours() -> tuple[tuple[str, str], ...]:
    """Every two languages that share a script, both ways."""
    scripts = {(line.language, line.form) for line in lines("script")}
    pairs = permutations(sorted({language for language, _ in scripts}), 2)
    return tuple((one, other) for one, other in pairs if any((other, script) in scripts for who, script in scripts if who == one))


@pytest.mark.parametrize("name", LISTS)
def test_lists_have_one_form(name: str) -> None:
    header, *rows = DATA.joinpath(name).read_text("utf-8").splitlines()
    assert header == "lang\tform\tsense\trole\tsource"
    fields = [row.split("\t") for row in rows if row and not row.startswith("#")]
    assert [row for row in fields if len(row) != 5 or not all((row[0], row[1], row[3], row[4])) or row[1] != row[1].strip()] == []
    assert [key for key, count in Counter((row[0], row[1], row[2]) for row in fields).items() if count > 1] == []


def test_every_role_is_used_and_every_language_has_a_script() -> None:
    assert [role for role in ROLES if not lines(role)] == []
    assert {line.language for line in listed()} - {line.language for line in lines("script")} == set()


def test_what_is_no_role_is_refused() -> None:
    with pytest.raises(AttributeError, match="kiled"):
        _ = vocabulary("en").kiled


def read(text: str, language: str) -> object:
    """All that is read from a headline in a language; its own word stands for any stem that the lists do not know."""
    folded = words(text)
    found = locate(folded, language)
    stems = content_stems(folded, found, language)
    return (
        [(each.kind, each.value) for each in quantities(folded, language)],
        statements(folded, language),
        [code for _, _, code in found],
        read_step(folded, stems, language),
        read_direction(folded, found, language),
        expectation.is_expectation(folded, language),
        antonyms.repeats(folded, language),
        antonyms.is_recount(folded, language),
        antonyms.is_market_report(folded, language),
        credited(text, folded, "", (), language),
    )


@settings(max_examples=1000)
@given(st.data())
def test_a_word_of_one_language_says_nothing_in_another(data: st.DataObject) -> None:
    one, other = data.draw(st.sampled_from(neighbours()))
    line = data.draw(st.sampled_from([line for line in listed() if line.language == one]))
    if not forms(other).isdisjoint(words(line.form)):
        return  # a word of both
    numbers = data.draw(st.sampled_from(["9", "9 300", ""]))
    around = data.draw(st.sampled_from(["{0} {1}", "{1} {0}", "{1} {0} {1}", "{0} {1} {0}"]))
    assert read(around.format(line.form, numbers), other) == read(around.format("xqzx " * len(words(line.form)), numbers), other)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Quake drill moved to Tue: 300 workers invited", "en"),
        ("30 tote bags recalled", "en"),
        ("12 mort gages sold", "en"),
        ("Der Brand war ein Gift: 7 elf Spieler", "de"),
    ],
)
def test_look_alikes_are_no_dead(text: str, language: str) -> None:
    assert [each for each in quantities(words(text), language) if each.kind == "killed"] == []


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("حملات موشکی ایران به پاکستان", "en", "fa"),
        ("ایران کے میزائل حملے میں دو بچے ہلاک", "en", "ur"),
        ("مقتل تسعة أشخاص في ضربات إيرانية", "fr", "ar"),
        ("Iran strikes targets in Pakistan", "fa", "en"),
        ("Iran strikes targets in Pakistan", "en", "en"),
        ("Iran strikes targets in Pakistan", "mul", "en"),
        ("Iran strikes targets in Pakistan", "", "en"),
        ("Une frappe iranienne fait neuf morts au Pakistan", "mul", "fr"),
        ("İran'ın saldırısında dokuz kişi öldü ve iki kişi yaralandı", "mul", "tr"),
        ("Bei dem Angriff sind neun Menschen getötet worden", "und", "de"),
        ("ایران پر حملے میں نو افراد ہلاک", "mul", "ur"),
        ("Ракетный удар по Харькову: погибли 9 человек", "uk", "uk"),
        ("能登半島でM7.6の地震", "mul", "ja"),
        ("四川发生6.8级地震", "mul", "zh"),
        ("EU, NATO, G7", "mul", "en"),
        ("1234", "mul", "en"),
        ("Iran strikes targets", "en-GB", "en"),
        ("Watu tisa wauawa", "sw", "sw"),
        ("Saldırıda “حمله” kelimesi", "tr", "tr"),
    ],
)
def test_the_language_of_a_headline(text: str, declared: str, language: str) -> None:
    assert language_of(text, words(text), declared) == language
