"""The fifth database costs one file and one migration: the guide's own file, added to a copy and walked end to end."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import comity
from tests.cluster import Database

GUIDE = Path(__file__).parents[2] / "docs/guide/add-a-database.md"
WALK = Path(__file__).with_name("walk_boat_engines.py")
ROOT = Path(__file__).parents[2]


def declaration() -> str:
    """The first block of Python in the guide."""
    found = re.search(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


def test_one_file_and_one_migration_reach_every_door(tmp_path: Path, fresh_database: Database) -> None:
    copy = tmp_path / "src" / "comity"
    shutil.copytree(Path(comity.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "databases" / "boat_engines.py").write_text(declaration(), "utf-8")
    environment = fresh_database.environment | {"PYTHONPATH": f"{copy.parent}:{ROOT}"}

    def run(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    before = set((copy / "databases" / "migrations").glob("*.py"))
    run("-m", "comity", "makemigrations", "databases")
    assert len(set((copy / "databases" / "migrations").glob("*.py")) - before) == 1
    run("-m", "comity", "migrate", "--database", "owner", "--verbosity", "0")

    assert run(str(WALK)).splitlines()[-1] == "form, API, loader, query, pages: all found it"
