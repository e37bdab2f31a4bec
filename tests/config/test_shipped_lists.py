"""The watch-lists we ship: what a duty officer is told, in which languages, and what leaves every list quiet."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from ruamel.yaml import YAML

from monitor import resources
from monitor.config import load, load_config
from monitor.config.examples import try_examples
from monitor.config.lint import lints
from monitor.core.language.document import Document
from monitor.core.watch.matcher import Matcher
from monitor.core.watch.scoring import story_match
from monitor.model import Entry, Example, NumberKind, Term, Watch

AnyTerm = TypeVar("AnyTerm", bound=Term)

CONFIG = resources.folder("config")
SHIPPED = {watch.id: watch for watch in load_config(CONFIG).watches}
IDS = {
    "iran-pakistan",
    "border-strikes",
    "coup-and-unrest",
    "strong-earthquakes",
    "tsunami-and-cyclone",
    "aviation-accidents",
    "supplier-breach",
    "sanctions",
    "disease-outbreak",
}
MATCHER = Matcher(tuple(SHIPPED.values()))
SCRIPTS = {
    "Arabic": r"[\u0620-\u064a]",
    "Cyrillic": r"[а-яё]",
    "Devanagari": r"[\u0904-\u0939]",
    "Han": r"[\u4e00-\u9fff]",
}


def alerting(title: str, summary: str = "") -> set[str]:
    """The lists that would alert on one report of an ordinary outlet."""
    entry = Entry(
        id="entry", feed_id="feed", outlet="Outlet", title=title, summary=summary, fetched_at=datetime(2024, 1, 16, tzinfo=UTC)
    )
    found = set()
    for match in MATCHER.matches(Document.of(entry)):
        watch = SHIPPED[match.watch_id]
        thresholds = {level.name: level.score for level in watch.levels}
        if story_match(watch, match, 1).score >= thresholds["alert"]:
            found.add(watch.id)
    return found


def test_every_list_is_shipped() -> None:
    assert set(SHIPPED) == IDS


@pytest.mark.parametrize("watch", SHIPPED.values(), ids=SHIPPED)
def test_a_list_says_what_it_is_for_and_tests_itself(watch: Watch) -> None:
    assert watch.note
    alerts = [example for example in watch.examples if example.level is not None]
    assert len(alerts) >= 8
    assert len(watch.examples) - len(alerts) >= 8


def languages(examples: tuple[Example, ...]) -> set[str]:
    text = " ".join(example.title for example in examples if example.level is not None)
    return {script for script, letters in SCRIPTS.items() if re.search(letters, text, re.IGNORECASE)}


@pytest.mark.parametrize("watch_id", sorted(IDS - {"supplier-breach", "strong-earthquakes"}))
def test_a_list_reads_several_scripts(watch_id: str) -> None:
    assert len(languages(SHIPPED[watch_id].examples)) >= 3


def words_by_script(name: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The terms of a shared list in each script, Latin among them."""
    lines = YAML(typ="safe").load((CONFIG / "words.yaml").read_text(encoding="utf-8"))[name]
    terms = {term.strip() for line in ([lines] if isinstance(lines, str) else lines) for term in line.split(",")}
    for script, letters in {**SCRIPTS, "Latin": "[a-z]"}.items():
        written = frozenset(term for term in terms if re.search(letters, term, re.IGNORECASE))
        if written:
            yield script, written


def without(watch: Watch, texts: frozenset[str]) -> Watch:
    def kept(terms: Iterable[AnyTerm]) -> tuple[AnyTerm, ...]:
        return tuple(term for term in terms if term.text not in texts)

    return replace(
        watch,
        find=tuple(replace(concept, terms=kept(concept.terms)) for concept in watch.find),
        ignore=kept(watch.ignore),
        adjust=tuple(replace(line, terms=kept(line.terms)) for line in watch.adjust),
    )


@pytest.mark.parametrize(
    "name",
    ["iran", "pakistan", "jaish_al_adl", "strike", "rupture", "not_war", "others_at_war", "armed_groups", "sport", "weather"],
)
def test_an_example_notices_if_a_word_list_loses_a_script(name: str) -> None:
    for script, texts in words_by_script(name):
        broken = without(SHIPPED["iran-pakistan"], texts)
        assert not all(tried.is_passed for tried in try_examples([broken])), f"${name} without {script}"


def test_only_the_contact_is_missing() -> None:
    assert [problem.what for problem in lints(load(CONFIG))] == ["“contact” is not set"]


def test_every_shared_list_is_used() -> None:
    files = [CONFIG / "words.yaml", *CONFIG.glob("watchlists/*.yaml")]
    used = {name for file in files for name in re.findall(r"\$([a-z]\w*)", re.sub("#.*", "", file.read_text(encoding="utf-8")))}
    assert set(YAML(typ="safe").load(files[0].read_text(encoding="utf-8"))) == used


@pytest.mark.parametrize("watch", SHIPPED.values(), ids=SHIPPED)
def test_an_example_alerts_on_no_list_of_another_subject(watch: Watch) -> None:
    """A coup is no air crash. Related lists may agree: a quake with its tsunami, sanctions for a coup."""
    related = {"strong-earthquakes": {"tsunami-and-cyclone"}, "tsunami-and-cyclone": {"strong-earthquakes"}}
    for example in watch.examples:
        if example.level is not None:
            others = alerting(example.title, example.summary) - {watch.id}
            assert others <= related.get(watch.id, set()) | {"border-strikes"}, example.title


@pytest.mark.parametrize(
    ("title", "watch_id"),
    [
        ("Mutinous soldiers in Antananarivo say they have taken power // Madagascar's president flees", "coup-and-unrest"),
        ("Curfew in Kathmandu after 19 protesters shot dead", "coup-and-unrest"),
        ("Armée : tentative de coup d'État au Bénin, les soldats à la télévision", "coup-and-unrest"),
        ("韩国总统宣布戒严", "coup-and-unrest"),
        ("Washington slaps sanctions on Colombia's president", "sanctions"),
        ("EU extends sanctions on Belarus for a year", "sanctions"),
        ("UE aprueba nuevas sanciones contra Rusia", "sanctions"),
        ("Cargo plane skids off Hong Kong runway into sea, two dead", "aviation-accidents"),
        ("Helicopter carrying tourists crashes in Hudson River", "aviation-accidents"),
        ("ایران میں ہیلی کاپٹر گر کر تباہ", "aviation-accidents"),
        ("Typhoon Ragasa lashes southern China after killing 15 in Taiwan", "tsunami-and-cyclone"),
        ("El tifón Kalmaegi azota Filipinas // Decenas de muertos", "tsunami-and-cyclone"),
        ("Ethiopia confirms first Marburg outbreak", "disease-outbreak"),
        ("इंदौर में हैजा फैला, 8 की मौत", "disease-outbreak"),
        ("Armenian and Azerbaijani troops exchange artillery fire on border", "border-strikes"),
        ("Пакистан и Афганистан: столкновения на границе", "border-strikes"),
        ("Madagascar declares curfew after violent protests over power cuts", "coup-and-unrest"),
        ("欧盟通过第十八轮对俄制裁", "sanctions"),
        ("Jet flips upside down on landing in Toronto", "aviation-accidents"),
        ("Accident d'hélicoptère au Kenya : le chef de l'armée tué", "aviation-accidents"),
        ("Tsunami waves reach Hawaii after Kamchatka quake", "tsunami-and-cyclone"),
        ("Louisiana reports first US death from bird flu", "disease-outbreak"),
        ("Measles cases in US hit highest in 33 years", "disease-outbreak"),
        ("فوت سه نفر بر اثر تب کریمه کنگو", "disease-outbreak"),
        ("Pakistan strikes inside Afghanistan, Taliban says 46 killed", "border-strikes"),
        ("青森県東方沖でM7.6の地震", "strong-earthquakes"),
        ("Gempa magnitudo 7,1 guncang Maluku", "strong-earthquakes"),
        ("Minister among six dead in helicopter crash in Ghana", "aviation-accidents"),
        ("Osprey aircraft crashes in exercise off Darwin, three dead", "aviation-accidents"),
        ("Magnitude 6.2 earthquake hits Crete", "strong-earthquakes"),
        ("Typhoon hits Kyushu, thousands told to evacuate", "tsunami-and-cyclone"),
        ("Police kill 11 in protests across Nairobi", "coup-and-unrest"),
        ("Britain imposes sanctions on judges who jailed activist // He had lost an appeal", "sanctions"),
        ("Чрезвычайный удар: Иран обстрелял базу в пакистанском Белуджистане", "iran-pakistan"),
        ("İran hava sahasını ihlal etti: Pakistan", "iran-pakistan"),
    ],
)
def test_news_alerts_on_its_list(title: str, watch_id: str) -> None:
    headline, _, summary = title.partition(" // ")
    assert alerting(headline, summary) == {watch_id}


@pytest.mark.parametrize(
    "title",
    [
        "Rate-setters deliver hawkish surprise in coup for the governor",
        "Gündem: kültür bakanlığına darbe gibi kesinti",
        "Coup de théâtre à l'Assemblée : le budget est rejeté",
        "FIFA lifts sanctions on Congo's football association",
        "Airline passengers stranded after software crash",
        "Typhoon jets intercept Russian bombers off Scotland",
        "Hurricanes beat Lightning in overtime, Aho strikes twice",
        "Tsunami of tourists hits Kyoto",
        "Measles vaccine doses donated to Samoa",
        "Border collie rescued after three days on cliff",
        "Wildfire emergency declared as governor deploys National Guard",
        "Trade war: Canada and US exchange tariffs at the border",
        "震度2の地震 津波の心配なし",
        "Market crash: traders flee",
        "Alcaraz completes coup with Wimbledon title, president of club beams",
        "Hungary threatens to veto EU sanctions package",
        "Louisiana governor declares state of emergency ahead of Storm Francine",
        "Bank fined for breaching sanctions rules",
        "India bans Pakistani airlines from its airspace",
        "Cyclone Tracy survivors remember, 50 years on",
        "Okta raises forecast, shares leap",
        "Lightning strike kills two at border post",
        "Cabinet meets as Storm Bert nears Ireland",
        "Parliament set to vote on budget",
        "Protest after man dies in police custody in Lyon",
        "Chinese state firm signs contract in Sudan, which is under sanctions",
        "Ugandan minister declares end of Ebola epidemic",
    ],
)
def test_other_news_leaves_every_list_quiet(title: str) -> None:
    assert alerting(title) == set()


def test_magnitudes_are_the_reason_of_the_earthquake_list() -> None:
    (size,) = (concept for concept in SHIPPED["strong-earthquakes"].find if concept.name == "size")
    assert {str(getattr(term, "kind", "")) for term in size.terms} >= {NumberKind.MAGNITUDE, NumberKind.KILLED}
