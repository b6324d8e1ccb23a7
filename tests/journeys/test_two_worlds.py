"""Two worlds that differ only in records closed to a bureau are one world to it, through every door.

Each answer is the same to the byte (ids, times and tokens masked), and the same statements go to the store: nothing
can be inferred, not even from the work done. Source: practice 10. A route that is not walked fails.
"""

import difflib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from comity.wsgi import _DOORS
from tests.cluster import ClusterForTests, Database
from tests.conftest import FIGURES
from tests.journeys.walk import operations, pages
from tests.journeys.walk_commands import OPERATORS, asks_no_node, verbs

CANARY = "canary-never-shown"
CLOSED_TO = "all-but DZA UNM-9"
MOST_TOLD = 5

Row = dict[str, Any]


@dataclass
class Run:
    """A process and what it says: into a file, since a full pipe would hold it up until somebody reads."""

    process: subprocess.Popen[bytes]
    said: IO[bytes]


def run(database: Database, *words: str) -> Run:
    environment = database.environment | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "0"}
    said = tempfile.TemporaryFile()  # noqa: SIM115  # `done` closes it
    command = [sys.executable, "-W", "ignore", "-m", *words]
    return Run(subprocess.Popen(command, env=environment, stderr=said), said)


def done(one: Run) -> None:
    with one.said:
        assert one.process.wait() == 0, _end_of(one.said)


def _end_of(said: IO[bytes]) -> str:
    said.seek(0)
    return said.read()[-4000:].decode(errors="replace")


@pytest.fixture(scope="module")
def worlds(
    test_cluster: ClusterForTests, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """The answers of both worlds: without the closed records, and with them."""
    folder: Path = tmp_path_factory.mktemp("worlds")
    with test_cluster.fresh() as base:
        done(run(base, "tests.journeys.worlds", "base", str(folder / "base.json")))
        with test_cluster.fresh(base.name) as without, test_cluster.fresh(base.name) as having:
            done(run(having, "tests.journeys.worlds", "closed", str(folder / "closed.json")))
            facts = json.loads((folder / "base.json").read_text()) | json.loads(
                (folder / "closed.json").read_text()
            )
            facts["hangs_on"] |= facts["closed_hangs_on"]
            (folder / "facts.json").write_text(json.dumps(facts))
            walks = {
                name: run(database, "tests.journeys.walk", str(folder / "facts.json"), str(folder / name))
                for name, database in (("without", without), ("with", having))
            }
            for process in walks.values():
                done(process)
            yield {name: read(folder / name) for name in walks} | {"facts": facts}


def read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def differences(worlds: dict[str, Any], *parts: str) -> list[str]:
    """Where the two differ, told so that one finds the line."""
    without, having = worlds["without"][:-1], worlds["with"][:-1]
    assert [row["asked"] for row in without] == [row["asked"] for row in having]
    found = []
    for one, other in zip(without, having, strict=True):
        for part in parts:
            if one[part] != other[part]:
                lines = [_lines(one[part]), _lines(other[part])]
                told = "\n".join(
                    line[:400] for line in difflib.unified_diff(*lines, "without", "with", lineterm="", n=0)
                )
                found.append(f"{one['asked'][:300]}\n{told[:3000]}")
    return found


def _lines(part: Any) -> list[str]:
    return part.replace(", ", ",\n").splitlines() if isinstance(part, str) else [str(line) for line in part]


def told(found: list[str]) -> str:
    return f"{len(found)} answers differ\n" + "\n\n".join(found[:MOST_TOLD])


def test_every_answer_is_the_same(worlds: dict[str, Any], record_property: Any) -> None:
    found = differences(worlds, "status", "headers", "content")
    rows, closed = worlds["without"][:-1], worlds["facts"]["closed"]
    counts = {
        "requests": len(rows),
        "routes and verbs": len(worlds["without"][-1]["routes"]),
        "closed records": len(closed),
        "ways to close": len({each["way"] for each in closed}),
        "statements": sum(len(row["statements"]) for row in rows),
    }
    record_property(FIGURES, ", ".join(f"{count} {what}" for what, count in counts.items()))
    assert not found, told(found)


def test_the_same_statements_go_to_the_store(worlds: dict[str, Any]) -> None:
    found = differences(worlds, "statements")
    assert not found, told(found)


def test_nothing_of_a_closed_record_is_ever_shown(worlds: dict[str, Any]) -> None:
    """Only its words and its id could; what the asker typed comes back, so a word nobody types stands in each."""
    shown = [
        row["asked"]
        for row in worlds["with"][:-1]
        if any(word in row["content"] + str(row["headers"]) for word in (CANARY, CLOSED_TO))
    ]
    assert shown == []


def test_the_walk_found_what_is_open(worlds: dict[str, Any]) -> None:
    """Else it would prove nothing: hits, own records and the pages of the desk were there to be seen."""
    opened = [row for row in worlds["with"][:-1] if row["status"].startswith(("200", "201"))]
    assert len(opened) > 300
    assert sum('"outcome":"hit"' in row["content"] for row in opened) > 0
    for start in (
        "desk: GET /records/",
        "head: GET /access/",
        "desk: GET /messages/",
        "officer: GET /api/v1/records",
    ):
        assert sum(row["asked"].startswith(start) for row in opened) > 1, start


def test_no_door_broke(worlds: dict[str, Any]) -> None:
    broken = [
        f"{row['asked'][:200]} {row['status']}"
        for row in worlds["with"][:-1]
        if row["status"].startswith("5")
    ]
    assert broken == []


def test_every_route_was_walked(worlds: dict[str, Any]) -> None:
    walked = set(worlds["without"][-1]["routes"])
    expected = {path for path, _parts in pages()} | set(_DOORS) | set(operations())
    assert expected - walked == set()


def test_every_verb_of_the_command_line_was_walked_or_is_the_operators(worlds: dict[str, Any]) -> None:
    walked, known = set(worlds["without"][-1]["routes"]), {name for name, _command in verbs()}
    asking = {f"comity {name}" for name in known if not asks_no_node(name)}
    assert asking - walked == set()
    assert set(OPERATORS) - {name.split()[0] for name in known} - set(known) == set()
