"""Who counts for "killed" and "injured": each such word of a field chooses one of the numbers around it.

Numbers are dropped that count no people (years, ages, dates, missiles), and lists of people are added up ("three women and
four children"). Where a text leaves a choice the smaller reading wins: "9–11 killed" states 9. A number that adds to a
total ("two more killed") counts only if no total is given; what follows "days after" is past and counts not at all.
"""

from collections.abc import Sequence
from itertools import pairwise

from monitor.core.language.counting import Side, triggers
from monitor.core.language.numerals import Numeral, Quantity
from monitor.core.language.wordlists import phrases_of, vocabulary

_REACH = 9  # words between a number and what it counts
_TOLL_REACH = 9
_MOST_PEOPLE = 2e7


class Casualties:
    """One reading of one field; numbers are given away from left to right."""

    def __init__(self, words: Sequence[str], numbers: list[Numeral], language: str) -> None:
        self._words = words
        self._known, self._triggers = vocabulary(language), triggers(language)
        self._modifiers = phrases_of("modifier", language)
        self._rises = self._known.rise | self._known.rising
        self._numbers = [number for number in numbers if self._counts_people(number)]
        self._starting = {number.start: number for number in self._numbers}
        self._ending = {number.end: number for number in self._numbers}
        self._taken = 0  # words before this one are given away
        self._past = self._past_trigger()

    def read(self) -> list[Quantity]:
        totals: list[Quantity] = []
        increments: list[Quantity] = []
        for at, word in enumerate(self._words):
            if word not in self._triggers or at == self._past or self._is_mixed(at):
                continue
            kind, side = self._triggers[word]
            number = self._choose(at, side)
            if number is None:
                continue
            whole = self._list_around(number, at)
            self._taken = max(at + 1, whole.end)
            if kind is not None:
                quantity = Quantity(kind, whole.value, min(at, whole.start), self._taken)
                (increments if self._is_increment(whole) else totals).append(quantity)
        given = {quantity.kind for quantity in totals}
        return totals + [quantity for quantity in increments if quantity.kind not in given]

    def _choose(self, at: int, side: Side) -> Numeral | None:
        rises = side is not Side.AFTER and at not in self._ending and self._word(at + 1) in self._rises
        if self._words[at] in self._known.dying and self._word(at + 1) == "at":
            return None  # an age: "singer dies at 94"
        if rises and (number := self._toll(at)):
            return number
        match side:
            case Side.TOTAL:
                return self._toll(at)
            case Side.AFTER:
                return self._after(at)
            case Side.BEFORE:
                if self._words[at] == "dead" and at and self._words[at - 1] in ("shot", "shoot", "shoots", "gun", "guns", "down"):
                    return self._either(at)
                return self._before(at)
            case Side.EITHER:
                return self._either(at)

    def _either(self, at: int) -> Numeral | None:
        before, after = self._before(at), self._after(at)
        if after is None or (before and before.end == at):
            return before
        return before if self._is_of_next(after) else after

    def _after(self, at: int) -> Numeral | None:
        """The number right after, over words such as "at least"."""
        position = at + 1
        while position < len(self._words):
            if (number := self._starting.get(position)) and position >= self._taken:
                return number
            step = self._modifier(position)
            if not step:
                return None
            position += step
        return None

    def _before(self, at: int) -> Numeral | None:
        """The nearest number on the left that is not a part of another ("including three")."""
        lowest = max(self._taken, at - _REACH - 1)
        position = at
        while position > lowest:
            number = self._ending.get(position)
            if number and number.start >= self._taken:
                if not self._is_part(number):
                    return self._lower_end(number) if number.end == at or self._is_near(number, at) else None
                position = number.start
                lowest = max(self._taken, position - _REACH - 3)
                continue
            word = self._words[position - 1]
            if self._is_end_of_clause(position - 1, word):
                return None
            position -= 1
        return None

    def _toll(self, at: int) -> Numeral | None:
        """The first number after "to", "at", "reaches" …, or else the first of all."""
        first = None
        for position in range(at + 1, min(at + 1 + _TOLL_REACH, len(self._words))):
            if self._words[position] in self._triggers and self._triggers[self._words[position]][1] is not Side.BEFORE:
                break
            if number := self._starting.get(position):
                if self._reaches(position):
                    return number
                first = first or number
        return first

    def _reaches(self, position: int) -> bool:
        while position and self._words[position - 1] in self._known.modifier - self._known.reach:
            position -= 1
        return position > 0 and self._words[position - 1] in self._known.reach

    def _is_of_next(self, number: Numeral) -> bool:
        """Does it count for the next word like "killed", as in "suspect killed, nine injured"."""
        for position in range(number.end, min(number.end + _REACH, len(self._words))):
            word = self._words[position]
            if word in self._triggers:
                if self._triggers[word][1] in (Side.AFTER, Side.TOTAL):
                    return False
                own = self._after(position) if self._triggers[word][1] is Side.EITHER else None
                return own is None or self._is_of_next(own)
            if position in self._starting or word in self._known.barrier:
                return False
        return False

    def _list_around(self, number: Numeral, trigger: int) -> Numeral:
        """The whole list of people `number` belongs to, added up; itself if it stands alone."""
        place = self._numbers.index(number)
        for first in self._numbers[max(0, place - 2) : place + 1]:
            if first.start < self._taken or (first.start < trigger < number.start and first is not number):
                continue
            chain = self._chain(first)
            last = chain[-1]
            if len(chain) > 1 and number in chain and (last.end <= trigger or not self._is_of_next(last)):
                head, *rest = (link.value for link in chain)
                value = head if len(rest) > 1 and head >= sum(rest) else head + sum(rest)
                return Numeral(value, first.start, last.end, first.text)
        return number

    def _chain(self, first: Numeral) -> list[Numeral]:
        """`first` and those joined to it: "3 women, 4 men and 2 children". Without an "and" only women, men and children are."""
        chain, nouns = [first], set[str]()
        for number in self._numbers[self._numbers.index(first) + 1 :][:3]:
            gap = self._words[chain[-1].end : number.start]
            is_last = bool(gap) and gap[-1] in self._known.and_
            noun = gap[-2 if is_last else -1 :][:1]
            if len(gap) > 4 or not noun or noun[0] not in self._known.person or not self._is_person(number):
                break
            chain.append(number)
            nouns |= {noun[0], self._words[number.end]}
            if is_last:
                return chain
        return chain if nouns <= self._known.family else [first]

    # What stands around a number

    def _counts_people(self, number: Numeral) -> bool:
        is_whole = number.value == int(number.value) and 1 <= number.value <= _MOST_PEOPLE
        if not is_whole or _is_year(number) or self._is_name(number) or self._is_age(number) or not self._is_sure(number):
            return False
        for place in range(number.end, number.end + 2):
            word = self._word(place)
            if word in self._known.thing or (word in self._known.animal and self._word(place + 1) not in self._known.person):
                return False
            if word in self._known.barrier or word in self._triggers or word in self._known.person:
                break
        return True

    def _is_name(self, number: Numeral) -> bool:
        """Whether it is part of a name or a date, or a sum over several events: "flight 9", "9 March", "9 combined"."""
        before, after = self._word(number.start - 1), self._words[number.end : number.end + 2]
        is_date = before in self._known.month or not self._known.month.isdisjoint(after[:1])
        return is_date or before in self._known.numbered or not self._known.summed.isdisjoint((before, *after))

    def _is_age(self, number: Numeral) -> bool:
        """Whether it stands as in "girl, 6, killed", "man, 34, shot dead" or "at the age of 34"."""
        if self._words[max(0, number.start - 2) : number.start] == ("age", "of"):
            return True
        is_dead = not self._triggers.keys().isdisjoint(self._words[number.end : number.end + 2])
        return is_dead and self._word(number.start - 1) in self._known.ageable

    def _is_sure(self, number: Numeral) -> bool:
        """Whether a word that is not always a number ("نه": nine, no) is one here: right beside whom it counts, or "killed"."""
        if number.text not in self._known.unsure:
            return True
        after = self._words[number.end : number.end + 2]
        if not self._known.person.isdisjoint(after) or not self._triggers.keys().isdisjoint(after[:1]):
            return True
        return self._triggers.get(self._word(number.start - 1), (None, None))[1] is Side.AFTER

    def _is_person(self, number: Numeral) -> bool:
        return not self._known.person.isdisjoint(self._words[number.end : number.end + 3])

    def _is_part(self, number: Numeral) -> bool:
        """Is it part of a number given before, as in "nine, including at least three women" or "…, three women among them"."""
        start = number.start
        while start and self._words[start - 1] in ("at", "least"):
            start -= 1
        return self._word(start - 1) in self._known.including or ("among", "them") in pairwise(
            self._words[number.end : number.end + 3]
        )

    def _is_increment(self, number: Numeral) -> bool:
        before = self._words[number.start - 1] if number.start else ""
        return before in self._known.more_before or self._word(number.end) in self._known.more_after

    def _is_near(self, number: Numeral, at: int) -> bool:
        return self._known.thing.isdisjoint(self._words[number.end : at])

    def _is_end_of_clause(self, position: int, word: str) -> bool:
        if word in self._known.vague:
            return self._word(position - 1) not in self._known.including
        return word in self._triggers or (word in self._known.barrier and not self._is_inner(position))

    def _is_inner(self, position: int) -> bool:
        """Does this word bind within a clause: "nine people in Quetta", "women and children", "shot and", "thought to have"."""
        word, before, after = self._words[position], self._word(position - 1), self._word(position + 1)
        if word in self._known.and_:
            return before == "shot" or before.endswith("ed") or (before in self._known.person and after in self._known.person)
        return (word in self._known.inner and before in self._known.person) or (word == "to" and after == "have")

    def _lower_end(self, number: Numeral) -> Numeral | None:
        """Of a range such as "9–11" the lower number; of a score such as "3-1" none."""
        low = self._ending.get(number.start)
        if low is None or low.start < self._taken or not low.text[0].isdigit():
            return number
        if low.value >= number.value:
            return None
        return low if number.value <= 2 * low.value else number

    def _modifier(self, position: int) -> int:
        """How many words of a phrase like "at least" stand at `position`."""
        return next((len(each) for each in self._modifiers if tuple(self._words[position : position + len(each)]) == each), 0)

    def _is_mixed(self, at: int) -> bool:
        """Whether it states nothing by itself: "six killed and wounded", or "lives" without a number of its own."""
        words = self._words
        if words[at] in self._known.tight and at not in self._ending:
            return True
        for here, there in ((at, at + 2), (at - 2, at)):
            one, other = self._triggers.get(self._word(here)), self._triggers.get(self._word(there))
            if one and other and self._word(here + 1) in self._known.either:
                return one[0] is not other[0] and self._after(there) is None
        return False

    def _past_trigger(self) -> int:
        """Where the word like "killed" stands that "days after" makes past; -1 if there is none."""
        words = self._words
        for at in range(1, len(words) - 1):
            if words[at] in self._known.past and words[at - 1] in self._known.span:
                return next(
                    (i for i in range(at + 1, len(words)) if words[i] in self._triggers and self._triggers[words[i]][0]), -1
                )
        return -1

    def _word(self, at: int) -> str:
        return self._words[at] if 0 <= at < len(self._words) else ""


def _is_year(number: Numeral) -> bool:
    return 1900 <= number.value <= 2100 and len(number.text) == 4
