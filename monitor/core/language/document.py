"""An entry as the rest of the core reads it: its words, folded once, and the language that they are in."""

import re
from dataclasses import dataclass

from monitor.core.language.detect import language_of
from monitor.core.text.folding import words
from monitor.model import Entry

# Behind it a summary lists other headlines: a sentence that begins so, as a label.
_OTHER_NEWS = re.compile(
    r"""(?:^|(?<=[.!?…|)]))\s*(?:
        (?:also\s(?:this\shour|today|in\sthe\snews|read)|other\sheadlines|elsewhere|plus|see\salso|related\s(?:stories|articles))\s?[:|]
        |in\sother\snews[:,]
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def own_news(summary: str) -> str:
    """A summary up to where it lists other news: "Also this hour: …"."""
    return _OTHER_NEWS.split(summary, maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Document:
    """An entry folded once: everything downstream works on these words."""

    entry: Entry
    title: tuple[str, ...]  # folded words as they stand
    summary: tuple[str, ...]  # its own news
    language: str  # of the title, an ISO 639-1 code: what the feed says where that can be (`detect`)

    @classmethod
    def of(cls, entry: Entry) -> "Document":
        title = words(entry.title)
        return cls(entry, title, words(own_news(entry.summary)), language_of(entry.title, title, entry.language))
