"""`monitor backtest` over a made-up archive: two versions of one list, all entries, in a database of its own.

    python bench/bench_backtest.py            200,000 entries
    python bench/bench_backtest.py 1000000    a million: some minutes to make, half a gigabyte

Every two thousandth entry is about the list; two in a hundred have one of its words; two in five join an open story.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any

from monitor.model import Facts, Feed, Joined
from monitor.store import feeds, schema
from monitor.store.database import Connection, Database

START, DAYS = datetime(2024, 1, 1, tzinfo=UTC), 60
PART = 20_000
LIST = """\
watch: Strikes across the border
find:
  Iran: Iran, Iranian, Tehran, Zahedan, Saravan, Sistan
  Pakistan: Pakistan, Pakistani, Islamabad, Rawalpindi, Panjgur, Balochistan
  action: strike, airstrike, missile, drone, raid, retaliat*, bomb*
"""
SETTINGS = "contact: desk@example.org\nchannels:\n  console: {kind: console}\n"
FEEDS = "feeds:\n  f: {url: 'https://f.example/rss', outlet: F}\n"


def entry_rows(count: int) -> Iterator[dict[str, Any]]:
    """Entries of 54 words in their stories, 40 in 100 of them with a typographic quote."""
    chance = random.Random(7)  # noqa: S311 - measuring, not secrets
    syllables = [a + b for a in "bcdfglmnprst" for b in "aeiou"]
    known = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(20_000)]
    running = chance.choices(known, [1 / (rank + 5) for rank in range(len(known))], k=1_000_003)
    open_stories: list[str] = []
    for number in range(count):
        place = number * 54 % (len(running) - 54)
        title, summary = " ".join(running[place : place + 10]), " ".join(running[place + 10 : place + 54])
        is_hit, is_near = chance.random() < 1 / 2000, chance.random() < 1 / 50
        title = (
            f"Iran strikes Pakistan: {title}"
            if is_hit
            else f"{chance.choice(('Iran', 'Pakistan'))} {title}"
            if is_near
            else title
        )
        is_new = is_hit or not open_stories or chance.random() < 3 / 5
        story_id = f"{number:016x}" if is_new else chance.choice(open_stories)
        if is_new:
            open_stories = [*open_stories[-199:], story_id]
        yield {
            "id": f"e{number}",
            "title": title.replace(" ", " ’", 1) if chance.random() < 2 / 5 else title,
            "summary": summary,
            "fetched_at": START + timedelta(days=DAYS) * number / count,
            "judged_no": number + 1,
            "story_id": story_id,
            "joined": Joined.NEW if is_new else Joined.SAME,
        }


def fill(c: Connection, rows: list[dict[str, Any]]) -> None:
    same = {"revision": 0, "feed_id": "f", "outlet": "F", "url": "", "published_at": None, "language": "en", "tier": 2}
    same |= {"agency": False, "is_backlog": False, "probability": 0.0, "follows": None, "evidence": ()}
    founded = [row for row in rows if row["joined"] is Joined.NEW]
    story = {"url": "", "language": "en", "entries": 1, "outlets": 1, "independent": 1, "reports": (), "tolls": ()}
    story |= {"facts": Facts(), "follows": None, "follows_title": "", "follows_at": None}
    c.execute(
        schema.stories.insert(),
        [
            {"id": row["story_id"], "title": row["title"], "first_at": row["fetched_at"], "last_at": row["fetched_at"], **story}
            for row in founded
        ],
    )
    c.execute(schema.entries.insert(), [row | same for row in rows])


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "watchlists").mkdir()
        (folder / "monitor.yaml").write_text(f"database: sqlite:///{folder}/monitor.db\n{SETTINGS}")
        (folder / "feeds.yaml").write_text(FEEDS)
        (folder / "watchlists/border.yaml").write_text(LIST)
        (folder / "draft.yaml").write_text(LIST.replace("raid, ", "").replace("Sistan", "Sistan, Chabahar"))
        database = Database.open(f"sqlite:///{folder}/monitor.db")
        database.run_now(feeds.sync_feeds, [Feed(id="f", url="https://f.example/rss", outlet="F")], START)
        rows: list[dict[str, Any]] = []
        for row in entry_rows(count):
            rows.append(row)
            if len(rows) == PART or row["judged_no"] == count:
                database.run_now(fill, rows)
                rows = []
        database.close()
        for since in ("30d", "all"):
            start, spent = time.perf_counter(), getrusage(RUSAGE_CHILDREN)
            asked = ["backtest", folder / "draft.yaml", "--against", folder / "watchlists/border.yaml", "--since", since]
            subprocess.run(
                [sys.executable, "-m", "monitor", *map(str, asked), "-c", str(folder), "--json"],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            after = getrusage(RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - spent.ru_utime - spent.ru_stime
            print(f"{count:,} entries, --since {since}: {cpu:.1f} s of CPU, {time.perf_counter() - start:.1f} s in all")


if __name__ == "__main__":
    main()
