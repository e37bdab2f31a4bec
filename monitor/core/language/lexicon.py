"""Persian, Urdu and Arabic words of the news by the English stem (`core.language.stems`) that says the same.

With places as codes and numbers as digits they let headlines of two languages be compared word by word, and forms of one
language agree among themselves. The list is short on purpose: what happened, to whom, by what. A low line
stands for a blank. Arabic words lose the
article, "and", and the endings of number, gender and possession before they are looked up.
"""

import re

from monitor.core.text.folding import words

_WORDS = """
attack: حمله حملات حملہ حملے حملوں یورش هجوم هجمات هجومین تهاجم هاجم اعتداء
strike: ضربه ضربات ضربت غارات غاره قصف تقصف یقصف قصفت بمباران بمباری کارروائی تضرب تشن
missile: موشک موشکی میزائل میزائلوں صاروخ صواریخ صاروخی صاروخیه
drone: پهپاد پهپادی ڈرون ڈرونز مسیره مسیرات مسیر مسیره طائره‌مسیره درون
retaliate: تلافی تلافیجویانه تلافی‌جویانه انتقام انتقامی جوابی رد ترد انتقامیه
blast: انفجار انفجارات انفجاری دھماکا دھماکہ دھماکے دھماکوں تفجیر تفجیرات
kill: کشته هلاک ہلاک ہلاکت ہلاکتوں ہلاکتیں جاں‌بحق جان‌باخته جان‌باختگان قتل قتلی قتیل قتیلا مقتل یقتل تقتل مصرع وفاه شهید شہید قتلوا
injure: مجروح زخمی زخمیوں جریح جریحا جرحی اصابه اصیب مصاب مصدوم مصدومان
shoot: تیراندازی فائرنگ رصاص نیران شلیک اطلاق
quake: زلزله زلزلہ زلزلے زلزال هزه زلازل زمین‌لرزه
flood: سیل سیلاب سیلابی فیضان فیضانات سیول
fire: آتش‌سوزی آتشزدگی آگ حریق حرائق
storm: طوفان عاصفه اعصار
crash: سقوط تصادف حادثه حادثہ حادثے تحطم تصادم اصطدام
derail: خروج_از_ریل پٹری پٹڑی
plane: هواپیما ہواپیما طیاره طیارہ طیارے طائره
vessel: کشتی جہاز سفینه ناقله باخره
train: قطار ٹرین
bus: اتوبوس بس حافله
mine: معدن کان منجم
bridge: پل جسر
dam: سد ڈیم
ambassador: سفیر سفیران سفرا سفراء سفیرون سفیروں
recall: فراخواند فراخواندن فراخوان واپس_بلا استدعا استدعاء تستدعی یستدعی استدعت
expel: اخراج طرد تطرد بے_دخل
return: بازگشت بازمی‌گردند بازمیگردند برمی‌گردند واپسی واپس عوده تعود یعود تعید یعید عاد
summon: احضار طلب طلبی تستدعی_القائم احضر
talk: گفتگو گفت‌وگو گفت‌وگوها گفتگوها مذاکره مذاکرات بات_چیت محادثات مفاوضات مباحثات مباحثه
tension: تنش تنشها کشیدگی تصعید توتر توترات
agree: توافق اتفاق متفق تتفق یتفق اتفقت موافقت موافقه
deal: توافقنامه معاهده معاهدہ معاہدہ معاہدے اتفاقیه
ceasefire: آتش‌بس آتشبس جنگ_بندی جنگبندی هدنه
reduce: کاهش کم خفض تخفیض
condemn: محکوم مذمت تدین ادان ادانت تندد استنکر تستنکر ادانه
warn: هشدار خبردار انتباه تحذر تحذیر یحذر
deny: تکذیب تردید تنفی ینفی نفی نفت
confirm: تایید تائید تصدیق توکد یوکد تاکید
arrest: بازداشت دستگیر گرفتار گرفتاری اعتقال تعتقل توقیف اعتقلت
prison: زندان جیل قید سجن بالسجن
sentence: محکومیت سزا حکم بحکم
execute: اعدام پھانسی سزائے_موت
election: انتخابات انتخابی الیکشن
vote: رای ووٹ ووٹنگ تصویت یصوت
president: رئیس‌جمهور صدر رئیس رئیس_جمهور رئیسی‌جمهور
pm: نخست‌وزیر وزیراعظم وزیر‌اعظم رئیس_وزرا
minister: وزیر وزیران وزرا وزراء وزرائے
parliament: مجلس پارلمان پارلیمنٹ پارلیمان برلمان
court: دادگاه عدالت محکمه
protest: اعتراض اعتراضات احتجاج احتجاجات مظاهره مظاهرات مظاہرہ مظاہرے تظاهرات
quit: استعفا استعفی استعفیٰ استقاله یستقیل مستعفی
sanction: تحریم تحریمها پابندی پابندیاں پابندیوں عقوبات
militant: شبه‌نظامی شبه‌نظامیان تروریست تروریستی دہشت_گرد دہشت_گردوں شدت_پسند مسلحین مسلحون ارهابی ارهابیین ارهابیون عسکریت_پسند
troop: سرباز سربازان نظامیان فوجی فوجیوں جنود جندی
police: پلیس پولیس شرطه
army: ارتش فوج جیش
base: پایگاه مقر مواضع ٹھکانے ٹھکانوں قاعده قواعد اڈے مقرات
border: مرز مرزی سرحد سرحدی حدود حدودی
hostage: گروگان گروگانها یرغمال رهینه رهائن
free: آزاد آزادی رہا رہائی افراج اطلاق_سراح
child: کودک کودکان بچه بچے بچوں بچہ بچیاں طفل اطفال طفلین
woman: زن زنان خاتون خواتین عورت امراه نساء
airport: فرودگاه مطار ایئرپورٹ ہوائی_اڈا ہوائی_اڈے
hospital: بیمارستان ہسپتال اسپتال مستشفی
school: مدرسه اسکول مدارس
nuclear: هسته‌ای جوہری ایٹمی نووی نوویه
oil: نفت تیل نفط
inflation: تورم مہنگائی تضخم
rate: نرخ شرح سعر_فائده
price: قیمت قیمتیں قیمتوں اسعار سعر
bank: بانک بینک بنک مصرف
launch: پرتاب لانچ تطلق یطلق
satellite: ماهواره سیٹلائٹ قمر_صناعی
volcano: آتشفشان آتش_فشاں برکان
final: فینال فائنل نهائی
win: پیروز پیروزی برنده جیت فتح کامیاب فوز یفوز تفوز
beat: شکست شکست_داد هزم تهزم
"""

# Armed groups, by one word for all spellings.
_GROUPS = """
#jaishaladl: jaish_al_adl jaish_ul_adl jaish_al_adil جیش_العدل جیش‌العدل جيش_العدل
#taliban: taliban طالبان
#ttp: ttp tehreek_e_taliban ٹی_ٹی_پی
#bla: bla balochistan_liberation_army بی_ایل_اے
#isis: isis isil daesh islamic_state داعش
#hamas: hamas حماس
#hezbollah: hezbollah hizbullah hizbollah حزب_الله حزب‌الله حزب_اللہ
#houthi: houthi houthis حوثی حوثی‌ها حوثیها حوثیوں الحوثی الحوثیون الحوثیین انصارالله انصار_الله
#irgc: irgc revolutionary_guards revolutionary_guard سپاه سپاه_پاسداران پاسداران_انقلاب الحرس_الثوری
#pkk: pkk پ_ک_ک پ‌ک‌ک
#alqaeda: al_qaeda القاعده القاعدة
#shabaab: al_shabaab shabaab الشباب
#bokoharam: boko_haram بوکوحرام بوکو_حرام
#rsf: rsf rapid_support_forces الدعم_السریع
"""

_ARTICLE = re.compile("^(?:وال|فال|بال|کال|لل|ال|و(?=...))(?=..)")
_ENDING = re.compile("(?<=...)(?:هما|ها|هم|ان|ات|ون|ین|یه|ه|ی)$")


def bare_arabic(word: str) -> str:
    """A folded Arabic word without article, "and", and endings: Larkey's light stemming, two endings deep."""
    return _ENDING.sub("", _ENDING.sub("", _ARTICLE.sub("", word)))


def _read() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for line in f"{_WORDS}{_GROUPS}".split("\n"):
        meaning, _, listed = line.partition(":")
        for spelling in listed.split():
            found.setdefault(words(spelling.replace("_", " ")), meaning)
    return found


_MEANINGS = _read()
MEANINGS = {spelled[0]: meaning for spelled, meaning in _MEANINGS.items() if len(spelled) == 1}
MEANT_PHRASES = {spelled: meaning for spelled, meaning in _MEANINGS.items() if len(spelled) > 1}
