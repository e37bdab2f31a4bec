"""`monitor poll` as its user meets it: a feed on this computer, read twice, then gone."""

import asyncio
import sys
from pathlib import Path

from support.feed_server import FeedServer, Page

CHANNEL = "<rss version='2.0'><channel><title>Rehearsal</title>{}</channel></rss>"
ITEM = "<item><title>{0}</title><link>https://rehearsal.example/{1}</link></item>"


def page(*titles: str) -> Page:
    return Page(CHANNEL.format("".join(ITEM.format(title, number) for number, title in enumerate(titles))).encode())


async def poll(folder: Path) -> tuple[int | None, list[str]]:
    """Exit code, and stdout by lines."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "monitor", "poll", "rehearsal", "-c", str(folder),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    out, _ = await process.communicate()
    return process.returncode, out.decode().splitlines()


async def test_a_feed_is_learnt_then_told_and_its_silence_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "watchlists").mkdir()
    (tmp_path / "watchlists" / "cables.yaml").write_text("watch: Cables\nfind: {cable: cable, damage: cut}\n")
    settings = f"database: sqlite:///{tmp_path}/monitor.db\nchannels: {{console: {{kind: console}}}}\nalerts: {{send: console}}\n"
    (tmp_path / "monitor.yaml").write_text(settings)
    async with FeedServer().serving() as server:
        url = server.put("/feed.xml", page("Cable cut off Java"))
        (tmp_path / "feeds.yaml").write_text(f"feeds:\n  rehearsal: {{outlet: Rehearsal, url: {url}, private: yes}}\n")
        first = ["1 new entry from 1 feed", "1 feed polled for the first time: its current entries raise no alerts"]
        assert await poll(tmp_path) == (0, first)
        server.put("/feed.xml", page("Cable cut off Java", "Second cable cut off Sumatra"))
        code, lines = await poll(tmp_path)
        assert (code, lines[-1]) == (0, "1 new entry from 1 feed")
        assert "🟠 ALERT · Cables · 80" in lines
    assert await poll(tmp_path) == (1, ["0 new entries from 1 feed", "1 feed failed, see `monitor feeds`"])
