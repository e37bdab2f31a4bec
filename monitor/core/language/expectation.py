"""Whether a headline tells what is still to come: "France is poised to ban …" against "France bans …".

Read from a few words of English; where there are none it is taken as told.
"""

from collections.abc import Sequence

from monitor.core.text.folding import words

_MARKS = frozenset(
    words(
        """
        will set due expected expects likely poised ahead upcoming preview previews predicts prediction predictions predicted may
        might could eve plans planning prepares preparing prepare awaits await looms looming braces brace hopes aims weighs
        considers mulls proposes proposed nears readies ready vows pledges promises threatens tomorrow vs v kickoff lineup lineups
        """
    )
)
# "to" with one of these foretells, unless what stands before says that it has come to pass: "agrees to pay".
_DEEDS = frozenset(
    words(
        """
        announce become be hold meet visit sign launch face stand play get start begin open close step leave join host appear
        testify speak deliver return send cut raise build buy sell take make give run stop end ban allow introduce unveil reveal
        vote decide rule hear try enter quit resign lose win resume reinstate lift impose deploy withdraw charge help pay offer
        investigate review discuss address head fly travel attend replace lead fight use move merge list expect compete race swim
        perform tour plead marry wed retire
        """
    )
)
_COME_TO_PASS = frozenset(
    words(
        """
        how refuses refused fails failed agrees agreed forced urged returns returned told helps helped allowed allows continues
        began begins manages managed ordered orders pleads sue sues sued way time
        """
    )
)


_FACING = frozenset(words("face faces facing"))
# Who faces one of these, named within a few words, has it still to come; who faces protests does not.
_FACED = frozenset(
    words("vote trial hearing charges jail prison extradition deportation deadline inquiry tribunal ban sanctions")
)
_NEAR = 3  # words

_FIXTURES = frozenset({"v", "vs"})
_VIEWING = frozenset({"watch", "stream", "tv", "channel"})


def is_match_under_way(title: Sequence[str]) -> bool:
    """Whether a match is told as it is played: "Spain v France LIVE", not where it can be seen."""
    return "live" in title and not _FIXTURES.isdisjoint(title) and _VIEWING.isdisjoint(title)


def is_expectation(title: Sequence[str]) -> bool:
    """Whether folded words speak of something to come."""
    marks = _MARKS.difference(_FIXTURES) if is_match_under_way(title) else _MARKS
    if not marks.isdisjoint(title) or "before" in title[:-1]:
        return True
    return any(
        (word == "to" and title[at + 1] in _DEEDS and title[at - 1] not in _COME_TO_PASS)
        or (word in _FACING and not _FACED.isdisjoint(title[at + 1 : at + 1 + _NEAR]))
        for at, word in enumerate(title[1:-1], start=1)
    )
