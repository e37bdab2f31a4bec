"""The words by which a text counts: numbers, what they count, and what they do not.

Everything is written here as people write it and folded once (`core.text.folding.words`), so Persian, Urdu, Arabic and Hindi
stand beside English. A name of two words is listed by the word that carries it ("بحق" of "جاں بحق").
"""

from enum import Enum

from monitor.core.text.folding import words
from monitor.model import NumberKind


class Side(Enum):
    """Where the number of a word like "killed" stands."""

    BEFORE = "nine dead"
    AFTER = "killing nine"
    EITHER = "nine killed, killed nine"
    TOLL = "death toll rises to nine"


def _fold(text: str) -> frozenset[str]:
    return frozenset(words(text))


def _counted(text: str, values: range | tuple[int, ...]) -> dict[str, float]:
    return dict(zip(words(text), map(float, values), strict=True))


NUMBER_WORDS: dict[str, float] = (
    _counted("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen", range(1, 17))
    | _counted(
        "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety", (17, 18, 19, *range(20, 91, 10))
    )
    | _counted("یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده بیست", range(1, 21))
    | _counted("ایک دو تین چار پانچ چھ سات آٹھ نو دس گیارہ بارہ تیرہ چودہ پندرہ سولہ سترہ اٹھارہ انیس بیس", range(1, 21))
    | _counted("واحد اثنين ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة", range(1, 11))
    | _counted("ثلاث أربع خمس ست سبع ثماني تسع عشر عشرون عشرين", (*range(3, 11), 20, 20))
    | _counted("شخصين طفلين جنديين قتيلين قتيلان طفلان شخصان امرأتين جريحين جريحان", (2,) * 10)
    | _counted("एक दो तीन चार पांच छह सात आठ नौ दस", range(1, 11))
)
TENS = {word: value for word, value in NUMBER_WORDS.items() if word.isascii() and value >= 20}
UNITS = {word: value for word, value in NUMBER_WORDS.items() if word.isascii() and value < 10}
# Persian "no", Urdu "nine" (Persian "new"), "about", Arabic "one" (of a row): numbers only right before whom they count.
UNSURE = _fold("نه نو باره چه یک واحد ده ست خمس")
MULTIPLIERS = (
    {"dozen": 12.0, "hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "lakh": 1e5, "crore": 1e7}
    | dict.fromkeys(words("هزار ألف آلاف हजार"), 1e3)
    | dict.fromkeys(words("میلیون ملین مليون ملايين mn"), 1e6)
    | dict.fromkeys(words("لاکھ लाख"), 1e5)
    | dict.fromkeys(words("میلیارد ارب مليار bn"), 1e9)
)
SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9}
VAGUE = _fold("dozens scores hundreds thousands several many multiple")

# Words that may stand between "killed" and its number.
MODIFIERS = _fold(
    "about around some over nearly almost roughly approximately exactly only just all the these "
    "another other further his her "
    "au moins al menos pelo mindestens almeno az más de plus über oltre не менее более минимум sedikitnya najmniej "
    "their its of a an estimated total شدن دست کم حداقل حدود بیش از قریب نحو حوالي قرابة ما "
    "لا يقل عن أكثر من على الأقل "
    "नुक़सान کم سے زائد"
)
MODIFIER_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "at least",
        "at most",
        "as many as",
        "more than",
        "up to",
        "close to",
        "fewer than",
        "less than",
        "no fewer than",
    )
)
# Words over which a number on the left does not reach "killed".
BARRIERS = _fold(
    "and after as by on at near to for with against over amid into than but when while since before "
    "says said say vs or if that "
    "because despite during under through following في على بعد ضد در به با علیه میں پر کو کے बाद में "
    "et y und i ve и après después nach dopo depois после sonra setelah contre contra gegen против karşı"
)
PART = _fold("including incl includes included جمله بشمول بینهم بينهم شامل")  # what follows is part of a number given before
PERSONS = _fold(
    "people persons adult adults civilians children kids babies infants women men girls boys soldiers "
    "troops police policemen officers officials "
    "militants terrorists fighters labourers laborers workers others students pupils teachers "
    "passengers pilgrims migrants refugees "
    "villagers residents members guards hostages journalists insurgents gunmen attackers rebels "
    "miners tourists victims foreigners "
    "nationals pakistanis iranians palestinians israelis afghans indians americans personnel "
    "staff employees protesters farmers herders traders "
    "doctors firefighters sailors fishermen prisoners inmates prisoner child woman man girl boy "
    "civilian soldier person officer "
    "commanders advisers servicemen worshippers mourners "
    "نفر تن کودک زن مرد غیرایرانی کارگر سرباز افراد بچے بچہ خواتین بچوں لوگ مزدور شخص اہلکار "
    "أشخاص أطفال نساء عمال مدنيين جنود "
    "लोग लोगों बच्चे बच्चों महिलाएं जवान"
)
FAMILY = _fold("women men children kids babies infants girls boys woman man child girl boy زن مرد کودک بچے خواتین أطفال نساء")
AND = _fold("and و اور और")
# A number before one of these counts no people.
THINGS = _fold(
    "year years month months week weeks day days hour hours minute minutes second seconds am pm gmt "
    "utc times percent per km kms "
    "kilometre kilometres kilometer kilometers mile miles metre metres meter meters dollars euros "
    "rupees pounds points goals runs "
    "wickets missile missiles drone drones rocket rockets strike strikes attack attacks airstrikes "
    "raids bomb bombs blast blasts "
    "explosion explosions shells sites targets bases camps hideouts houses homes buildings villages "
    "towns cities districts "
    "provinces countries fronts places points vehicles cars buses trains ships boats "
    "planes jets helicopters tanks aircraft "
    "storey story nd rd th magnitude richter quakes earthquakes tremors aftershocks degree degrees "
    "cases games matches seats votes "
    "سال ساله سالہ ماه روز ساعت بجے موشک پهپاد کیلومتر کلومیٹر پایگاه مقر عام يوم أيام دن گھنٹے साल घंटे दिन "
    "ans heures jours mois missiles frappes año años horas días meses misiles jahr jahre jahren uhr stunden tage tagen "
    "raketen anno anni giorni mesi missili anos dias yıl saat gün füze tahun bulan лет год года году часов дней "
    "дня ракет jaar uur dagen godzin dni"
)
# Nor before one of these, unless people come next: "40 sheep killed", but "three sheep farmers killed".
ANIMALS = _fold(
    "animals livestock cattle cows calves sheep lambs goats pigs horses camels poultry chickens hens ducks geese turkeys birds "
    "fish dogs puppies cats elephants whales dolphins hippos antelopes reindeer mink bees "
    "گوسفند گاو پرنده مرغ بکریاں بھیڑیں مویشی پرندے خروف أغنام ماشية طيور भेड़ें बकरियां मवेशी "
    "moutons vaches poulets canards oiseaux ovejas vacas gallinas aves schafe kühe hühner enten vögel овец коров кур птиц"
)
SPANS = _fold("minutes hours hour day days week weeks month months year years decade decades")  # "… after" begins what is past
MONTHS = _fold(
    "january february march april may june july august september october november december jan feb mar apr "
    "jun jul aug sep sept oct "
    "nov dec فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند جنوری فروری "
    "مارچ اپریل مئی جون جولائی اگست "
    "janvier février avril mai juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo "
    "junio julio agosto septiembre octubre noviembre diciembre januar februar märz juni juli oktober dezember gennaio "
    "febbraio aprile maggio giugno luglio settembre ottobre dicembre janeiro fevereiro março maio junho julho setembro "
    "outubro dezembro ocak şubat nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık januari februari maret "
    "agustus desember января февраля марта апреля мая июня июля августа сентября октября ноября декабря "
    "ستمبر اکتوبر نومبر دسمبر يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر जनवरी"
)
# A number after one of these is a name, an age or a date.
NAMING = _fold(
    "covid number no nr aged age article section route highway group day top type phase zone flight page title rule part"
)
ALONE = _fold("man woman boy girl child teenager student teacher mother father toddler baby officer soldier")  # "girl, 6, killed"
DYING = _fold("die dies died dead")  # "dies at 94"
SUMMED = _fold("combined altogether")  # a sum over several events is nobody's toll
RISES = _fold(
    "rises rise rose risen rising climbs climb climbed climbing jumps jumped reaches reached passes passed tops topped surpasses "
    "exceeds increases increased soars mounts revised updated grows swells surges"
)
RISING = RISES | _fold("hits hit nears stands now lowered falls fell drops dropped past crosses at to")
TO = _fold("to at past reaches reached hits hit passes passed tops topped surpasses exceeds nears crosses of is إلى الی به")

Trigger = tuple[NumberKind | None, Side]


def _triggers() -> dict[str, Trigger]:
    killed, injured = NumberKind.KILLED, NumberKind.INJURED
    table: dict[str, Trigger] = {}
    rows: tuple[tuple[NumberKind | None, Side, str], ...] = (
        (killed, Side.EITHER, "killed slain murdered massacred martyred کشته হত মারে गए मारे शہید شهيد شهید"),
        (killed, Side.AFTER, "kill kills killing مقتل قتل وقتل يقتل تقتل يقتلون بمقتل ومقتل استشهاد واستشهاد"),
        (killed, Side.BEFORE, "dead die dies died dying deaths fatalities perish perished drown drowned lives bodies"),
        (
            killed,
            Side.BEFORE,
            (
                "بحق ہلاک ہلاکتیں باختند باخت باختن قتلى قتيلا قتيل شهداء مقتول मौत मृत "
                "muertos muertas fallecidos morts tués mortos mortas tote toten getötet morti vittime doden погибших ölü "
                "tewas meninggal"
            ),
        ),
        (killed, Side.EITHER, "погибли погибло убиты zginęło mueren fallecen morreram"),
        (killed, Side.AFTER, "tue tuent tuant matan uccide uccidono tötet töten tewaskan убили убил öldürdü zabija"),
        (killed, Side.TOLL, "toll ہلاکتوں القتلى الضحايا"),
        (injured, Side.EITHER, "injured wounded hurt زخمی مجروح घायल"),
        (injured, Side.AFTER, "injure injures injuring wound wounds wounding إصابة وإصابة وجرح إصابات"),
        (
            injured,
            Side.BEFORE,
            "جرحى مصابين جريحا مصابا injuries heridos blessés feridos verletzte feriti раненых yaralı rannych",
        ),
        (
            None,
            Side.BEFORE,
            "missing arrested detained held rescued displaced hospitalised hospitalized evacuated critical freed survive",
        ),
        (None, Side.BEFORE, "survived captured trapped stranded destroyed damaged sentenced گرفتار"),
    )
    for kind, side, text in rows:
        table |= dict.fromkeys(words(text), (kind, side))
    return table


TRIGGERS = _triggers()

TIGHT = _fold("lives bodies")  # counted only by the number right before them: "nine lives"

QUAKES = _fold(
    "quake quakes megaquake earthquake earthquakes tremor aftershock aftershocks temblor seismic richter زلزله زلزلہ "
    "زلزلے زلزال الزلزال هزة ریشتر ریشتری ریکٹر deprem depremi depremde sismo sismos terremoto terremotos séisme séismes "
    "tremblement erdbeben beben nachbeben землетрясение землетрясения землетрясением землетрус भूकंप भूकम्प ভূমিকম্প "
    "gempa trzęsienie trzęsienia aardbeving cutremur σεισμός 지진 지진이 지진으로 강진 강진이 여진"
)
SIZES = _fold(
    "magnitude magnitudes mag magnitud magnitudo magnituda magnitudy magnitudzie magnitudine magnitudem richter intensity "
    "магнитуда магнитудой магнитудою магнитуды магнітудою بزرگی شدت ریشتر ریشتری ریکٹر درجات درجة بقوة तीव्रता büyüklüğünde"
)
FORCES = _fold(
    "stärke force forza fuerza strength kekuatan kracht сила силой puissance şiddetinde 규모 규모의 মাত্রার"
)  # a size of a quake
MEASURES = _fold("measuring measured measures registering registered registers rated")  # so, too: the number comes soon after
SCALES = _fold("m mw ml mb ms")


def _unspaced(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(words(name) for name in text.split())


# Chinese, Japanese and Thai, where a name is a row of characters.
UNSPACED_QUAKES = _unspaced("地震 强震 強震 余震 餘震 แผ่นดินไหว")
UNSPACED_SIZES = _unspaced("マグニチュード 规模 規模 震级 震級 ขนาด")  # before the number
UNSPACED_CLASSES = _unspaced("级 級")  # after it
UNSPACED_PERSONS = _fold("人 名")
UNSPACED_DEAD = _unspaced("死 死亡 遇难 遇難 丧生 喪生 身亡 罹难 罹難 が死亡 の死亡 の死者")  # after so many people
UNSPACED_TOLLS = _unspaced("死者 死者は 死亡人数 死亡人數 炸死 打死")  # before them
RECORDS = _fold("records accounts passwords credentials")
OWNERS = _fold("customers users subscribers patients clients individuals emails people employees members")  # if there is a leak
LEAKS = _fold(
    "data breach breached breaches hack hacked hacker hackers leaked stolen steal steals exposed compromised cyberattack "
    "ransomware"
)
