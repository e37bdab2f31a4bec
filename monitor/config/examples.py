"""A watch-list's own tests: its example headlines, judged as if one ordinary outlet had published them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from monitor.core.language.document import Document
from monitor.core.watch.matcher import Matcher
from monitor.core.watch.scoring import story_match
from monitor.model import Entry, Example, Match, SourceRule, Watch

_WHEN = datetime(2024, 1, 16, tzinfo=UTC)  # no rule looks at it


@dataclass(frozen=True, slots=True)
class Tried:
    """One example and its result."""

    watch: Watch
    example: Example
    match: Match
    needed: int  # the score at which it passes; for a quiet example, at which it fails

    @property
    def is_passed(self) -> bool:
        """A level must be reached by score (the outlets that it requires are ignored); `quiet` must stay below `alert`."""
        is_reached = not self.match.missing and self.match.score >= self.needed
        return is_reached is (self.example.level is not None)


def try_examples(watches: Sequence[Watch]) -> Iterator[Tried]:
    """Every example of every watch-list, in order. Restrictions to languages and sources are ignored."""
    for watch in watches:
        free = replace(watch, languages=frozenset(), sources=SourceRule())
        matcher = Matcher((free,))
        scores = {level.name: level.score for level in watch.levels}
        for example in watch.examples:
            (best,) = matcher.matches(Document.of(_entry(example)), everything=True)
            yield Tried(watch, example, story_match(free, best, independent=1), scores[example.level or "alert"])


def _entry(example: Example) -> Entry:
    return Entry(
        id="example", feed_id="example", outlet="example", title=example.title, summary=example.summary, fetched_at=_WHEN
    )
