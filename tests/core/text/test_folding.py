"""Folding: one word however it is spelt, in every script, and folding twice changes nothing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.core.language.document import own_news
from monitor.core.language.stems import stem
from monitor.core.text.folding import fold, words

SCRIPTS = {
    "Latin": "aAzZéÉöŐñçøłßıİŒæ'’ -–",
    "Arabic script": "ايىےكکةهہھۀەٱإأآؤئپچژگٹںقمئـ\u200c\u064e\u0651۱٢۳",
    "Cyrillic": "аАяЯёЁйЙїЇґўЩъ'",
    "Devanagari": "कखग़ज़ज़फ़ड़ड़ािीुे्ंँः०१२। ",
}
SCRIPT_TEXTS = st.one_of([st.text(alphabet=letters, max_size=30) for letters in SCRIPTS.values()])


@given(SCRIPT_TEXTS | st.text(max_size=40))
@example("İ")
@example("ﷺ")
@example("Ελλάς")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(SCRIPT_TEXTS)
def test_words_of_folded_text_are_the_words(text: str) -> None:
    assert words(fold(text)) == words(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÉTAT D’URGENCE", "etat d'urgence"),
        ("Türkiye", "TURKIYE"),
        ("پاكستان", "پاکستان"),
        ("إيران", "ایران"),
        ("می‌رود", "می رود"),
        ("۷ کشته", "7 کشته"),
        ("Йемен ещё", "ЙЕМЕН еще"),
        ("इज़राइल", "इजराइल"),
        ("कर्फ़्यू", "कर्फ्यू"),
        ("१६ जनवरी", "16 जनवरी"),
        ("ＮＡＴＯ", "nato"),
    ],
)
def test_spellings_are_one(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize("running", ["昨夜伊朗空袭巴基斯坦境内", "きのうイランがパキスタンを空爆した", "อิหร่านโจมตีปากีสถานเมื่อคืน"])
def test_text_without_spaces_gives_one_word_for_each_character(running: str) -> None:
    assert words(running) == tuple(fold(running))


@given(st.text(alphabet="伊朗巴基斯坦空袭", min_size=1, max_size=4), st.text(alphabet="昨夜境内的 。", max_size=6))
def test_a_term_stands_inside_running_text(term: str, around: str) -> None:
    inside = words(around + term + around)
    wanted = words(term)
    assert any(inside[at : at + len(wanted)] == wanted for at in range(len(inside)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zelenskyy", "Zelensky"),
        ("Syrskii", "Syrskyi"),
        ("harbours", "harbors"),
        ("theatre", "theater"),
        ("organised", "organized"),
        ("haemorrhage", "hemorrhage"),
        ("catalogues", "catalogs"),
    ],
)
def test_spellings_of_one_word_agree(one: str, other: str) -> None:
    assert stem(words(one)[0], "en") == stem(words(other)[0], "en")


@pytest.mark.parametrize(
    ("summary", "own"),
    [
        ("Also this hour: a geyser wakes; a chess crown", ""),
        ("Trucks wait at the pass. ALSO READ | Nine hurt in Graz", "Trucks wait at the pass."),
        ("Fire spread (Reuters) Related stories: Ferry aground", "Fire spread (Reuters)"),
        ("He also read the letter: it was short", "He also read the letter: it was short"),
        ("The minister also today named a judge", "The minister also today named a judge"),
    ],
)
def test_what_a_summary_lists_of_other_news_is_not_its_own(summary: str, own: str) -> None:
    assert own_news(summary) == own
