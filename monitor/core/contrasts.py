"""Words that part events: opposites, words of one kind that exclude each other, words of repetition."""

from collections.abc import Collection, Sequence

from monitor.core.stems import stem
from monitor.core.text import words

# One kind a line; what stands on two sides of a bar cannot be said of one event.
_OPPOSITES = """
approve pass back backs endorse adopt ratify | reject block veto defeat oppose
accept agree embrace | refuse reject decline rebuff
rise gain higher rally rebound grow record_high | fall lower slide sink lose decline shrink ease
raise increase expand extend | cut reduce lower shrink
convict guilty | acquit cleared exonerate
uphold upheld | overturn strike_down quash reverse
open reopen | close shut closure
free release freed | arrest kill execute jail prison sentence
win victory | lose defeat loss
start begin resume | end stop suspend halt pause
join | quit leave exit
ban prohibit | lift allow unban
confirm admit | deny
support | oppose condemn
buy | sell
hire appoint | fire sack dismiss
men man | women woman
boy | girl
first | second | third | fourth | fifth
semifinal semi semifinals | final | quarterfinal quarter quarterfinals
gold | silver | bronze
butterfly | backstroke | freestyle | breaststroke | medley
single singles | double doubles
finance | foreign | interior | defence defense | health | justice | education
january | february | march | april | june | july | august | september | october | november | december
monday | tuesday | wednesday | thursday | friday | saturday | sunday
beat | lose
alive survive survives rescue | dead kill
found | missing
hot heatwave | cold snow blizzard
hawkish | dovish
north northern | south southern
eastern | western
recall | return reinstate
"""


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, words(text)))


TOLL_WORDS = _stems(
    """
    killed injured missing toll casualties casualty victims victim evacuated displaced homeless trapped stranded rescued
    hospitalised hospitalized fatalities bodies survivors infected feared کشته زخمی جاں ہلاک قتلى قتيل مقتل
    """
)
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
_REPEATS = frozenset(words("another second third fourth fifth again fresh renewed repeat دوباره مجددا دوبارہ مجدداً ثانية"))
_EVENTS = frozenset(
    words(
        """
        strike strikes airstrike airstrikes attack attacks blast blasts explosion explosions quake earthquake wave round missile
        missiles test launch raid raids clashes protests shelling bombing bombings drone drones sanctions storm flood floods
        """
    )
)


def _sides() -> dict[str, frozenset[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = {}
    for kind, line in enumerate(_OPPOSITES.strip().splitlines()):
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
    """Whether folded words say that it happened before: "another", "again", "new Russian strikes"."""
    if not _REPEATS.isdisjoint(title):
        return True
    return any(word in {"new", "more"} and not _EVENTS.isdisjoint(title[at + 1 : at + 4]) for at, word in enumerate(title))


def is_recount(title: Sequence[str]) -> bool:
    """Whether folded words say that a number is an old one counted anew."""
    return not _RECOUNTS.isdisjoint(title)
