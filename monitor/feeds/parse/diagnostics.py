"""A report on the quality of a document, for `feeds test`; polls do not use it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from monitor.feeds.parse.dates import Dated, Dating, dated
from monitor.feeds.plain import plain

_RIGHT_TYPES = frozenset({
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml",
    "application/feed+json", "application/json",
})  # fmt: skip
_RELATIVE = re.compile(rb"""<link>\s*(?!https?:)[./\w][^<:]*<|<link\s[^>]*href\s*=\s*["'](?!https?:)[./\w][^"':]*["']""")
_SAME_DATE = 3  # entries from which on one date for all is a mistake
_TOLD = 200


@dataclass(frozen=True, slots=True)
class Examination:
    """`dates` of the entries by id, `known_by` how many by what: their own id, their link or their title."""

    warnings: tuple[str, ...] = ()
    known_by: Mapping[str, int] = field(default_factory=dict)
    dates: Mapping[str, Dated] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """A document and what was made of it, `rules` and `keys` in the order of its `items` (as feedparser has them)."""

    body: bytes = field(repr=False)
    content_type: str
    fetched_at: datetime
    mistake: str  # of expat or feedparser
    items: Sequence[Mapping[str, Any]]
    rules: Sequence[str]
    keys: Sequence[str]


def examine(seen: Seen) -> Examination:
    dates = {key: dated(item, seen.fetched_at) for key, item in zip(seen.keys, seen.items, strict=True)}
    warnings = [*_of_document(seen), *_of_ids(seen), *_of_dates(list(dates.values())), *_of_links(seen)]
    return Examination(tuple(warnings), dict(Counter(seen.rules)), dates)


def _of_document(seen: Seen) -> list[str]:
    kind = seen.content_type.partition(";")[0].strip().lower()
    told = [f"not well-formed, parsed leniently: {plain(seen.mistake, _TOLD)}"] if seen.mistake else []
    if kind not in _RIGHT_TYPES:
        told.append(
            f"served as {plain(kind, _TOLD) or 'nothing'}: should be application/rss+xml, application/atom+xml or text/xml"
        )
    return told + ([] if seen.items else ["it has no entries"])


def _of_ids(seen: Seen) -> list[str]:
    total, ids = len(seen.items), [id_ for item in seen.items if isinstance(id_ := item.get("id"), str) and id_]
    without = total - len(ids)
    told = [f"no id (guid): {without} of {total} entries are identified by their link or title"] if without else []
    repeated = Counter({id_: count for id_, count in Counter(ids).items() if count > 1})
    if repeated:
        told.append(
            f"ids used more than once: {len(repeated)}, such as {plain(next(iter(repeated)), 60)}; the link is used instead"
        )
    lost = total - len(set(seen.keys))
    return told + ([f"{lost} of {total} entries cannot be distinguished from others and are skipped"] if lost else [])


def _of_dates(dates: Sequence[Dated]) -> list[str]:
    told = []
    for how, count in Counter(each.how for each in dates).items():
        said = next((each.said for each in dates if each.how is how and each.said), "")
        example = f", such as “{plain(said, 60)}”" if said else ""
        if how is Dating.REPAIRED:
            told.append(f"dates in a non-standard form: {count} of {len(dates)}{example}; parsed anyway")
        elif how is not Dating.OWN:
            told.append(f"{how.value}: {count} of {len(dates)}{example}; using the time first seen")
    moments = {each.at for each in dates if each.at}
    if len(moments) == 1 and len(dates) >= _SAME_DATE and all(each.at for each in dates):
        told.append("all entries have the same date")
    return told


def _of_links(seen: Seen) -> list[str]:
    links = [item.get("link") or "" for item in seen.items]
    plain_http, missing = sum(str(link).startswith("http://") for link in links), sum(not link for link in links)
    relative = len(_RELATIVE.findall(seen.body))
    return [
        f"{what}: {count}"
        for count, what in (
            (missing, "entries without a link"),
            (relative, "links without https:// and a host"),
            (plain_http, "links to http:// instead of https://"),
        )
        if count
    ]
