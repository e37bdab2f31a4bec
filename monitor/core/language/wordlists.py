"""The words of each language, read from `data/*.tsv`: the one place where they are read.

A line of these files is five fields: `lang` (ISO 639, or `*` for all languages), `form` as people write it, `sense` (what it
stands for), `role` (what it is used for; several with commas) and `source`. `data/roles.tsv` says what each role means.
A word counts in texts of its own language only, and in `*`: French "tue" kills, English "Tue" is a day.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from typing import NamedTuple

from monitor.core.text.folding import words

ALL = "*"
_FIELDS, _ROLE = 5, 3
Phrase = tuple[str, ...]  # folded words


class Line(NamedTuple):
    """One form of one language in one role."""

    language: str
    form: str  # as written
    sense: str


class Vocabulary:
    """The folded words of one language by role: "people" and "soldiers" are in `vocabulary("en").person`.

    Raises AttributeError for what is no role (`data/roles.tsv`).
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def __getattr__(self, name: str) -> frozenset[str]:
        """Asked once for each role, then an attribute."""
        role = name.rstrip("_").replace("_", "-")
        if role not in _by_role():
            raise AttributeError(f"no role “{role}” in roles.tsv")
        found = self.__dict__[name] = words_of(role, self.language)
        return found


@cache
def vocabulary(language: str) -> Vocabulary:
    """Of texts in a language, which may be one that no line names."""
    return Vocabulary(language)


@cache
def lines(role: str) -> tuple[Line, ...]:
    """All lines with a role, `*` included, in the order of the files."""
    return _by_role()[role]


@cache
def words_of(role: str, language: str) -> frozenset[str]:
    """The folded words with a role in texts of a language; of a form of several words each one."""
    return frozenset(word for line in _lines_of(role, language) for word in words(line.form))


@cache
def phrases_of(role: str, language: str) -> tuple[Phrase, ...]:
    """The folded forms with a role in texts of a language, the longest first."""
    found = dict.fromkeys(words(line.form) for line in _lines_of(role, language))
    return tuple(sorted(found, key=len, reverse=True))


@cache
def senses_of(role: str, language: str) -> Mapping[Phrase, str]:
    """Folded form → sense in texts of a language; the language's own line wins over one of `*`, the later one otherwise."""
    return {words(line.form): line.sense for line in _lines_of(role, language)}


@cache
def known_words(language: str) -> frozenset[str]:
    """Every folded word that some line gives as one of this language, stop words included."""
    found = (line for listed in _by_role().values() for line in listed if line.language == language)
    return frozenset(word for line in found for word in words(line.form))


def _lines_of(role: str, language: str) -> Iterator[Line]:
    yield from (line for line in lines(role) if line.language == ALL)
    yield from (line for line in lines(role) if line.language == language)


@cache
def _by_role() -> Mapping[str, tuple[Line, ...]]:
    data = files(__package__).joinpath("data")
    found: dict[str, list[Line]] = {role: [] for _, (role, *_) in _rows(data.joinpath("roles.tsv"))}
    lists = sorted((file for file in data.iterdir() if file.name.endswith(".tsv")), key=lambda file: file.name)
    for where, fields in chain.from_iterable(_rows(file) for file in lists if file.name != "roles.tsv"):
        roles = fields[_ROLE].split(",") if len(fields) == _FIELDS else [""]
        if not found.keys() >= set(roles):
            raise ValueError(f"{where}: write lang, form, sense, role, source with tabs between; roles.tsv lists the roles")
        for role in roles:
            found[role].append(Line(*fields[:_ROLE]))
    return {role: tuple(listed) for role, listed in found.items()}


def _rows(file: Traversable) -> Iterator[tuple[str, list[str]]]:
    """Where each row stands, and its fields; the first names the columns."""
    for number, row in enumerate(file.read_text("utf-8").splitlines()[1:], 2):
        if row and not row.startswith("#"):
            yield f"{file.name}:{number}", row.split("\t")
