from datetime import timedelta

import pytest

from monitor.core.durations import in_words


@pytest.mark.parametrize(("seconds", "words"), [(0, "0 s"), (59, "59 s"), (90, "2 min"), (7200, "2 h"), (200_000, "2 d")])
def test_durations_in_words(seconds: int, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words
