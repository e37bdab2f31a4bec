"""Words about words: what says nothing in a headline, what says the same, and what every headline says.

Everything is folded (`core.text.folding`). Lists are short on purpose: a word that is missing costs a little precision, a wrong
one joins or parts stories.
"""

from monitor.core.text.folding import words

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
        breaking exclusive near percent everything need know things thing latest best worst
        از با به بر برای در را که این آن و یا تا شد شده شدند است بود می ها های ای هم یک خود کرد کردند دارد پس هر نیز اما
        کا کے کی کو میں سے نے پر اور ہے ہیں تھا تھے تھی بھی یہ وہ ایک کر دیا دی گیا گئی گئے لیے ساتھ تک ہو اپنا اپنے اپنی ان
        من في على إلى عن مع بعد قبل هذا هذه ذلك التي الذي أن أو لم لن قد كان ما لا بين خلال ضد كل
        """
    )
)

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

# Words that must not pass for rare only because few entries have come yet; stems (`core.language.stems`).
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
