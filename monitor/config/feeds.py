"""`feeds.yaml`: which feeds are read."""

from typing import Annotated, Any

from pydantic import Field

from monitor.core.text.urls import same_address
from monitor.errors import Problem
from monitor.model import Feed
from monitor.yaml.sections import Section, key, read_section
from monitor.yaml.tree import YamlFile
from monitor.yaml.values import Country, Id, Language, Text, WebAddress, YesNo, between, whole


class _Feed(Section):
    url: WebAddress = Field(description="Address of the feed, with https:// or http:// in front.")
    outlet: Text = Field(description="The publisher. Feeds of one publisher share the name: it counts once.")
    language: Language = key("ISO 639.")
    country: Country = key("Of the publisher, ISO 3166.")
    tier: Annotated[int, whole(1, 3)] = key("1 reference (+4 points), 2 solid, 3 partisan, state-controlled or thin (-8).")
    agency: YesNo = key("Yes where others copy its text; copies do not count as independent.")
    private: YesNo = key("Yes if the address may lie in your own network.")
    every: Annotated[Any, between("10s", "30d")] = key("A fixed interval instead of the learnt one.")
    group: Text = key("OPML folder, a/b for nested ones.")


class _Feeds(Section):
    feeds: dict[Id, _Feed] = Field(description="The feeds that are read, by name.")


def read_feeds(file: YamlFile, problems: list[Problem]) -> tuple[Feed, ...]:
    """The feeds of the file; what is wrong is appended to `problems`."""
    section = read_section(file, _Feeds, problems)
    if section is None:
        return ()
    if not section.feeds:
        problems.append(file.problem(file.key_mark(("feeds",)), "no feed is listed", "add one, or let `monitor init` write some"))
    feeds = tuple(feed.record(Feed, id=name) for name, feed in section.feeds.items())
    first: dict[str, str] = {}
    for feed in feeds:
        other = first.setdefault(same_address(feed.url), feed.id)
        if other != feed.id:
            what = f"“{feed.id}” has the same address as “{other}”"
            problems.append(file.problem(file.mark(("feeds", feed.id, "url")), what, "delete one of the two"))
    return feeds
