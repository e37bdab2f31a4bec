"""A scenario folder of `seeds/`: outlets, what they published when, and what the reader must get."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """An outlet of the scenario and the manners of its feed."""

    id: str
    name: str
    format: str  # rss2, rss1 or atom
    language: str
    tier: int
    agency: bool
    title_suffix: str
    link: str  # pattern of an address, with guid and at
    keep: int  # how many of the newest items its feed shows
    is_malformed: bool
    html: tuple[datetime, datetime] | None  # serves a web page instead of the feed between the two
    silent_from: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something published: new, or under `revises` the corrected form of an earlier item."""

    outlet: str
    at: datetime
    guid: str
    title: str
    summary: str
    event: str  # what it is really about; known to the checker alone
    revises: str
    withdrawn_at: datetime | None

    @property
    def name(self) -> str:
        """The guid in the feed: a corrected form has that of the first one."""
        return self.revises or self.guid


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything in the folder; items in order of publication."""

    name: str
    outlets: tuple[Publication, ...]
    items: tuple[Item, ...]
    expected: Mapping[str, Any]

    @property
    def start(self) -> datetime:
        return self.items[0].at

    @property
    def labels(self) -> Mapping[tuple[str, str], str]:
        """(outlet id, title as in the feed) → what the item is really about."""
        suffix = {outlet.id: outlet.title_suffix for outlet in self.outlets}
        return {(item.outlet, item.title + suffix[item.outlet]): item.event for item in self.items}

    @property
    def end(self) -> datetime:
        return self.items[-1].at


def load_scenario(folder: Path) -> Scenario:
    """Read a scenario folder that ships with the product; a broken one is a bug, not a user's error."""
    outlets = tuple(_publication(key, value) for key, value in _read(folder / "outlets.yaml").items())
    items = [_item(value) for path in sorted(folder.glob("entries/*.yaml")) for value in _read(path)]
    ordered = tuple(sorted(items, key=lambda item: (item.at, item.guid)))
    return Scenario(name=folder.name, outlets=outlets, items=ordered, expected=_read(folder / "expected.yaml"))


def _read(path: Path) -> Any:
    return YAML(typ="safe").load(path)


def _publication(key: str, value: Mapping[str, Any]) -> Publication:
    quirks = value.get("quirks") or {}
    return Publication(
        id=key,
        name=value["name"],
        format=value["format"],
        language=value["language"],
        tier=value["tier"],
        agency=value["agency"],
        title_suffix=value.get("title_suffix") or "",
        link=value["link"],
        keep=value["keep"],
        is_malformed=bool(quirks.get("malformed")),
        html=(utc(quirks["html_from"]), utc(quirks["html_until"])) if "html_from" in quirks else None,
        silent_from=utc(quirks["silent_from"]) if "silent_from" in quirks else None,
    )


def _item(value: Mapping[str, Any]) -> Item:
    return Item(
        outlet=value["outlet"],
        at=utc(value["at"]),
        guid=str(value["guid"]),
        title=value["title"],
        summary=value.get("summary") or "",
        event=value["event"],
        revises=str(value.get("revises") or ""),
        withdrawn_at=utc(value["withdrawn_at"]) if "withdrawn_at" in value else None,
    )


def utc(value: datetime | str) -> datetime:
    """A time of a scenario file as an aware UTC datetime."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
