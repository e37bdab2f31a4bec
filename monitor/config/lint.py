"""Warnings of `monitor check`: what is allowed but probably a mistake."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from monitor.config.loading import Loaded
from monitor.config.secrets import read_secret
from monitor.config.settings import CONSOLE
from monitor.config.yaml_warnings import misread
from monitor.core.language.detect import UNKNOWN
from monitor.core.text.folding import fold
from monitor.core.watch.diagnostics import changes_a_level, masking
from monitor.core.watch.scoring import FOUND, OUTLETS_MOST, TIERS
from monitor.errors import ConfigError, Problem
from monitor.model import ChannelConfig, Config, Near, Phrase, Term, Watch
from monitor.yaml.tree import Items, Mark, Scalar, Table, YamlFile

SHORTEST_WORD, SHORTEST_STEM = 3, 4  # letters, in scripts that write vowels
_VOWELLESS = "\u0590"  # from here on scripts pack more into a letter


def lints(loaded: Loaded) -> tuple[Problem, ...]:
    """The warnings about a configuration, in the order of its files."""
    found = {*_settings(loaded), *_channels(loaded), *(misread(loaded.words) if loaded.words else ())}
    for watch in loaded.config.watches:
        file = loaded.watches[watch.id]
        found |= {*_terms(watch, file, loaded.words), *_examples(watch, file), *_levels(watch, file, loaded.config)}
        found |= {*_sources(watch, file, loaded.config), *_adjusts(watch, file), *misread(file)}
    return tuple(sorted(found))


def _settings(loaded: Loaded) -> Iterator[Problem]:
    if not loaded.config.poll.contact:
        what, todo = "“contact” is not set", "set an address or web page, so that publishers can write to you before blocking you"
        yield loaded.settings.problem(loaded.settings.key_mark(("contact",)), what, todo)


def _channels(loaded: Loaded) -> Iterator[Problem]:
    config, file = loaded.config, loaded.settings
    used = {config.operator, *config.alerts.send}
    used.update(name for watch in config.watches for _, names in watch.send for name in names)
    for channel in config.channels:
        mark = file.key_mark(("channels", channel.id))
        if channel.id not in used and channel.kind != CONSOLE.kind:
            yield file.problem(mark, f"nothing is sent to the channel “{channel.id}”", "name it in a `send`")
        yield from _secret(channel, file)


def _secret(channel: ChannelConfig, file: YamlFile) -> Iterator[Problem]:
    """Whether the token can be read; a systemd credential can be read only by the service."""
    if channel.token is None or channel.token.source == "credential":
        return
    mark = file.key_mark(("channels", channel.id, "token"))
    try:
        read_secret(channel.token)
    except ConfigError as error:
        for problem in error.problems:
            yield file.problem(mark, f"{problem.what} (as seen from here)", problem.todo)
        return
    if channel.token.source == "file" and Path(channel.token.name).stat().st_mode & 0o077:
        yield file.problem(mark, "other users of this computer can read the token", f"chmod 600 {channel.token.name}")


def _terms(watch: Watch, file: YamlFile, words: YamlFile | None) -> Iterator[Problem]:
    lines = [(f"“{concept.name}”", concept.terms) for concept in watch.find]
    lines += [(f"“{adjust.points:+d}”", adjust.terms) for adjust in watch.adjust]
    for term in (term for _, terms in lines for term in terms):
        yield from _loose(term, file, words)
    concepts = Counter(_key(term) for concept in watch.find for term in _distinct(concept.terms))
    ignored = {_key(phrase) for phrase in watch.ignore}
    for concept in watch.find:
        for term in concept.terms:
            place = file.terms.get(term.text)
            mark = file.key_mark(("find", concept.name)) if place is None else file.at(place)
            if concepts[_key(term)] > 1:
                yield file.problem(mark, f"“{term.text}” is in two concepts", "one word would satisfy both: keep it in one")
            if _key(term) in ignored:
                yield file.problem(mark, f"“{term.text}” is also in `ignore` and never counts", "remove it from one of the two")


def _loose(term: Term, file: YamlFile, words: YamlFile | None) -> Iterator[Problem]:
    """Single words so short that they match unrelated texts."""
    if not isinstance(term, Phrase) or len(term.words) != 1 or term.words[0] >= _VOWELLESS:
        return
    stem = term.words[0].removesuffix("*")
    is_stem = stem != term.words[0]
    if stem.isdigit() or len(stem) >= (SHORTEST_STEM if is_stem else SHORTEST_WORD):
        return
    home = file if term.text in file.terms or words is None else words
    what = f"the beginning “{term.text}” is short" if is_stem else f"the term “{term.text}” is short"
    yield home.problem(home.at(home.terms.get(term.text, 0)), what, "it will match unrelated texts: make it longer")


def _key(term: Term) -> object:
    """The key under which two spellings of one term are equal."""
    if isinstance(term, Phrase):
        return term.words
    return (term.left.words, term.right.words, term.within) if isinstance(term, Near) else (term.kind, term.value)


def _distinct(terms: Iterable[Term]) -> Iterable[Term]:
    return {_key(term): term for term in terms}.values()


def _examples(watch: Watch, file: YamlFile) -> Iterator[Problem]:
    levels = {example.level for example in watch.examples}
    mark = file.key_mark(("examples",)) if watch.examples else Mark(1, 1)
    if levels <= {None}:
        yield file.problem(mark, "no example that must alert", "add a headline under `examples: alert:`")
    if None not in levels:
        yield file.problem(mark, "no example that must stay quiet", "add a headline under `examples: quiet:`")


def _levels(watch: Watch, file: YamlFile, config: Config) -> Iterator[Problem]:
    evidence = sum(adjust.points for adjust in watch.adjust if adjust.points > 0)
    highest = min(100, FOUND + evidence + OUTLETS_MOST + max(TIERS.values()))
    outlets = len({fold(feed.outlet) for feed in config.feeds})
    for level in watch.levels:
        mark = file.key_mark(("levels", level.name))
        if level.score > highest:
            yield file.problem(mark, f"“{level.name}” can never be reached: the highest possible score is {highest}", "lower it")
        if level.outlets > outlets:
            what = f"“{level.name}” can never be reached: it requires {level.outlets} outlets, and only {outlets} are configured"
            yield file.problem(mark, what, "require fewer, or add feeds")


def _adjusts(watch: Watch, file: YamlFile) -> Iterator[Problem]:
    """Points without a sign, and lines and terms that can never change what is sent."""
    for adjust, key in zip(watch.adjust, _adjust_keys(file), strict=True):
        mark = file.at(key.start)
        if key.text.isdecimal():
            yield file.problem(mark, f"“{key.text}” has no sign", f"write +{key.text} or -{key.text}")
        masked = [(term, ignored) for term in adjust.terms if (ignored := masking(term, watch))]
        if masked and len(masked) == len(adjust.terms):
            what = f"“{adjust.points:+d}” never counts: all its terms are also in `ignore`"
            yield file.problem(mark, what, "remove them from `ignore`, or delete the line")
            continue
        for term, ignored in masked:
            if term.text in file.terms:  # a shared list may say more than this list needs
                what = f"“{term.text}” never counts: “{ignored.text}” is in `ignore`"
                yield file.problem(file.at(file.terms[term.text]), what, "remove it from one of the two")
        if not changes_a_level(watch, adjust):
            what = f"“{adjust.points:+d}” can never change a story's level"
            yield file.problem(mark, what, "give it more points, or delete the line")


def _adjust_keys(file: YamlFile) -> Iterator[Scalar]:
    """The points of each line of `adjust`, in the order of the file."""
    node = file.node(("adjust",))
    for table in node.nodes if isinstance(node, Items) else [node]:
        if isinstance(table, Table):
            yield from (key for key, _ in table.pairs.values())


def _sources(watch: Watch, file: YamlFile, config: Config) -> Iterator[Problem]:
    languages = {feed.language for feed in config.feeds}
    known = {" ".join(fold(feed.outlet).split()) for feed in config.feeds} | {fold(feed.id) for feed in config.feeds}
    known |= languages | {f"tier {tier}" for tier in TIERS}
    for key, names in (("only", watch.sources.only), ("not", watch.sources.exclude)):
        for name in sorted(names - known):
            todo = "use an outlet or feed of feeds.yaml, a language, or “tier 3”"
            yield file.problem(file.mark(("sources", key)), f"no feed has the id, outlet, language or tier “{name}”", todo)
    for language in sorted(watch.languages - languages) if languages.isdisjoint(UNKNOWN) else ():
        yield file.problem(file.mark(("languages",)), f"no feed has the language “{language}”", "add one, or remove the language")
