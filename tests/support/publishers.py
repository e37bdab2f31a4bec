"""Publishers on loopback who note what a reader asks of them, by its own clock."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

from support.feed_server import Asked, FeedServer, Page, Trick, rss


@dataclass(frozen=True, slots=True)
class Note:
    """One request; `others` were open at its host when it came."""

    at: datetime
    path: str
    headers: Mapping[str, str]
    others: int


Notes = Sequence[Note]
Answer = Callable[[Note, int], Page]  # to a request; how often its path was asked for before
Complaint = Callable[[Notes], str | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """What one host publishes, and how it judges its readers.

    `complaint` says what was wrong, "" if nothing was, None if there was nothing to see. `is_seen_by_calling`: it can be judged
    of any program that is called a few times in a row.
    """

    name: str
    complaint: Complaint
    answers: Mapping[str, Answer]
    feeds: tuple[str, ...] = ("/feed",)  # what readers subscribe to
    is_seen_by_calling: bool = True


@dataclass(slots=True)
class Publisher:
    """The host of one rule."""

    rule: Rule
    now: Callable[[], datetime]
    server: FeedServer = field(default_factory=FeedServer)
    notes: list[Note] = field(default_factory=list)

    def urls(self) -> list[str]:
        return [self.server.url + path for path in self.rule.feeds]

    def judge(self) -> str | None:
        return self.rule.complaint(self.notes)

    def noting(self, answer: Answer) -> Trick:
        async def trick(asked: Asked, writer: asyncio.StreamWriter) -> None:
            note = Note(self.now(), asked.path, asked.headers, self.server.open - 1)
            before = sum(each.path == note.path for each in self.notes)
            self.notes.append(note)
            writer.write(answer(note, before).encoded(asked))

        return trick


@asynccontextmanager
async def publishing(rules: Iterable[Rule], now: Callable[[], datetime], first: int = 1) -> AsyncIterator[list[Publisher]]:
    """A publisher for each rule, at loopback addresses from the `first` on."""
    publishers = [Publisher(rule, now) for rule in rules]
    async with AsyncExitStack() as stack:
        for number, publisher in enumerate(publishers, first):
            await stack.enter_async_context(publisher.server.serving(address=f"127.3.0.{number}"))
            for path, answer in publisher.rule.answers.items():
                publisher.server.put(path, publisher.noting(answer))
        yield publishers


def always(page: Page) -> Answer:
    return lambda _note, _before: page


def in_turn(*pages: Page) -> Answer:
    """The last one for ever."""
    return lambda _note, before: pages[min(before, len(pages) - 1)]


def busy(channel: str = "", **headers: str) -> Answer:
    """A feed with something new each time: all but what it says itself speaks for asking often."""
    given = tuple((name.replace("_", "-"), value) for name, value in headers.items())

    def answer(note: Note, before: int) -> Page:
        date = f"<pubDate>{format_datetime(note.at)}</pubDate>"
        return Page(rss(channel=channel, **{f"x{before}-{n}": f"<title>{n}</title>{date}" for n in range(5)}), headers=given)

    return answer
