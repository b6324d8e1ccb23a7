"""A node that was started once: its cluster with all tables, and its static files; made once, copied wherever needed.

Most tests over a whole node are about what comes after its first start. That first start, from nothing, is tried here,
where the model is made, and as a newcomer begins it by `tests/journeys/test_demo.py`.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg

from comity.store.account import server_account
from comity.store.cluster import OWNER
from comity.store.place import find_place
from comity.store.server import running_cluster
from comity.store.stamp import DEMONSTRATION, SERVICE
from comity.store.tuning import FOR_TESTS

MODEL = "ready-node"  # in the home of the whole run
# What a first start does before it serves.
FIRST = """
import sys
from pathlib import Path
from comity.store.processes import running_store
with running_store(Path(sys.argv[1])) as store:
    store.manage("collectstatic", "--noinput", "--verbosity", "0")
"""


def make_ready(home: Path, kind: str = SERVICE) -> None:
    """Fill this empty folder with what a node's first start leaves; nothing runs.

    kind: what its database is stamped with. A first start makes the same tables in both.
    """
    model = Path(os.environ["COMITY_HOME"]) / f"{MODEL}-{kind}"
    with model.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not model.with_suffix(".whole").exists():
            model.mkdir(mode=0o700)
            if kind == SERVICE:
                _start_once(model)
                (model / "secret-key").unlink()  # each copy makes its own
            else:
                make_ready(model)
                with running_cluster(model, tuning=FOR_TESTS) as cluster:
                    stamp_anew(cluster.url(OWNER), kind)
            model.with_suffix(".whole").touch()
    _copy_node(model, home)


def models() -> Iterator[Path]:
    """Where the models lie, of each kind; the files of their clusters may lie elsewhere."""
    for kind in (SERVICE, DEMONSTRATION):
        yield Path(os.environ["COMITY_HOME"]) / f"{MODEL}-{kind}"


def stamp_anew(owner_url: str, kind: str) -> None:
    """Make the empty tables of one kind those of the other, which no command may: they differ in nothing else."""
    with psycopg.connect(owner_url) as store:
        store.execute("UPDATE comity_stamp SET kind = %s", [kind])


def _copy_node(model: Path, home: Path) -> None:
    source, target = (find_place(each, server_account()).root for each in (model, home))
    _copy(model, home)
    if not target.is_relative_to(home):  # the server's account cannot reach a home
        target.mkdir(mode=0o755, parents=True)
        _copy(source, target)


def _start_once(home: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    environment = kept | {"COMITY_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", FIRST, str(home)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def _copy(source: Path, target: Path) -> None:
    """With owners and times: the server wants the ones, the static files are told by the others."""
    subprocess.run(["cp", "-a", "--reflink=auto", f"{source}/.", str(target)], check=True)
