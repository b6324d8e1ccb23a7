"""Our source as syntax trees, read once, for the rules of the house."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import comity

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "comity"
DOORS = ("views", "api", "door", "management")


@dataclass(frozen=True)
class Source:
    """One module of ours. name: below `comity`, like "records/actions.py"."""

    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def parts(self) -> tuple[str, ...]:
        """Room and the words below it, without the suffix: ("access", "views", "shift")."""
        return self.path.relative_to(PACKAGE).with_suffix("").parts

    @property
    def room(self) -> str:
        return self.parts[0]

    @property
    def is_door(self) -> bool:
        return any(part in DOORS for part in self.parts[1:2])

    @property
    def is_action(self) -> bool:
        return "actions" in self.parts[1:2]

    def at(self, node: ast.AST, *words: str) -> str:
        """How a finding is told: "records/actions.py:12 record.save"."""
        return " ".join([f"{self.name}:{getattr(node, 'lineno', 0)}", *words])

    @cache  # noqa: B019  # sources live as long as the tests
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the module."""
        return tuple(ast.walk(self.tree))

    @cache  # noqa: B019
    def docstrings(self) -> frozenset[int]:
        """The ids of the constants that are docstrings."""
        return frozenset(
            id(node.body[0].value)
            for node in self.nodes()
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        )

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.nodes() if isinstance(node, ast.Call))

    def texts(self) -> Iterator[tuple[ast.expr, str]]:
        """Every text that is no docstring; `…` stands where a value is put in."""
        pieces = {
            id(piece) for node in self.nodes() if isinstance(node, ast.JoinedStr) for piece in ast.walk(node)
        }
        silent = self.docstrings() | pieces
        for node in self.nodes():
            if isinstance(node, ast.JoinedStr):
                yield node, "".join(_piece(piece) for piece in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
                yield node, node.value


def _piece(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else "…"


@cache
def sources() -> tuple[Source, ...]:
    """All modules of the package but migrations, which are generated or hold SQL on purpose."""
    paths = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
    return tuple(Source(path, ast.parse(path.read_text("utf-8"))) for path in paths)


@cache
def modules() -> tuple[ModuleType, ...]:
    """All modules of the package, imported: every verb and every declaration is known afterwards."""
    names = [each.name for each in pkgutil.walk_packages(comity.__path__, "comity.")]
    return tuple(importlib.import_module(name) for name in names if not name.endswith("__main__"))


def last_name(node: ast.expr) -> str:
    """The last word of a name: `save` of `self.record.save`."""
    match node:
        case ast.Attribute():
            return node.attr
        case ast.Name():
            return node.id
        case ast.Call():
            return last_name(node.func)
        case _:
            return ""


def words_of(node: ast.expr) -> set[str]:
    """Every word of a chain: `Officer.objects.filter(...)` has Officer, objects, filter."""
    words: set[str] = set()
    inner: ast.AST = node
    while True:
        match inner:
            case ast.Attribute():
                words.add(inner.attr)
                inner = inner.value
            case ast.Call():
                inner = inner.func
            case ast.Subscript():
                inner = inner.value
            case ast.Name():
                return words | {inner.id}
            case _:
                return words


def unused(named: set[str], found: set[str]) -> set[str]:
    """Exceptions that nothing needs any more: the list must stay as short as it can be."""
    return named - found
