"""The floors hold: a room imports only rooms below, and every room stands under the contracts."""

import ast
import logging
import tomllib
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from importlinter.cli import lint_imports

from tests.house.sources import PACKAGE, ROOT, sources

PARTS = ("views", "api", "management", "forms", "actions", "models", "rules")
NO_ROOM_YET = {
    "utils",
    "helpers",
    "services",
    "managers",
    "signals",
    "base",
    "common",
    "misc",
    "tools",
    "lib",
}


@pytest.fixture(scope="module")
def contracts() -> dict[str, dict]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {each["name"]: each for each in settings["tool"]["importlinter"]["contracts"]}


@pytest.fixture
def loggers_kept() -> Iterator[None]:
    """The linter's own set-up of logging turns off every logger that is there, for all tests after it."""
    there = [each for each in logging.root.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    yield
    for each in there:
        each.disabled = False


def test_every_contract_is_kept(monkeypatch, capsys, loggers_kept):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0, capsys.readouterr().out


def test_every_room_stands_on_a_floor(contracts):
    (floors,) = [each for each in contracts.values() if each.get("containers") == ["comity"]]
    named = {room.strip() for line in floors["layers"] for room in line.split("|")}
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}

    assert rooms <= named
    assert floors["exhaustive"]


def test_every_room_of_several_parts_keeps_their_order(contracts):
    (inside,) = [each for each in contracts.values() if "comity" not in each.get("containers", ["comity"])]
    parts: dict[str, set[str]] = {}
    for source in sources():
        if len(source.parts) > 1 and source.parts[1] in PARTS:
            parts.setdefault(source.room, set()).add(source.parts[1])

    ordered = {
        f"comity.{room}" for room, found in parts.items() if len(found) > 1 and room not in ("web", "demo")
    }

    assert ordered <= set(inside["containers"])


def test_no_module_has_a_name_that_says_nothing():
    assert [source.name for source in sources() if NO_ROOM_YET & set(source.parts)] == []


def test_no_foreign_key_leads_upwards():
    floors = [app.label for app in apps.get_app_configs() if app.name.startswith("comity.")]
    for model in apps.get_models():
        if not model.__module__.startswith("comity."):
            continue
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and field.related_model.__module__.startswith("comity."):
                assert floors.index(field.related_model._meta.app_label) <= floors.index(
                    model._meta.app_label
                )


def test_nothing_is_imported_inside_a_function_without_a_word_why():
    """A wish to import inside a function means that a line is in the wrong room. (Apps: Django knows models late.)"""
    found = []
    for source in sources():
        lines = source.path.read_text("utf-8").splitlines()
        for function in (node for node in source.nodes() if isinstance(node, ast.FunctionDef)):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    near = lines[max(0, node.lineno - 2) : node.end_lineno]
                    if source.parts[-1] not in ("__main__", "apps") and not any("#" in line for line in near):
                        found.append(source.at(node, ast.unparse(node)))
    assert found == []
