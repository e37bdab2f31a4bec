"""Errors that a caller must handle.

    MonitorError
    ├── ConfigError      the user's files: every problem at once, each with its place     exit 78
    ├── StoreError       the database cannot be opened, is newer than us or is damaged    exit 1
    ├── FenceError       another daemon leads; this one must stop writing                 exit 1
    └── DeliveryError    a channel did not take a message
        ├── NotSent      certainly not delivered: try again
        ├── Ambiguous    possibly delivered: try again later, at most a few times
        └── Refused      will never be delivered as it is

A feed that does not respond is data, not an exception: see `feeds.fetch.fetcher`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta


class MonitorError(Exception):
    """Base of all; printed by the command line without a traceback."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem in a file of the user's. `line` and `column` count from 1; 0 means the whole file."""

    file: str
    line: int
    column: int
    what: str
    todo: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.what}; {self.todo}"


class ConfigError(MonitorError):
    """The configuration has problems and is not used."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class StoreError(MonitorError):
    """The database cannot be used; the text says what to do."""


class FenceError(MonitorError):
    """The lease is lost: another daemon leads."""


class DeliveryError(MonitorError):
    """A channel did not take a message."""


class NotSent(DeliveryError):
    """Certainly not delivered. `after` is how long to wait, if the channel said."""

    def __init__(self, what: str, after: timedelta | None = None) -> None:
        super().__init__(what)
        self.after = after


class Ambiguous(DeliveryError):
    """It is unknown whether it was delivered."""


class Refused(DeliveryError):
    """Permanent: sending again is useless. `moved_to` is the chat's new id, if it has one."""

    def __init__(self, what: str, moved_to: str = "") -> None:
        super().__init__(what)
        self.moved_to = moved_to
