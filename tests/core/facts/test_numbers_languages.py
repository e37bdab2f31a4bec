"""Numbers read from headlines in languages other than English, with and without spaces between words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.facts.numbers import quantities
from monitor.core.language.detect import language_of
from monitor.core.text.folding import words
from monitor.model import NumberKind

KILLED, INJURED, MAGNITUDE = NumberKind.KILLED, NumberKind.INJURED, NumberKind.MAGNITUDE


def read(text: str) -> list[tuple[NumberKind, float]]:
    folded = words(text)
    return [(quantity.kind, quantity.value) for quantity in quantities(folded, language_of(text, folded, "mul"))]


@pytest.mark.parametrize(
    ("text", "magnitude"),
    [
        ("四川发生6.8级地震", 6.8),
        ("花蓮外海7.2級強震", 7.2),
        ("能登半島でM7.6の地震", 7.6),
        ("マグニチュード7.1の地震、宮崎県で震度6弱", 7.1),
        ("แผ่นดินไหวขนาด 7.7 เขย่ากรุงเทพ", 7.7),
        ("미얀마 규모 7.7 강진", 7.7),
        ("Gempa magnitudo 6,1 guncang Maluku", 6.1),
        ("Terremoto di magnitudo 6,2 in Umbria", 6.2),
        ("Séisme de magnitude 6,8 au Maroc", 6.8),
        ("Séisme M7,1 au large du Vanuatu", 7.1),
        ("Sismo de 7,4 sacude Oaxaca", 7.4),
        ("Erdbeben der Stärke 7 vor Kamtschatka", 7),
        ("7,7 büyüklüğünde deprem", 7.7),
        ("Землетрясение магнитудой 6,3 в Бишкеке", 6.3),
        ("Trzęsienie ziemi o magnitudzie 7,2 w Peru", 7.2),
        ("زلزال بقوة 6,8 درجة يضرب الحوز", 6.8),
        ("बिहार में 7.1 तीव्रता का भूकंप", 7.1),
        ("M7 quake off Tonga", 7),
    ],
)
def test_magnitude(text: str, magnitude: float) -> None:
    assert read(text) == [(MAGNITUDE, magnitude)]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("甘肃地震造成至少127人遇难", [(KILLED, 127)]),
        ("空爆で9人死亡、40人けが", [(KILLED, 9)]),
        ("地震の死者は241人に", [(KILLED, 241)]),
        ("Une frappe tue au moins neuf civils, 9 morts selon Téhéran", [(KILLED, 9), (KILLED, 9)]),
        ("Une explosion tue au moins 12 personnes à Kaboul", [(KILLED, 12)]),
        ("Le 5 janvier, 12 personnes ont été tuées", []),
        ("12 tués et 30 blessés", [(KILLED, 12), (INJURED, 30)]),
        ("Mueren 37 personas en un sismo", [(KILLED, 37)]),
        ("37 muertos y 120 heridos", [(KILLED, 37), (INJURED, 120)]),
        ("37 Menschen getötet", [(KILLED, 37)]),
        ("Погибли 37 человек, 120 раненых", [(KILLED, 37), (INJURED, 120)]),
        ("Gempa tewaskan 56 orang", [(KILLED, 56)]),
        ("3 jours après, les morts restent sans nom", []),
    ],
)
def test_casualties(text: str, stated: list[tuple[NumberKind, float]]) -> None:
    assert read(text) == stated


@pytest.mark.parametrize(
    "text",
    [
        "石川県で震度7",  # how it was felt, not how strong it was
        "股市震荡 沪指跌2.3%",
        "7级大风来袭",
        "100人が参加",
        "รถยนต์ขนาด 1.5 ลิตร",
        "기업 규모 7.6조",
        "Windstärke 7 an der Küste",
        "Tue 16 January 2024",
    ],
)
def test_states_no_number(text: str) -> None:
    assert read(text) == []


@given(st.text(alphabet="地震强強級级死者亡人名はが7.69 มขนาดแผ่นดินไหว", max_size=24))
def test_whatever_the_row_of_characters_spans_lie_in_it(text: str) -> None:
    folded = words(text)
    for quantity in quantities(folded, language_of(text, folded, "mul")):
        assert 0 <= quantity.start < quantity.end <= len(folded)
        assert quantity.value >= 1
