"""Ways of grouping entries into stories, ours and simpler ones, behind one door: entries in, stories out.

MinHash LSH needs datasketch, which the project does not: `.venv/bin/pip install datasketch` adds it for a comparison.
Each simple method joins an entry to the story of its nearest neighbour in the window from a fixed likeness on. Those were chosen
for the best B3 F1 on recordings of sport and world news; the thresholds of other subjects lie near.
"""

import importlib.util
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from itertools import islice
from math import exp, log, sqrt
from typing import Any, Protocol

from rapidfuzz import fuzz, process

from monitor.core.language.document import Document
from monitor.core.language.stems import content_stems
from monitor.core.stories.index import StoryIndex
from monitor.core.text.folding import fold, words
from monitor.model import Entry, Joined, StorySettings

WINDOW = timedelta(hours=72)
TOKEN_SET = 74.4  # of 100
JACCARD = 0.38  # of sets of words, estimated from 128 permutations
PERMUTATIONS = 128
COSINE = 0.35
MEMORY = 48.0  # hours: standard deviation of the bell by which a story fades for the centroid method
NEWEST = 100  # stories looked at per word by the centroid method

Placed = tuple[str, Joined]


class Method(Protocol):
    def place(self, entry: Entry, now: datetime) -> Placed:
        """The story of the entry, which is added; times never go back."""


class Ours:
    def __init__(self) -> None:
        self.index = StoryIndex(StorySettings(window=WINDOW))

    def place(self, entry: Entry, now: datetime) -> Placed:
        self.index.expire(now)
        assignment = self.index.assign(Document.of(entry), now)
        return assignment.story_id, assignment.joined


class ExactTitle:
    """The same folded words."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, datetime]] = {}

    def place(self, entry: Entry, now: datetime) -> Placed:
        title = " ".join(words(entry.title))
        story, at = self._known.pop(title, (entry.key, now))
        joined = _joined(entry, story if now - at <= WINDOW else entry.key)
        self._known[title] = (joined[0], now)
        for oldest in _expired(self._known, now):
            del self._known[oldest]
        return joined


class TokenSet:
    """rapidfuzz's token_set_ratio with every title of the window."""

    def __init__(self) -> None:
        self._titles: dict[str, str] = {}  # by entry
        self._placed: dict[str, tuple[str, datetime]] = {}

    def add(self, entry: Entry, story: str, now: datetime) -> None:
        self._titles[entry.key], self._placed[entry.key] = fold(entry.title), (story, now)

    def place(self, entry: Entry, now: datetime) -> Placed:
        for key in _expired(self._placed, now):
            del self._titles[key], self._placed[key]
        found = process.extractOne(fold(entry.title), self._titles, scorer=fuzz.token_set_ratio, score_cutoff=TOKEN_SET)
        joined = _joined(entry, self._placed[found[2]][0] if found else entry.key)
        self.add(entry, joined[0], now)
        return joined


class MinHashLsh:
    """datasketch's locality-sensitive hashing of sets of words, then the nearest of what it finds."""

    def __init__(self) -> None:
        import datasketch  # noqa: PLC0415 - only where it is compared

        self._hash = datasketch.MinHash
        self._lsh = datasketch.MinHashLSH(threshold=JACCARD, num_perm=PERMUTATIONS)
        self._known: dict[str, Any] = {}
        self._placed: dict[str, tuple[str, datetime]] = {}

    def place(self, entry: Entry, now: datetime) -> Placed:
        for key in _expired(self._placed, now):
            self._lsh.remove(key)
            del self._known[key], self._placed[key]
        made = self._hash(num_perm=PERMUTATIONS)
        made.update_batch([word.encode() for word in set(words(entry.title))])
        near = ((made.jaccard(self._known[key]), key) for key in self._lsh.query(made))
        likeness, key = max(near, default=(0.0, ""))
        joined = _joined(entry, self._placed[key][0] if likeness >= JACCARD else entry.key)
        self._lsh.insert(entry.key, made)
        self._known[entry.key], self._placed[entry.key] = made, (joined[0], now)
        return joined


class Centroid:
    """Cosine of the title's TF-IDF vector with the sum of a story's, fading with the hours since it last grew."""

    def __init__(self) -> None:
        self._stories: dict[str, Counter[str]] = {}  # the one that grew longest ago first
        self._last: dict[str, datetime] = {}
        self._holders: defaultdict[str, deque[str]] = defaultdict(lambda: deque(maxlen=NEWEST))  # word → stories
        self._titles: deque[tuple[datetime, Collection[str]]] = deque()
        self._entries: Counter[str] = Counter()  # word → entries of the window with it

    def place(self, entry: Entry, now: datetime) -> Placed:
        self._expire(now)
        title = set(content_stems(words(entry.title), (), entry.language))
        weights = {word: max(0.05, log((len(self._titles) + 1) / (self._entries[word] + 0.5))) for word in title}
        ids = {story for word in title for story in self._holders[word]} & self._stories.keys()
        near = ((self._likeness(weights, story, now), story) for story in ids)
        likeness, story = max(near, default=(0.0, ""))
        joined = _joined(entry, story if likeness >= COSINE else entry.key)
        self._add(joined[0], weights, now)
        return joined

    def _likeness(self, weights: Mapping[str, float], story: str, now: datetime) -> float:
        vector = self._stories[story]
        inner = sum(value * vector[word] for word, value in weights.items() if word in vector)
        lengths = sqrt(sum(value**2 for value in weights.values()) * sum(value**2 for value in vector.values()))
        hours = (now - self._last[story]) / timedelta(hours=1)
        return inner / lengths * exp(-((hours / MEMORY) ** 2) / 2) if lengths else 0.0

    def _add(self, story: str, weights: Mapping[str, float], now: datetime) -> None:
        vector = self._stories.pop(story, None) or Counter()
        vector.update(weights)
        self._stories[story], self._last[story] = vector, now
        for word in weights:
            if story not in self._holders[word]:
                self._holders[word].append(story)
        self._titles.append((now, tuple(weights)))
        self._entries.update(weights.keys())

    def _expire(self, now: datetime) -> None:
        while self._titles and now - self._titles[0][0] > WINDOW:
            self._entries.subtract(self._titles.popleft()[1])
        for story in [story for story in islice(self._stories, 2) if now - self._last[story] > WINDOW]:
            for word in self._stories.pop(story):
                if story in self._holders[word]:
                    self._holders[word].remove(story)
            del self._last[story]


def _joined(entry: Entry, story: str) -> Placed:
    return story, Joined.NEW if story == entry.key else Joined.SAME


def _expired(placed: Mapping[str, tuple[str, datetime]], now: datetime) -> list[str]:
    found = []
    for key, (_, at) in placed.items():
        if now - at <= WINDOW:
            break
        found.append(key)
    return found


METHODS: dict[str, Callable[[], Method]] = {
    "exact title": ExactTitle,
    "token_set_ratio": TokenSet,
    "MinHash LSH": MinHashLsh,
    "TF-IDF centroid": Centroid,
    "ours": Ours,
}


def is_missing(name: str) -> bool:
    """Whether a method needs a library that is not installed; says so."""
    if name != "MinHash LSH" or importlib.util.find_spec("datasketch"):
        return False
    print(f"{name}: left out, since datasketch is not installed (.venv/bin/pip install datasketch)")
    return True
