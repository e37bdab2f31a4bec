"""Whose text an entry is: credits of agencies, copies of one text, an outlet's own words."""

import pytest
from support.builders import entry

from monitor.core.language.document import Document
from monitor.core.stories.summary import StorySummary

LEAD = (
    "Pakistan's military said on Thursday that it had struck hideouts of separatist militants inside Iran, two days after "
    "Iranian missiles and drones hit what Tehran called bases of another group in Balochistan."
)


def document(title: str, summary: str = "", outlet: str = "Dawn", *, agency: bool = False) -> Document:
    return Document.of(entry(title, outlet=outlet, summary=summary, agency=agency))


def origin(*documents: Document) -> str:
    """Of the last of a story's entries."""
    account = StorySummary("story", None)
    return [account.add(each).origin for each in documents][-1]


@pytest.mark.parametrize(
    ("title", "summary", "agency"),
    [
        ("Two children killed in strike (AP)", "", "ap"),
        ("Strike kills two", "ISLAMABAD (AP) — Two children died when missiles hit a house.", "ap"),
        ("Strike kills two", "QUETTA, Pakistan, Jan 18 (Xinhua) -- Two children died.", "xinhua"),
        ("Strike kills two - Reuters", "", "reuters"),
        ("AFP: strike kills two", "", "afp"),
        ("Iran hits bases in Pakistan, Tasnim says", "", "tasnim"),
        ("Explosions near Saravan", "Several blasts were heard, Mehr news agency reported.", "mehr"),
        ("Explosions near Saravan", "According to the state news agency IRNA, nobody was hurt.", "irna"),
        ("Explosions near Saravan", "An official told Reuters that nobody was hurt.", "reuters"),
        ("به گزارش ایرنا ۹ نفر در سراوان کشته شدند", "", "irna"),
        ("اے ایف پی کے مطابق نو افراد ہلاک", "", "afp"),
        ("رويترز: مقتل تسعة قرب سراوان", "", "reuters"),
    ],
)
def test_credit_makes_the_agency_the_origin_whoever_prints_it(title: str, summary: str, agency: str) -> None:
    assert origin(document(title, summary)) == f"agency:{agency}"


@pytest.mark.parametrize(
    "title", ["New app said to track users", "Mehr and Fars are months and letters", "Iran strikes Pakistan"]
)
def test_without_a_credit_the_outlet_is_the_origin(title: str) -> None:
    assert origin(document(title)) == "outlet:dawn"


def test_agency_is_its_own_origin_whomever_it_quotes() -> None:
    quoting = document("Blasts near Saravan", "IRNA reported several blasts.", "Agence France-Presse")
    unlisted = document("Blasts near Saravan", outlet="Border Wire", agency=True)
    assert [origin(quoting), origin(unlisted)] == ["agency:afp", "agency:border wire"]


def test_text_under_another_headline_and_cut_short_is_a_copy() -> None:
    first = document("Pakistan strikes Iran (AP)", LEAD)
    copy = document("Tit-for-tat: Islamabad hits back", LEAD[:140] + "…", "The Nation")
    assert origin(first, copy) == "agency:ap"


def test_lightly_edited_text_is_a_copy() -> None:
    edited = LEAD.replace("on Thursday ", "").replace("hideouts", "sites")
    assert origin(document("Pakistan strikes", LEAD), document("Other", edited, "The Nation")) == "outlet:dawn"


def test_equal_headlines_are_copies_whatever_outlet_stands_behind_the_dash() -> None:
    first = document("Pakistan launches strikes into Iran, killing nine - Dawn")
    copy = document("Pakistan launches strikes into Iran, killing nine | The Nation", outlet="The Nation")
    assert origin(first, copy) == "outlet:dawn"


@pytest.mark.parametrize(
    "title", ["Pakistan strikes militants in Iran, nine dead", "Nine dead as Pakistani jets hit village near Saravan"]
)
def test_own_words_are_an_own_origin(title: str) -> None:
    first = document("Pakistan launches strikes into Iran, killing nine")
    assert origin(first, document(title, outlet="The Nation")) == "outlet:the nation"


def test_short_headlines_may_be_alike_without_being_copies() -> None:
    first = document("Iran strikes Pakistan")
    assert origin(first, document("Iran striking Pakistan", outlet="The Nation")) == "outlet:the nation"


def test_credits_tell_agencies_apart_under_one_headline() -> None:
    first = document("Pakistan launches strikes into Iran, killing nine (AP)")
    other = document("Pakistan launches strikes into Iran, killing nine (AFP)", outlet="The Nation")
    assert origin(first, other) == "agency:afp"
