"""The outbox: order, threads, merging of edits, recovery."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from store_samples import HOUR, MINUTE, NOW, SECOND, delivery, message

from monitor.model import AlertKind, Delivery, DeliveryState
from monitor.store import history, outbox
from monitor.store.database import Database

NEW, REPLY, EDIT = AlertKind.NEW, AlertKind.REPLY, AlertKind.EDIT


def _queue(database: Database, *queued: Delivery) -> None:
    database.run_now(outbox.enqueue, queued)


def _claim(database: Database, minutes: float = 0, limit: int = 20) -> list[str]:
    return [each.id for each in database.run_now(outbox.claim, NOW + minutes * MINUTE, limit)]


def _sent(database: Database, delivery_id: str = "d1", receipt: str = "77", minutes: float = 0) -> None:
    database.run_now(outbox.sent, delivery_id, receipt, NOW + minutes * MINUTE)


def _rows(database: Database) -> Mapping[str, Delivery]:
    return {each.id: each for each in database.run_now(history.deliveries, 1000)}


def _edit(title: str, delivery_id: str = "e1", **values: object) -> Delivery:
    return delivery(delivery_id, EDIT, content=message(title), is_silent=True, alert_id="", **values)


def test_a_delivery_is_claimed_whole_once(database: Database) -> None:
    _queue(database, delivery())
    _queue(database, delivery(content=message("raised twice")))
    assert database.run_now(outbox.claim, NOW) == [delivery(state=DeliveryState.SENDING, tries=1)]
    assert _claim(database, 60) == []
    _sent(database)
    assert _rows(database)["d1"] == delivery(state=DeliveryState.SENT, tries=1, receipt="77")
    assert database.run_now(outbox.counts) == {"pending": 0, "sending": 0, "sent": 1, "failed": 0, "uncertain": 0}


def test_urgent_first_then_longest_due_then_id(database: Database) -> None:
    for name, minutes, is_urgent in (("c", 0, False), ("b", 0, False), ("a", 1, False), ("z", 2, True), ("y", 9, True)):
        _queue(database, delivery(name, thread_id=name, due_at=NOW + minutes * MINUTE, is_urgent=is_urgent))
    assert database.run_now(outbox.next_due_at) == NOW
    assert _claim(database, 2, limit=2) == ["z", "b"]
    assert _claim(database, 2) == ["c", "a"]
    assert _claim(database, 8) == []
    assert database.run_now(outbox.next_due_at) == NOW + 9 * MINUTE


def test_a_reply_and_an_edit_wait_for_the_message_and_learn_its_receipt(database: Database) -> None:
    _queue(database, delivery())
    assert _claim(database) == ["d1"]
    _queue(database, delivery("r1", REPLY), _edit("newer"))
    assert _claim(database, 5) == []
    assert database.run_now(outbox.next_due_at) is None
    _sent(database, receipt="77")
    assert database.run_now(outbox.next_due_at) == NOW
    assert {each.id: each.reply_to for each in database.run_now(outbox.claim, NOW)} == {"r1": "77", "e1": "77"}


@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.UNCERTAIN])
def test_when_the_message_is_given_up_a_reply_goes_alone_and_an_edit_not_at_all(database: Database, state: DeliveryState) -> None:
    _queue(database, delivery())
    _claim(database)
    _queue(database, delivery("r1", REPLY), _edit("newer"))
    database.run_now(outbox.give_up, "d1", state, "chat not found")
    claimed = database.run_now(outbox.claim, NOW)
    assert [(each.id, each.reply_to) for each in claimed] == [("r1", "")]
    assert set(_rows(database)) == {"d1", "r1"}
    assert _rows(database)["d1"].problem == "chat not found"


def test_a_channel_that_joins_late_gets_the_reply_alone(database: Database) -> None:
    _queue(database, delivery("r1", REPLY), _edit("newer"))
    assert _claim(database) == ["r1"]


def test_a_message_told_in_a_digest_is_not_edited(database: Database) -> None:
    _queue(database, delivery(is_held=True))
    _claim(database)
    _sent(database, receipt="")
    _queue(database, _edit("newer"), delivery("r1", REPLY))
    assert [(each.id, each.reply_to) for each in database.run_now(outbox.claim, NOW)] == [("r1", "")]


def test_an_edit_renews_a_message_that_was_not_tried_yet_and_lets_it_ring(database: Database) -> None:
    _queue(database, delivery(), _edit("two outlets"))
    assert set(_rows(database)) == {"d1"}
    first = database.run_now(outbox.claim, NOW)[0]
    assert (first.content.title, first.is_silent) == ("two outlets", False)
    assert (first.kind, first.alert_id) == (NEW, "a1")


def test_an_edit_of_a_message_that_was_tried_is_queued(database: Database) -> None:
    _queue(database, delivery())
    _claim(database)
    database.run_now(outbox.retry, "d1", NOW, "timed out", is_doubtful=True)
    _queue(database, _edit("newer"))
    assert database.run_now(outbox.claim, NOW)[0].content == message()
    _sent(database)
    assert database.run_now(outbox.claim, NOW)[0].content.title == "newer"


def test_an_edit_queued_earlier_does_not_undo_a_message_renewed_later(database: Database) -> None:
    _queue(database, delivery())
    _claim(database)
    _queue(database, _edit("two"))
    database.run_now(outbox.put_back, "d1")
    _queue(database, _edit("three"))
    assert database.run_now(outbox.claim, NOW)[0].content.title == "three"
    _sent(database)
    assert _claim(database) == []


def _with_sent_message(database: Database) -> None:
    _queue(database, delivery())
    _claim(database)
    _sent(database)


def test_a_waiting_edit_is_renewed_and_keeps_its_time(database: Database) -> None:
    _with_sent_message(database)
    _queue(database, _edit("two", due_at=NOW + MINUTE))
    _queue(database, _edit("three", due_at=NOW + 5 * MINUTE))
    (edit,) = database.run_now(outbox.claim, NOW + MINUTE)
    assert (edit.content.title, edit.due_at, edit.reply_to) == ("three", NOW + MINUTE, "77")


def test_an_edit_that_was_sent_is_queued_again(database: Database) -> None:
    _with_sent_message(database)
    _queue(database, _edit("two"))
    _claim(database)
    _sent(database, "e1")
    later = _edit("three", due_at=NOW + HOUR, created_at=NOW + HOUR)
    _queue(database, later)
    assert _claim(database, 59) == []
    assert database.run_now(outbox.claim, NOW + HOUR) == [replace(later, state=DeliveryState.SENDING, tries=1, reply_to="77")]


@pytest.mark.parametrize("answer", ["sent", "retried", "crashed"])
def test_the_newest_text_arrives_though_the_edit_was_under_way(database: Database, answer: str) -> None:
    _with_sent_message(database)
    _queue(database, _edit("two"))
    _claim(database)
    _queue(database, _edit("three"))
    assert _claim(database) == []  # never two edits of one message at once
    if answer == "sent":
        _sent(database, "e1")
    elif answer == "retried":
        database.run_now(outbox.retry, "e1", NOW, "timed out")
    else:
        database.run_now(outbox.recover, NOW)
    (edit,) = database.run_now(outbox.claim, NOW + HOUR)
    assert edit.content.title == "three"
    _sent(database, "e1")
    assert _claim(database, 99) == []


def test_what_is_held_comes_all_at_once_when_it_is_due(database: Database) -> None:
    held = [delivery(f"h{number:02}", thread_id=f"t{number}", due_at=NOW + HOUR, is_held=True) for number in range(30)]
    _queue(
        database, *held, delivery("reply", REPLY, thread_id="t3", due_at=NOW + HOUR, is_held=True), delivery("now", thread_id="n")
    )
    assert _claim(database) == ["now"]
    claimed = database.run_now(outbox.claim, NOW + HOUR, 1)
    assert [each.id for each in claimed] == [*(each.id for each in held), "reply"]
    assert all(each.is_held for each in claimed)


def test_an_escalation_takes_the_place_of_a_message_that_is_held(database: Database) -> None:
    _queue(database, delivery(due_at=NOW + 8 * HOUR, is_held=True, content=message("7 killed")))
    rising = delivery("r1", REPLY, alert_id="a2", content=message("9 killed"), is_urgent=True)
    _queue(database, rising, _edit("9 killed, 3 outlets"))
    (told,) = database.run_now(outbox.claim, NOW)
    assert (told.kind, told.alert_id, told.content.title) == (NEW, "a2", "9 killed, 3 outlets")
    assert told.is_urgent
    assert not told.is_silent
    _sent(database, told.id)
    assert _claim(database, 8 * 60) == []


def test_a_held_reply_does_not_release_a_held_message(database: Database) -> None:
    later = NOW + 8 * HOUR
    _queue(database, delivery(due_at=later, is_held=True), delivery("r1", REPLY, due_at=later, is_held=True))
    assert _claim(database) == []
    assert _claim(database, 8 * 60) == ["d1", "r1"]


def test_a_waiting_channel_holds_up_no_other_and_is_remembered(database: Database) -> None:
    _queue(database, delivery(), delivery("d2", thread_id="t2", channel_id="desk", due_at=NOW + SECOND))
    database.run_now(outbox.wait_until, "phone", NOW + MINUTE)
    assert database.run_now(outbox.next_due_at) == NOW + SECOND
    assert _claim(database, 0.5) == ["d2"]
    assert database.run_now(outbox.next_due_at) == NOW + MINUTE
    assert _claim(database, 1) == ["d1"]
    database.run_now(outbox.wait_until, "phone", NOW)
    _queue(database, delivery("d3", thread_id="t3"))
    assert _claim(database) == ["d3"]


def test_what_was_put_back_keeps_its_place_and_counts_no_try(database: Database) -> None:
    _queue(database, delivery())
    _claim(database)
    database.run_now(outbox.put_back, "d1")
    assert _rows(database)["d1"] == delivery()


def test_trying_again_moves_the_time_and_keeps_the_reason(database: Database) -> None:
    _queue(database, delivery())
    _claim(database)
    database.run_now(outbox.retry, "d1", NOW + HOUR, "chat is busy")
    assert _claim(database, 59) == []
    assert _rows(database)["d1"] == delivery(tries=1, due_at=NOW + HOUR, problem="chat is busy")
    assert _claim(database, 60) == ["d1"]
    _sent(database)
    assert _rows(database)["d1"].problem == ""


def test_a_crash_loop_sends_at_most_three_times(database: Database) -> None:
    _queue(database, delivery())
    now, waits = NOW, []
    while _claim(database, (now - NOW) / MINUTE):
        database.run_now(outbox.recover, now)
        due_at = database.run_now(outbox.next_due_at)
        if due_at is None:
            break
        waits.append(due_at - now)
        assert _claim(database, (due_at - NOW - SECOND) / MINUTE) == []
        now = due_at
    assert waits == [timedelta(seconds=15), timedelta(seconds=60)]
    ended = _rows(database)["d1"]
    assert (ended.state, ended.tries) == (DeliveryState.UNCERTAIN, 3)
    assert ended.problem


def test_tries_that_surely_failed_do_not_count_as_doubtful(database: Database) -> None:
    _queue(database, delivery())
    for _ in range(10):
        assert _claim(database) == ["d1"]
        database.run_now(outbox.retry, "d1", NOW, "no network")
    assert _claim(database) == ["d1"]
    database.run_now(outbox.recover, NOW)
    assert _rows(database)["d1"].state is DeliveryState.PENDING
    assert _rows(database)["d1"].doubts == 1


def test_recovery_leaves_alone_what_was_not_under_way(database: Database) -> None:
    _queue(database, delivery(), delivery("d2", thread_id="t2"))
    _claim(database, limit=1)
    _sent(database)
    before = _rows(database)
    database.run_now(outbox.recover, NOW)
    assert _rows(database) == before


class Thread(RuleBasedStateMachine):
    """One thread under any sequence of events: it rings for every alert, and ends up showing the newest text."""

    database: Database

    @initialize()
    def begin(self) -> None:
        Thread.runs += 1
        self.name, self.now, self.made, self.shown, self.rung = f"t{Thread.runs}", NOW, 0, "", 0
        self.under_way: Delivery | None = None
        _queue(self.database, self._next(NEW))

    runs = 0

    def _next(self, kind: AlertKind) -> Delivery:
        self.made += 1
        name = f"{self.name}-{'edit' if kind is EDIT else self.made}"
        text = message(str(self.made))
        return delivery(name, kind, thread_id=self.name, channel_id=self.name, content=text, due_at=self.now)

    @rule()
    def corroborate(self) -> None:
        _queue(self.database, self._next(EDIT))

    @rule()
    def develop(self) -> None:
        _queue(self.database, self._next(REPLY), self._next(EDIT))

    @precondition(lambda self: self.under_way is None)
    @rule()
    def claim(self) -> None:
        claimed = self.database.run_now(outbox.claim, self.now, 1)
        self.under_way = claimed[0] if claimed else None

    @precondition(lambda self: self.under_way is not None)
    @rule()
    def deliver(self) -> None:
        assert self.under_way
        if self.under_way.kind is not REPLY:
            assert self.under_way.kind is NEW or self.under_way.reply_to == "77"
            self.shown = self.under_way.content.title
        self.rung += self.under_way.kind is not EDIT
        self.database.run_now(outbox.sent, self.under_way.id, "77", self.now)
        self.under_way = None

    @precondition(lambda self: self.under_way is not None)
    @rule(is_surely_not_sent=st.booleans())
    def fail(self, is_surely_not_sent: bool) -> None:
        assert self.under_way
        self.now += MINUTE
        if is_surely_not_sent:
            self.database.run_now(outbox.retry, self.under_way.id, self.now, "x")
        else:
            self.database.run_now(outbox.put_back, self.under_way.id)
        self.under_way = None

    @invariant()
    def never_two_at_once(self) -> None:
        assert self.database.run_now(outbox.counts)["sending"] <= 1

    def teardown(self) -> None:
        if not hasattr(self, "name"):
            return
        if self.under_way:
            self.deliver()
        while claimed := self.database.run_now(outbox.claim, self.now + HOUR, 1):
            self.under_way = claimed[0]
            self.deliver()
        rows = [each for each in self.database.run_now(history.deliveries, 1000) if each.thread_id == self.name]
        assert all(each.state is DeliveryState.SENT for each in rows)
        assert self.rung == sum(each.kind is not EDIT for each in rows)
        edits = [number for number in range(1, self.made + 1) if f"{self.name}-{number}" not in {row.id for row in rows}]
        assert self.shown == str(max([1, *edits]))


def test_any_sequence_of_events_ends_with_the_newest_text(database: Database) -> None:
    Thread.database = database
    run_state_machine_as_test(
        Thread,
        settings=settings(
            max_examples=20, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck), database=None
        ),
    )
