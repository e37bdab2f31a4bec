"""Every way in which an evaluation can end, as a table of small situations."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from support.builders import at, entry, killed, match, story, told, watch

from monitor.core.alerts.decide import Situation, channels_for, decide, quiet_until
from monitor.model import AlertKind, AlertSettings, Facts, Joined, Mute, QuietHours, Reason, Verdict

SETTINGS = AlertSettings(cooldown=timedelta(minutes=10), per_hour=2, send=("desk",))
NIGHT = QuietHours(start=time(23), end=time(7), zone=ZoneInfo("Asia/Karachi"))  # 18:00 to 02:00 UTC


def verdict(settings: AlertSettings = SETTINGS, minutes: float = 60, **more: Any) -> Verdict:
    given: dict[str, Any] = {
        "watch": watch(),
        "story": story(),
        "match": match(),
        "entry": entry("Pakistan strikes Iran", minutes),
        "joined": Joined.SAME,
        "is_hit": True,
        "told": None,
        "now": at(minutes),
    }
    return decide(Situation(**(given | more)), settings)


def toll(count: int) -> dict[str, Any]:
    return {"tolls": (killed(count),), "facts": Facts(killed=count)}


@pytest.mark.parametrize(
    ("situation", "reason", "kind"),
    [
        ({}, Reason.FIRST_MATCH, AlertKind.NEW),
        ({"match": match(50, "watch")}, Reason.BELOW_THRESHOLD, None),
        ({"match": match(20, None)}, Reason.BELOW_THRESHOLD, None),
        ({"is_hit": False}, Reason.DUPLICATE, None),
        ({"entry": entry("Old", 60, published_at=at(60) - timedelta(hours=49))}, Reason.TOO_OLD, None),
        ({"entry": entry("There before", 60, is_backlog=True)}, Reason.LEARNT, None),
        ({"told": told()}, Reason.DUPLICATE, None),
        ({"told": told(), "story": story(outlets=2)}, Reason.CORROBORATED, None),
        ({"told": told(), "match": match(90, "critical")}, Reason.LEVEL_ROSE, AlertKind.REPLY),
        ({"told": told("critical"), "match": match(90, "critical")}, Reason.CORROBORATED, None),
        ({"told": told(**toll(7)), "story": story(**toll(9))}, Reason.DEVELOPMENT, AlertKind.REPLY),
        ({"told": told(minutes=55, **toll(7)), "story": story(**toll(9))}, Reason.COOLING_DOWN, None),
        ({"told": told(), "joined": Joined.LIKELY}, Reason.DEVELOPMENT, AlertKind.REPLY),
        ({"mutes": [Mute(target="border", start_at=at(0), end_at=at(90), author="a", reason="b")]}, Reason.MUTED, AlertKind.NEW),
        (
            {"mutes": [Mute(target="other", start_at=at(0), end_at=at(90), author="a", reason="b")]},
            Reason.FIRST_MATCH,
            AlertKind.NEW,
        ),
        ({"mutes": [Mute(target="*", start_at=at(0), end_at=at(59), author="a", reason="b")]}, Reason.FIRST_MATCH, AlertKind.NEW),
        ({"recent": [at(30), at(40)]}, Reason.CAPPED, AlertKind.NEW),
    ],
)
def test_each_situation_ends_in_one_reason(situation: dict[str, Any], reason: Reason, kind: AlertKind | None) -> None:
    found = verdict(**situation)
    assert found.reason is reason
    assert (found.alert.kind if found.alert else None) is kind


def test_what_is_held_keeps_why_it_was_raised_and_until_when() -> None:
    mute = Mute(target="s1", start_at=at(0), end_at=at(90), author="a", reason="b")
    alert = verdict(mutes=[mute]).alert
    assert alert is not None
    assert (alert.reason, alert.held_until) == (Reason.FIRST_MATCH, at(90))


def test_the_cap_holds_until_the_oldest_of_the_hour_is_an_hour_old() -> None:
    alert = verdict(recent=[at(30), at(40)]).alert
    assert alert is not None
    assert alert.held_until == at(90)


def test_an_escalation_passes_mute_cap_cooldown_and_quiet_hours() -> None:
    everything = {
        "match": match(90, "critical"),
        "mutes": [Mute(target="*", start_at=at(0), end_at=at(900), author="a", reason="b")],
        "recent": [at(30), at(40)],
        "told": told(minutes=59),
    }
    found = verdict(replace(SETTINGS, quiet_hours=replace(NIGHT, start=time(0), end=time(23, 59))), **everything)
    assert found.reason is Reason.LEVEL_ROSE
    assert found.alert is not None
    assert found.alert.held_until is None


def test_a_development_within_the_cooldown_rings_with_the_next_entry_after_it() -> None:
    before, now = told(minutes=55, **toll(7)), story(**toll(9))
    cooling = verdict(told=before, story=now)
    assert cooling.reader_state is not None
    assert cooling.reader_state.shown_tolls == (killed(9),)
    assert verdict(told=cooling.reader_state, story=now, minutes=66).reason is Reason.DEVELOPMENT


def test_raising_an_alert_twice_gives_the_same_id() -> None:
    first, second = verdict().alert, verdict(minutes=61).alert
    assert first is not None
    assert second is not None
    assert first.id == second.id


@pytest.mark.parametrize(
    ("utc", "until"),
    [
        (datetime(2024, 1, 18, 17, 59, tzinfo=UTC), None),
        (datetime(2024, 1, 18, 18, 0, tzinfo=UTC), datetime(2024, 1, 19, 2, 0, tzinfo=UTC)),
        (datetime(2024, 1, 19, 1, 59, tzinfo=UTC), datetime(2024, 1, 19, 2, 0, tzinfo=UTC)),
        (datetime(2024, 1, 19, 2, 0, tzinfo=UTC), None),
    ],
)
def test_quiet_hours_run_over_midnight_in_their_zone(utc: datetime, until: datetime | None) -> None:
    assert quiet_until(NIGHT, utc) == until


def test_quiet_hours_end_at_the_clock_time_when_summer_time_begins() -> None:
    berlin = QuietHours(start=time(23), end=time(7), zone=ZoneInfo("Europe/Berlin"))
    assert quiet_until(berlin, datetime(2024, 3, 30, 22, 30, tzinfo=UTC)) == datetime(2024, 3, 31, 5, 0, tzinfo=UTC)


def test_a_level_is_told_to_the_channels_of_lower_levels_too() -> None:
    listed = watch(send=(("critical", ("oncall",)), ("alert", ("desk", "log"))))
    assert channels_for(listed, SETTINGS, "watch") == ()
    assert channels_for(listed, SETTINGS, "alert") == ("desk", "log")
    assert channels_for(listed, SETTINGS, "critical") == ("desk", "log", "oncall")
    assert channels_for(watch(), SETTINGS, "critical") == ("desk",)
    assert channels_for(watch(), SETTINGS, "watch") == ()
