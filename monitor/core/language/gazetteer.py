"""The places that `core.language.places` knows: what the news names often, and more closely where there is fighting.

A line is a code and its names, separated by commas, the spellings of one name by slashes; one that begins with a blank
continues the line before. Names that are also common words or first names are left out: an unknown place does no harm.
"""

# A country with its names and demonyms.
COUNTRIES = """
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

# The places inside a country.
INSIDE = """
af: kabul/کابل/كابول, kandahar, herat, jalalabad, mazar i sharif, kunduz, badakhshan, helmand, nangarhar, khost/خوست,
    paktika/پکتیکا, paktia/پکتیا, kunar/کنر, nuristan, logar, ghazni/غزنی, zabul, uruzgan, nimroz, balkh, baghlan, takhar,
    faryab, parwan, panjshir, kapisa, wardak, bamiyan/bamyan, laghman, samangan, badghis, spin boldak
ar: buenos aires
am: yerevan, gyumri, syunik, tavush
au: sydney, melbourne, brisbane, perth, adelaide, canberra, queensland, new south wales, tasmania, darwin
at: vienna
az: baku, nagorno karabakh, nakhchivan, stepanakert/khankendi, lachin, shusha
bd: dhaka, chittagong/chattogram, cox's bazar, sylhet
by: minsk
be: brussels, antwerp
br: brasilia, rio de janeiro/rio, sao paulo, amazonas
ca: toronto, ottawa, montreal, vancouver, quebec, ontario, alberta, british columbia, calgary
cl: santiago
cn: beijing/پکن/بیجنگ/بكين, shanghai, wuhan, guangxi, guangdong, xinjiang, tibet, sichuan, shenzhen, guangzhou, chengdu,
    henan, hubei, yunnan
co: bogota, medellin, cali, cauca, catatumbo, arauca, cucuta, buenaventura
cd: kinshasa, goma, north kivu, ituri, south kivu, bukavu, bunia, butembo, masisi, rutshuru, uvira, walikale, katanga,
    lubumbashi, kasai, kisangani, minembwe
cu: havana
cz: prague
dk: copenhagen
ec: quito, guayaquil, esmeraldas, manabi
eg: cairo/القاهرة, alexandria, sinai, suez
et: addis ababa, tigray, amhara, oromia, mekelle, gondar, bahir dar, lalibela, dire dawa
fi: helsinki
fr: paris/پاریس/پیرس/باريس, marseille, lyon, toulouse, strasbourg, bordeaux, corsica, new caledonia, brittany
ge: tbilisi
de: berlin, munich, hamburg, frankfurt, cologne, leipzig, dresden, stuttgart, bavaria, magdeburg, solingen
gr: athens, crete, lesbos, thessaloniki, evia, attica
ht: port au prince, cap haitien, artibonite
hu: budapest
in: delhi/new delhi/دہلی/دهلی/نيودلهي, mumbai, kolkata, chennai, bengaluru/bangalore, hyderabad, gujarat, ahmedabad, kerala,
    bihar, assam, manipur, uttar pradesh, tamil nadu, rajasthan, maharashtra, uttarakhand, himachal pradesh, odisha,
    kashmir, ayodhya, jammu, srinagar, pahalgam, poonch, rajouri, kupwara, baramulla, anantnag, amritsar, jaipur, lucknow,
    patna, pune, nagpur, bhopal, imphal, chhattisgarh, bastar, jharkhand, telangana, karnataka, west bengal, haryana, ladakh
id: jakarta, bali, sumatra, sulawesi, lombok, aceh, papua, borneo, yogyakarta, surabaya, kalimantan
ir: tehran/تهران/تہران/طهران, saravan/sarawan/سراوان/ساراوان/سارافان/سرافان, zahedan/زاهدان/زاہدان/زاهدان, chabahar/چابهار,
    sirkan/sirakan/سیرکان, rask/راسک, khash/خاش, kerman/کرمان/كرمان, isfahan/esfahan/اصفهان, shiraz/شیراز, tabriz/تبریز,
    mashhad/مشهد, bandar abbas/بندرعباس/بندر عباس, natanz, fordow, bushehr, khuzestan, sistan and baluchestan/sistan and
    baluchistan/sistan baluchestan/sistan baluchistan/sistan balochistan/sistan o balochistan/sistan o baluchistan/siestan o
    baluchistan/sistan/سیستان و بلوچستان/سیستان بلوچستان/سیستان/سيستان وبلوشستان/سيستان, qom, karaj/کرج, ahvaz/ahwaz/اهواز,
    abadan/آبادان, kermanshah/کرمانشاه, urmia/ارومیه, sanandaj/سنندج, hamadan/همدان, yazd/یزد, qeshm/قشم, kharg/خارک,
    asaluyeh/عسلویه, mahshahr, parchin/پارچین, hormozgan/هرمزگان, zabol/زابل, iranshahr/ایرانشهر, lorestan/لرستان,
    dezful/دزفول
iq: baghdad/بغداد, erbil/irbil/arbil/اربیل/أربيل, mosul, basra, kirkuk, ain al asad, sinjar, najaf/النجف,
    karbala/کربلا/كربلاء, nineveh, anbar/الأنبار, diyala/ديالى, salahuddin, sulaymaniyah/sulaimaniya/sulaymaniyya/السليمانية,
    duhok/dohuk/دهوك, fallujah/الفلوجة, ramadi, tikrit/تكريت, samarra, nasiriyah
ie: dublin
il: jerusalem/القدس, tel aviv/تل ابیب/تل أبيب, haifa, ashkelon, eilat, golan, beersheba/beer sheva, ashdod, sderot, kiryat
    shmona, metula, nahariya, netanya, dimona, galilee, negev
it: rome, milan, naples, venice, sicily, sardinia, turin, lampedusa, genoa
jp: tokyo, osaka, fukushima, hiroshima, hokkaido, okinawa, noto, kyoto, nagasaki, ishikawa, kyushu
jo: amman, tower 22
ke: nairobi, mombasa, garissa, mandera, lamu, kisumu
kr: seoul, busan, jeju
lb: beirut/بیروت/بيروت, sidon, nabatieh/nabatiyeh/النبطية, baalbek/بعلبك, bekaa/beqaa/البقاع, bint jbeil/بنت جبيل, khiam,
    marjayoun, dahiyeh/dahieh/الضاحية الجنوبية, naqoura, ain al hilweh
ly: tripoli, benghazi, derna, misrata/مصراتة, sirte, zawiya, tobruk
ml: bamako, timbuktu, kidal, mopti, segou, menaka, sikasso, kayes
ma: rabat, casablanca, marrakech, marrakesh
mx: mexico city, tijuana, acapulco, sinaloa, oaxaca, guadalajara, cancun, juarez
mm: yangon, mandalay, rakhine, naypyitaw, sagaing, kachin, kayah, myawaddy, lashio, sittwe, magway
np: kathmandu
nl: amsterdam, the hague, rotterdam
nz: auckland, wellington, christchurch
ne: niamey, tillaberi, diffa, agadez, maradi, zinder, tahoua
ng: lagos, abuja, borno, maiduguri, kano, kaduna, katsina, zamfara, sokoto, plateau state, benue, makurdi, adamawa, yobe,
    damaturu, bauchi, taraba, enugu, ibadan, port harcourt, anambra, kebbi, nasarawa, kogi, kwara, chibok, konduga
no: oslo
pk: islamabad/اسلام آباد/اسلامآباد/إسلام آباد, karachi/کراچی/كراتشي, lahore/لاہور/لاهور, peshawar/پشاور, quetta/کوئٹہ/كويتا,
    rawalpindi/راولپنڈی, multan, faisalabad, gwadar/گوادر, turbat/تربت, mach, kech,
    panjgur/panjgor/pangur/pangjur/پنجگور/بنجغور, koh e sabz/koh i sabz/koh sabz/kouh sabz/kuh sabz/kuh e sabz/kuhe sabz/sabz
    koh/sabzkoh/کوه سبز/سبز کوہ, balochistan/baluchistan/بلوچستان پاکستان/صوبہ بلوچستان/بلوشستان الباكستانية, sindh, khyber
    pakhtunkhwa, waziristan, bannu, khyber, kurram/کرم ایجنسی, parachinar/پاراچنار/پارا چنار, kohat/کوہاٹ, hangu/ہنگو, dera
    ismail khan/d i khan/ڈیرہ اسماعیل خان, lakki marwat/لکی مروت, mardan/مردان, bajaur/باجوڑ, mohmand/مہمند, orakzai/اورکزئی,
    chitral/چترال, torkham/طورخم/تورخم, landi kotal/لنڈی کوتل, chaman, zhob/ژوب, loralai/لورالائی, khuzdar/خضدار, kalat/قلات,
    mastung/مستونگ, noshki/نوشکی, bolan/بولان, taftan/تفتان, ziarat, gilgit/gilgit baltistan/گلگت بلتستان,
    muzaffarabad/مظفرآباد, azad kashmir/آزاد کشمیر, kotli, sialkot/سیالکوٹ, gujranwala/گوجرانوالہ, sargodha/سرگودھا,
    bahawalpur/بہاولپور, muridke/مریدکے, sukkur/سکھر, larkana/لاڑکانہ, attock/اٹک, miranshah/miram shah/میران شاہ, wana/وانا,
    north waziristan/شمالی وزیرستان, south waziristan/جنوبی وزیرستان
ps: gaza/غزه/غزہ/غزة, gaza city, rafah/رفح, khan younis/khan yunis, west bank, jenin, nablus, ramallah, hebron, jabalia, deir
    al balah, nuseirat/النصيرات, maghazi/المغازي, bureij/البريج, beit lahia/beit lahiya/بيت لاهيا, beit hanoun/بيت حانون,
    shujaiya/shujayea/shejaiya/الشجاعية, mawasi/al mawasi/المواصي, netzarim, tulkarm/tulkarem/طولكرم, qalqilya/قلقيلية,
    tubas/طوباس, bethlehem/بيت لحم, jericho/أريحا, salfit, huwara/حوارة, balata, nur shams, masafer yatta
pe: lima, cusco
ph: manila, mindanao, luzon, cebu, zamboanga, cotabato, basilan, davao, palawan, leyte
pl: warsaw, krakow, gdansk
pt: lisbon, porto, madeira
qa: doha/دوحه/الدوحة
ro: bucharest
ru: moscow/مسکو/ماسکو/موسكو, st petersburg/saint petersburg, belgorod, kursk, bryansk, rostov, kazan, dagestan, chechnya,
    vladivostok, kamchatka, siberia, kaliningrad, voronezh, sochi, saratov, tatarstan, bashkortostan, volgograd, krasnodar,
    novorossiysk, taganrog, tambov, ryazan, tver, pskov, smolensk, kaluga, lipetsk, omsk, novosibirsk, yekaterinburg,
    chelyabinsk, murmansk, ingushetia, stavropol, tuapse, ust luga, nizhny novgorod, izhevsk, makhachkala, grozny
sa: riyadh/ریاض/الرياض, jeddah, mecca, dammam, abqaiq, jizan/jazan/جازان, najran/نجران, yanbu, dhahran
sn: dakar
rs: belgrade
so: mogadishu, puntland, somaliland, kismayo, baidoa, beledweyne, galmudug, jubaland, bosaso, hargeisa, lower shabelle, middle
    shabelle, las anod, garowe, galkayo
za: johannesburg, cape town, durban, pretoria, kwazulu natal
es: madrid, barcelona, valencia, seville, catalonia, tenerife, canary islands, mallorca, malaga, andalusia, galicia
lk: colombo
sd: khartoum, darfur, el fasher, port sudan, omdurman, el obeid/al obeid, kordofan/كردفان, north kordofan, south kordofan,
    nyala/نيالا, el geneina/geneina/الجنينة, kassala/كسلا, gedaref/القضارف, wad madani/ود مدني, gezira, sennar, atbara,
    babanusa, dilling, kadugli, zamzam, blue nile
se: stockholm, gothenburg, malmo, orebro
ch: geneva, zurich, davos, bern
sy: damascus/دمشق, aleppo/حلب, idlib/ادلب/إدلب, homs, hama, latakia, daraa, deir ez zor, suwayda/sweida/السويداء, raqqa,
    mezzeh, hasakah/hasaka/الحسكة, qamishli/القامشلي, tartus/tartous/طرطوس, quneitra/القنيطرة, palmyra/تدمر, manbij/منبج,
    kobani, afrin/عفرين, douma, ghouta/الغوطة, tanf/al tanf/التنف
tw: taipei, hualien
tz: dar es salaam
th: bangkok, phuket, chiang mai, pattani, songkhla, yala, narathiwat, sisaket, chiang rai, mae sot
tn: tunis
tr: istanbul/استانبول, ankara/آنکارا, izmir, antalya, gaziantep, hatay, diyarbakir, adana, mersin, trabzon, bursa,
    kahramanmaras, sirnak, hakkari
ug: kampala
ua: kyiv/kiev/کی یف, kharkiv, odesa/odessa, lviv, dnipro, kherson, mariupol, zaporizhzhia, donetsk, luhansk, bakhmut, crimea,
    donbas, sumy, mykolaiv, avdiivka, chernihiv, kryvyi rih, pokrovsk, poltava, kramatorsk, chernobyl, vinnytsia, zhytomyr,
    ternopil, rivne, lutsk, volyn, uzhhorod, zakarpattia, chernivtsi, khmelnytskyi, starokostiantyniv, cherkasy,
    kropyvnytskyi, ivano frankivsk, bila tserkva, izium, kupiansk, vovchansk, sloviansk, kostiantynivka, chasiv yar, toretsk,
    myrnohrad, kurakhove, vuhledar, melitopol, berdiansk, enerhodar, nikopol, pavlohrad, shostka, konotop, sevastopol, kerch,
    izmail, huliaipole, dobropillia, chuhuiv
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
ye: sanaa/صنعا/صنعاء, aden, hodeidah/hodeida, taiz, marib, saada/صعدة, ibb, dhamar/ذمار, hajjah, shabwah/shabwa/شبوة,
    abyan/أبين, hadramawt/hadramout/حضرموت, mukalla/المكلا, lahij/لحج, socotra/سقطرى, mokha, ras isa/ras issa/رأس عيسى
zw: harare
bf: ouagadougou, bobo dioulasso, djibo
cf: bangui, bambari
cm: yaounde, douala, bamenda, maroua
er: asmara
kg: bishkek, batken
kz: astana, almaty
mz: maputo, cabo delgado, nampula
ss: juba, malakal, bentiu, upper nile, jonglei
td: ndjamena/n'djamena
"""

# The places inside another of the same country, so that both can be named for one event.
HELD = """
af.nangarhar: jalalabad
af.kandahar: spin boldak
af.balkh: mazar i sharif
cd.north kivu: goma, butembo, masisi, rutshuru, walikale
cd.south kivu: bukavu, uvira, minembwe
cd.ituri: bunia
cd.katanga: lubumbashi
de.bavaria: munich
in.gujarat: ahmedabad
in.maharashtra: mumbai, pune, nagpur
in.uttar pradesh: ayodhya, lucknow
in.kashmir: jammu, srinagar, pahalgam, poonch, rajouri, kupwara, baramulla, anantnag
in.karnataka: bengaluru
in.telangana: hyderabad
in.tamil nadu: chennai
in.west bengal: kolkata
in.manipur: imphal
ir.sistan and baluchestan: saravan, zahedan, chabahar, rask, khash, zabol, iranshahr
ir.saravan: sirkan
ir.hormozgan: bandar abbas, qeshm
ir.khuzestan: ahvaz, abadan, mahshahr, dezful
ir.bushehr: asaluyeh, kharg
iq.anbar: fallujah, ramadi
iq.nineveh: mosul, sinjar
iq.salahuddin: tikrit, samarra
il.galilee: nahariya, kiryat shmona, metula
il.negev: beersheba, dimona
jp.ishikawa: noto
lb.nabatieh: bint jbeil, khiam, marjayoun
lb.bekaa: baalbek
lb.beirut: dahiyeh
lb.sidon: ain al hilweh
ng.borno: maiduguri, chibok, konduga
ng.yobe: damaturu
ng.benue: makurdi
pk.balochistan: panjgur, quetta, turbat, gwadar, mach, kech, chaman, zhob, loralai, khuzdar, kalat, mastung, noshki, bolan,
    taftan, ziarat
pk.panjgur: koh e sabz
pk.sindh: karachi, sukkur, larkana
pk.khyber pakhtunkhwa: peshawar, khyber, kurram, kohat, hangu, dera ismail khan, lakki marwat, mardan, bajaur, mohmand,
    orakzai, chitral, bannu, waziristan
pk.khyber: torkham, landi kotal
pk.kurram: parachinar
pk.waziristan: north waziristan, south waziristan
pk.north waziristan: miranshah
pk.south waziristan: wana
pk.azad kashmir: muzaffarabad, kotli
ps.gaza: rafah, khan younis, gaza city, jabalia, deir al balah, nuseirat, maghazi, bureij, beit lahia, beit hanoun, shujaiya,
    mawasi, netzarim
ps.west bank: jenin, nablus, hebron, ramallah, tulkarm, qalqilya, tubas, bethlehem, jericho, salfit, huwara, balata, nur
    shams, masafer yatta
ps.tulkarm: nur shams
ps.nablus: balata, huwara
so.puntland: bosaso, garowe
es.andalusia: malaga
es.catalonia: barcelona
sd.kordofan: north kordofan, south kordofan, babanusa
sd.north kordofan: el obeid
sd.south kordofan: dilling, kadugli
sd.darfur: el fasher, nyala, el geneina, zamzam
sd.el fasher: zamzam
sd.khartoum: omdurman
sd.gezira: wad madani
sy.damascus: mezzeh, douma, ghouta
ua.donbas: donetsk, luhansk, bakhmut, avdiivka, pokrovsk, kramatorsk, sloviansk, kostiantynivka, chasiv yar, toretsk,
    myrnohrad, kurakhove, vuhledar, dobropillia
ua.kharkiv: izium, kupiansk, vovchansk, chuhuiv
ua.zaporizhzhia: melitopol, berdiansk, enerhodar, huliaipole
ua.crimea: sevastopol, kerch
ua.odesa: izmail
ua.sumy: shostka, konotop
ua.dnipro: pavlohrad, nikopol, kryvyi rih
ua.khmelnytskyi: starokostiantyniv
gb.england: london, manchester, liverpool, birmingham, southport
gb.scotland: glasgow, edinburgh
gb.wales: cardiff
gb.nireland: belfast
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
ye.hodeidah: ras isa
ye.hadramawt: mukalla
"""
