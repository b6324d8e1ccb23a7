"""One PostgreSQL for all tests: started when the first test wants it, one migrated template, cheap clones of it."""

import fcntl
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
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
from comity.store.processes import Store, prepare, quiet
from comity.store.server import running_cluster
from comity.store.stamp import DEMONSTRATION, SERVICE
from comity.store.tuning import FOR_TESTS
from tests.ready import models, stamp_anew

EMPTY, TEMPLATE = DATABASE, "comity_template"  # nobody migrates the first: tests use clones only
DEMONSTRATION_TEMPLATE = "comity_demonstration"
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
                with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
                    create_database(connection, TEMPLATE, template=EMPTY)
                urls = (cluster.url(role, TEMPLATE) for role in (APP, OWNER, RETENTION))
                prepare(Store(self.home, *urls, quiet), SERVICE)
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
        for each in (self.home, *models()):
            shutil.rmtree(find_place(each, server_account()).root, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)


class ClusterForTests:
    """What a test worker sees of the cluster."""

    def __init__(self, home: Path) -> None:
        self.home = home
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

    def demonstration(self, fill: Callable[[dict[str, str], Path], None]) -> Path:
        """The home of a template that is stamped as `comity demo` stamps its own, and filled once for all.

        fill: what puts the world in, with the environment of its processes and the home; by the first who asks.
        Clone it by its name, DEMONSTRATION_TEMPLATE. What it sealed and signed is read only with that home.
        """
        home, ready = self.home / "demonstration", self.home / "demonstration" / "ready"
        with (self.home / "demonstration.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not ready.exists():
                from tests.names import nobody_named  # rooms can be imported only now

                (home / "static").mkdir(parents=True, exist_ok=True)
                nobody_named(home)
                database = self.clone(DEMONSTRATION_TEMPLATE)
                stamp_anew(database.owner_url, DEMONSTRATION)
                fill(database.environment | {"COMITY_HOME": str(home)}, home)
                ready.touch()
        return home

    @staticmethod
    def _drop(connection: psycopg.Connection, name: str) -> None:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
