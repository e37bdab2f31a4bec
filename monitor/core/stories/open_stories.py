"""The entries of open stories, kept small: a few hundred bytes each.

Every entry has a place, which another gets when its story has closed. What is known of an entry stands at its place in
parallel lists; its headline is packed, and unpacked when it is looked at.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from monitor.core.caches import Memo
from monitor.core.facts.headline import Headline
from monitor.core.stories import cross_language, headline_codec
from monitor.core.stories.idf import Idf
from monitor.core.stories.intern_pool import InternPool
from monitor.core.stories.inverted_index import BEGINNING, InvertedIndex, Neighbour
from monitor.core.stories.last_seen import LastSeen

_NEWEST = 60  # entries of other languages that are looked at per mark
_REMEMBERED = 1024  # entries whose headlines are kept at hand


@dataclass(slots=True)
class OpenStory:
    """A story that can still grow. Its entries are linked, each to the one before."""

    id: str
    first: int  # place of an entry
    last: int
    languages: frozenset[str]


class _Language(NamedTuple):
    interned: InternPool
    inverted: InvertedIndex
    alone: frozenset[str]  # its name


_SECOND, _HOUR = 10**6, 3600.0  # microseconds, seconds

_NO_STORY = OpenStory("", 0, 0, frozenset())
_NO_LANGUAGE = _Language(InternPool(), InvertedIndex(InternPool(), ()), frozenset())


class OpenStories:
    """Open stories and their entries. Times are whole microseconds since 1970 and never go back."""

    def __init__(self) -> None:
        self.stories: dict[str, OpenStory] = {}  # the one that grew longest ago first
        self._languages: dict[str, _Language] = {}
        # By place:
        self.number = array("Q")  # in order of arrival
        self.at = array("q")
        self.story: list[OpenStory] = []
        self._previous = array("I")  # entry of the same story
        self._packed: list[bytes] = []
        self._language: list[_Language] = []
        # Places:
        self._texts = LastSeen()
        self._ids = LastSeen()
        self._marks: dict[str, array[int]] = {}  # in order of arrival
        self._free: list[int] = []
        self._headlines: Memo[int, Headline] = Memo(_REMEMBERED, self._unpack)
        self._next = 0

    def add(self, story_id: str, entry_id: str, headline: Headline, at: int) -> OpenStory:
        """Add an entry, which came `at` microseconds since 1970, to its story, which opens with its first."""
        place = self._free.pop() if self._free else self._new_place()
        language = self._of(headline.language)
        story = self.stories.pop(story_id, None) or OpenStory(story_id, place, place, language.alone)
        if not story.languages >= language.alone:
            story.languages |= language.alone
        self.number[place], self.at[place], self.story[place] = self._next, at, story
        self._previous[place], story.last = story.last, place
        self._packed[place], self._language[place] = headline_codec.pack(headline, language.interned), language
        language.inverted.add(place, *headline_codec.words(self._packed[place]))
        self._texts.add(place, (headline.language, headline.text))
        self._ids.add(place, (headline.language, entry_id))
        for mark in cross_language.marks(headline):
            self._marks.setdefault(mark, array("I")).append(place)
        self._next += 1
        self.stories[story.id] = story
        return story

    def _new_place(self) -> int:
        self.number.append(0)
        self.at.append(0)
        self.story.append(_NO_STORY)
        self._previous.append(0)
        self._packed.append(b"")
        self._language.append(_NO_LANGUAGE)
        return len(self._packed) - 1

    def close(self, story: OpenStory) -> None:
        """Forget a story and its entries. Raises KeyError if it is not open."""
        for place in list(self.members(story)):
            self._remove(place)
        del self.stories[story.id]

    def _remove(self, place: int) -> None:
        packed, language = self._packed[place], self._language[place]
        for mark in cross_language.marks(self.headline(place)):
            self._marks[mark].remove(place)
            if not self._marks[mark]:
                del self._marks[mark]
        self._texts.remove(place)
        self._ids.remove(place)
        language.inverted.remove(place, *headline_codec.words(packed))
        headline_codec.discard(packed, language.interned)
        self._headlines.pop(place, None)
        self._packed[place], self.story[place] = b"", _NO_STORY
        self._free.append(place)

    def members(self, story: OpenStory) -> Iterator[int]:
        """Places of a story's entries, newest first."""
        place = story.last
        while place != story.first:
            yield place
            place = self._previous[place]
        yield place

    def headline(self, place: int) -> Headline:
        """Of an entry, to be read while its story is open."""
        return self._headlines[place]

    def hours(self, place: int, now: int) -> float:
        """From the arrival of an entry until `now`."""
        return (now - self.at[place]) / _SECOND / _HOUR

    def said(self, place: int) -> headline_codec.Said:
        """What a story's profile needs of an entry."""
        return headline_codec.said(self._packed[place], self._language[place].interned)

    def _beginning(self, place: int) -> tuple[set[int], tuple[int, ...]]:
        return headline_codec.beginning(self._packed[place], BEGINNING)

    def _unpack(self, place: int) -> Headline:
        return headline_codec.unpack(self._packed[place], self._language[place].interned)

    def _of(self, name: str) -> _Language:
        language = self._languages.get(name)
        if language is None:
            interned = InternPool()
            language = self._languages[name] = _Language(interned, InvertedIndex(interned, self.number), frozenset({name}))
        return language

    def idf(self, language: str) -> Idf:
        """How rare words are in the open entries of a language."""
        return self._of(language).inverted.idf

    # ── finding ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def alike(self, headline: Headline) -> list[Neighbour]:
        """Entries in its language that share rare words, most alike first, newest first among equals."""
        return self._of(headline.language).inverted.nearest(headline, self._beginning)

    def same_text(self, headline: Headline) -> int | None:
        """Place of the last entry with this very title."""
        return self._texts.last((headline.language, headline.text))

    def same_entry(self, language: str, entry_id: str) -> int | None:
        """Place of the last revision in this language."""
        return self._ids.last((language, entry_id))

    def in_other_languages(self, headline: Headline) -> Iterator[int]:
        """Places of entries in other languages that may tell the same, newest per mark."""
        found = dict.fromkeys(place for mark in cross_language.marks(headline) for place in self._marks.get(mark, ())[-_NEWEST:])
        own = self._of(headline.language)
        return (place for place in found if self._language[place] is not own)
