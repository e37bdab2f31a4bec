"""Places named in a headline, folded to codes: a gazetteer small enough to read.

A code is a country (`ir`, ISO 3166-1 alpha-2 where there is one) or a place inside it (`ir.saravan`). A country stands
for its name, its demonyms and its name in Persian, Urdu and Arabic; a city or province for its spellings. It knows what
the news names often; an unknown place is no place, never a wrong one.
"""

from collections.abc import Iterable, Sequence

from monitor.core.text import words

# country: names and demonyms, separated by commas
_COUNTRIES = """
af: afghanistan, afghan, afghans, afghani, افغانستان, افغان, أفغانستان, أفغاني, الأفغانية
al: albania, albanian, albanians
dz: algeria, algerian, algerians, الجزائر
ao: angola, angolan
ar: argentina, argentine, argentinian, argentines
am: armenia, armenian, armenians, ارمنستان, أرمينيا
au: australia, australian, australians, aussie
at: austria, austrian, austrians
az: azerbaijan, azerbaijani, azeri, آذربایجان, أذربيجان
bh: bahrain, bahraini, البحرين
bd: bangladesh, bangladeshi, bangladeshis, بنگلہ دیش
by: belarus, belarusian, belarusians
be: belgium, belgian, belgians
bj: benin
bo: bolivia, bolivian, bolivians
ba: bosnia, bosnian
br: brazil, brazilian, brazilians
bg: bulgaria, bulgarian, bulgarians
bf: burkina faso, burkinabe
kh: cambodia, cambodian, cambodians
cm: cameroon, cameroonian
ca: canada, canadian, canadians
cf: central african republic
td: chad, chadian
cl: chile, chilean, chileans
cn: china, chinese, چین, الصين, الصينية
co: colombia, colombian, colombians
cd: dr congo, drc, democratic republic of congo, congo, congolese
cr: costa rica, costa rican
ci: ivory coast, ivorian, cote d'ivoire
hr: croatia, croatian, croatians
cu: cuba, cuban, cubans
cy: cyprus, cypriot
cz: czech, czechs, czechia, czech republic
dk: denmark, danish, danes
do: dominican republic
ec: ecuador, ecuadorian, ecuadorean
eg: egypt, egyptian, egyptians, مصر, المصرية
sv: el salvador, salvadoran
er: eritrea, eritrean
ee: estonia, estonian, estonians
et: ethiopia, ethiopian, ethiopians
eu: eu, european union, اتحادیه اروپا, الاتحاد الأوروبي
fj: fiji, fijian
fi: finland, finnish, finns
fr: france, french, فرانسه, فرانس, فرنسا
ge: georgia, georgian, georgians
de: germany, german, germans, آلمان, جرمنی, ألمانيا
gh: ghana, ghanaian
gr: greece, greek, greeks
gt: guatemala, guatemalan
gn: guinea, guinean
ht: haiti, haitian, haitians
hn: honduras, honduran
hk: hong kong
hu: hungary, hungarian, hungarians
is: iceland, icelandic
in: india, indian, indians, هند, بھارت, بھارتی, انڈیا, الهند
id: indonesia, indonesian, indonesians
ir: iran, iranian, iranians, ایران, ایرانی, إيران, الإيرانية, الإيراني, إيرانية, إيراني
iq: iraq, iraqi, iraqis, عراق, عراقی, العراق, العراقية
ie: ireland, irish
il: israel, israeli, israelis, اسرائیل, اسرائیلی, إسرائيل, الإسرائيلية, الإسرائيلي, إسرائيلية, إسرائيلي
it: italy, italian, italians
jm: jamaica, jamaican, jamaicans
jp: japan, japanese, ژاپن, جاپان, اليابان
jo: jordan, jordanian, اردن, الأردن
kz: kazakhstan, kazakh
ke: kenya, kenyan, kenyans
kr: south korea, south korean, south koreans
kp: north korea, north korean, north koreans, pyongyang
xk: kosovo, kosovan, kosovar
kw: kuwait, kuwaiti, الكويت
kg: kyrgyzstan, kyrgyz
la: laos, laotian
lv: latvia, latvian
lb: lebanon, lebanese, لبنان, لبناني
ly: libya, libyan, libyans, ليبيا
lt: lithuania, lithuanian
mg: madagascar, malagasy
mw: malawi, malawian
my: malaysia, malaysian
ml: mali, malian
mt: malta, maltese
mr: mauritania
mx: mexico, mexican, mexicans
md: moldova, moldovan
mn: mongolia, mongolian
ma: morocco, moroccan, moroccans, المغرب
mz: mozambique, mozambican
mm: myanmar, burma, burmese
na: namibia, namibian
np: nepal, nepali, nepalese
nl: netherlands, dutch, holland
nz: new zealand, new zealander, new zealanders
ni: nicaragua, nicaraguan
ne: niger, nigerien
ng: nigeria, nigerian, nigerians
mk: north macedonia, macedonian
no: norway, norwegian, norwegians
om: oman, omani, عمان
pk: pakistan, pakistani, pakistanis, پاکستان, پاکستانی, پاک, باكستان, الباكستانية, الباكستاني, باكستانية, باكستاني
ps: palestine, palestinian, palestinians, فلسطین, فلسطینی, فلسطين, الفلسطينية
pa: panama, panamanian
pg: papua new guinea
py: paraguay, paraguayan
pe: peru, peruvian, peruvians
ph: philippines, philippine, filipino, filipinos
pl: poland, polish, poles
pt: portugal, portuguese
pr: puerto rico, puerto rican
qa: qatar, qatari, قطر
ro: romania, romanian, romanians
ru: russia, russian, russians, kremlin, روسیه, روس, روسی, روسيا, الروسية
rw: rwanda, rwandan
ws: samoa, samoan
sa: saudi arabia, saudi, saudis, عربستان, سعودی عرب, السعودية
sn: senegal, senegalese
rs: serbia, serbian, serbs
sl: sierra leone
sg: singapore, singaporean
sk: slovakia, slovak
si: slovenia, slovenian
so: somalia, somali, somalis
za: south africa, south african, south africans
ss: south sudan, south sudanese
es: spain, spanish, spaniards
lk: sri lanka, sri lankan, sri lankans
sd: sudan, sudanese, السودان
se: sweden, swedish, swedes
ch: switzerland, swiss
sy: syria, syrian, syrians, سوریه, شام, سوريا, السورية
tw: taiwan, taiwanese
tj: tajikistan, tajik
tz: tanzania, tanzanian
th: thailand, thai, thais
tn: tunisia, tunisian, tunisians, تونس
tr: turkey, turkiye, turkish, turks, ترکیه, ترکی, تركيا, التركية
tm: turkmenistan
ug: uganda, ugandan, ugandans
ua: ukraine, ukrainian, ukrainians, اوکراین, یوکرین, أوكرانيا, الأوكرانية
ae: uae, emirates, united arab emirates, emirati, امارات, الإمارات
gb: uk, britain, british, briton, britons, united kingdom, great britain, انگلیس, بریتانیا, برطانیہ, بريطانيا
gb.england: england
gb.scotland: scotland, scottish, scots
gb.wales: wales, welsh
gb.nireland: northern ireland
us: usa, united states, american, americans, washington, white house, pentagon, آمریکا, امریکا, امریکہ, امریکی, الولايات
    المتحدة, أمريكا, الأمريكية
uy: uruguay, uruguayan
uz: uzbekistan, uzbek
ve: venezuela, venezuelan, venezuelans
vn: vietnam, vietnamese
ye: yemen, yemeni, yemenis, یمن, اليمن
zm: zambia, zambian
zw: zimbabwe, zimbabwean
un: un, united nations, سازمان ملل, اقوام متحدہ, الأمم المتحدة
"""

# country: places inside it, separated by commas; spellings of one place by slashes
_INSIDE = """
af: kabul/کابل/كابول, kandahar, herat, jalalabad, mazar i sharif, kunduz, badakhshan, helmand, nangarhar
ar: buenos aires
am: yerevan
au: sydney, melbourne, brisbane, perth, adelaide, canberra, queensland, new south wales, tasmania, darwin
at: vienna
az: baku, nagorno karabakh
bd: dhaka
by: minsk
be: brussels, antwerp
br: brasilia, rio de janeiro/rio, sao paulo, amazonas
ca: toronto, ottawa, montreal, vancouver, quebec, ontario, alberta, british columbia, calgary
cl: santiago
cn: beijing/پکن/بیجنگ/بكين, shanghai, wuhan, guangxi, guangdong, xinjiang, tibet, sichuan, shenzhen, guangzhou, chengdu,
    henan, hubei, yunnan
co: bogota, medellin, cali
cd: kinshasa, goma, north kivu, ituri
cu: havana
cz: prague
dk: copenhagen
ec: quito, guayaquil
eg: cairo/القاهرة, alexandria, sinai, suez
et: addis ababa, tigray, amhara
fi: helsinki
fr: paris/پاریس/پیرس/باريس, marseille, lyon, toulouse, strasbourg, bordeaux, corsica, new caledonia, brittany
ge: tbilisi
de: berlin, munich, hamburg, frankfurt, cologne, leipzig, dresden, stuttgart, bavaria, magdeburg, solingen
gr: athens, crete, lesbos, thessaloniki, evia, attica
ht: port au prince
hu: budapest
in: delhi/new delhi/دہلی/دهلی/نيودلهي, mumbai, kolkata, chennai, bengaluru/bangalore, hyderabad, gujarat, ahmedabad, kerala,
    punjab, bihar, assam, manipur, uttar pradesh, tamil nadu, rajasthan, maharashtra, uttarakhand, himachal pradesh, odisha,
    kashmir, ayodhya
id: jakarta, bali, sumatra, sulawesi, lombok, aceh, papua, borneo
ir: tehran/تهران/تہران/طهران, saravan/sarawan/سراوان/ساراوان/سارافان/سرافان, zahedan/زاهدان/زاہدان/زاهدان, chabahar/چابهار,
    sirkan/sirakan/سیرکان, rask/راسک, khash/خاش, kerman/کرمان/كرمان, isfahan/esfahan/اصفهان, shiraz/شیراز, tabriz/تبریز,
    mashhad/مشهد, bandar abbas/بندرعباس/بندر عباس, natanz, fordow, bushehr, khuzestan, sistan and baluchestan/sistan and
    baluchistan/sistan baluchestan/sistan baluchistan/sistan balochistan/sistan o balochistan/sistan o baluchistan/siestan o
    baluchistan/sistan/سیستان و بلوچستان/سیستان بلوچستان/سیستان/سيستان وبلوشستان/سيستان
iq: baghdad/بغداد, erbil/irbil/arbil/اربیل/أربيل, mosul, basra, kirkuk, ain al asad, sinjar
ie: dublin
il: jerusalem/القدس, tel aviv/تل ابیب/تل أبيب, haifa, ashkelon, eilat, golan
it: rome, milan, naples, venice, sicily, sardinia, turin, lampedusa, genoa
jp: tokyo, osaka, fukushima, hiroshima, hokkaido, okinawa, noto, kyoto, nagasaki, ishikawa, kyushu
jo: amman, tower 22
ke: nairobi, mombasa
kr: seoul, busan, jeju
lb: beirut/بیروت/بيروت, sidon
ly: tripoli, benghazi, derna
ml: bamako
ma: rabat, casablanca, marrakech, marrakesh
mx: mexico city, tijuana, acapulco, sinaloa, oaxaca, guadalajara, cancun, juarez
mm: yangon, mandalay, rakhine, naypyitaw
np: kathmandu
nl: amsterdam, the hague, rotterdam
nz: auckland, wellington, christchurch
ne: niamey
ng: lagos, abuja, borno, maiduguri, kano
no: oslo
pk: islamabad/اسلام آباد/اسلامآباد/إسلام آباد, karachi/کراچی/كراتشي, lahore/لاہور/لاهور, peshawar/پشاور, quetta/کوئٹہ/كويتا,
    rawalpindi/راولپنڈی, multan, faisalabad, gwadar/گوادر, turbat/تربت, mach, kech,
    panjgur/panjgor/pangur/pangjur/پنجگور/بنجغور, koh e sabz/koh i sabz/koh sabz/kouh sabz/kuh sabz/kuh e sabz/kuhe sabz/sabz
    koh/sabzkoh/کوه سبز/سبز کوہ, balochistan/baluchistan/بلوچستان پاکستان/صوبہ بلوچستان/بلوشستان الباكستانية, sindh, khyber
    pakhtunkhwa, waziristan, bannu
ps: gaza/غزه/غزہ/غزة, gaza city, rafah/رفح, khan younis/khan yunis, west bank, jenin, nablus, ramallah, hebron, jabalia, deir
    al balah
pe: lima, cusco
ph: manila, mindanao, luzon, cebu
pl: warsaw, krakow, gdansk
pt: lisbon, porto, madeira
qa: doha/دوحه/الدوحة
ro: bucharest
ru: moscow/مسکو/ماسکو/موسكو, st petersburg/saint petersburg, belgorod, kursk, bryansk, rostov, kazan, dagestan, chechnya,
    vladivostok, kamchatka, siberia, kaliningrad, voronezh, sochi, saratov
sa: riyadh/ریاض/الرياض, jeddah, mecca
sn: dakar
rs: belgrade
so: mogadishu, puntland, somaliland
za: johannesburg, cape town, durban, pretoria, kwazulu natal
es: madrid, barcelona, valencia, seville, catalonia, tenerife, canary islands, mallorca, malaga, andalusia, galicia
lk: colombo
sd: khartoum, darfur, el fasher, port sudan, omdurman
se: stockholm, gothenburg, malmo, orebro
ch: geneva, zurich, davos, bern
sy: damascus/دمشق, aleppo/حلب, idlib/ادلب/إدلب, homs, hama, latakia, daraa, deir ez zor, suwayda/sweida/السويداء, raqqa, mezzeh
tw: taipei, hualien
tz: dar es salaam
th: bangkok, phuket, chiang mai, pattani
tn: tunis
tr: istanbul/استانبول, ankara/آنکارا, izmir, antalya, gaziantep, hatay, diyarbakir
ug: kampala
ua: kyiv/kiev/کی یف, kharkiv, odesa/odessa, lviv, dnipro, kherson, mariupol, zaporizhzhia, donetsk, luhansk, bakhmut, crimea,
    donbas, sumy, mykolaiv, avdiivka, chernihiv, kryvyi rih, pokrovsk, poltava, kramatorsk, chernobyl
ae: dubai/دبی/دبئی, abu dhabi, sharjah
gb: london/لندن, manchester, liverpool, birmingham, leeds, glasgow, edinburgh, belfast, cardiff, bristol, southport,
    sheffield, newcastle, nottingham, leicester, oxford, cambridge, brighton, cornwall, kent, essex, yorkshire, gibraltar
us: new york, los angeles, chicago, houston, philadelphia, phoenix, san francisco, san diego, dallas, seattle, boston, miami,
    atlanta, detroit, minneapolis, denver, baltimore, las vegas, portland, new orleans, orlando, memphis, nashville,
    milwaukee, pittsburgh, st louis, austin, san antonio, buffalo, uvalde, salt lake city, oklahoma city, kansas city,
    cleveland, cincinnati, tampa, maui, lahaina, honolulu, manhattan, brooklyn, alabama, alaska, arizona, arkansas,
    california, colorado, connecticut, delaware, florida, hawaii, idaho, illinois, indiana, iowa, kansas, kentucky, louisiana,
    maine, maryland, massachusetts, michigan, minnesota, mississippi, missouri, montana, nebraska, nevada, new hampshire, new
    jersey, new mexico, north carolina, north dakota, ohio, oklahoma, oregon, pennsylvania, rhode island, south carolina,
    south dakota, tennessee, texas/texan, utah, vermont, virginia, wisconsin, wyoming, guantanamo
uz: tashkent
ve: caracas
vn: hanoi, ho chi minh city, saigon
ye: sanaa/صنعا/صنعاء, aden, hodeidah/hodeida, taiz, marib
zw: harare
"""

# place: those inside it within one country, so that both can be named for one event
_HELD = """
ir.sistan and baluchestan: saravan, zahedan, chabahar, rask, khash
ir.saravan: sirkan
pk.balochistan: panjgur, quetta, turbat, gwadar, mach, kech
pk.panjgur: koh e sabz
pk.sindh: karachi
pk.khyber pakhtunkhwa: peshawar
ps.gaza: rafah, khan younis, gaza city, jabalia, deir al balah
ps.west bank: jenin, nablus, hebron, ramallah
in.gujarat: ahmedabad
in.maharashtra: mumbai
in.uttar pradesh: ayodhya
us.texas: uvalde, houston, dallas, austin, san antonio
us.florida: miami, orlando, tampa
us.california: los angeles, san francisco, san diego
us.illinois: chicago
us.pennsylvania: philadelphia, pittsburgh
us.maryland: baltimore
us.massachusetts: boston
us.minnesota: minneapolis
us.michigan: detroit
us.wisconsin: milwaukee
us.hawaii: maui, honolulu
us.maui: lahaina
us.new york: manhattan, brooklyn, buffalo
us.nevada: las vegas
us.louisiana: new orleans
us.tennessee: memphis, nashville
us.arizona: phoenix
us.colorado: denver
us.ohio: cleveland, cincinnati
gb.england: london, manchester, liverpool, birmingham, southport
gb.scotland: glasgow, edinburgh
gb.wales: cardiff
gb.nireland: belfast
sy.damascus: mezzeh
jp.ishikawa: noto
es.andalusia: malaga
es.catalonia: barcelona
de.bavaria: munich
"""

Place = tuple[int, int, str]  # first word, word after the last, code

_LONGEST = 4  # words in a name
_ARABIC_PREFIXES = ("وال", "بال", "لل", "و", "ب", "ل")


def _lines(listing: str) -> list[tuple[str, list[str]]]:
    """(code, names) of each line; a line that begins with a blank continues the one before."""
    joined = listing.strip().replace("\n    ", " ")
    parted = (line.partition(":") for line in joined.splitlines())
    return [(code, [name.strip() for name in names.split(",")]) for code, _, names in parted]


def _read() -> dict[tuple[str, ...], str]:
    names: dict[tuple[str, ...], str] = {}
    for code, listed in _lines(_INSIDE):
        for place in listed:
            spellings = place.split("/")
            names |= {words(spelling): f"{code}.{spellings[0]}" for spelling in spellings}
    for code, listed in _lines(_COUNTRIES):
        names |= {words(name): code for name in listed}
    return names


def _holders() -> dict[str, str]:
    held = {f"{country(code)}.{name}": code for code, names in _lines(_HELD) for name in names}
    return held | {"us.atlanta": "ge"}  # the state of Georgia shares its name with a country, and so its code


_NAMES = _read()
_FIRST_WORDS = frozenset(name[0] for name in _NAMES)
_COUNTRY_NAMES = {code: names[0] for code, names in _lines(_COUNTRIES)}


def country(code: str) -> str:
    """The country a place lies in, or the code itself."""
    return code.partition(".")[0]


def country_name(code: str) -> str:
    """The country's name in folded English: "pk" and "pk.panjgur" are "pakistan"."""
    return _COUNTRY_NAMES.get(country(code), country(code))


def locate(sequence: Sequence[str]) -> tuple[Place, ...]:
    """Every place in folded words as (first word, word after the last, code), longest name first, none overlapping."""
    found = []
    end = 0
    for at, word in enumerate(sequence):
        if at >= end and (word in _FIRST_WORDS or word >= "\u0600"):
            end, code = _at(sequence, at)
            if code:
                found.append((at, end, code))
    return tuple(found)


def _at(sequence: Sequence[str], at: int) -> tuple[int, str]:
    first = sequence[at]
    if first not in _FIRST_WORDS:
        bare = _without_prefix(first)
        return at + 1, _NAMES[(bare,)] if bare else ""
    for length in range(min(_LONGEST, len(sequence) - at), 0, -1):
        code = _NAMES.get(tuple(sequence[at : at + length]))
        if code:
            return at + length, code
    return at + 1, ""


def _without_prefix(word: str) -> str:
    """Arabic writes "and", "in" and "to" on the word itself."""
    for prefix in _ARABIC_PREFIXES:
        if word.startswith(prefix):
            for bare in (word[len(prefix) :], "ال" + word[len(prefix) :]):
                if (bare,) in _NAMES:
                    return bare
    return ""


_HOLDERS = _holders()


def _ancestors(code: str) -> frozenset[str]:
    found = {code}
    while code in _HOLDERS:
        code = _HOLDERS[code]
        found.add(code)
    return frozenset({*found, country(code)})


def _is_compatible(one: str, other: str) -> bool:
    """Whether both can be named for one event: the same place, or one inside the other."""
    return one in _ancestors(other) or other in _ancestors(one)


def specific(codes: Iterable[str]) -> frozenset[str]:
    """`codes` without those that hold another of them: Karachi, Pakistan is Karachi."""
    known = frozenset(codes)
    return frozenset(code for code in known if not any(code != other and code in _ancestors(other) for other in known))


def conflict(ones: frozenset[str], others: frozenset[str]) -> bool:
    """Whether both name places and none of the one can be a place of the other."""
    ones, others = specific(ones), specific(others)  # a shared country does not unite two of its cities
    if not ones or not others:
        return False
    return not any(_is_compatible(one, other) for one in ones for other in others)
