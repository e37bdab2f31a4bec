"""The documentation as a reader follows it: code blocks in order, files written, commands typed."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

_FENCED = r"^ *```(?P<language>\w*)\n(?P<fenced>[\s\S]*?)^ *```$"
_INDENTED = r"(?<=\n\n)(?P<indented>(?: {4}.*\n|\n(?= {4}))+)"
_BLOCK = re.compile(f"{_FENCED}|{_INDENTED}", re.MULTILINE)
_FILE = re.compile(r"`([\w/.-]+\.(?:yaml|jsonl|opml))`:\s*\Z")
_COMMAND = re.compile(r"^(?P<prompt>\$ )?(?:\.venv/bin/)?monitor (?P<arguments>.*?)(?: +#.*)?$")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of code. `file` is the path that the sentence before it names, if it ends in one and a colon."""

    language: str
    text: str
    file: str


@dataclass(frozen=True, slots=True)
class Command:
    """What follows `monitor` on a line, and the lines that are shown as its answer, if any."""

    arguments: str
    shown: tuple[str, ...]


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        file = _FILE.search(text[: found.start()])
        code = textwrap.dedent(found["fenced"] or found["indented"] or "")
        yield Block(found["language"] or "", code, file[1] if file else "")


def commands(block: Block) -> list[Command]:
    """The calls of `monitor` in a block; only after a prompt does the rest of the block show an answer."""
    if block.language not in {"", "sh", "console"}:
        return []
    found: list[Command] = []
    for line in block.text.splitlines():
        typed = _COMMAND.match(line)
        if typed and (typed["prompt"] or not (found and found[-1].shown)):
            found.append(Command(typed["arguments"], ("",) if typed["prompt"] else ()))
        elif found and found[-1].shown:
            found[-1] = Command(found[-1].arguments, (*found[-1].shown, line.rstrip()))
    return [Command(each.arguments, tuple(line for line in each.shown if line)) for each in found]


def section(page: Path, heading: str) -> str:
    """The text below a heading, up to the next one of the same or a higher level."""
    text = page.read_text(encoding="utf-8")
    start = re.search(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    assert start, f"{page.name} has no heading “{heading}”"
    end = re.search(rf"^#{{1,{len(start[1])}}} ", text[start.end() :], re.MULTILINE)
    return text[start.end() :][: end.start() if end else None]


def anchor(heading: str) -> str:
    """The anchor that forges give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
