"""One PostgreSQL for all tests: started when the first test wants it, one migrated template, cheap clones of it."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from comity.store.account import server_account
from comity.store.cluster import APP, DATABASE, OWNER, RETENTION, SUPERUSER, Cluster, create_database
from comity.store.home import write_atomically
from comity.store.place import find_place
from comity.store.server import running_cluster
from comity.store.stamp import SERVICE, claim
from comity.store.tuning import FOR_TESTS

EMPTY, TEMPLATE = DATABASE, "comity_template"  # nobody migrates the first: tests use clones only
START_S = 300


@dataclass(frozen=True)
class Database:
    """A database of its own, migrated and empty: its URLs by role."""

    name: str
    app_url: str
    owner_url: str
    retention_url: str

    @property
    def environment(self) -> dict[str, str]:
        """Our environment with this database in it, for processes a test starts."""
        return os.environ | {"COMITY_DATABASE_URL": self.app_url, "COMITY_OWNER_URL": self.owner_url}


class Keeper(threading.Thread):
    """Lives in pytest's first process, waits until some worker wants a database, and keeps the server to the end.

    A thread, because the server must be the child of what outlives every worker.
    """

    def __init__(self, home: Path) -> None:
        super().__init__(daemon=True, name="keeper of the test cluster")
        self.home, self.over = home, threading.Event()

    def run(self) -> None:
        while not (self.home / "wanted").exists():
            if self.over.wait(0.02):
                return
        try:
            with running_cluster(self.home, tuning=FOR_TESTS) as cluster:
                _make_template(cluster)
                self.answer({"run": str(cluster.run), "passwords": cluster.passwords})
                self.over.wait()
        except Exception as error:
            self.answer({"error": str(error)})

    def answer(self, words: dict) -> None:
        write_atomically(self.home / "answer", json.dumps(words).encode())

    def end(self) -> None:
        """Stop the server and take away all it left."""
        self.over.set()
        self.join()
        shutil.rmtree(find_place(self.home, server_account()).root, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)


class ClusterForTests:
    """What a test worker sees of the cluster."""

    def __init__(self, home: Path) -> None:
        (home / "wanted").touch()
        deadline = time.monotonic() + START_S
        while not (home / "answer").exists():
            if time.monotonic() > deadline:
                raise RuntimeError("The test cluster did not start in time.")
            time.sleep(0.02)
        answer = json.loads((home / "answer").read_bytes())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        self.cluster = Cluster(Path(answer["run"]), answer["passwords"])

    def clone(self, name: str, template: str = TEMPLATE) -> Database:
        """A fresh copy of the template under this name; a former one is dropped."""
        with psycopg.connect(self.cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            self._drop(connection, name)
            create_database(connection, name, template=template)
        return Database(name, *(self.cluster.url(role, name) for role in (APP, OWNER, RETENTION)))

    @contextmanager
    def fresh(self, template: str = TEMPLATE) -> Iterator[Database]:
        """A database of its own, gone afterwards; with EMPTY as template it has no tables yet."""
        database = self.clone(f"comity_{uuid4().hex[:12]}", template)
        try:
            yield database
        finally:
            with psycopg.connect(self.cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
                self._drop(connection, database.name)

    @staticmethod
    def _drop(connection: psycopg.Connection, name: str) -> None:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _make_template(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        create_database(connection, TEMPLATE, template=EMPTY)
    claim(cluster.url(OWNER, TEMPLATE), SERVICE)
    environment = os.environ | {
        "COMITY_DATABASE_URL": cluster.url(APP, TEMPLATE),
        "COMITY_OWNER_URL": cluster.url(OWNER, TEMPLATE),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [
        sys.executable,
        "-m",
        "comity",
        "migrate",
        "--database",
        "owner",
        "--verbosity",
        "0",
        "--skip-checks",
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=START_S)
    if done.returncode:
        raise RuntimeError(f"The test database could not be migrated:\n{done.stderr[-4000:]}")
