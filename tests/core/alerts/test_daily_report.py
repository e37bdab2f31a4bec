"""The daily report, part by part."""

from datetime import timedelta
from typing import Any

import pytest
from support.builders import START, match, watch

from monitor.core.alerts.daily_report import Day, Missed, close_scores, daily_report
from monitor.model import (
    AlertKind,
    AlertSettings,
    Config,
    Delivery,
    DeliveryState,
    Feed,
    Health,
    Line,
    LineKind,
    Message,
)

DAWN = Feed(id="dawn", url="https://dawn.example/feed", outlet="Dawn")
CONFIG = Config(
    watches=(watch("Border"), watch("Quakes", send=(("critical", ("phone",)),))), alerts=AlertSettings(send=("phone",))
)


def lines(**parts: Any) -> tuple[str, ...]:
    return daily_report(CONFIG, Day(**({"alerts": {}} | parts)), "desk", START).content.lines


def failed(title: str = "Nine killed", **more: Any) -> Delivery:
    given = {
        "id": "d", "thread_id": "t", "channel_id": "phone", "alert_id": "a", "kind": AlertKind.NEW, "due_at": START,
        "created_at": START, "content": Message(heading="h", title=title), "state": DeliveryState.FAILED,
        "problem": "chat not found",
    }  # fmt: skip
    return Delivery(**(given | more))


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({}, ()),
        ({"troubled": [(DAWN, Health.DOWN, "server says 403")]}, ("Feeds in trouble", "· Dawn (dawn): down, server says 403")),
        (
            {"alerts": {("quakes", "critical"): 1, ("border", "alert"): 2, ("border", "critical"): 1, ("old", "alert"): 4}},
            ("Alerts", "· Border: 1 critical, 2 alert", "· Quakes: 1 critical", "· lists that are gone: 4"),
        ),
        (
            {"missed": [Missed(title="Talks", match=match(54, None, lines=(Line(points=54, kind=LineKind.ADJUST),)))]},
            ("Just missed", "· 54 Talks · Border: 6 points short of alert"),
        ),
        (
            {"missed": [Missed(title="Big", match=match(90, "alert", watch_id="quakes"))]},
            ("Just missed", "· 90 Big · Quakes: critical requires 3 independent outlets"),
        ),
        ({"undelivered": [failed()]}, ("Not delivered", "· phone: failed, chat not found · Nine killed")),
        ({"undelivered": [failed(state=DeliveryState.PENDING, problem="")]}, ("Not delivered", "· phone: pending · Nine killed")),
        (
            {"mistakes": ["a.yaml:1:1: unknown key “x”; delete it"]},
            ("Mistakes in the configuration; the one before them is in force", "· a.yaml:1:1: unknown key “x”; delete it"),
        ),
    ],
)
def test_each_part(parts: dict[str, Any], told: tuple[str, ...]) -> None:
    assert lines(**parts) == told


def test_a_long_part_is_counted_and_hides_no_other() -> None:
    told = lines(undelivered=[failed(f"No {number}") for number in range(40)], mistakes=["a.yaml:1:1: wrong; mend it"])
    assert told[:2] == ("Not delivered", "· phone: failed, chat not found · No 0")
    assert told[6] == "· and 35 more"
    assert told[-1] == "· a.yaml:1:1: wrong; mend it"


def test_the_message_is_silent_and_sums_up_in_its_title() -> None:
    day = Day(alerts={("border", "alert"): 1}, undelivered=[failed()], mistakes=["x", "y"])
    delivery = daily_report(CONFIG, day, "desk", START)
    assert (delivery.channel_id, delivery.is_silent, delivery.is_urgent) == ("desk", True, False)
    assert delivery.content.title == "1 alert · 1 not delivered · 2 mistakes in the configuration"
    assert daily_report(CONFIG, Day(alerts={}), "desk", START).content.title == "no alerts"


def test_the_same_day_gives_the_same_message_and_another_a_new_one() -> None:
    day = Day(alerts={})
    assert daily_report(CONFIG, day, "desk", START).id == daily_report(CONFIG, day, "desk", START).id
    assert daily_report(CONFIG, day, "desk", START).id != daily_report(CONFIG, day, "desk", START + timedelta(days=1)).id


def test_what_counts_as_close_is_the_lowest_level_that_is_told() -> None:
    assert close_scores(CONFIG) == {"border": 50, "quakes": 75}
    assert close_scores(Config(watches=(watch("Border"),), alerts=AlertSettings(send=()))) == {}
