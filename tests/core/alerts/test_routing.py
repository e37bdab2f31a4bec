"""What is put into the outbox: enough for a channel to tell all of it in a form of its own."""

from support.builders import at, entry, watch

from monitor.core.alerts.routing import deliveries_of
from monitor.core.pipeline import Pipeline
from monitor.model import AlertKind, AlertSettings, Config, Delivery, Reason, ReplyContent, StoryContent

LIST = watch("Border", send=(("alert", ("desk",)), ("critical", ("phone",))))
CONFIG = Config(watches=(LIST,), alerts=AlertSettings(send=("desk",)))


def told() -> list[list[Delivery]]:
    """The deliveries of two outlets' reports about one strike, the second with a toll and eleven hours late."""
    pipeline = Pipeline(CONFIG)
    first = entry("Pakistan strikes Iran with missile, killing seven", url="https://dawn.example/1")
    second = entry("Pakistan strikes Iran with missile, killing nine - BBC", 660, "BBC", published_at=at(20))
    return [list(deliveries_of(pipeline.process(each), {"border": LIST}, CONFIG.alerts)) for each in (first, second)]


def test_an_alert_holds_its_watch_list_level_score_and_story() -> None:
    (new,) = told()[0]
    content = new.content
    assert isinstance(content, StoryContent)
    assert (new.kind, new.channel_id, content.thread_id) == (AlertKind.NEW, "desk", new.thread_id)
    assert (content.watch_id, content.watch_name, content.level, content.levels_above) == ("border", "Border", "alert", 1)
    assert content.reason is Reason.FIRST_MATCH
    assert sum(line.points for line in content.match.lines) == content.match.score == content.score
    assert [report.url for report in content.story.reports] == ["https://dawn.example/1"]


def test_a_reply_holds_what_is_new_who_reported_it_and_the_story_as_it_is_now() -> None:
    reply, edit = told()[1]
    content = reply.content
    assert isinstance(content, ReplyContent)
    assert (reply.kind, edit.kind, edit.thread_id) == (AlertKind.REPLY, AlertKind.EDIT, reply.thread_id)
    assert [development.text for development in content.developments] == ["9 killed (was 7)"]
    assert (content.rose_from, content.about.reason) == ("alert", Reason.DEVELOPMENT)
    assert (content.report.outlet, content.report.title) == ("BBC", "Pakistan strikes Iran with missile, killing nine")
    assert (content.report.at, content.seen_at) == (at(20), at(660))
    assert content.about == edit.content
    assert content.about.story.outlets == 2
