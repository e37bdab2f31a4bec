"""Numbers read from headlines: each row is a headline and all that it states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.facts.numbers import quantities
from monitor.core.language.detect import language_of
from monitor.core.text.folding import words
from monitor.model import NumberKind

KILLED, INJURED, MAGNITUDE, RECORDS = NumberKind.KILLED, NumberKind.INJURED, NumberKind.MAGNITUDE, NumberKind.RECORDS


def read(text: str) -> list[tuple[NumberKind, float]]:
    folded = words(text)
    return [(quantity.kind, quantity.value) for quantity in quantities(folded, language_of(text, folded, "en"))]


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Nine killed in Pakistani strikes on Iran", 9),
        ("Pakistan launches strikes into Iran, killing nine", 9),
        ("Iran says at least nine people were killed in the Pakistani attack", 9),
        ("Death toll rises to 9", 9),
        ("Kerman toll rises from 84 to 91", 91),
        ("Kerman bombing death toll lowered to 84", 84),
        ("Death toll in Gaza passes 24,000", 24_000),
        ("Gaza toll passes 24 000, officials say", 24_000),
        ("More than a hundred dead", 100),
        ("Two dozen killed", 24),
        ("Twenty-four soldiers killed in one day", 24),
        ("9–11 killed in raid on village", 9),
        ("4 children among 7 killed in Pakistani strike", 7),
        ("7 including 3 women killed", 7),
        ("Nine people, three women among them, killed", 9),
        ("Nine killed: six children and two women", 9),
        ("7 people, 3 women and 4 children, killed near Saravan", 7),
        ("Three women and four children, none of them Iranian, were killed", 7),
        ("Pakistani strikes kill three women, four children", 7),
        ("Pakistan says 2 children killed by Iranian missiles", 2),
        ("Two gunmen killed nine", 9),
        ("Three drones kill two", 2),
        ("Gunmen shoot dead nine Pakistani labourers", 9),
        ("Nine Pakistani labourers shot dead in Saravan", 9),
        ("Two journalists kidnapped and killed", 2),
        ("At least 40 people, including several fishermen, are reportedly killed", 40),
        ("At least 20 people, mostly women and children, are killed", 20),
        ("Eight United States Army soldiers are killed in two bombings", 8),
        ("Floods cause 73 deaths. Up to 1.8 million affected", 73),
        ("Two more killed, toll rises to 9", 9),
        ("Two days after strike killed 2, Pakistan hits back, killing nine", 9),
        ("حمله موشکی پاکستان به روستایی در سراوان؛ ۷ غیرایرانی کشته شدند", 7),
        ("سه زن و چهار کودک غیرایرانی در سراوان کشته شدند", 7),
        ("هفت نفر که ایرانی نبودند جان باختند", 7),
        ("ایران کا پنجگور میں میزائل حملہ، دو بچے جاں بحق", 2),
        ("ایران میں نو پاکستانی مزدور فائرنگ سے جاں بحق", 9),
        ("ہلاکتوں کی تعداد ۹ ہو گئی", 9),
        ("باكستان ترد بضربات قرب سراوان ومقتل تسعة", 9),
        ("مسلحون يقتلون تسعة عمال باكستانيين في سراوان", 9),
        ("ईरान के हमले में 2 बच्चों की मौत", 2),
    ],
)
def test_killed(text: str, killed: int) -> None:
    assert read(text) == [(KILLED, killed)]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Two children killed, three girls injured in Iranian strike", [(KILLED, 2), (INJURED, 3)]),
        ("Three sheep farmers killed near Quetta", [(KILLED, 3)]),
        ("Fire kills two people and 40 cows", [(KILLED, 2)]),
        ("Bomb killed nine, injured 3", [(KILLED, 9), (INJURED, 3)]),
        ("Attack kills nine, dozens injured", [(KILLED, 9)]),
        ("Suspect killed, nine injured", [(INJURED, 9)]),
        ("Strike kills 2 children, 3 women injured", [(KILLED, 2), (INJURED, 3)]),
        ("US wounded rise to 34 after drone attack", [(INJURED, 34)]),
        ("مقتل 9 أشخاص وإصابة 3 في غارة", [(KILLED, 9), (INJURED, 3)]),
        ("نه نفر کشته و ۳ نفر زخمی شدند", [(KILLED, 9), (INJURED, 3)]),
        ("7.8-magnitude quake kills at least 37", [(MAGNITUDE, 7.8), (KILLED, 37)]),
        ("Quake of magnitude 6 shakes Taiwan", [(MAGNITUDE, 6)]),
        ("M 6.2 - 10 km SSE of Hihya", [(MAGNITUDE, 6.2)]),
        ("M6.2 earthquake shakes Taiwan", [(MAGNITUDE, 6.2)]),
        ("6.4 quake jolts Islamabad", [(MAGNITUDE, 6.4)]),
        ("Quake measuring 6.3 hits Luzon", [(MAGNITUDE, 6.3)]),
        ("Quake measuring 7 hits Luzon", [(MAGNITUDE, 7)]),
        ("Strong tremor off Sumatra registers 6 on the Richter scale", [(MAGNITUDE, 6)]),
        ("Earthquake of 6.8 degrees on the Richter scale strikes Peru", [(MAGNITUDE, 6.8)]),
        ("Earthquake in Peru; the geological institute measured it at 7.2", [(MAGNITUDE, 7.2)]),
        ("Strong earthquake measuring 8.0 strikes Peru", [(MAGNITUDE, 8)]),
        ("Earthquake off Java, 7.2 in magnitude", [(MAGNITUDE, 7.2)]),
        ("Earthquake kills 6 people in magnitude 7 shock", [(KILLED, 6), (MAGNITUDE, 7)]),
        ("Earthquake of 5.6 magnitude strikes 9 miles from San Jose", [(MAGNITUDE, 5.6)]),
        ("5.1-magnitude aftershock hits Noto, two days after a 7.8-magnitude quake", [(MAGNITUDE, 5.1)]),
        ("Quake of 5.8 close to yesterday's 7.3 earthquake", [(MAGNITUDE, 5.8)]),
        ("Aftershock measuring 5.0 shakes Ziarat three days after it was struck by a 6.4-magnitude quake", [(MAGNITUDE, 5)]),
        ("Tsunami warning after magnitude 7.9 earthquake off Tonga", [(MAGNITUDE, 7.9)]),
        ("زلزله ۶٫۴ ریشتری اسلام آباد را لرزاند", [(MAGNITUDE, 6.4)]),
        ("Cyberattack compromised data of 35 million customers", [(RECORDS, 35e6)]),
        ("Hackers take 1.5m customer records", [(RECORDS, 1.5e6)]),
        ("Hackers stole data of 35 million people", [(RECORDS, 35e6)]),
        ("35m accounts exposed", [(RECORDS, 35e6)]),
    ],
)
def test_several_and_other_kinds(text: str, stated: list[tuple[NumberKind, float]]) -> None:
    assert read(text) == stated


@pytest.mark.parametrize(
    "text",
    [
        "Two missiles hit a house in Panjgur",
        "Bird flu: 28,000 ducks killed at farm",
        "Lightning kills 30 sheep in Kashmir",
        "سیل ۴۰ گوسفند را کشت",
        "6-year-old girl killed in strike",
        "Girl, 6, killed in strike",
        "Man, 34, shot dead in Quetta",
        "General who led the coup dies at 94",
        "President dies at the age of 72",
        "Commander killed two years ago is remembered",
        "Colonel killed on 16 January 2024",
        "Journalists killed in 2024",
        "Killed in 3 strikes",
        "Number two killed in drone strike",
        "No one killed in blast",
        "Dozens killed in blast",
        "Six killed and wounded on the 16th",
        "A combined 11 people killed in two days of strikes",
        "Pakistan strikes Iran days after Iranian attack killed two children",
        "Ten years after tsunami killed 230,000, Aceh remembers",
        "Pakistan beat Iran 3-1; fan hurt",
        "Political earthquake in Rome after magnitude of defeat",
        "Company sets two world records",
        "Quake measured by 7 stations",
        "Tremor registered in 7 provinces",
        "Earthquake registered 6 km below Izmir",
        "Ship measuring 7.5 metres found after quake",
        "Growth measuring 6.3",
        "550,000 customers without power",
        "Pipeline dispute: $18 billion claim",
        "",
    ],
)
def test_states_no_number(text: str) -> None:
    assert read(text) == []


def test_span_covers_number_and_what_it_counts() -> None:
    text = words("Pakistan says 2 children killed by missiles")
    (quantity,) = quantities(text, "en")
    assert text[quantity.start : quantity.end] == ("2", "children", "killed")


_PIECES = st.sampled_from(
    words(
        "killed dead killing toll rises to at least nine 9 11 000 1,200 6.2 m m6 magnitude quake injured and children women "
        "including among them after days million records data کشته نه و more two missiles 2024 dozen مقتل"
    )
)


@given(st.lists(_PIECES, max_size=14).map(" ".join) | st.text(max_size=60))
def test_whatever_the_text_spans_lie_in_it_and_values_are_positive(text: str) -> None:
    folded = words(text)
    for quantity in quantities(folded, "en"):
        assert 0 <= quantity.start < quantity.end <= len(folded)
        assert quantity.value >= 1
