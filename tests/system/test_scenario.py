"""What a reader gets of the January 2024 exchange, whatever the order in which the outlets happen to be polled."""

import pytest
from support.arrivals import told
from support.rounds import january

from monitor.demo.check import differences


@pytest.mark.parametrize("seed", range(6))
def test_the_reader_gets_what_the_scenario_says(seed: int) -> None:
    scenario = january()
    assert differences(scenario.expected, told(scenario, seed)) == []
