"""How large files and functions are. A larger one says why: `# Long: ...` in the file."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import FIGURES
from tests.house.sources import ROOT

MOST_LINES_OF_A_FILE, MOST_LINES_OF_A_FUNCTION = 400, 60
WORDS = "# Long: "


def files() -> list[Path]:
    """Ours, but for generated migrations and the rows of tests."""
    found = [
        path
        for folder in ("src", "tests", "bench", "requirements", "tools")
        for path in (ROOT / folder).rglob("*.py")
    ]
    return sorted(path for path in found if "migrations" not in path.parts)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each with its lines; one that holds others counts without them."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            inner = sum(
                _lines(each)
                for each in ast.walk(node)
                if isinstance(each, ast.FunctionDef) and each is not node
            )
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", _lines(node) - inner


def _lines(node: ast.FunctionDef) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def spread(sizes: list[int]) -> str:
    ordered = sorted(sizes)
    return (
        f"median {ordered[len(ordered) // 2]}, 95 % {ordered[len(ordered) * 95 // 100]}, most {ordered[-1]}"
    )


def test_files_and_functions_can_be_held_in_the_head(record_property):
    paths = files()
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in paths}
    long = {name: count for path in paths for name, count in functions(path)}
    told = f"files: {spread([*filter(None, lines.values())])}; functions: {spread([*long.values()])}"
    record_property(FIGURES, told)

    explained = {path for path in paths if WORDS in path.read_text("utf-8")} - {Path(__file__)}
    assert [
        f"{path.relative_to(ROOT)}: {count}"
        for path, count in lines.items()
        if count > MOST_LINES_OF_A_FILE and path not in explained
    ] == []
    assert [
        f"{name}: {count}"
        for name, count in long.items()
        if count > MOST_LINES_OF_A_FUNCTION and ROOT / name.partition(":")[0] not in explained
    ] == []
