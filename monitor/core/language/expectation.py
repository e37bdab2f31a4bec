"""Whether a headline tells what is still to come: "France is poised to ban …" against "France bans …".

Read from a few words (roles `foretelling`, `foretold`, …); where a language has none it is taken as told.
"""

from collections.abc import Sequence

from monitor.core.language.wordlists import vocabulary

_NEAR = 3  # words
_FIXTURES = frozenset({"v", "vs"})
_VIEWING = frozenset({"watch", "stream", "tv", "channel"})


def is_match_under_way(title: Sequence[str]) -> bool:
    """Whether a match is told as it is played: "Spain v France LIVE", not where it can be seen."""
    return "live" in title and not _FIXTURES.isdisjoint(title) and _VIEWING.isdisjoint(title)


def is_expectation(title: Sequence[str], language: str) -> bool:
    """Whether folded words speak of something to come.

    "to" with what is foretold does so unless what stands before says that it has come to pass ("agrees to pay"); who faces a
    vote, named within a few words, has it still to come, who faces protests has not.
    """
    known = vocabulary(language)
    marks = known.foretelling.difference(_FIXTURES) if is_match_under_way(title) else known.foretelling
    if not marks.isdisjoint(title) or not known.foretelling_before.isdisjoint(title[:-1]):
        return True
    return any(
        (word in known.to_do and title[at + 1] in known.foretold and title[at - 1] not in known.come_to_pass)
        or (word in known.facing and not known.faced.isdisjoint(title[at + 1 : at + 1 + _NEAR]))
        for at, word in enumerate(title[1:-1], start=1)
    )
