"""Words that part events: opposites, words of one kind that exclude each other, words of repetition."""

from collections.abc import Collection, Sequence

from monitor.core.language.stems import stem
from monitor.core.language.vocabulary import ACTS
from monitor.core.text.folding import words

# One kind a line; what stands on two sides of a bar cannot be said of one event.
_OPPOSITES = """
approve pass back backs endorse adopt ratify grant authorise authorize clear greenlight | reject block veto defeat oppose deny
    refuse scrap shelve
accept agree embrace welcome | refuse reject decline rebuff spurn
rise gain gains higher rally rebound grow accelerate advance strengthen jump up | fall lower slide sink lose decline shrink ease
    slow weaken retreat down slip
improve improves recover recovers better | worsen worsens deteriorate deteriorates worse
raise increase expand extend double boost | cut reduce lower shrink halve
convict guilty | acquit acquitted cleared exonerate
uphold upheld | overturn quash reverse annul
open reopen opens | close shut closure closes
free release freed | arrest kill execute jail prison sentence hold
win victory | lose loss
qualify qualifies advance advances reach reaches progress | miss misses eliminated exit exits crash bow
start begin resume starts begins | end stop suspend halt pause finish ends
join joins enter enters | quit leave leaves exit
ban prohibit | lift lifts allow unban permit
impose imposes | lift lifts scrap remove waive
confirm admit claim | deny denies
support supports back | oppose opposes
buy buys | sell sells
hire appoint appoints name names | fire sack sacks dismiss dismisses
optimistic confident | pessimistic gloomy
men man | women woman
boy | girl
first | second | third | fourth | fifth | sixth
semifinal semi semifinals | final | quarterfinal quarterfinals
gold | silver | bronze
gold | silver | copper | platinum | oil | wheat
fit available | ruled injured doubtful
grant award | revoke withdraw strip
flood | quake | shoot | blast | derail
revive resume relaunch | cancel suspend call
restore reconnect | cut disconnect
pass succeed | fail
butterfly | backstroke | freestyle | breaststroke | medley
singles | doubles
finance | foreign | interior | defence defense | health | justice | education | transport | culture | energy
january | february | march | april | june | july | august | september | october | november | december
monday | tuesday | wednesday | thursday | friday | saturday | sunday
alive survive survives survivor | dead kill
found | missing
hot heatwave | cold snow blizzard
hawkish | dovish
northern | southern
eastern | western
recall | return reinstate
peaceful calm | violent violence
"""


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, words(text)))


TOLL_WORDS = _stems(
    """
    killed injured missing toll casualties casualty victims victim evacuated displaced homeless trapped stranded rescued
    hospitalised hospitalized fatalities bodies survivors infected feared کشته زخمی جاں ہلاک قتلى قتيل مقتل
    """
)
RESULTS = _stems("win beat lose draw thrash edge knocked through")
COUNT_WORDS = _stems("cases infections arrests arrested detained homes acres hectares outages customers")
QUAKE_WORDS = _stems("quake magnitude tremor aftershock")
_RECOUNTS = frozenset(
    words(
        """
        toll rises rise risen climbs climb passes tops exceeds least now more still total grows reaches latest mourn funeral
        victims
        """
    )
)
_REPEATS = frozenset(words("aftershock aftershocks second third fourth fifth repeat دوباره مجددا دوبارہ مجدداً ثانية"))
_AGAIN = frozenset(words("another again fresh renewed"))
_EVENTS = ACTS | _stems(
    "airstrike wave round test launch raid clash shelling bombing eruption avalanche landslide outbreak riot tremor case"
)


# What one does to another, and is seldom told in the passive without "by": who stands before the word does it.
DOINGS = _stems("sue beat criticise accuse blame threaten buy reject snub outbid mock shell bombard")
# People told apart by their work: of two in one sentence's place, each was in another event.
ROLES = _stems(
    """
    journalist lawyer doctor nurse teacher student professor pilot driver passenger soldier sailor fisherman farmer miner judge
    priest imam singer rapper actor actress footballer referee tourist climber hiker skier diver surfer cyclist banker engineer
    scientist monk nun baker chef plumber firefighter paramedic
    """
)
_MARKETS = frozenset(
    words(
        """
        stocks stock shares futures dow nasdaq ftse nikkei sensex nifty dax oil crude brent gold silver copper bitcoin
        treasuries yields dollar euro yen rupee rouble sterling markets
        """
    )
)
_MOVES = frozenset(
    words(
        """
        rise rises rising rose fall falls falling fell slip slips slipped slide slides gain gains gained rally rallies
        rallied drop drops dropped jump jumps jumped climb climbs climbed dip dips dipped ease eases eased edge edges
        edged advance advances retreat retreats surge surges plunge plunges tumble tumbles sink sinks rebound rebounds
        flat mixed higher lower open opens close closes ends trade trades pare pares firm firms weaken weakens steady
        record
        """
    )
)


def _sides() -> dict[str, frozenset[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = {}
    for kind, line in enumerate(_OPPOSITES.strip().replace("\n    ", " ").splitlines()):
        for side, listed in enumerate(line.split("|")):
            for word in listed.split():
                found.setdefault(stem(word), set()).add((kind, side))
    return {word: frozenset(sides) for word, sides in found.items()}


_SIDES = _sides()


def opposed(ones: Collection[str], others: Collection[str]) -> bool:
    """Whether some word of the one excludes some word of the other; give only words that they do not share."""
    sides = {side for word in ones for side in _SIDES.get(word, ())}
    against = {side for word in others for side in _SIDES.get(word, ())}
    return any(kind == other_kind and side != other_side for kind, side in sides for other_kind, other_side in against) and not (
        sides & against
    )


def repeats(title: Sequence[str]) -> bool:
    """Whether folded words say that it happened before: "another strike", "clash again", "new Russian strikes"."""
    if not _REPEATS.isdisjoint(title):
        return True
    return any(
        (word in _AGAIN and _has_event(title)) or (word in {"new", "more"} and _has_event(title[at + 1 : at + 4]))
        for at, word in enumerate(title)
    )


def _has_event(stretch: Sequence[str]) -> bool:
    return any(stem(word) in _EVENTS for word in stretch)


def is_market_report(title: Sequence[str]) -> bool:
    """Whether folded words say how prices move."""
    return not _MARKETS.isdisjoint(title) and not _MOVES.isdisjoint(title)


def is_recount(title: Sequence[str]) -> bool:
    """Whether folded words say that a number is an old one counted anew."""
    return not _RECOUNTS.isdisjoint(title)
