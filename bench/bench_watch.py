"""Entries through many watch-lists, with full scoring and explanation, beside what one would otherwise do.

    make bench-watch                  prints one table; all engines take turns within one run, medians of CPU time
    python bench/bench_watch.py 10    only ten lists

Entries have 54 words: a headline of 10 and a summary of 44. Lists have 20 terms in three concepts and two lines of points:
rare words, names of two or three words, and verbs that many lists share. Words are made up and drawn by a Zipf-like law.
The engines beside it do less: they fold nothing, score nothing and explain nothing, they only say which lists have a term
of each concept.

A second table has what it takes to read such lists from their files: at the start, and when one of them was saved.
"""

import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from monitor.core.language.document import Document
from monitor.core.watch.matcher import Matcher
from monitor.core.watch.terms import parse_term
from monitor.model import Adjust, Concept, Entry, Phrase, Watch

try:
    import ahocorasick
except ImportError:
    ahocorasick = None

SIZES = (10, 100, 1_000, 10_000)
ROUNDS = 5
BUDGET = 1.0  # seconds of CPU per engine and round, at most
NOW = datetime(2024, 1, 18, tzinfo=UTC)
Engine = Callable[[Sequence[Entry]], int]


class Words:
    """A made-up language: 20,000 words, common ones first, and names."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - measuring, not secrets
        syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er")]
        made = dict.fromkeys(
            "".join(self.chance.choices(syllables, k=self.chance.choice((2, 2, 3, 3, 4)))) for _ in range(40_000)
        )
        self.all = list(made)[:20_000]
        self.weights = [1 / (rank + 3) for rank in range(len(self.all))]
        self.verbs = self.all[40:80]  # fairly common, used by many lists

    def running(self, count: int) -> list[str]:
        return self.chance.choices(self.all, self.weights, k=count)

    def rare(self) -> str:
        return self.all[self.chance.randrange(2_000, len(self.all))]

    def name(self) -> str:
        return " ".join(self.all[self.chance.randrange(500, len(self.all))].title() for _ in range(self.chance.choice((2, 3))))


def lists(words: Words, count: int) -> list[Watch]:
    """Watch-lists of 20 terms."""
    made = []
    for number in range(count):
        who = [*(words.rare() for _ in range(5)), *(words.name() for _ in range(3))]
        what = words.chance.sample(words.verbs, 4)
        where = [*(words.rare() for _ in range(3)), words.name()]
        more, less = [words.rare(), words.name()], [words.rare(), words.name()]
        terms = {"who": who, "what": what, "where": where}
        concepts = tuple(Concept(name, tuple(map(parse_term, texts))) for name, texts in terms.items())
        adjust = (Adjust(10, tuple(map(parse_term, more))), Adjust(-20, tuple(map(parse_term, less))))
        made.append(Watch(id=f"w{number}", name=f"List {number}", find=concepts, adjust=adjust))
    return made


def entries(words: Words, watches: Sequence[Watch], count: int) -> list[Entry]:
    """Entries of running text; a fifth of them speaks of something on a list."""
    made = []
    for number in range(count):
        text = words.running(54)
        if number % 5 == 0:
            about = words.chance.choice(watches).find
            for place, concept in zip((1, 5, 20), about, strict=True):
                text[place] = words.chance.choice(concept.terms).text
        title, summary = " ".join(text[:10]).capitalize(), " ".join(text[10:])
        made.append(Entry(id=str(number), feed_id="f", outlet="Outlet", title=title, summary=summary, fetched_at=NOW))
    return made


# ── The engines: each takes entries and says how many matches it found ───────────────────────────────────────────────


def ours(watches: Sequence[Watch]) -> Engine:
    matcher = Matcher(watches)
    return lambda found: sum(len(matcher.matches(Document.of(entry))) for entry in found)


def regex_per_list(watches: Sequence[Watch]) -> Engine:
    compiled = [[_regex(concept) for concept in watch.find] for watch in watches]

    def run(found: Sequence[Entry]) -> int:
        texts = (f"{entry.title}\n{entry.summary}" for entry in found)
        return sum(all(concept.search(text) for concept in concepts) for text in texts for concepts in compiled)

    return run


def regex_combined(watches: Sequence[Watch]) -> Engine:
    """One alternation of all terms, longest first, then the concepts by what it found."""
    users = _users(watches)
    terms = sorted(users, key=lambda term: (-len(term), term))
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, terms)) + r")\b", re.IGNORECASE)
    return lambda found: sum(
        _complete(users, {hit.lower() for hit in pattern.findall(f"{entry.title}\n{entry.summary}")}) for entry in found
    )


def aho_corasick(watches: Sequence[Watch]) -> Engine:
    users = _users(watches)
    automaton = ahocorasick.Automaton()
    for term in users:
        automaton.add_word(f" {term} ", term)
    automaton.make_automaton()

    def run(found: Sequence[Entry]) -> int:
        texts = (f" {entry.title} {entry.summary} ".lower() for entry in found)
        return sum(_complete(users, {term for _, term in automaton.iter(text)}) for text in texts)

    return run


ENGINES: dict[str, Callable[[Sequence[Watch]], Engine]] = {
    "monitor": ours,
    "regex per list": regex_per_list,
    "one regex": regex_combined,
}
if ahocorasick is not None:
    ENGINES["pyahocorasick + AND"] = aho_corasick
SLOW = {"regex per list": 1_000, "one regex": 1_000}  # larger ones take minutes


def _regex(concept: Concept) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(term.text) for term in concept.terms) + r")\b", re.IGNORECASE)


def _users(watches: Sequence[Watch]) -> dict[str, list[tuple[int, int]]]:
    """Term → the (list, concept)s that use it."""
    users: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, watch in enumerate(watches):
        for place, concept in enumerate(watch.find):
            for term in concept.terms:
                assert isinstance(term, Phrase)
                users[term.text.lower()].append((number, place))
    return dict(users)


def _complete(users: dict[str, list[tuple[int, int]]], found: Iterable[str]) -> int:
    """How many lists have all three concepts."""
    concepts: defaultdict[int, set[int]] = defaultdict(set)
    for term in found:
        for number, place in users[term]:
            concepts[number].add(place)
    return sum(len(places) == 3 for places in concepts.values())


# ── Measuring ────────────────────────────────────────────────────────────────────────────────────────────────────────


def rate(engine: Engine, stream: Sequence[Entry]) -> float:
    """Entries a second of CPU, over as many entries as fit into the budget."""
    done, start = 0, time.process_time()
    while (spent := time.process_time() - start) < BUDGET and done < len(stream):
        engine(stream[done : done + 50])
        done += 50
    return done / spent if (spent := time.process_time() - start) else 0.0


def measure(count: int) -> None:
    words = Words(seed=count)
    watches = lists(words, count)
    stream = entries(words, watches, 8_000)
    engines, built = {}, {}
    for name, make in ENGINES.items():
        if count <= SLOW.get(name, count):
            start = time.process_time()
            engines[name] = make(watches)
            built[name] = time.process_time() - start
    rates: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(ROUNDS):
        for name, engine in engines.items():
            rates[name].append(rate(engine, stream))
    medians = {name: statistics.median(found) for name, found in rates.items()}
    for name, median in medians.items():
        spread = f"{min(rates[name]):,.0f}–{max(rates[name]):,.0f}"
        ratio = medians["monitor"] / median
        print(f"{count:>7,}  {name:<20} {median:>9,.0f} {spread:>17} {ratio:>9.1f} {built[name]:>9.2f}")
    print(
        f"{'':>9}{engines['monitor'](stream[:1000])} matches in 1,000 entries; {memory(watches):.0f} MB for the compiled lists\n"
    )


def memory(watches: Sequence[Watch]) -> float:
    """What a Matcher takes, in MB, besides the lists themselves."""
    tracemalloc.start()
    matcher = Matcher(watches)
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del matcher
    return size / 1e6


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

READING = """
import sys, time
from pathlib import Path
from monitor.config import Known, load_config
from monitor.core.watch.matcher import Matcher
folder, known, spent = Path(sys.argv[1]), Known(), []
def timed(work, *args):
    start = time.process_time()
    made = work(*args)
    spent.append(time.process_time() - start)
    return made
config = timed(load_config, folder, known)
matcher = timed(Matcher, config.watches)
status = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
size = int(status["VmHWM"].split()[0]) / 1024  # getrusage would count the process that started this one
saved = folder / "watchlists/w0.yaml"
saved.write_text(saved.read_text() + "# saved\\n")
again = timed(load_config, folder, known)
print(*spent, size)
"""


def reading(count: int) -> None:
    """Print the medians of five processes: seconds of CPU, and the most memory that one had."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "watchlists").mkdir()
        (folder / "monitor.yaml").write_text("channels:\n  console: {kind: console}\n")
        (folder / "feeds.yaml").write_text("feeds:\n  f: {url: 'https://f.example/rss', outlet: F}\n")
        for watch in lists(Words(seed=count), count):
            (folder / f"watchlists/{watch.id}.yaml").write_text(written(watch))
        runs = [subprocess.check_output([sys.executable, "-c", READING, name], text=True).split() for _ in range(ROUNDS)]
    read, compiled, again, size = (statistics.median(map(float, column)) for column in zip(*runs, strict=True))
    print(f"{count:>7,} {read:>9.2f} {compiled:>9.2f} {again:>16.2f} {size:>10.0f}")


def written(watch: Watch) -> str:
    """The list as a file."""
    find = [f"  {concept.name}: {', '.join(term.text for term in concept.terms)}\n" for concept in watch.find]
    adjust = [f"  {line.points:+d}: {', '.join(term.text for term in line.terms)}\n" for line in watch.adjust]
    headline = " ".join(concept.terms[0].text for concept in watch.find)
    examples = f"examples:\n  alert:\n    - {headline}\n  quiet:\n    - Nothing of the kind\n"
    return f"watch: {watch.name}\nnote: Made up.\nfind:\n{''.join(find)}adjust:\n{''.join(adjust)}{examples}"


def main() -> None:
    sizes = tuple(map(int, sys.argv[1:])) or SIZES
    print("entries of 54 words a second, one core; monitor scores and explains, the others only find the lists\n")
    print(f"{'lists':>7}  {'engine':<20} {'median':>9} {'of five rounds':>17} {'ours is ×':>9} {'build s':>9}")
    if ahocorasick is None:
        print("         (pyahocorasick is not installed and left out: pip install pyahocorasick)")
    for count in sizes:
        measure(count)
    print("seconds of CPU to read lists from their files, and the most memory of a process that did\n")
    print(f"{'lists':>7} {'read':>9} {'compile':>9} {'read, one saved':>16} {'MB':>10}")
    for count in sizes:
        reading(count)


if __name__ == "__main__":
    main()
