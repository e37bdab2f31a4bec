"""Where the files are that come with the program: the starter configuration and the recorded example."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The shipped folder `config` or `seeds`: inside an installed package, else at the top of the checkout."""
    packaged = _PACKAGE / "share" / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name
