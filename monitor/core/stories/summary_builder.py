"""What follows from a story's entries: sources, times, title and settled facts.

A SummaryBuilder is filled entry by entry and knows nothing of revisions; when an entry is revised, a new one is filled.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.facts.attribution import Fingerprint, is_agency
from monitor.core.facts.boilerplate import unsigned
from monitor.core.facts.consensus import Statement, settle, statement
from monitor.core.language.document import Document
from monitor.core.language.places import locate
from monitor.core.text.folding import words
from monitor.model import Entry, Facts, NumberKind, Report, Toll

FAR_BACK = timedelta(hours=24)  # a publication time further before the story's first entry is no time of this story
BETTER = 3  # by so much more must a headline say to become the story's title
_SOLID_TIER = 2
_EMPTY_STARTS = frozenset(
    words("live watch video opinion analysis explainer explained why how who what when where podcast photos pictures timeline")
)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry as it stands in its latest revision."""

    document: Document
    first: Entry  # its first revision, whose times count
    outlet: str
    origin: str
    text: Fingerprint
    title: Facts
    summary: Facts


class SummaryBuilder:
    """Filled by `report`, in order of first arrival, and `count`, in order of latest arrival; equal order, equal result."""

    def __init__(self, founder: Item, titles: Sequence[str] = ()) -> None:
        """`titles`: languages that a title should have, best first."""
        self._titles = titles
        self._founder = self._lead = founder
        self._lead_says = _says(founder)
        self.first_at = founder.first.fetched_at
        self._reports: dict[str, Report] = {}  # outlet → its first entry
        self._origins: set[str] = set()
        self._url = ""
        self._numbers: dict[NumberKind, dict[str, Statement]] = {}  # kind → outlet → newest statement
        self._settled: dict[NumberKind, tuple[float, Toll]] = {}
        self._sayings: dict[str, set[str]] = {}  # statement or place → origins
        self._places: set[str] = set()
        self._statements: set[str] = set()

    def report(self, item: Item) -> None:
        """Take in who prints the entry, and when, and whether its headline is the better title."""
        entry = item.document.entry
        at = self._time(item)
        self.first_at = min(self.first_at, at)
        self._origins.add(item.origin)
        self._url = self._url or entry.url
        if item.outlet not in self._reports:
            self._reports[item.outlet] = Report(outlet=item.outlet, at=at, title=entry.title, url=entry.url)
        self._compare(item)

    def _compare(self, item: Item) -> None:
        """Make it the title if the reader would rather read its language, or if it says clearly more in the same one."""
        language, leading = item.document.language, self._lead.document.language
        says = _says(item)
        if self._rank(language) < self._rank(leading) or (language == leading and says >= self._lead_says + BETTER):
            self._lead, self._lead_says = item, says

    def _rank(self, language: str) -> int:
        return self._titles.index(language) if language in self._titles else len(self._titles)

    def count(self, item: Item) -> None:
        """Take in what the entry states."""
        self._count_numbers(item, item.title, in_title=True)
        self._count_numbers(item, item.summary, in_title=False)
        entry = item.document.entry
        is_sound = entry.tier <= _SOLID_TIER or is_agency(item.origin)
        for kind, settled in (("places", self._places), ("statements", self._statements)):
            self._settle_names(getattr(item.title, kind), settled, item.origin, is_sound=is_sound)
            self._settle_names(getattr(item.summary, kind), settled, item.origin, is_sound=False)

    @property
    def outlets(self) -> int:
        """How many publishers tell the story."""
        return len(self._reports)

    @property
    def independent(self) -> int:
        """How many texts they print: copies of one text count once."""
        return min(len(self._origins), len(self._reports))

    @property
    def title(self) -> str:
        """The founder's headline until one in a language rather read, or that says clearly more; it never changes back."""
        entry = self._lead.document.entry
        return unsigned(entry.title, entry.outlet)

    @property
    def url(self) -> str:
        """Of the entry that gives the title, else of another that has one; "" if none has."""
        return self._lead.document.entry.url or self._url

    @property
    def reports(self) -> tuple[Report, ...]:
        """The first of each publisher, oldest first."""
        return tuple(sorted(self._reports.values(), key=lambda report: report.at))

    def settle(self) -> tuple[Facts, tuple[Toll, ...]]:
        """The settled facts, whose numbers are those of headlines, and the ranges of all numbers in the order of NumberKind."""
        for kind, statements in self._numbers.items():
            if kind not in self._settled:
                self._settled[kind] = settle(kind, statements.values())
        numbers = {kind: value for kind, (value, _) in self._settled.items() if self._is_headline(kind)}
        facts = Facts(
            killed=_whole(numbers.get(NumberKind.KILLED)),
            injured=_whole(numbers.get(NumberKind.INJURED)),
            magnitude=numbers.get(NumberKind.MAGNITUDE),
            records=_whole(numbers.get(NumberKind.RECORDS)),
            places=frozenset(self._places),
            statements=frozenset(self._statements),
        )
        return facts, tuple(self._settled[kind][1] for kind in NumberKind if kind in self._settled)

    def _is_headline(self, kind: NumberKind) -> bool:
        """Whether a headline states the number. What stands in summaries alone may be the toll of what went before."""
        return any(one.in_title for one in self._numbers[kind].values())

    def _time(self, item: Item) -> datetime:
        """When it was published, where that can be: not after we had it, not long before the story began."""
        published, fetched = item.first.published_at, item.first.fetched_at
        earliest = self._founder.first.fetched_at - FAR_BACK
        return published if published is not None and earliest <= published <= fetched else fetched

    def _count_numbers(self, item: Item, facts: Facts, *, in_title: bool) -> None:
        for kind in NumberKind:
            value = getattr(facts, kind)
            if value is None:
                continue
            statements = self._numbers.setdefault(kind, {})
            known = statements.get(item.outlet)
            if known and known.in_title and not in_title:
                continue
            statements.pop(item.outlet, None)
            statements[item.outlet] = statement(value, item.document, item.origin, in_title=in_title)
            self._settled.pop(kind, None)

    def _settle_names(self, names: Iterable[str], settled: set[str], origin: str, *, is_sound: bool) -> None:
        """A place or statement is settled by a sound outlet's headline, or by two origins anywhere."""
        for name in names:
            origins = self._sayings.setdefault(name, set())
            origins.add(origin)
            if is_sound or len(origins) > 1:
                settled.add(name)


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _says(item: Item) -> int:
    """How much a headline tells: numbers, up to two places, a fair length; little if it asks, labels or is thinly sourced."""
    words_of_it = item.document.title
    facts = item.title
    says = 2 * any(number is not None for number in (facts.killed, facts.injured, facts.magnitude, facts.records))
    says += min(2, len(locate(words_of_it, item.document.language))) + (6 <= len(words_of_it) <= 18)
    if item.document.entry.title.rstrip().endswith("?") or not _EMPTY_STARTS.isdisjoint(words_of_it[:1]):
        says -= 3
    return says - 2 * (item.document.entry.tier > _SOLID_TIER)
