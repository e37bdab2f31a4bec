"""`monitor.yaml`: database, polling, stories, alerts, channels."""

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, PlainValidator, create_model

from monitor.config.secrets import read_secret
from monitor.delivery.channels import KINDS
from monitor.delivery.channels.base import ChannelSection
from monitor.errors import ConfigError, Problem
from monitor.logs import keep_secret
from monitor.model import (
    AlertSettings,
    ChannelConfig,
    Config,
    PollSettings,
    QuietHours,
    Secret,
    StorySettings,
    WebSub,
)
from monitor.yaml import forms
from monitor.yaml.sections import UNSET, Section, key, read_section
from monitor.yaml.tree import YamlFile
from monitor.yaml.values import (
    ClockTime,
    Id,
    Languages,
    Probability,
    Text,
    Texts,
    Wrong,
    Zone,
    between,
    one_of,
    secret_place,
    size,
    suggest,
    text,
    web_address,
    whole,
)

CONSOLE = ChannelConfig(id="console", kind="console")
_DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")


def _database(value: Any) -> str | Secret:
    if isinstance(value, dict):
        return secret_place(value)
    written = text(value)
    if _password(written) is not None:
        raise Wrong("a password does not belong in this file", "keep the whole address elsewhere: {env: NAME} or {file: PATH}")
    return written


def _password(database: str) -> str | None:
    """The password in the address of a database. Raises Wrong if it is no such address."""
    todo = "write sqlite:///data/monitor.db or postgresql://user@host/name"
    try:
        parts = urlsplit(database)
        password = parts.password
    except ValueError:
        raise Wrong("not the address of a database", todo) from None
    if parts.scheme not in _DATABASES or "://" not in database:
        raise Wrong("not the address of a database", todo)
    return password


def _callback(value: Any) -> str:
    """The address under which all callbacks are; each adds a last part of its own."""
    written = web_address(value)
    parts = urlsplit(written)
    if parts.query or parts.fragment or parts.username is not None:
        raise Wrong("a callback has no “?”, “#” or “@”", "write it like https://alerts.example.org/websub")
    return written.rstrip("/")


def _listen(value: Any) -> tuple[str, int]:
    """Host and port."""
    written = text(value)
    found = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[\w.-]+):([0-9]{1,5})", written)
    if not found or not 0 < int(found[2]) < 65_536:
        raise Wrong(f"“{written}” is not an address to listen on", "write host and port: 127.0.0.1:8085")
    return found[1].strip("[]"), int(found[2])


class _Poll(Section):
    contact: Text = key("Address or web page that is sent to feeds with every request.")
    every: Annotated[Any, between("10s", "7d")] = key(
        "Mean interval of all feeds together; each has its share, by how much it publishes and what it is worth."
    )
    shortest: Annotated[Any, between("10s", "7d")] = key("The learnt interval is never shorter.")
    longest: Annotated[Any, between("10s", "30d")] = key("The learnt interval is never longer.")
    timeout: Annotated[Any, between("1s", "10m")] = key("For a whole poll, redirects included.")
    max_bytes: Annotated[Any, between("1KB", "1GB", size)] = key("A longer feed is refused, measured after decompression.")
    concurrency: Annotated[int, whole(1, 1000)] = key("Polls at once.")
    per_host: Annotated[int, whole(1, 16)] = key("Polls at once of one host.")


class _WebSub(Section):
    callback: Annotated[str, PlainValidator(_callback, json_schema_input_type=forms.WEB_ADDRESS)] = Field(
        description="Public address where hubs reach us, such as https://alerts.example.org/websub."
    )
    listen: Annotated[Any, PlainValidator(_listen, json_schema_input_type=forms.LISTEN)] = key(
        "Host and port on this computer to which a proxy passes on what comes there; 127.0.0.1:8085 if not given."
    )


class _Stories(Section):
    window: Annotated[Any, between("1h", "60d")] = key("How long a story stays open after it last grew.")
    same: Probability = key("From this probability on, an entry joins a story silently.")
    likely: Probability = key("From this probability on, an entry joins a story and you are told of the doubt.")
    titles: Languages = key("Languages you would rather read a story's title in, the best first, if several tell it.")


class _QuietHours(Section):
    start: ClockTime = Field(alias="from", description="When they begin, such as 23:00.")
    end: ClockTime = Field(alias="to", description="When they end, such as 07:00.")
    zone: Zone = Field(description="Time zone by its IANA name, such as Europe/Berlin.")


class _Alerts(Section):
    cooldown: Annotated[Any, between("0s", "7d")] = key(
        "Between two messages that ring about one story; an escalation does not wait."
    )
    per_hour: Annotated[int, whole(1, 10_000)] = key("New alerts of one watch-list in an hour; the rest comes as one digest.")
    quiet_hours: _QuietHours = key("What is not critical is held and comes as one digest.")
    send: Texts = key("Channels for watch-lists without `send` of their own, from level `alert` on.")


if TYPE_CHECKING:
    _Channel = ChannelSection
else:  # the keys of all kinds, because only `kind` tells which of them belong here
    _Channel = create_model(
        "_Channel",
        __base__=tuple(kind.section for kind in reversed(KINDS.values())),
        kind=(Annotated[str, one_of(*KINDS)], ChannelSection.model_fields["kind"]),
    )


class _Settings(Section):
    database: Annotated[Any, PlainValidator(_database, json_schema_input_type=forms.DATABASE)] = key(
        "sqlite:///path from the folder the daemon runs in, or postgresql://user@host/name; with a password, where it is kept."
    )
    contact: Text = key("Address or web page that is sent to feeds with every request.")
    poll: _Poll = key("How feeds are read.", default=_Poll())
    websub: _WebSub = key("Lets hubs push feeds that offer it, beside polling; off if not given.")
    stories: _Stories = key("How entries become stories.", default=_Stories())
    alerts: _Alerts = key("When something is told, and where.", default=_Alerts())
    channels: dict[Id, _Channel] = Field(default_factory=dict, description="Where alerts go, by name.")
    operator: Text = key("The channel for the daemon's own messages; the first one if not given.")
    report: ClockTime = key("When the operator gets the daily report, such as 08:00; none if not given.")
    zone: Zone = key("Time zone of `report` by its IANA name, such as Europe/Berlin; UTC if not given.")
    log_format: Annotated[str, one_of("text", "json")] = key("How log lines look.", alias="log")


def read_settings(file: YamlFile, problems: list[Problem]) -> Config:
    """A Config without feeds and watch-lists; only its channels can be relied on if anything was appended to `problems`."""
    section = read_section(file, _Settings, problems)
    if section is None:
        return Config(channels=_named_channels(file))
    folder = Path(file.name).parent
    channels = tuple(_channel(name, channel, folder, file, problems) for name, channel in section.channels.items()) or (CONSOLE,)
    contact = {"contact": section.contact} if "contact" in section.model_fields_set else {}
    config = section.record(
        Config,
        database=_database_of(section, folder, file, problems),
        poll=section.poll.record(PollSettings, **contact),
        websub=_websub(section.websub),
        stories=section.stories.record(StorySettings),
        alerts=_alerts(section.alerts, channels),
        channels=channels,
    )
    problems += _contradictions(file, section, config)
    return config


def _named_channels(file: YamlFile) -> tuple[ChannelConfig, ...]:
    """The channels' names although the file has problems, so that the other files can still be checked against them."""
    node = file.node(("channels",))
    names = tuple(getattr(node, "pairs", {}))
    return tuple(ChannelConfig(id=name, kind=CONSOLE.kind) for name in names) or (CONSOLE,)


def _channel(name: str, section: ChannelSection, folder: Path, file: YamlFile, problems: list[Problem]) -> ChannelConfig:
    place = ("channels", name)
    kind = KINDS[section.kind]
    given = section.model_fields_set - {"kind"}
    lacking, foreign = sorted(kind.needs.keys() - given), sorted(given - kind.section.model_fields.keys())
    what = f"the {kind.title} “{name}” has no"
    problems += [file.problem(file.key_mark(place), f"{what} “{each}”", kind.needs[each]) for each in lacking]
    what = f"means nothing for a {kind.title}"
    problems += [file.problem(file.key_mark((*place, each)), f"“{each}” {what}", "delete the line") for each in foreign]
    values = {each: getattr(section, each) for each in given.difference(foreign)}
    secrets = {each: _from_folder(value, folder) for each, value in values.items() if isinstance(value, Secret)}
    return section.record(kind.record, id=name, kind=kind.name, **secrets)


def _from_folder(secret: Secret, folder: Path) -> Secret:
    """A secret's file is looked for from the folder of the configuration, wherever the daemon was started."""
    return replace(secret, name=str(folder / Path(secret.name).expanduser())) if secret.source == "file" else secret


def _websub(section: _WebSub) -> WebSub | None:
    if section is UNSET:
        return None
    listen = dict(zip(("host", "port"), section.listen, strict=True)) if section.listen is not UNSET else {}
    return section.record(WebSub, **listen)


def _alerts(section: _Alerts, channels: tuple[ChannelConfig, ...]) -> AlertSettings:
    """Where nothing says who is told, it is the console, or the first channel if there is no console."""
    names = [channel.id for channel in channels]
    told = section.send or (CONSOLE.id if CONSOLE.id in names else names[0],)
    hours = section.quiet_hours.record(QuietHours) if section.quiet_hours is not UNSET else None
    return section.record(AlertSettings, send=tuple(dict.fromkeys(told)), quiet_hours=hours)


def _database_of(section: _Settings, folder: Path, file: YamlFile, problems: list[Problem]) -> str:
    """The address, fetched from where it is kept if it has a password."""
    if not isinstance(section.database, Secret):
        return section.database or Config().database
    mark = file.mark(("database",))
    try:
        database = read_secret(_from_folder(section.database, folder))
        keep_secret(_password(database) or "")
    except ConfigError as error:
        problems += [file.problem(mark, problem.what, problem.todo) for problem in error.problems]
    except Wrong as error:
        problems.append(file.problem(mark, f"what is kept there is {error.what}", error.todo))
    else:
        return database
    return Config().database


def _contradictions(file: YamlFile, section: _Settings, config: Config) -> list[Problem]:
    """What is wrong between settings that are right by themselves."""
    found: list[Problem] = []

    def add(place: tuple[str, ...], what: str, todo: str) -> None:
        found.append(file.problem(file.mark(place), what, todo))

    poll, stories, hours = config.poll, config.stories, config.alerts.quiet_hours
    if poll.shortest > poll.longest:
        add(("poll", "shortest"), "“shortest” is longer than “longest”", "write a shorter time, or a longer “longest”")
    if stories.likely > stories.same:
        add(("stories", "likely"), "“likely” is above “same”", f"write at most {stories.same:g}, or raise “same”")
    if hours and hours.start == hours.end:
        add(("alerts", "quiet_hours"), "quiet hours end when they begin", "write two different times, or delete them")
    if section.contact and section.poll.contact:
        add(("poll", "contact"), "“contact” stands twice", "keep the one at the top")
    names = [channel.id for channel in config.channels]
    for name in section.alerts.send or ():
        if name not in names:
            add(("alerts", "send"), f"there is no channel “{name}”", suggest(name, names, "channels"))
    if config.operator and config.operator not in names:
        add(("operator",), f"there is no channel “{config.operator}”", suggest(config.operator, names, "channels"))
    return found
