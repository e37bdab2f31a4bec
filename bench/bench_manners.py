"""How publishers judge a week of ours, and what they see of other programs that are called a few times.

Thirty-one rules, each with a publisher of its own on a loopback address, who notes every request and judges at the end
(`tests/support/manners.py`). Ours is the shipped poller, whose clock is moved from poll to poll; others are called four times in
a row, so of them only what shows then is judged, and `–` means that nothing was to be seen.

    python bench/bench_manners.py [--days 7] [--peers BIN]   BIN: where `r2e` and a Python with `reader` are

Ends with 1 if ours breaks a rule.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench_polling import commands

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.clocks import JumpClock
from support.manners import DAY, backlog, live, rules
from support.publishers import Publisher, publishing

from monitor import logs
from monitor.clock import SystemClock
from monitor.feeds.fetch import fetcher
from monitor.model import PollSettings
from monitor.store.database import Database

CALLS = 4
PEERS = ("reader", "rss2email", "newsboat", "sfeed")
BACKLOG = "no burst after an outage"
SETTINGS = PollSettings(contact="https://news.example/bot")
Verdicts = Mapping[str, str | None]


async def ours(days: float) -> Verdicts:
    fetcher.refusal = lambda *_, **__: ""  # type: ignore[assignment] # loopback counts as the world outside
    clock = JumpClock()
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/monitor.db")
        async with publishing(rules(SETTINGS.shortest), clock.now) as publishers:
            await live(publishers, database, clock, SETTINGS, days * DAY)
            verdicts = judged(publishers)
            print(f"{sum(len(publisher.notes) for publisher in publishers)} requests in {days:g} days", file=sys.stderr)
        database.close()
        database = Database.open(f"sqlite:///{folder}/backlog.db")
        verdicts[BACKLOG] = await backlog(database, 500, SETTINGS)
        database.close()
    return verdicts


async def other(name: str, tools: str) -> Verdicts | None:
    """None if it is not there or does not start."""
    seen = [rule for rule in rules(SETTINGS.shortest) if rule.is_seen_by_calling]
    async with publishing(seen, SystemClock().now) as publishers:
        with tempfile.TemporaryDirectory() as folder:
            found = commands(name, tools, Path(folder), [url for publisher in publishers for url in publisher.urls()])
            if not found:
                return None
            prepare, once, home = found
            for command in [*prepare, *[once] * CALLS]:
                done = await asyncio.to_thread(subprocess.run, command, env=os.environ | home, check=False, capture_output=True)
                if done.returncode and command in prepare:
                    return None
        return judged(publishers)


def judged(publishers: list[Publisher]) -> dict[str, str | None]:
    return {publisher.rule.name: publisher.judge() if publisher.notes else None for publisher in publishers}


def mark(verdicts: Verdicts | None, rule: str) -> str:
    verdict = (verdicts or {}).get(rule)
    return "–" if verdict is None else "no" if verdict else "yes"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=float, default=7)
    parser.add_argument("--peers", default="", help="folder of programs to compare with")
    options = parser.parse_args()
    logs.configure("json", level=50)
    tools = os.pathsep.join(filter(None, [options.peers, os.environ["PATH"]]))
    all_ = {"monitor": asyncio.run(ours(options.days))} | {name: asyncio.run(other(name, tools)) for name in PEERS}
    print(f"{'':44}" + "".join(f"{name:>11}" for name in all_))
    for rule in all_["monitor"] or ():
        print(f"{rule:44}" + "".join(f"{mark(verdicts, rule):>11}" for verdicts in all_.values()))
    marks = [[mark(verdicts, rule) for rule in all_["monitor"] or ()] for verdicts in all_.values()]
    kept = [f"{each.count('yes')} of {len(each) - each.count('–')}" for each in marks]
    print(f"{'kept, of those seen':44}" + "".join(f"{share:>11}" for share in kept))
    for name, verdicts in all_.items():
        for rule, complaint in (verdicts or {}).items():
            if complaint:
                print(f"{name}: {rule}: {complaint}")
        if verdicts is None:
            print(f"{name}: not installed, or does not start")
    return int(any((all_["monitor"] or {}).values()))


if __name__ == "__main__":
    sys.exit(main())
