"""What beginners get wrong is said in their words, at the place to be changed, and so is what they hardly mean."""

from pathlib import Path

import pytest
from support.config_folder import Folder

from monitor.config import load
from monitor.config.lint import lints
from monitor.config.yaml_warnings import swallowed
from monitor.errors import ConfigError

LIST = """\
watch: Floods
find:
  flood: flood, inundation
  where: town, village
examples:
  alert:
    - Flood reaches town
  quiet:
    - A flood of tears
"""
REFUSED = {
    "tab": ("  flood: flood", "\tflood: flood", "3:1: a tab in the indentation; use spaces"),
    "tab behind a colon": ("flood: flood", "flood:\tflood", "3:9: a tab instead of a space"),
    "no colon": ("  where: town", "  where town", "4:3: this line is not “key: value”; add the colon"),
    "no colon behind a key": ("find:", "find", "2:1: this line is not “key: value”; add the colon"),
    "no space after the colon": ("where: town", "where:town", "4:9: no space after the colon"),
    "none behind the first": ("watch: ", "watch:", "1:7: no space after the colon"),
    "another script's colon": ("where: town", "where： town", "4:8: a look-alike of “:”"),
    "quotes that end early": ("town, village", '"small town", village', "4:22: the value continues after the closing quote"),
    "an apostrophe in quotes": ("town, village", "'the town's village'", "4:20: the value continues after the closing quote"),
    "quotes that end lines below": (
        "- Flood reaches town",
        "- 'Flood reaches town\n    - Flood in the Seine's valley",
        "7:7: the quotes opened here are not closed until line 8; close them, or remove them",
    ),
    "quotes that never end": ("town, village", "'town, village", "4:10: the quotes are never closed; close them"),
    "star before": ("town,", "*town,", "4:10: a value cannot begin with “*”; put the star at the end of a word: flood*"),
    "ampersand": ("town,", "&town,", "4:10: a value cannot begin with “&”; put the whole value in 'single quotes'"),
    "at sign": ("town,", "@town,", "4:10: a value cannot begin with “@”; put the whole value in 'single quotes'"),
    "percent": ("town,", "%town,", "4:10: a value cannot begin with “%”"),
    "minus": ("town, village", "town, -village", "4:16: the “-” of “-village” excludes nothing; use `ignore`"),
    "shared list inside": ("town,", "the $towns,", "4:10: “the $towns” names a shared list and cannot be part of a term"),
    "no space behind a dash": ("- Flood", "-Flood", "7:5: no space after the “-”; write “- a headline”"),
    "no space behind the second dash": ("reaches town", "reaches town\n    -Flood in Lagos", "8:6: no space after the “-”"),
    "not indented": ("  where:", "where:", "4:1: unknown key “where”; indent it if it belongs to the line above"),
    "blanks that are none": ("  where:", "\u00a0\u00a0where:", "4:1: non-standard whitespace before “where”"),
    "a level for all": ("watch: Floods", "watch: Floods\nlevels: high", "2:9: expected “key: value” lines, found a single text"),
    "a source alone": ("watch: Floods", "watch: Floods\nsources: BBC", "put “only: …” or “not: …” under “sources:”, indented"),
}
WARNED = {
    "semicolon": ("town, village", "town; village", "4:10: “;” does not separate terms in “town; village”; write a comma"),
    "bar": ("town, village", "town|village", "4:10: “|” does not separate terms"),
    "or": ("town, village", "town or village", "4:10: “or” is treated as a word to find in “town or village”; separate"),
    "near": ("town, village", "town near village", "4:10: “near” is treated as a word to find"),
    "list item merged": (
        "flood, inundation",
        "\n    - flood\n      - deluge",
        "4:7: “-” does not start a new item here in “flood - deluge”",
    ),
    "line merged": (
        "flood, inundation",
        "flood\n    deluge",
        "3:10: “flood deluge” is read as one term over two lines; end each term with a comma",
    ),
    "headline merged": (
        "reaches town",
        "reaches town\n      Flood in Lagos",
        "7:7: this is read as one headline over two lines; start each",
    ),
    "points without a sign": ("examples:", "adjust: {40: river}\nexamples:", "5:10: “40” has no sign; write +40 or -40"),
    "tag": ("town, village", "village, #town, city", "4:19: “#town,” starts a comment, which is not read"),
    "number": ("reaches town", "reaches town #12", "7:26: “#12” starts a comment"),
}


def written(path: Path, old: str, new: str) -> Path:
    folder = Folder(path)
    assert LIST.count(old) == 1
    return folder.write("watchlists/border.yaml", LIST.replace(old, new))


@pytest.mark.parametrize(("old", "new", "said"), REFUSED.values(), ids=REFUSED)
def test_a_slip_is_refused_with_what_to_do(old: str, new: str, said: str, tmp_path: Path) -> None:
    path = written(tmp_path, old, new)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    (problem,) = caught.value.problems
    assert said in str(problem).removeprefix(f"{path}:")


@pytest.mark.parametrize(("old", "new", "said"), WARNED.values(), ids=WARNED)
def test_what_is_read_otherwise_than_meant_is_said(old: str, new: str, said: str, tmp_path: Path) -> None:
    path = written(tmp_path, old, new)
    assert [str(each) for each in lints(load(tmp_path)) if str(each).startswith(f"{path}:{said}")] != []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("town, village", "“small town”, «village», 'rock ''n'' roll', NO, 2024, 12:30, R&D, worth $5bn, nearby, near miss, on"),
        ("reaches town", "reaches town # a remark"),
        ("- Flood reaches town", "- 'Flood reaches town #12'"),
        ("flood, inundation", ">-\n    flood, inun\n    dation"),
    ],
)
def test_what_is_meant_so_is_not_complained_of(old: str, new: str, tmp_path: Path) -> None:
    path = written(tmp_path, old, new)
    assert [each for each in lints(load(tmp_path)) if each.file == str(path) and "short" not in each.what] == []


@pytest.mark.parametrize(
    ("head", "what"),
    [(b"PK\x03\x04", "word processor"), (b"{\\rtf1", "word processor"), (b"%PDF-1.4", "PDF"), (b"\xff\xfea\0", "UTF-16")],
)
def test_another_programs_document_is_named(head: bytes, what: str, tmp_path: Path) -> None:
    Folder(tmp_path).write("watchlists/border.yaml", head)
    with pytest.raises(ConfigError, match=f"this is .*{what}.*; save it as plain text in UTF-8"):
        load(tmp_path)


def test_a_phrase_that_takes_a_word_from_another_concept_is_told_until_an_example_shows_it(tmp_path: Path) -> None:
    path = written(tmp_path, "flood, inundation", "flood, town underwater")

    def told() -> list[str]:
        loaded = load(tmp_path)
        return [str(each) for each in swallowed(loaded.config.watches[0], loaded.watches["border"])]

    (note,) = told()
    assert f"{path}:3:17: in “town underwater”, “town” does not count for “where”; " in note
    assert "write “town near/2 underwater” to make it count" in note
    path.write_text(path.read_text() + "    - Town underwater\n")
    assert told() == []
