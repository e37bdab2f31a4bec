"""Reading the usual YAML file with libyaml, twenty times as fast as in Python.

The result is that of the full parser, or None for anything that the two might read differently and for everything
that is wrong, so that every message and every place comes from the full parser.
"""

import re

from monitor.errors import Problem
from monitor.yaml.building import Builder, UnreadableError
from monitor.yaml.tree import Node

try:
    from yaml.cyaml import CParser
    from yaml.error import YAMLError
except ImportError:  # PyYAML was built without libyaml
    CParser = None

# What versions of YAML read differently. Each pattern begins with a rare character, which makes it fast.
_UNUSUAL = (
    re.compile(r"[^\n -~\u00a0-\u2027\u2030-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"),  # controls, line ends
    re.compile(r"\n(?:---|\.\.\.|%| +(?:\n|\Z))"),  # documents, directives, lines of spaces
    re.compile(r"\?(?!\S)(?<![^\s\[{,:?-]\?)"),  # keys with a question mark
    re.compile(r"[|>][-+\d]*#"),  # a comment that touches what it follows
)


def quick_tree(text: str) -> Node | None:
    """The tree of the file, or None if the full parser has to read it."""
    if CParser is None or any(pattern.search(f"\n{text}") for pattern in _UNUSUAL):
        return None
    problems: list[Problem] = []
    builder = Builder("", text, problems)
    try:
        root = builder.build(iter(CParser(text).get_event, None))
    except (YAMLError, UnreadableError):
        return None
    return None if problems or builder.has_blanks else root  # the two give different places for an omitted value
