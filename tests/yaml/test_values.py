"""Single values as people write them."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.yaml import values
from monitor.yaml.values import Wrong


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("30s", 30),
        ("10m", 600),
        ("6h", 21_600),
        ("2d", 172_800),
        ("1w", 604_800),
        ("1h30m", 5_400),
        ("1H 30M", 5_400),
        ("۳۰m", 1_800),
        ("0s", 0),
    ],
)
def test_durations(written: str, seconds: int) -> None:
    assert values.duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize("written", ["", "10", "m", "-5m", "1.5h", "10 minutes", "PT10M", "999999d", ["5m"], {"a": "5m"}])
def test_what_is_no_duration(written: object) -> None:
    with pytest.raises(Wrong):
        values.duration(written)


@pytest.mark.parametrize(("written", "size"), [("10MB", 10_000_000), ("500 kb", 500_000), ("1GB", 10**9), ("12B", 12)])
def test_sizes(written: str, size: int) -> None:
    assert values.size(written) == size


@pytest.mark.parametrize(
    ("written", "meant"), [("yes", True), ("True", True), ("on", True), ("no", False), ("FALSE", False), ("off", False)]
)
def test_yes_and_no(written: str, *, meant: bool) -> None:
    assert values.yes_no(written) is meant


def test_times_of_day() -> None:
    assert values.clock_time("7:05") == time(7, 5)
    for written in ("24:00", "7", "7:5", "7:00pm"):
        with pytest.raises(Wrong):
            values.clock_time(written)


@pytest.mark.parametrize("written", ["Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Europe", "", "\x00"])
def test_what_is_no_zone(written: str) -> None:
    with pytest.raises(Wrong):
        values.zone(written)


@pytest.mark.parametrize(
    "written", ["ftp://x.example", "https://", "//x.example", "https://x.example:99999/", "https://[::1", "https://a b", "x"]
)
def test_what_is_no_web_address(written: str) -> None:
    with pytest.raises(Wrong):
        values.web_address(written)


def test_texts_come_by_comma_or_as_a_list() -> None:
    assert values.texts("a, b") == values.texts(["a", "b"]) == values.texts(["a, b"]) == ("a", "b")


READERS = [
    values.text, values.texts, values.duration, values.size, values.yes_no, values.clock_time, values.zone, values.identifier,
    values.language, values.languages, values.country, values.web_address,
]  # fmt: skip


@given(
    st.sampled_from(READERS),
    st.recursive(st.text(), lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside), max_leaves=4),
)
def test_a_value_is_read_or_wrong_whatever_it_is(read: object, value: object) -> None:
    try:
        read(value)  # type: ignore[operator]
        what = todo = "fine"
    except Wrong as wrong:
        what, todo = wrong.what, wrong.todo
    assert what
    assert todo
