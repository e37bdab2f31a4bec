"""`feeds.yaml`: which feeds are polled."""

from typing import Annotated, Any

from pydantic import Field

from monitor.core.text.urls import same_address
from monitor.errors import Problem
from monitor.model import Feed
from monitor.yaml.sections import Section, key, read_section
from monitor.yaml.tree import YamlFile
from monitor.yaml.values import Country, Id, Language, Text, WebAddress, YesNo, between, whole


class _Feed(Section):
    url: WebAddress = Field(description="Feed URL, starting with https:// or http://.")
    outlet: Text = Field(description="Publisher. Use the same name for all feeds of one publisher: they count as one outlet.")
    language: Language = key("ISO 639.")
    country: Country = key("Country of the publisher, ISO 3166.")
    tier: Annotated[int, whole(1, 3)] = key("1 reference (+4 points), 2 solid, 3 partisan, state-controlled or thin (-8).")
    agency: YesNo = key("Yes for a news agency, whose text others republish; copies do not count as independent.")
    private: YesNo = key("Yes to allow an address in your own network.")
    every: Annotated[Any, between("10s", "30d")] = key("Fixed polling interval instead of the learnt one.")
    group: Text = key("OPML folder; a/b for nested folders.")


class _Feeds(Section):
    feeds: dict[Id, _Feed] = Field(description="The feeds to poll, by id.")


def read_feeds(file: YamlFile, problems: list[Problem]) -> tuple[Feed, ...]:
    """The feeds of the file; what is wrong is appended to `problems`."""
    section = read_section(file, _Feeds, problems)
    if section is None:
        return ()
    if not section.feeds:
        problems.append(file.problem(file.key_mark(("feeds",)), "no feeds are listed", "add one, or run `monitor init` for some"))
    feeds = tuple(feed.record(Feed, id=name) for name, feed in section.feeds.items())
    first: dict[str, str] = {}
    for feed in feeds:
        other = first.setdefault(same_address(feed.url), feed.id)
        if other != feed.id:
            what = f"“{feed.id}” has the same address as “{other}”"
            problems.append(file.problem(file.mark(("feeds", feed.id, "url")), what, "delete one of the two"))
    return feeds
