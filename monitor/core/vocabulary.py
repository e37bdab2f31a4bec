"""Words about words: what says nothing in a headline, what says the same, and what every headline says.

Everything is folded (`core.text`). Lists are short on purpose: a word that is missing costs a little precision, a wrong
one joins or parts stories.
"""

from monitor.core.text import words

STOP_WORDS = frozenset(
    words(
        """
        a an and any are as at be been being but by can could did do does for from get gets got had has have he her here hers
        him his how i if in into is it its just let may me might more most much must my no nor not now of off on onto or our
        out over own per she should so some such than that the their them then there these they this those through to too
        under until up upon us very was we were what when where which while who whom whose why will with within without would
        you your after amid also about again against ahead all before behind between down during ever every few further latest
        live new news only other say said says since still told tells today tomorrow tonight toward towards update updates via
        vs watch week year day days years weeks month months report reports reported reportedly according s t re ll ve d m
        breaking exclusive near
        از با به بر برای در را که این آن و یا تا شد شده شدند است بود می ها های ای هم یک خود کرد کردند دارد پس هر نیز اما
        کا کے کی کو میں سے نے پر اور ہے ہیں تھا تھے تھی بھی یہ وہ ایک کر دیا دی گیا گئی گئے لیے ساتھ تک ہو اپنا اپنے اپنی ان
        من في على إلى عن مع بعد قبل هذا هذه ذلك التي الذي أن أو لم لن قد كان ما لا بين خلال ضد كل
        """
    )
)

# Each line means one thing to a reader of headlines; the first word stands for all.
_SYNONYMS = """
kill kills killed killing dead death deaths die dies died dying deadly fatal fatally fatalities slain
injure injures injured injuries injuring wounded wound wounds wounding hurt hurts
strike strikes struck striking airstrike airstrikes
attack attacks attacked attacking assault assaults
blast blasts explosion explosions explode explodes exploded bombing bombings
quake quakes earthquake earthquakes tremor
quit quits quitting resign resigns resigned resigning resignation
arrest arrests arrested arresting detain detains detained capture captures captured
prison jail jailed jails imprisoned
win wins won winning victory
beat beats beaten beating defeat defeats defeated
fire fires wildfire wildfires blaze blazes
flood floods flooding floodwaters flooded
ex former
withdraw withdraws withdrew withdrawn withdrawal withdrawing
shoot shoots shot shooting shootings gunman gunmen gunfire
crash crashes crashed crashing accident accidents
plane planes jet jets airliner aircraft airplane
covid covid19 coronavirus corona
ban bans banned banning bar bars barred barring
rise rises rose risen rising climb climbs climbed climbing surge surges surged soar soars soared jump jumps jumped
fall falls fell fallen falling drop drops dropped dip dips plunge plunges plunged tumble tumbles slump slumps
reject rejects rejected rejecting rejection
approve approves approved approval
talks talk negotiations negotiation
ambassador ambassadors envoy envoys
recall recalls recalled recalling
expel expels expelled expelling
agree agrees agreed agreeing
sentence sentenced sentences
summon summons summoned
leader leaders chief chiefs boss head
pm premier
storm storms
raise raises raised raising hike hikes hiked
cut cuts cutting slash slashes slashed
sue sues sued suing lawsuit lawsuits
buy buys bought acquire acquires acquired acquisition takeover
collapse collapses collapsed collapsing
derail derails derailed derailment
rescue rescues rescued rescuers
search searches searching
vote votes voted voting
charge charges charged
protest protests protesters protester protesting demonstrators demonstration
return returns returned returning
condemn condemns condemned denounce denounces denounced slam slams slammed
launch launches launched launching fire_missile
retaliate retaliates retaliated retaliation retaliatory retaliating
evacuate evacuates evacuated evacuation evacuations
missile missiles
sink sinks sank sunk sinking capsize capsizes capsized
speech speeches
medal medals
olympics olympic olympian olympians
game games
final finals
child children
woman women
man men
police cop cops
militant militants terrorist terrorists
free freed frees release releases released releasing
global worldwide
vessel ship ships vessels
truck trucks lorry lorries
vaccine vaccines jab jabs
soccer football
helicopter helicopters chopper
probe probes inquiry inquiries investigation investigations investigate investigates investigating
deal deals agreement agreements accord pact treaty
appoint appoints appointed names named
pope pontiff
reporter reporters journalist journalists
billionaire billionaires tycoon
accuse accuses accused blames blamed
flee flees fled fleeing
hostage hostages captive captives
abduct abducts abducted kidnap kidnaps kidnapped abduction
troop troops soldier soldiers
country nation nations countries
firm company firms companies
election elections poll polls
ceasefire truce
tsar czar
stampede crush
outage outages blackout
airport airports
minister ministers
imposes impose imposed declares declare declared
lower lowers lowered lowering
"""

# Several words that stand for one, by the word that stands for them.
PHRASES = {
    tuple(phrase.split()): word
    for phrase, word in {
        "prime minister": "pm",
        "chief executive": "ceo",
        "european central bank": "ecb",
        "federal reserve": "fed",
        "bank of england": "boe",
        "international monetary fund": "imf",
        "world health organization": "who_un",
        "world health organisation": "who_un",
        "international olympic committee": "ioc",
        "international criminal court": "icc",
        "supreme court": "scourt",
        "artificial intelligence": "ai",
        "knocked out": "crash",
        "steps down": "quit",
        "step down": "quit",
        "stepping down": "quit",
        "stepped down": "quit",
        "pulls out": "withdraw",
        "pulled out": "withdraw",
        "pull out": "withdraw",
        "air strike": "strike",
        "air strikes": "strike",
        "death toll": "kill",
        "martial law": "martial",
        "grand jury": "jury",
    }.items()
}


def _synonyms() -> dict[str, str]:
    return {word: line.split()[0] for line in _SYNONYMS.strip().splitlines() for word in line.split()}


SYNONYMS = _synonyms()

# What happens, as against who and where: stems.
ACTS = frozenset(
    words(
        """
        attack strike missile drone blast kill injure shoot quake flood fire storm crash derail recall expel return summon talk
        agree ceasefire arrest sentence execute election protest quit sanction hostage volcano retaliate collapse sink evacuate
        abduct
        """
    )
)

# Words that must not pass for rare only because few entries have come yet; stems (`core.stems`).
COMMON = frozenset(
    words(
        """
        accuse agree aid air airport announce appeal army arrest attack back ban battle beat bid big bill blast block body bomb
        border boost boy brace break british bus business buy call camp campaign candidate car case cause chance change charge
        child city claim clash climate close coach company condemn confirm continue corruption country court covid crash crime
        crisis cup cut data deal debate defence defend defense delay demand deny deputy die dozen drone drop drug economy
        election emergency end energy ex expert face fail fall family famous fan fear fight final find fire first flight flood
        food football force foreign free fuel fund game gas girl give go gold government group grow hand heat help high hit home
        hope hospital hour house human hundred hunt illegal impact inflation injure inquiry interest investigate investigation
        job join judge kill killer law leader least lead leave left life local long lose loss low major make man market match
        mayor medal medical meet meeting migrant military million minister missile miss move murder nation national night
        nuclear offer office official oil old olympic open opposition order parliament party pay peace people person pilot plan
        plane play player plea plunge police policy political poll power president price prime prison probe protest public push
        put quake question quit race raid raise rally rate reach ready recall record red reject release resign return reveal
        right rise risk rival road row rule run sanction school sea search season seat second security seek seize send set shoot
        show shut side sign sink social soldier son spark spend staff stage stand star start state stay stop storm strike
        student study sue support suspect take talk target tax team teen tell tension test thing think third thousand threat
        threaten time top tough town trade train travel trial troop truck try turn uk un under union urge video violence visit
        vote vow wait war warn water wave way weather west white win winner withdraw woman work worker world
        """
    )
)
