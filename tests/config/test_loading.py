"""What is read is what the user wrote."""

from dataclasses import replace
from datetime import time as clock
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from support.config_folder import Folder

from monitor import resources
from monitor.config import Known, load_config, load_watch
from monitor.errors import ConfigError
from monitor.model import (
    LEVELS,
    Adjust,
    AlertSettings,
    Config,
    Feed,
    Level,
    Near,
    Phrase,
    PollSettings,
    QuietHours,
    Secret,
    SourceRule,
    StorySettings,
)


def test_what_is_left_out_keeps_the_defaults_of_the_records(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("monitor.yaml", "contact: me@example.org\npoll:\nalerts:\n")
    folder.replace("watchlists/border.yaml", "send: {alert: newsdesk}\n", "")
    config = load_config(folder.path)
    assert config.poll == PollSettings(contact="me@example.org")
    assert (config.stories, config.alerts) == (StorySettings(), AlertSettings())
    assert [(channel.id, channel.kind) for channel in config.channels] == [("console", "console")]
    assert (config.database, config.operator, config.log_format) == (Config().database, "", "text")


def test_every_setting_is_read(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(
        "monitor.yaml",
        """\
database: postgresql://monitor@db.example/monitor
poll: {contact: https://x.example, every: 2m, shortest: 1m, longest: 1d, timeout: 9s, max_bytes: 5MB, concurrency: 8, per_host: 2}
stories: {window: 2d, same: 0.7, likely: .3}
alerts:
  cooldown: 1h30m
  per_hour: 5
  quiet_hours: {from: "23:00", to: 7:00, zone: Asia/Karachi}
  send: [newsdesk, console]
channels:
  newsdesk: {kind: telegram, token: {file: secrets/token}, chat: "@desk_alerts", topic: 7, api: http://127.0.0.1:8081}
  console: {kind: console}
operator: console
log: json
""",
    )
    config = load_config(folder.path)
    assert config.database == "postgresql://monitor@db.example/monitor"
    assert config.poll == PollSettings(
        contact="https://x.example",
        every=timedelta(minutes=2),
        shortest=timedelta(minutes=1),
        longest=timedelta(days=1),
        timeout=timedelta(seconds=9),
        max_bytes=5_000_000,
        concurrency=8,
        per_host=2,
    )
    assert config.stories == StorySettings(window=timedelta(days=2), same=0.7, likely=0.3)
    assert config.alerts == AlertSettings(
        cooldown=timedelta(minutes=90),
        per_hour=5,
        quiet_hours=QuietHours(start=clock(23), end=clock(7), zone=ZoneInfo("Asia/Karachi")),
        send=("newsdesk", "console"),
    )
    newsdesk = config.channels[0]
    assert newsdesk.token == Secret(source="file", name=str(folder.path / "secrets/token")), "from the configuration's folder"
    assert (newsdesk.id, newsdesk.chat, newsdesk.topic, newsdesk.api) == ("newsdesk", "@desk_alerts", 7, "http://127.0.0.1:8081")
    assert (config.operator, config.log_format) == ("console", "json")


def test_feeds_are_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    assert load_config(Folder(tmp_path).path).feeds == (
        Feed(id="alpha", url="https://alpha.example/rss", outlet="The Alpha"),
        Feed(id="beta", url="https://beta.example/feed", outlet="Beta", language="fa", country="IR", tier=3, agency=True),
        Feed(id="gamma", url="https://gamma.example/atom", outlet="Gamma"),
    )


def test_scalars_stay_as_they_were_typed(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.replace("feeds.yaml", "  beta:", "  no: {url: https://no.example, outlet: 1.10, language: NO, country: NO}\n  beta:")
    feed = load_config(folder.path).feeds[1]
    assert (feed.id, feed.outlet, feed.language, feed.country) == ("no", "1.10", "no", "NO")


def test_a_watchlist_is_read(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(
        "watchlists/full.yaml",
        """\
watch: A list
note: >
  Why it
  exists.
find:
  one: [$iran, "Persia, Fars"]
ignore: [hunger strike]
adjust:
  - +10: a bomb
  - -40: cricket
  - −40: hockey
levels: {alert: 50, critical: {score: 90, outlets: 4}}
send: {critical: [newsdesk, console], alert: console}
fresh: 24h
languages: EN, fa
sources: {only: [Bétá, tier 1], not: The  Alpha}
examples:
  critical: [One // Two]
  quiet:
    - A headline // with // more
""",
    )
    watch = load_config(folder.path).watches[1]
    assert (watch.id, watch.name, watch.note) == ("full", "A list", "Why it exists.")
    assert [term.text for term in watch.find[0].terms] == ["Iran*", "Tehran", "Persia", "Fars"]
    assert watch.ignore == (Phrase(("hunger", "strike"), "hunger strike"),)
    assert [adjust.points for adjust in watch.adjust] == [10, -40, -40], "a list may have two lines with the same points"
    assert watch.levels == (Level("watch", 40), Level("alert", 50), Level("critical", 90, 4))
    assert watch.send == (("alert", ("console",)), ("critical", ("newsdesk", "console"))), "by rising level"
    assert (watch.fresh, watch.languages) == (timedelta(hours=24), {"en", "fa"})
    assert watch.sources == SourceRule(only=frozenset({"beta", "tier 1"}), exclude=frozenset({"the alpha"}))
    assert [(example.level, example.title, example.summary, example.line) for example in watch.examples] == [
        ("critical", "One", "Two", 18),
        (None, "A headline", "with // more", 20),
    ]


def test_the_short_forms_of_a_watchlist(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("watchlists/short.yaml", "watch: Short\nfind: {quake: quake}\nsend: newsdesk\n")
    watch = load_config(folder.path).watches[1]
    assert watch.levels == LEVELS
    assert watch.send == (("alert", ("newsdesk",)),)


def test_terms_of_shared_lists_are_put_in_once_each(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.replace("watchlists/border.yaml", "  Iran: $iran", "  Iran: Iran*, $both, $iran, violat* near/3 border")
    terms = load_config(folder.path).watches[0].find[0].terms
    assert [term.text for term in terms] == ["Iran*", "Tehran", "Pakistan", "Islamabad", "violat* near/3 border"]
    assert isinstance(terms[-1], Near)


def test_lists_that_use_each_other_many_times_stay_small(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    lines = ["iran: Iran", "pakistan: Pakistan", "w0: a bomb, a raid"]
    lines += [f"w{n}: {', '.join([f'$w{n - 1}'] * 9)}" for n in range(1, 2000)]
    folder.write("words.yaml", "\n".join(lines) + "\n")
    folder.replace("watchlists/border.yaml", "+10: Panjgur", "+10: $w1999")
    assert load_config(folder.path).watches[0].adjust[0] == Adjust(
        10, (Phrase(("a", "bomb"), "a bomb"), Phrase(("a", "raid"), "a raid"))
    )


def test_the_first_channel_is_told_where_there_is_no_console(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.replace("monitor.yaml", "alerts: {send: console}\n", "")
    folder.replace("monitor.yaml", "  console: {kind: console}\n", "")
    assert load_config(folder.path).alerts.send == ("newsdesk",)


def test_the_folder_or_its_settings_may_be_named(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    by_file = load_config(folder.path / "monitor.yaml")
    assert by_file == load_config(folder.path)
    (folder.path / "monitor.yaml").rename(folder.path / "other.yaml")
    assert load_config(folder.path / "other.yaml") == by_file


def test_editors_leavings_are_no_watchlists(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for name in (".border.yaml", ".#border.yaml", "border.yaml~", "notes.md"):
        folder.write(f"watchlists/{name}", "\tnot: [yaml")
    assert len(load_config(folder.path).watches) == 1


def test_a_watchlist_alone_uses_the_words_beside_its_folder(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (watch,) = load_config(folder.path).watches
    assert load_watch(folder.path / "watchlists/border.yaml") == watch


def test_a_watchlist_alone_uses_the_words_it_is_given(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    words = folder.write("other.yaml", "iran: Persia\npakistan: Punjab\n")
    watch = load_watch(folder.path / "watchlists/border.yaml", words)
    assert [term.text for term in watch.find[0].terms] == ["Persia"]


def test_a_watchlist_alone_uses_the_shipped_words_in_the_end(tmp_path: Path) -> None:
    path = tmp_path / "lonely.yaml"
    path.write_text("watch: Lonely\nfind: {Iran: $iran}\nsend: {alert: nobody here}\n", encoding="utf-8")
    assert Phrase(("tehran",), "Tehran") in load_watch(path).find[0].terms


def test_a_watchlist_alone_has_all_its_problems_told(tmp_path: Path) -> None:
    path = tmp_path / "alone.yaml"
    path.write_text("find: {a: near/2 b}\nlevles: {}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_watch(path)
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [(1, 1), (1, 11), (2, 1)]


def test_the_shipped_configuration_loads() -> None:
    config = load_config(resources.folder("config"))
    assert len(config.feeds) >= 45
    assert {"iran-pakistan", "strong-earthquakes", "supplier-breach"} <= {watch.id for watch in config.watches}
    assert {feed.tier for feed in config.feeds} == {1, 2, 3}
    assert sum(feed.agency for feed in config.feeds) >= 5
    assert all(feed.url.startswith("https://") and not feed.private for feed in config.feeds)


def test_the_shipped_settings_are_the_defaults() -> None:
    """So that the comments beside them are true."""
    config = load_config(resources.folder("config"))
    assert replace(config, feeds=(), watches=()) == replace(Config(), channels=config.channels, operator="console")


def test_what_has_not_changed_is_not_read_again(tmp_path: Path) -> None:
    folder, known = Folder(tmp_path), Known()
    folder.write("watchlists/floods.yaml", "watch: Floods\nfind: {flood: flood}\n")
    first = load_config(tmp_path, known)
    folder.replace("watchlists/floods.yaml", "Floods", "Rivers")
    second = load_config(tmp_path, known)
    assert [watch.name for watch in second.watches] == ["Border strikes", "Rivers"]
    assert second.watches[0] is first.watches[0]
    assert second == load_config(tmp_path)


def test_a_list_is_read_again_when_what_it_refers_to_changes(tmp_path: Path) -> None:
    folder, known = Folder(tmp_path), Known()
    load_config(tmp_path, known)
    folder.replace("words.yaml", "Tehran", "Tehran, Isfahan")
    assert "isfahan" in {term.text.lower() for term in load_config(tmp_path, known).watches[0].find[0].terms}
    folder.replace("monitor.yaml", "newsdesk:", "newsroom:")
    with pytest.raises(ConfigError, match="there is no channel “newsdesk”"):
        load_config(tmp_path, known)
    folder.replace("watchlists/border.yaml", "newsdesk", "newsroom")
    assert load_config(tmp_path, known) == load_config(tmp_path)
