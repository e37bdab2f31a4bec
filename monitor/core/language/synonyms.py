"""Words and phrases that mean one thing to a reader of headlines, and spellings of one word."""

import re

# The first word of a line stands for all.
_SYNONYMS = """
abduct abducts abducted abduction kidnap kidnaps kidnapped kidnapping kidnappers
accuse accuses accused blames blamed
acquit acquits acquitted acquittal
activist activists campaigner campaigners
admit admits admitted acknowledge acknowledges acknowledged confess confesses confessed
agree agrees agreed agreeing
aid relief
airline airlines
airport airports
allege alleges alleged allegedly allegation allegations
allow allows allowed permit permits permitted
ambassador ambassadors envoy envoys
announce announces announced announcing announcement unveil unveils unveiled unveiling
apologise apologises apologised apologising apologize apologizes apologized apology apologies
appoint appoints appointed appointment names named
approve approves approved approval greenlights
army armies military
arrest arrests arrested arresting detain detains detained detention capture captures captured
arrive arrives arrived arrival
athlete athletes
attack attacks attacked attacking assault assaults
baby babies infant infants newborn newborns
ban bans banned banning bar bars barred barring moratorium
beat beats beaten beating defeat defeats defeated defeating thrash thrashes thrashed rout routs trounce trounces stun stuns
billionaire billionaires tycoon tycoons
bishop archbishop
blast blasts explosion explosions explode explodes exploded exploding bombing bombings
body bodies corpse corpses
bombard bombards bombarded bombardment shelling pounds
bookshop bookshops bookstore bookstores bookseller booksellers
border borders
buy buys bought buying buyout acquire acquires acquired acquiring acquisition takeover takeovers purchase purchases purchased
cancel cancels cancelled canceled cancelling canceling cancellation scrap scraps scrapped scrapping axes axed
candidate candidates nominee nominees contender contenders
car cars vehicle vehicles
ceasefire truce
celebrate celebrates celebrated celebrating celebration celebrations
champion champions championship championships
charge charges charged charging indict indicts indicted indictment
child children kid kids
close closes closed closing closure shut shuts shutting shutdown
coach coaches manager managers
collapse collapses collapsed collapsing
compensation payout payouts
condemn condemns condemned condemning denounce denounces denounced slam slams slammed
consider considers considering weigh weighs weighing mull mulls mulling
convict convicts convicted conviction guilty
country nation nations countries
court courts judge judges tribunal
covid covid19 coronavirus corona
crash crashes crashed crashing accident accidents collision collide collides collided
criticise criticises criticised criticize criticizes criticized criticism
cut cuts cutting slash slashes slashed reduce reduces reduced
damage damages damaged
deal deals agreement agreements accord accords pact pacts treaty treaties
delay delays delayed delaying postpone postpones postponed postponing postponement reschedule rescheduled
deny denies denied denial
derail derails derailed derailment
destroy destroys destroyed destruction devastate devastates devastated devastation
diarrhoea diarrhoeal diarrhea diarrheal
dinosaur dinosaurs
discover discovers discovered discovery
disease diseases illness illnesses
dispute disputes feud feuds spat
doctor doctors physician physicians medic medics
dollar dollars
donate donates donated donation donations gift
drone drones uav uavs
election elections ballot polls
erupt erupts erupted erupting eruption eruptions
evacuate evacuates evacuated evacuation evacuations
ex former
execute executed executes execution executions
expel expels expelled expelling expulsion
fall falls fell fallen falling drop drops dropped dropping dip dips plunge plunges plunged tumble tumbles slump slumps decrease
    decreases decreased
famine starvation starving hunger
farewell goodbye
father dad dads fathers
fault flaw flaws faults bug bugs vulnerability vulnerabilities
film films movie movies
final finals
fire fires wildfire wildfires blaze blazes bushfire bushfires inferno
ferry ferries
fine fines fined penalty
firm company firms companies
flee flees fled fleeing
flood floods flooding floodwaters flooded deluge
free freed frees freeing release releases released releasing
game games match matches
general generals commander commanders
global worldwide
hack hacks hacked hacking hacker hackers cyberattack cyberattacks breach breaches breached
halt halts halted stop stops stopped stopping pause pauses paused
helicopter helicopters chopper choppers
hospital hospitals
hospitalise hospitalised hospitalized hospitalisation
hostage hostages captive captives
immigrant immigrants migrant migrants
impose imposes imposed declares declare declared
injure injures injured injuries injuring wounded wound wounds wounding hurt hurts injury
invade invades invaded invasion
kill kills killed killing killings dead death deaths die dies died dying deadly fatal fatally fatalities slain
landslide landslides mudslide mudslides
launch launches launched launching fire_missile
law laws legislation
lawmaker lawmakers legislator legislators mps
layoff layoffs redundancies
leader leaders chief chiefs boss bosses head heads
leak leaks leaked
lose loses lost losing loss losses
liquor alcohol booze hooch moonshine
lower lowers lowered lowering
man men
medal medals
meet meets met meeting meetings
merge merges merged merger mergers
militant militants terrorist terrorists
minister ministers
missile missiles
missing disappear disappears disappeared disappearance vanish vanishes vanished
mother mum mums mom moms mothers
motorway highway
mine mines mining colliery
mourn mourns mourned mourning tribute tributes
murder murders murdered homicide
navy naval
nuclear atomic
oil crude
olympics olympic olympian olympians
opponent rival rivals
oscar oscars
outage outages blackout blackouts
petrol gasoline
phone phones smartphone smartphones
plan plans planned planning propose proposes proposed proposing proposal proposals
plane planes jet jets airliner airliners aircraft airplane airplanes
pm premier
police cop cops policeman policemen
pope pontiff
prison jail jailed jails imprisoned imprisonment prisons
prisoner prisoners inmate inmates
prize prizes award awards awarded
probe probes inquiry inquiries investigation investigations investigate investigates investigated investigating investigators
profit profits earnings
protest protests protesters protester protesting protestors demonstrators demonstration demonstrations
quake quakes earthquake earthquakes tremor tremors
quit quits quitting resign resigns resigned resigning resignation
raid raids raided
railway railways rail train trains
raise raises raised raising hike hikes hiked
recall recalls recalled recalling
reject rejects rejected rejecting rejection refuse refuses refused refusing refusal rebuff rebuffs rebuffed
replace replaces replaced replacing replacement successor
reporter reporters journalist journalists
rescue rescues rescued rescuers rescuing
retaliate retaliates retaliated retaliation retaliatory retaliating
retire retires retired retiring retirement
return returns returned returning
revenue revenues
rise rises rose risen rising climb climbs climbed climbing surge surges surged surging soar soars soared soaring jump jumps jumped
    increase increases increased increasing skyrockets
rule rules ruled ruling
ruler monarch
sack sacks sacked sacking dismiss dismisses dismissed dismissing dismissal oust ousts ousted ousting
scientist scientists researcher researchers
search searches searching hunt hunts hunting
sell sells sold selling sale
sentence sentenced sentences
shoot shoots shot shooting shootings gunman gunmen gunfire shooter
sign signs signed signing
singer rapper
sink sinks sank sunk sinking capsize capsizes capsized capsizing
soccer football footballer footballers
spacecraft spaceship capsule
speech speeches
spy spies spying espionage
stab stabs stabbed stabbing stabbings knife knifed
stampede crush
start starts started starting begin begins began beginning
startup startups
steal steals stole stolen stealing theft thefts heist robbery robberies robbers burglary
stock stocks shares
storm storms
strand strands stranded stuck
strike strikes struck striking airstrike airstrikes
student students pupil pupils
study studies research survey
sue sues sued suing lawsuit lawsuits
summon summons summoned
support supports supported supporting back backs backed backing endorse endorses endorsed endorsement
suspect suspects suspected
suspend suspends suspended suspending suspension
swap swaps exchange exchanges
talks talk negotiations negotiation negotiate negotiates negotiating
tariff tariffs levy levies duties
teenager teenagers teen teens teenage
threat threats threaten threatens threatened threatening
trap traps trapped
trial trials
troop troops soldier soldiers
truck trucks lorry lorries
tsar czar
tunnel tunnels
unemployment jobless joblessness
urge urges urged urging
vaccine vaccines vaccination vaccinations vaccinate vaccinated jab jabs
vessel ship ships vessels boat boats
victim victims casualty casualties
video videos footage
visit visits visited visiting
vote votes voted voting
warn warns warned warning warnings
weapon weapons arms gun guns firearm firearms
wed weds wedding marry marries married
win wins won winning victory winner winners
withdraw withdraws withdrew withdrawn withdrawal withdrawing
woman women
"""

# Several words that stand for one, by the word that stands for them.
_PHRASES = """
acquit: not guilty
ai: artificial intelligence
boe: bank of england
cancel: called off, calls off, call off
ceasefire: cease fire
ceo: chief executive, chief exec
congress: house of representatives
covid: covid 19
crash: knocked out
datacentre: data centre, data centres, data center, data centers
delay: put off, pushed back
ecb: european central bank
fed: federal reserve
firefighter: fire fighter, fire fighters
general: army chief, military chief, top general, top commander, commander in chief, army commander
hack: cyber attack, cyber attacks, data breach
heatwave: heat wave
icc: international criminal court
imf: international monetary fund
impose: brings in, bring in
inaugurate: sworn in, takes office, took office
inflation: consumer prices, consumer price
interestrate: interest rate, interest rates
ioc: international olympic committee
jury: grand jury
kill: death toll, toll rises, toll mounts, toll climbs, toll reaches, toll passes, lost their lives, claims lives
layoff: job cuts
lawmaker: house republicans, house democrats
martial: martial law
oscar: academy award, academy awards
outage: power cut, power cuts, power outage, power outages, power failure, without power, without electricity
pm: prime minister, prime ministers
prison: behind bars
quarterfinal: quarter final, quarter finals
quit: steps down, step down, stepping down, stepped down, stands down, standing down, stand down
sack: fires his, fires her, fires their, fired as, fires top
scourt: supreme court
semifinal: semi final, semi finals, semis
sue: legal action, legal challenge, takes court
strike: air strike, air strikes
who_un: world health organization, world health organisation
withdraw: pulls out, pulled out, pull out, pulling out
"""


def _synonyms() -> dict[str, str]:
    lines = _SYNONYMS.strip().replace("\n    ", " ").splitlines()
    return {word: line.split()[0] for line in lines for word in line.split()}


def _phrases() -> dict[tuple[str, ...], str]:
    found = {}
    for line in _PHRASES.strip().splitlines():
        meaning, _, phrases = line.partition(": ")
        found.update({tuple(phrase.split()): meaning for phrase in phrases.split(", ")})
    return found


SYNONYMS = _synonyms()
PHRASES = _phrases()

# British and American spellings; endings of Slavic names, which every agency writes in its own way.
_SPELLINGS = (
    (re.compile(r"iz(?=(?:e|es|ed|er|ers|ing|ation|ations)$)"), "is"),
    (re.compile(r"(?<=...)our(?=(?:|s|ed|ing|ite|ites)$)"), "or"),
    (re.compile(r"(?<=..)tre(?=s?$)"), "ter"),
    (re.compile(r"(?<=...)ogue(?=s?$)"), "og"),
    (re.compile(r"(?<=f)ence$|(?<=lic)ence$"), "ense"),
    (re.compile(r"^(an|h|p|f|)(?:ae|oe)(?=[dmst])"), r"\1e"),
    (re.compile(r"(?<=..s)k(?:yi|iy|yy|ii|ij|i|y)$"), "ky"),
    (re.compile(r"(?<=..)(?:yy|iy)$"), "y"),
)


def respell(word: str) -> str:
    """One spelling for several of an English word or a name."""
    for pattern, spelling in _SPELLINGS:
        word = pattern.sub(spelling, word)
    return word
