"""The shipped files: the starter configuration, the recorded example, the program itself."""

import hashlib
from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The shipped folder `config` or `seeds`: inside an installed package, otherwise at the top of the checkout."""
    packaged = _PACKAGE / "share" / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name


def digest(*names: str, package: Path = _PACKAGE) -> str:
    """16 hex digits that change with the files and folders of these names inside a package, whatever their suffix.

    Compiled files do not count. Raises FileNotFoundError for a name that is not there.
    """
    found = hashlib.blake2b(digest_size=8)
    for name in names:
        start = package / name
        for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
            if path.is_dir() or "__pycache__" in path.parts:
                continue
            content = path.read_bytes()
            found.update(f"{path.relative_to(package).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()
