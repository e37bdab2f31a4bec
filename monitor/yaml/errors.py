"""Translate YAML parser errors into the user's terms: common mistakes, each at the place to change."""

import re

from ruamel.yaml.error import MarkedYAMLError

from monitor.yaml.building import UnreadableError
from monitor.yaml.tree import Mark

_QUOTE = "put the whole value in 'single quotes' (a quote inside it is written twice)"
_HINTS = {  # part of the parser's message -> what is wrong, what to do
    "mapping values are not allowed": ("unexpected “:”", f"check the indentation, or {_QUOTE}"),
    "sequence entries are not allowed": ("unexpected “-”", "start the list on a new line"),
    "could not find expected ':'": ("this line is not “key: value”", "add the colon, or indent it like the lines above"),
    "expected ',' or": ("a bracket is not closed, or a comma is missing", "close it, or write one value per line: “- value”"),
    "expected <block end>": ("this does not match the structure of the lines above", f"check the indentation, or {_QUOTE}"),
    "expected the node content": ("a value is missing here", "close the brackets first, or write the value"),
    "unexpected end of stream": ("the quotes are never closed", "close them; if a value begins with ', put it in double quotes"),
    "escape character": ("a “\\” inside double quotes", "use 'single quotes'"),
    "scanning an alias": ("a value cannot begin with “*”", _QUOTE),
    "scanning an anchor": ("a value cannot begin with “&”", _QUOTE),
}
_AT_CONTEXT = ("could not find expected ':'", "unexpected end of stream")  # the error is where this construct began
_TIGHT = re.compile(r"(\s*(?:- +)?[\w$+-]+):(?![\s/]|$)")
_TIGHT_DASH = re.compile(r"\s*-(?=[^\s\d-])")
_FOREIGN_COLON = re.compile(r"\s*[\w$+-]+\s*([：﹕∶])")
_NO_COLON = re.compile(r"\s*[\w-]+\s*")


def explained(error: MarkedYAMLError, text: str) -> UnreadableError:
    """The parser error as a problem with a remedy."""
    place = error.problem_mark or error.context_mark
    if place is None:
        return UnreadableError(_unknown(error), "check the file")
    mark = Mark(place.line + 1, place.column + 1)
    lines = text.split("\n")
    message = f"{error.context or ''} {error.problem or ''}"
    if error.context_mark and any(part in message for part in _AT_CONTEXT):
        mark = Mark(error.context_mark.line + 1, error.context_mark.column + 1)
    line = lines[mark.line - 1] if mark.line <= len(lines) else ""
    if "\t" in (blanks := line[: len(line) - len(line.lstrip())]):
        return UnreadableError("a tab in the indentation", "use spaces", Mark(mark.line, blanks.index("\t") + 1))
    if "cannot start any token" in message:
        return _bad_beginning(line, mark)
    if "expected <block end>" in message and line[: mark.column - 1].rstrip().endswith(('"', "'")):
        return _early_end(lines, mark)
    if "mapping values" in message or "could not find" in message:
        slip = _glued(lines, mark)
        if slip is not None:
            return slip
    for part, (what, todo) in _HINTS.items():
        if part in message:
            return UnreadableError(what, todo, mark)
    return UnreadableError(_unknown(error), "check this line and the one above", mark)


def _early_end(lines: list[str], mark: Mark) -> UnreadableError:
    """A quoted value that ends before `mark`; its opening quote may be some lines above."""
    text = "\n".join((*lines[: mark.line - 1], lines[mark.line - 1][: mark.column - 1])).rstrip()
    end = len(text) - 1
    quote = text[end]
    begin = text.rfind(quote, 0, end)
    while quote == "'" and begin > 0 and text[begin - 1] == quote:  # a doubled quote is a literal quote
        begin = text.rfind(quote, 0, begin - 1)
    line = text.count("\n", 0, begin) + 1
    if line == mark.line:
        todo = "remove the quotes, or put the whole value in 'single quotes' and double each quote inside it"
        return UnreadableError("the value continues after the closing quote", todo, mark)
    opened = Mark(line, begin - text.rfind("\n", 0, begin))
    return UnreadableError(f"the quotes opened here are not closed until line {mark.line}", "close them, or remove them", opened)


def _bad_beginning(line: str, mark: Mark) -> UnreadableError:
    letter = line[mark.column - 1 : mark.column]
    if letter == "\t":
        return UnreadableError("a tab instead of a space", "use spaces", mark)
    return UnreadableError(f"a value cannot begin with “{letter}”", _QUOTE, mark)


def _glued(lines: list[str], mark: Mark) -> UnreadableError | None:
    """A dash or colon without a space, or a missing one, in this line or the one above, of which this seems to be the value."""
    above = next((number for number in range(mark.line - 1, 0, -1) if lines[number - 1].strip()), mark.line)
    for number in dict.fromkeys((mark.line, above)):
        line = lines[number - 1]
        if found := _FOREIGN_COLON.match(line):
            return UnreadableError("a look-alike of “:”", "type an ordinary colon", Mark(number, found.start(1) + 1))
        if found := _TIGHT_DASH.match(line):
            return UnreadableError("no space after the “-”", "write “- value”", Mark(number, found.end() + 1))
        if found := _TIGHT.match(line):
            return UnreadableError("no space after the colon", "write “key: value”", Mark(number, found.end() + 1))
    if above != mark.line and _NO_COLON.fullmatch(lines[above - 1]):
        column = len(lines[above - 1].rstrip()) + 1
        return UnreadableError("this line is not “key: value”", "add the colon", Mark(above, column))
    return None


def _unknown(error: MarkedYAMLError) -> str:
    return f"not valid YAML ({(error.problem or 'unreadable').strip()})"
