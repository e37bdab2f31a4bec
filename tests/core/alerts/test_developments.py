"""What rings in a story that its reader knows already."""

from typing import Any

import pytest
from support.builders import story, told

from monitor.core.alerts.developments import developments
from monitor.model import Facts


def said(*names: str) -> dict[str, frozenset[str]]:
    return {"statements": frozenset(names)}


@pytest.mark.parametrize(
    ("was", "now", "texts"),
    [
        ({"killed": 7}, {"killed": 9}, ["9 killed (was 7)"]),
        ({}, {"killed": 2, "injured": 3}, ["2 killed", "3 injured"]),
        ({"killed": 9}, {"killed": 9}, []),
        ({"killed": 103}, {"killed": 84}, []),
        ({"killed": 9}, {}, []),
        ({"records": 35_000_000}, {"records": 40_000_000}, ["40 million records (was 35 million)"]),
        ({}, {"magnitude": 6.4}, ["magnitude 6.4"]),
        ({"magnitude": 7.0}, {"magnitude": 7.2}, []),
        ({"magnitude": 6.4}, {"magnitude": 6.1}, ["magnitude 6.1 (was 6.4)"]),
        ({}, said("confirmed:pakistan"), ["confirmed by Pakistan"]),
        (said("confirmed:pakistan"), said("confirmed:pakistan", "confirmed:iran"), ["confirmed by Iran"]),
        (said("confirmed"), said("confirmed", "confirmed:usa"), []),
        (said("confirmed:iran"), said("confirmed:iran", "confirmed"), []),
        ({}, said("denied:uk", "withdrawn"), ["report withdrawn", "denied by UK"]),
        ({}, said("claimed", "arrest", "ceasefire"), ["responsibility claimed", "arrest", "ceasefire"]),
        ({}, said("condemned"), []),
        ({}, {"places": frozenset({"panjgur"})}, []),
    ],
)
def test_what_rings(was: dict[str, Any], now: dict[str, Any], texts: list[str]) -> None:
    assert [development.text for development in developments(told(facts=Facts(**was)), story(facts=Facts(**now)))] == texts
