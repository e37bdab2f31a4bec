"""The files that come with the program: the starter configuration, the recorded example, the program itself."""

import hashlib
from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The shipped folder `config` or `seeds`: inside an installed package, else at the top of the checkout."""
    packaged = _PACKAGE / "share" / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name


def digest(package: str) -> str:
    """16 hex digits that change with the source of a package of ours."""
    found = hashlib.blake2b(digest_size=8)
    for path in sorted((_PACKAGE / package).rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()
