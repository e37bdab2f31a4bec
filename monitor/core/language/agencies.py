"""News agencies and how texts credit them.

An agency's text is one source whoever prints it. Acronyms count only in capitals, ambiguous names ("Mehr" is also a month,
"AP" two letters) only where the sentence makes them a source; Arabic-script names hardly appear as anything else.
"""

import re

from monitor.core.text.folding import fold, words

# key: names as printed, separated by commas
_LISTED = """
ap: AP, Associated Press, آسوشیتدپرس, اے پی, أسوشيتد برس, اسوشیتد پرس
afp: AFP, Agence France-Presse, Agence France Presse, خبرگزاری فرانسه, اے ایف پی, فرانس برس
reuters: Reuters, Thomson Reuters, رویترز, روئٹرز, رائٹرز, رويترز
pti: PTI, Press Trust of India
ani: ANI, Asian News International
ians: IANS, Indo-Asian News Service
anadolu: Anadolu, Anadolu Agency, Anadolu Ajansi, Anadolu Ajansı, خبرگزاری آناتولی, انادولو, الأناضول
xinhua: Xinhua, شینهوا, شينخوا
dpa: dpa, DPA, Deutsche Presse-Agentur
ansa: ANSA
efe: EFE
tass: TASS, Tass
interfax: Interfax
ria: RIA Novosti, RIA
sputnik: Sputnik, اسپوتنیک, سبوتنيك
irna: IRNA, Islamic Republic News Agency, ایرنا, ارنا, إرنا
isna: ISNA, ایسنا
tasnim: Tasnim, تسنیم, تسنيم
mehr: Mehr, Mehr News, خبرگزاری مهر, وكالة مهر
fars: Fars, Fars News, خبرگزاری فارس, وكالة فارس
irib: IRIB, صدا و سیما
nournews: Nournews, Nour News, نورنیوز
app: APP, Associated Press of Pakistan, اے پی پی
kuna: KUNA, كونا
wam: WAM
spa: SPA, Saudi Press Agency
sana: SANA
qna: QNA
mena: MENA
wafa: WAFA, Wafa
petra: Petra
kyodo: Kyodo, Kyodo News
jiji: Jiji, Jiji Press
yonhap: Yonhap
bernama: Bernama
antara: Antara
upi: UPI
pa: PA, PA Media
aap: AAP
cp: CP, Canadian Press
belga: Belga
ats: ATS, Keystone-ATS
bloomberg: Bloomberg
khaama: Khaama, Khaama Press
trend: Trend News Agency
"""


def _read() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _LISTED.strip().splitlines():
        key, _, names = line.partition(":")
        table |= {name.strip(): key for name in names.split(",")}
    return table


_KEYS = _read()
_FOLDED = {fold(name): key for name, key in _KEYS.items()}
# One word of each name, by which a text without any agency is dismissed at once.
_MARKS = frozenset(words(name)[0] for name in _KEYS)


def _any_of(names: list[str]) -> str:
    return "|".join(re.escape(name).replace(r"\ ", r"[\s\u200c]+") for name in sorted(names, key=lambda name: (-len(name), name)))


_LATIN = _any_of([name for name in _KEYS if name[0].isascii()])
_NATIVE = _any_of([name for name in _KEYS if not name[0].isascii()])
_AGENCY_WORDS = r"(?:(?:[Tt]he|[Ss]tate|[Oo]fficial|[Ss]emi-official|[Nn]ews|[Aa]gency|[Mm]edia|[Ii]ran['’]s|[Ii]ranian)\s+){0,5}"
# From the surest form to the least: a byline, then an attribution.
_CREDITS = (
    re.compile(rf"[(\[](?:with\s+)?(?P<name>{_LATIN})(?:\s*[/,–—-]\s*[\w .]+)?[)\]]"),
    re.compile(rf"^(?:[\w ,.'’]{{1,40}}[,:–—-]\s*)?(?P<name>{_LATIN})\s*(?::|\s[–—-])\s"),
    re.compile(rf"(?:[–—|/]|\s-|…|\.{{3}})\s*(?P<name>{_LATIN})\.?$"),
    re.compile(
        r"\b(?:[Aa]ccording to|[Cc]iting|[Qq]uot(?:ed by|ing)|[Cc]ited by|[Rr]eported by|[Tt]old|[Vv]ia|[Bb]y"
        r"|[Ss]ources?:|[Cc]redits?:)"
        rf"\s+{_AGENCY_WORDS}(?P<name>{_LATIN})\b"
    ),
    re.compile(
        rf"\b(?P<name>{_LATIN})(?:['’]s)?(?:\s+(?:state|semi-official|news|agency|wire|service|correspondent))*"
        r"\s+(?:reported|reports|reporting|said|says|wrote|writes|quoted|cited|quoting|citing|has learned)\b"
    ),
    re.compile(rf"\b[Nn]ews [Aa]gency,?\s+(?P<name>{_LATIN})\b|\b(?P<other>{_LATIN})\s+[Nn]ews [Aa]gency\b"),
    re.compile(rf"(?<!\w)(?P<name>{_NATIVE})(?!\w)"),
)
_HEAD, _TAIL = 600, 160  # characters of a text that are searched for a credit


def agency_named(name: str) -> str:
    """The key of the agency that an outlet of this name is; "" if it is none that is known."""
    return _FOLDED.get(fold(name), "")


def credited(title: str, title_words: tuple[str, ...], summary: str, summary_words: tuple[str, ...]) -> str:
    """The key of the agency that a text credits, "" for none. The title is read first."""
    for text, folded in ((title, title_words), (summary, summary_words)):
        if _MARKS.isdisjoint(folded):
            continue
        text = text.strip()  # noqa: PLW2901
        searched = text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]}\n{text[-_TAIL:]}"
        for pattern in _CREDITS:
            if match := pattern.search(searched):
                return _key(next(name for name in match.groups() if name))
    return ""


def _key(name: str) -> str:
    return _KEYS.get(name) or _FOLDED[fold(" ".join(name.replace("\u200c", " ").split()))]
