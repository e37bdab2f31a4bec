"""What a headline states: numbers, places, statements."""

import pytest
from support.builders import entry

from monitor.core.facts.extract import title_facts
from monitor.core.language.document import Document
from monitor.model import Facts


def read(title: str) -> Facts:
    return title_facts(Document.of(entry(title)))


@pytest.mark.parametrize(
    "text",
    [
        "Attack kills five in Quetta, 11 police killed in December",
        "Attack kills five in Quetta after bomb killed 11 last month",
        "Attack kills five in Quetta; 11 killed there two years ago",
        "Attack kills five in Quetta, where 11 were killed in 2021",
    ],
)
def test_toll_of_an_older_event_is_not_stated(text: str) -> None:
    assert read(text).killed == 5


def test_older_toll_alone_is_none() -> None:
    assert read("The group that Iran struck killed 11 police in December").killed is None


@pytest.mark.parametrize(
    ("title", "places"),
    [
        ("Iran strikes Jaish al-Adl bases in Koh-e-Sabz, Panjgur", {"koh e sabz", "panjgur"}),
        ("Pakistan strikes Iran", set()),
        ("حمله موشکی به روستایی در سراوان", {"saravan"}),
        ("Strike hits village near Haqabad, official says", {"haqabad"}),
        ("Strike Hits Village Near Unknownabad As Tension Grows", set()),  # Title Case tells no names
        ("Two held in January over strike", set()),
    ],
)
def test_places_below_a_country(title: str, places: set[str]) -> None:
    assert read(title).places == places


@pytest.mark.parametrize(
    ("title", "statements"),
    [
        ("Pakistan Foreign Office confirms strikes inside Iran", {"confirmed:pakistan"}),
        ("Iran acknowledges strike on militants in Pakistan", {"confirmed:iran"}),
        ("Iran says it struck militant bases in Pakistan", {"confirmed:iran"}),
        ("Strike in Panjgur confirmed by Tehran", {"confirmed:iran"}),
        ("پاکستان حمله به خاک ایران را تایید کرد", {"confirmed:pakistan"}),
        ("Officials confirm strike", {"confirmed"}),
        ("Minister neither confirms nor denies strike", set()),
        ("Strike not yet confirmed", set()),
        ("Two confirmed dead in Kerman", set()),
        ("Front denies having bases across the border", {"denied"}),
        ("US denies part in Kerman blasts", {"denied:usa"}),
        ("Iran rejects report of strike", {"denied:iran"}),
        ("ایران حمله به پاکستان را تکذیب کرد", {"denied:iran"}),
        ("Suspect denied bail", set()),
        ("IRNA withdraws report on strike", {"withdrawn"}),
        ("State TV takes down report of strike", {"withdrawn"}),
        ("Ambassador withdrawn from Tehran", set()),
        ("Jaish al-Adl claims responsibility for killing of colonel", {"claimed"}),
        ("No claim of responsibility for attack in Saravan", set()),
        ("Pakistan condemns violation of its airspace", {"condemned"}),
        ("Iran arrests two over attack", {"arrest"}),
        ("Court issues arrest warrant", set()),
        ("Israel and Hamas agree to ceasefire", {"ceasefire"}),
        ("UN calls for ceasefire", set()),
        ("توافق آتش‌بس در غزه", {"ceasefire"}),
        ("Tsunami warning issued after quake", {"tsunami"}),
        ("No tsunami warning after quake", set()),
    ],
)
def test_statements(title: str, statements: set[str]) -> None:
    assert read(title).statements == statements
