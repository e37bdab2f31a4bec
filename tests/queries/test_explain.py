"""Why a headline would alert or not, as a bot would ask."""

from support.builders import START

from monitor.core.watch.terms import parse_term
from monitor.model import Concept, Config, Level, Reason, Watch
from monitor.queries.explain import explain_new, typed

QUAKES = Watch(
    id="quakes",
    name="Quakes",
    find=(Concept("quake", (parse_term("quake"),)), Concept("dead", (parse_term("killed >= 5"),))),
    levels=(Level("alert", 60),),
    send=(("alert", ("desk",)),),
)


def test_a_headline_that_alerts_and_one_that_lacks_a_concept() -> None:
    config = Config(watches=(QUAKES,))
    (told,) = explain_new(config, typed("Quake kills nine // in Quetta", language="", outlet="", now=START))
    assert (told.match.watch_id, told.reason, told.match.level, told.is_recorded) == (
        "quakes",
        Reason.FIRST_MATCH,
        "alert",
        False,
    )
    assert sum(line.points for line in told.match.lines) == told.match.score
    (lacking,) = explain_new(config, typed("Quake rattles Quetta", language="", outlet="", now=START))
    assert (lacking.reason, [each.name for each in lacking.match.missing]) == (Reason.NO_MATCH, ["dead"])
    assert "dead" in lacking.why


def test_quakes_on_a_tuesday_kill_nobody() -> None:
    (told,) = explain_new(
        Config(watches=(QUAKES,)), typed("Quake drill moved to Tue: 300 workers invited", language="", outlet="", now=START)
    )
    assert (told.reason, told.match.score) == (Reason.NO_MATCH, 0)
