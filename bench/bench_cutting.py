"""Is a document whose known items were cut out read as the whole would be? Generated feeds, and files if there are some at hand.

Each document is read whole, then with each of its items new in turn, with every second one and with none; entries, marks and
hints must be those of the whole. 10,000 generated feeds take about a minute.

    python bench/bench_cutting.py [--generated 10000] [--files FOLDER]

Ends with 1 if anything differs.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.cuts import compare, read
from support.generated import document

Documents = Iterable[tuple[str, bytes, str]]  # name, body, content type


def generated(count: int) -> Iterator[tuple[str, bytes, str]]:
    for seed in range(count):
        yield f"seed {seed}", *document(Random(seed))  # noqa: S311 -- the same each time


def files(folder: Path) -> Iterator[tuple[str, bytes, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes(), "application/xml"


def measure(title: str, documents: Documents) -> int:
    """Prints one line; how many documents differ."""
    total = feeds = cut = checks = differ = 0
    began = time.process_time()
    for name, body, content_type in documents:
        compared = compare(body, content_type)
        total += 1
        feeds += bool(compared.checks or read(body, b"", content_type).entries)
        cut += bool(compared.checks)
        checks += compared.checks
        differ += bool(compared.mismatches)
        if compared.mismatches:
            print(f"{name}: {'; '.join(compared.mismatches[:3])}")
    share = 100 * cut / feeds if feeds else 0
    print(
        f"{title}: {total} documents, {feeds} with entries, {cut} of these ({share:.0f} %) can be cut, {checks} checks, "
        f"{differ} documents differ, {time.process_time() - began:.0f} s"
    )
    return differ


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--generated", type=int, default=10_000)
    parser.add_argument("--files", type=Path, help="folder of feed documents")
    options = parser.parse_args()
    differ = measure("generated", generated(options.generated))
    if options.files:
        differ += measure("files", files(options.files))
    return int(bool(differ))


if __name__ == "__main__":
    sys.exit(main())
