"""Damage to a text file such as people and editors do."""

import random
from collections.abc import Callable, Sequence

ODD = ("\x00", "\x07", "\ufeff", "\u2028", "\u200c", "\t", "\xa0", "’", "“", "𝔸", "\\", "%", "@", "`", "\r", "\x85")
WRONG = (
    "[]",
    "{}",
    "[a, {b: c}]",
    "~",
    "'",
    "- x",
    "99999999999999999999",
    "-1",
    "!!python/object:os.system x",
    "&a",
    "*a",
    "|",
    ">-",
)
Lines = list[str]


def delete(lines: Lines, at: int, rng: random.Random) -> None:
    del lines[at : at + rng.randint(1, 3)]


def double(lines: Lines, at: int, rng: random.Random) -> None:
    lines.insert(rng.randrange(len(lines)), lines[at])


def swap(lines: Lines, at: int, rng: random.Random) -> None:
    other = rng.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


def indent(lines: Lines, at: int, rng: random.Random) -> None:
    lines[at] = " " * rng.randint(1, 5) + lines[at] if rng.random() < 0.6 else lines[at].lstrip()


def retype(lines: Lines, at: int, rng: random.Random) -> None:
    key, colon, _ = lines[at].partition(":")
    lines[at] = f"{key}{colon} {rng.choice(WRONG)}" if colon else rng.choice(WRONG)


def garble(lines: Lines, at: int, rng: random.Random) -> None:
    letters = list(lines[at] or "x")
    for _ in range(rng.randint(1, 4)):
        letters[rng.randrange(len(letters))] = chr(rng.choice((rng.randint(33, 126), rng.randint(0xA1, 0x9FF))))
    lines[at] = "".join(letters)


def strew(lines: Lines, at: int, rng: random.Random) -> None:
    place = rng.randint(0, len(lines[at]))
    lines[at] = lines[at][:place] + rng.choice(ODD) + lines[at][place:]


def cut(lines: Lines, at: int, rng: random.Random) -> None:
    lines[at] = lines[at][: rng.randint(0, len(lines[at]))]
    if rng.random() < 0.3:
        del lines[at + 1 :]


MUTATIONS: Sequence[Callable[[Lines, int, random.Random], None]] = (delete, double, swap, indent, retype, garble, strew, cut)


def damaged(text: str, rng: random.Random) -> bytes:
    lines = text.split("\n")
    for _ in range(rng.randint(1, 2)):
        rng.choice(MUTATIONS)(lines, rng.randrange(len(lines)), rng)
        lines = lines or [""]
    data = "\n".join(lines).encode()
    if rng.random() < 0.1:
        place = rng.randrange(len(data) + 1)
        data = data[:place] + bytes([rng.randrange(128, 256)]) + data[place:]
    return data
