"""What parts two headlines that look alike, and what does not. All headlines are made up."""

from datetime import UTC, datetime

import pytest

from monitor.core.facts.actors import Direction
from monitor.core.facts.headline import Headline, prepare
from monitor.core.language.detect import language_of
from monitor.core.language.document import Document
from monitor.core.language.places import conflict, locate
from monitor.core.stories.guards import GUARDS, Effect, Pair, objection
from monitor.core.text.folding import words
from monitor.model import Entry


def headline(title: str, summary: str = "", language: str = "en", outlet: str = "") -> Headline:
    entry = Entry(
        id=title,
        feed_id="feed",
        outlet=outlet,
        title=title,
        summary=summary,
        fetched_at=datetime(2024, 3, 4, tzinfo=UTC),
        language=language,
    )
    return prepare(Document.of(entry))


def named(older: str, newer: str, hours: float, language: str = "en") -> str | None:
    guard = objection(Pair(headline(newer, language=language), headline(older, language=language), hours))
    return guard.name if guard else None


@pytest.mark.parametrize(
    ("guard", "hours", "older", "newer"),
    [
        ("direction", 30, "Turkey shells Kurdish posts in Syria", "Syria shells army posts in Turkey"),
        ("direction", 30, "Iran strikes militant bases in Pakistan", "Pakistan responds to Iran attack with strikes"),
        ("direction", 30, "Pakistan hit by Iranian strike", "Iran hit by Pakistani strike"),
        ("swap", 5, "Airbus sues Boeing over engine patents", "Boeing sues Airbus over engine patents"),
        ("swap", 5, "Norway expels Swedish fishing boats", "Sweden expels Norwegian fishing boats"),
        ("swap", 5, "Potter sues former landlord over unpaid deposit", "Landlord sues potter over deposit and broken kiln"),
        ("swap", 9, "Cook bitten by waiter in Graz tavern", "Waiter bitten by cook in Graz tavern"),
        ("opponents", 9, "Norway beat Chile to reach Cup final", "Peru beat Spain to reach Cup final against Norway"),
        ("market", 20, "Stocks slip as bond yields climb", "Stocks slip as oil jumps"),
        ("step", 20, "Man arrested in Graz tavern robbery", "Man arrested in Graz tavern robbery released without charge"),
        (
            "name",
            20,
            "Tashkent court jails opposition journalist for six years",
            "Tashkent court jails opposition lawyer for six years",
        ),
        ("target", 9, "Turkey strikes depots in Iraq", "Turkey strikes depots in Armenia"),
        ("target", 20, "Chile recalls ambassador from Malta over tuna law", "Norway recalls ambassador from Malta over tuna law"),
        ("place", 4, "Chemical plant fire in Hamburg forces evacuations", "Chemical plant fire in Dresden forces evacuations"),
        ("place", 4, "Storm floods villages in Bolivia", "Storm floods villages in Peru"),
        ("outcome", 9, "Senate approves pension bill", "Senate rejects pension bill"),
        ("outcome", 24, "Copper price rises on strike fears", "Copper price falls on strike fears"),
        ("step", 9, "Mali launches drone strikes on Niger", "Mali and Niger agree truce"),
        ("number", 30, "Lottery: 14 million for winner from Aarhus", "Lottery: 22 million for winner from Aarhus"),
        ("number", 30, "Tour standings after stage 4", "Tour standings after stage 5"),
        ("again", 20, "Tram derails in Basel", "Another tram derails in Basel"),
        ("recurring", 24, "Morning briefing: the news in five minutes", "Morning briefing: the news in ten minutes"),
        (
            "name",
            4,
            "Danone names finance expert as chairman of the board",
            "Nestlé names finance expert as chairman of the board",
        ),
        ("toll", 20, "Bus crash in Puno kills 11", "Bus crash in Puno kills 25"),
        ("fewer", 20, "Bus crash in Puno kills 11", "Bus crash in Puno kills three"),
        ("fewer", 70, "Shells kill three people in Lomas market", "Two killed as shells hit Lomas market"),
        ("recurring", 1, "How to watch Ghana v Mali: kick-off and channels", "How to watch Chile v Peru: kick-off and channels"),
        ("recurring", 1, "Tentmaker coupons: 20% off", "Bakewell coupons: 30% off"),
        ("recurring", 1, "Tentmaker coupons: 20% off", "AT&T coupons: 30% off"),
        ("again", 30, "Dockers clash with guards in Piraeus", "Dockers clash with guards in Piraeus again"),
        ("happened", 6, "Latvia poised to ban glass bottles on beaches", "Latvia bans glass bottles on beaches"),
        ("happened", 3, "Ghana v Mali LIVE: Cup tie in Accra", "Ghana win Cup tie in Accra with late goal against Mali"),
        ("happened", 9, "Riga opera director faces removal vote", "Riga opera director removed from post in vote"),
        ("happened", 9, "Riga diver to swim across Gulf of Finland", "Riga diver swims across Gulf of Finland"),
        ("happened", 3, "Ghana vs Mali: when is the Cup tie and who plays", "Ghana beat Mali in Cup tie"),
        ("happened", 3, "Ghana vs Mali: who will win the Cup tie", "Ghana vs Mali LIVE: Cup tie"),
        ("happened", 6, "Malta to hold snap poll in May, minister says", "Malta holds snap poll"),
        ("happened", 20, "Five mayors prepare lawsuit to stop Rhine toll", "Five mayors sue to stop Rhine toll"),
        (
            "since",
            20,
            "Harbour union calls off strike in Piraeus",
            "Police arrest ten after harbour union calls off strike in Piraeus",
        ),
        ("step", 3, "Riga opera director resigns over loan", "Riga opera names Kalnina as its new director"),
        ("step", 5, "Villagers evacuated as slope slides in Brienz", "Villagers allowed to return to Brienz"),
    ],
)
def test_parts(guard: str, hours: float, older: str, newer: str) -> None:
    assert named(older, newer, hours) == guard


@pytest.mark.parametrize(
    ("hours", "older", "newer"),
    [
        (3, "Pakistan hit by Iranian strike", "Iran strikes targets in Pakistan"),
        (2, "Cable car plunges near Zermatt, killing three skiers", "Three skiers die in Zermatt cable car plunge"),
        (3, "Stocks slip as bond yields climb", "Stocks slip further as yields climb"),
        (3, "Ghana beat Mali in Cup tie", "Cup tie: Mali beaten by Ghana"),
        (3, "Strike in Pakistan by Iran kills two", "Iran strike kills two in Pakistan"),
        (3, "Iran strikes Pakistan, two dead", "Pakistan condemns Iranian air strikes on its territory"),
        (6, "Bus crash in Puno kills 11", "Toll in Puno bus crash rises to 14"),
        (6, "Bus crash in Puno kills 11", "Bus crash in Puno kills nine"),
        (20, "Bus crash in Puno kills 11", "Two Finns killed in Puno bus crash, among the 11 dead"),
        (20, "Bus crash in Puno kills 11", "At least nine killed in Puno bus crash"),
        (2, "Two buses crash in Puno", "Eleven dead after two buses crash in Puno"),
        (2, "Quake of magnitude 6.4 shakes Fiji", "Magnitude 6.1 quake shakes Fiji"),
        (2, "Airbus sues Boeing over engine patents", "Boeing sued by Airbus over engine patents"),
        (2, "Fire at Hamburg port", "Fire breaks out at German port"),
        (2, "Tram derails in Basel", "Tram derails in Basel, driver hurt"),
        (1, "Tram derails in Basel", "Another tram car checked in Basel after derailment"),
        (30, "Ferry aground off Bornholm", "Ferry aground off Bornholm"),
        (4, "First positive Covid tests for crews in Olympic Port", "First crews in Olympic Port test positive for Covid"),
        (30, "Start-up Kelpworks wins seed money", "Start-up Kelpworks raises another 7m"),
        (6, "Latvia bans glass bottles on beaches", "Latvia ban on glass bottles expected to start in May"),
        (3, "Riga opera sacks director over loan", "Riga opera replaces director over loan"),
        (3, "Chile recalls ambassador from Malta over tuna law", "Chile recalls its envoy from Malta over law on tuna"),
        (3, "Peru beat Chile by 42 runs", "Peru win by 42 runs against Chile"),
    ],
)
def test_leaves_alone(hours: float, older: str, newer: str) -> None:
    assert named(older, newer, hours) is None


@pytest.mark.parametrize(
    ("language", "older", "newer"),
    [
        ("fa", "حمله موشکی ایران به پایگاهی در پاکستان", "حمله موشکی پاکستان به پایگاهی در ایران"),
        ("ur", "ایران کا پاکستان میں میزائل حملہ", "پاکستان کا ایران میں میزائل حملہ"),
        ("ar", "إيران تقصف مواقع داخل باكستان", "باكستان تقصف مواقع داخل إيران"),
    ],
)
def test_direction_is_read_in_other_scripts(language: str, older: str, newer: str) -> None:
    assert named(older, newer, 30, language) == "direction"


IRAN_ON_PAKISTAN, PAKISTAN_ON_IRAN = Direction("ir", "pk"), Direction("pk", "ir")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Iran strikes Pakistan", IRAN_ON_PAKISTAN),
        ("Pakistan hit by Iranian missiles", IRAN_ON_PAKISTAN),
        ("Pakistan struck by Iran", IRAN_ON_PAKISTAN),
        ("Drone strike in Pakistan by Iran", IRAN_ON_PAKISTAN),
        ("Pakistan condemns Iran's missile strike", IRAN_ON_PAKISTAN),
        ("Two children killed in Iran's strike, Pakistan says", IRAN_ON_PAKISTAN),
        ("Iran confirms strike on 'Iranian terrorist group' in Pakistan", IRAN_ON_PAKISTAN),
        ("Pakistan strikes militants in Iran", PAKISTAN_ON_IRAN),
        ("Pakistan retaliates after Iranian strikes", PAKISTAN_ON_IRAN),
        ("Pakistan hits back at Iran", PAKISTAN_ON_IRAN),
        ("Pakistan responds to Iran attack", PAKISTAN_ON_IRAN),
        ("Iran says Pakistani strike killed nine", PAKISTAN_ON_IRAN),
        ("Attack on Iran's Saravan by Pakistan", PAKISTAN_ON_IRAN),
        ("Tehran summons Pakistani envoy over Saravan strike", PAKISTAN_ON_IRAN),
        ("Pakistan targets Iran in second night of strikes in wake of Iranian missiles", PAKISTAN_ON_IRAN),
        ("Strikes hit Iran in honour of Pakistani soldiers killed", PAKISTAN_ON_IRAN),
        ("Targets of latest Pakistani strikes on Iran named", PAKISTAN_ON_IRAN),
        ("Pakistan launches second night of Iran strikes", PAKISTAN_ON_IRAN),
        ("Two Iranians killed as Pakistani jets attack", PAKISTAN_ON_IRAN),
        ("Iranians killed in Pakistani army raid", PAKISTAN_ON_IRAN),
        ("Fires rage in Iran and Pakistan, thousands flee", None),
        ("Iran-Pakistan border reopens", None),
        ("Pakistan recalls ambassador from Iran after missile strikes", None),
        ("Iran and Pakistan agree to de-escalate after strikes", None),
        ("Pakistan vows to respond to Iran", None),
        ("Rail strike halts trains in Germany", None),
    ],
)
def test_who_did_it_to_whom(title: str, expected: Direction | None) -> None:
    assert headline(title).direction == expected


def test_a_story_knows_its_direction_better_than_one_headline() -> None:
    newer = headline("Pakistan strikes militants in Iran")
    silent = headline("Militants hit near the Iran-Pakistan border")
    assert objection(Pair(newer, silent, 3)) is None
    guard = objection(Pair(newer, silent, 3, IRAN_ON_PAKISTAN))
    assert guard is not None
    assert guard.name == "direction"


def test_a_summary_that_names_the_place_dissolves_a_conflict() -> None:
    newer = headline("Blast at Kyiv power plant", "Russia fired drones, says Ukraine.")
    older = headline("Blast at Russia-hit power plant", "The plant in Kyiv supplied half of the city.")
    assert objection(Pair(newer, older, 2)) is None


def test_a_veto_comes_before_a_doubt_and_each_name_stands_once() -> None:
    names = [guard.name for guard in GUARDS]
    assert len(names) == len(set(names))
    effects = [guard.effect is Effect.VETO for guard in GUARDS]
    assert effects == sorted(effects, reverse=True)


@pytest.mark.parametrize(
    ("ones", "others", "expected"),
    [
        ({"de.hamburg"}, {"de.dresden"}, True),
        ({"de.hamburg"}, {"de"}, False),
        ({"de", "de.hamburg"}, {"de", "de.dresden"}, True),
        ({"ps.rafah"}, {"ps.gaza"}, False),
        ({"ir", "pk"}, {"ir"}, False),
        ({"be.brussels"}, {"eu"}, False),
        ({"pk.parachinar"}, {"pk.khyber pakhtunkhwa"}, False),
        ({"pk.parachinar"}, {"pk.chaman"}, True),
        ({"bo"}, {"pe"}, True),
        ({"bo"}, set(), False),
    ],
)
def test_places_that_exclude_each_other(ones: set[str], others: set[str], expected: bool) -> None:
    assert conflict(frozenset(ones), frozenset(others)) is expected
    assert conflict(frozenset(others), frozenset(ones)) is expected


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("South Korean ferry leaves Busan", ["kr", "kr.busan"]),
        ("Iranian, Tehran", ["ir", "ir.tehran"]),
        ("ایران, تهران", ["ir", "ir.tehran"]),
        ("Koh-i-Sabz in Panjgor", ["pk.koh e sabz", "pk.panjgur"]),
        ("ضربات في باكستان وإيران", ["pk", "ir"]),
        ("Sistan and Baluchestan", ["ir.sistan and baluchestan"]),
        ("Siestan-o-Baluchistan", ["ir.sistan and baluchestan"]),
        ("Balochistan", ["pk.balochistan"]),
        ("Khost, Al-Obeid", ["af.khost", "sd.el obeid"]),
        ("پاراچنار میں", ["pk.parachinar"]),
        ("في نيالا", ["sd.nyala"]),
    ],
)
def test_places_are_found_in_all_their_spellings(text: str, codes: list[str]) -> None:
    folded = words(text)
    assert [code for _, _, code in locate(folded, language_of(text, folded, "mul"))] == codes
