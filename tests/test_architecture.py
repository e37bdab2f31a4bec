"""What keeps the code readable and the repository fit for strangers."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Each pattern is written so that it does not match itself.
PRIVATE = {
    "a home folder": r"(?<![\w.])/(?:hom[e]|User[s])/\w",
    "a workplace": r"(?<![\w.])/wor[k]/",
    "a package registry": r"\b(?:pyp[i]\.org|pythonhoste[d]\.org|registry\.npm[j]s\.org)|--(?:extra-)?inde[x]-url|--find-link[s]",
}


def tracked() -> list[Path]:
    """The repository's files; outside a repository, what lies there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in names if path.is_file()]


def python_files(*folders: str) -> Iterator[tuple[str, str]]:
    """Paths from the top, with their text."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_no_file_is_long() -> None:
    lengths = {name: text.count("\n") for name, text in python_files("monitor", "tests", "bench")}
    assert {name: length for name, length in lengths.items() if length > 450} == {}


def test_no_folder_is_full() -> None:
    counts = Counter(str(Path(name).parent) for name, _ in python_files("monitor"))
    assert {folder: count for folder, count in counts.items() if count > 22} == {}


def test_words_are_data() -> None:
    """A long string in Python is a list of words that belongs into `core/language/data`."""
    long = [
        f"{name}:{node.lineno}: {len(node.value)} characters"
        for name, text in python_files("monitor")
        for node in _strings(ast.parse(text))
        if len(node.value) > 500
    ]
    assert long == []


def _strings(tree: ast.Module) -> Iterator[ast.Constant]:
    """String literals that are no docstrings."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    first = (owner.body[0] for owner in ast.walk(tree) if isinstance(owner, owners) and owner.body)
    docstrings = {id(statement.value) for statement in first if isinstance(statement, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node


def test_no_function_is_long() -> None:
    long = [
        f"{name}:{node.lineno} {node.name}: {length} lines"
        for name, text in python_files("monitor", "tests", "bench")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > 50
        and "/migrations/versions/" not in name  # a migration is a list of tables, written once
    ]
    assert long == []


def test_dependencies_point_downwards() -> None:
    finished = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "0 broken" in finished.stdout


def test_only_the_command_line_prints() -> None:
    printing = [
        f"{name}:{node.lineno}"
        for name, text in python_files("monitor")
        if not name.startswith("monitor/cli/")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        if not any(keyword.arg == "file" for keyword in node.keywords)  # a stream that was given
    ]
    assert printing == []


def test_imports_are_deferred_in_the_command_line_only() -> None:
    deferred = [
        f"{name}:{node.lineno}"
        for name, text in python_files("monitor")
        if not name.startswith("monitor/cli/")
        for function in ast.walk(ast.parse(text))
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(function)
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    assert deferred == []


def test_nothing_tells_where_it_was_made() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {what}"
        for path in tracked()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for what, pattern in PRIVATE.items()
        if re.search(pattern, line)
    ]
    assert found == []


def test_lock_files_pin_everything_and_name_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        requirements = re.findall(r"^[\w.-]+.*(?:\n +.*)*", text, re.MULTILINE)
        assert [each for each in requirements if "==" not in each or "--hash=sha256:" not in each] == []
        assert len(requirements) > 15


def test_the_code_map_names_every_folder_and_module() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    code_map = text[text.index("## Code map") : text.index("## How an entry becomes an alert")]
    modules = sorted((ROOT / "monitor").iterdir())
    expected = [f"`{path.name}/" for path in modules if any(each.stat().st_size for each in path.glob("*.py"))]
    expected += [f"`{path.name}`" for path in modules if path.suffix == ".py" and not path.name.startswith("__")]
    assert [name for name in expected if name not in code_map] == []


def test_the_order_in_the_architecture_is_the_one_that_is_checked() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    layers = re.findall(r'"([^"]+)"', project[project.index("layers = [") : project.index("]", project.index("layers = ["))])
    text = " ".join((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split())
    assert f"`{' > '.join(layers)}`" in text


def test_pages_stay_short() -> None:
    limits = {"README.md": 150, "ARCHITECTURE.md": 150, "CONTRIBUTING.md": 100}
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in limits}
    assert {name: length for name, length in lengths.items() if length > limits[name]} == {}


def test_levels_are_not_skipped_in_pages() -> None:
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        levels = [len(marks) for marks in re.findall(r"^(#+) ", page.read_text(encoding="utf-8"), re.MULTILINE)]
        assert levels[0] == 1, page
        assert [(upper, lower) for upper, lower in pairwise(levels) if lower > upper + 1] == [], page
