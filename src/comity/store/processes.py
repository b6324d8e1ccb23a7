"""A whole node: the database, migrated; the web server and the worker over it. What `comity up` and `demo` stand on."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from comity.store.children import Child, has_ended, last_lines, last_words, open_log, start_child, stop_child
from comity.store.cluster import APP, OWNER, RETENTION, ensure_database
from comity.store.errors import StoreError
from comity.store.home import write_atomically
from comity.store.lock import held
from comity.store.retention import drop_months
from comity.store.samples import forget_samples
from comity.store.server import IN_USE, Say, locked_server, stop
from comity.store.stamp import SERVICE, claim, read_stamp, refuse_powerful
from comity.store.supervisor import Chore, Errand, Service, ending_on_signals, running, watch
from comity.store.tables import are_current, note_current

HEALTHY_S = 60.0
GRACE_S = 10.0
LEAVE_S = 4  # of the web server's own workers, less than half its grace
# What web server and worker never get.
POWERFUL = ("COMITY_OWNER_URL", "COMITY_RETENTION_URL")
PACKAGE_ROOT = Path(__file__).parents[2]


def package_first(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process that runs this very code, wherever it was installed."""
    path = os.pathsep.join(filter(None, [str(PACKAGE_ROOT), environment.get("PYTHONPATH", "")]))
    return {**environment, "PYTHONPATH": path}


def quiet(_words: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Store:
    """A database that is there, ours and migrated. The URLs of powerful roles are "" where an operator keeps them."""

    home: Path
    app_url: str
    owner_url: str
    retention_url: str
    say: Say
    services: list[Service] = field(default_factory=list)

    def environment(self, *, owner: bool = False) -> dict[str, str]:
        """The environment of a process over this database; only what changes tables gets the owner's URL."""
        ours = {"COMITY_HOME": str(self.home), "COMITY_DATABASE_URL": self.app_url, "COMITY_SUPERVISED": "1"}
        kept = {name: value for name, value in os.environ.items() if name not in POWERFUL}
        return package_first(kept | ours) | ({"COMITY_OWNER_URL": self.owner_url} if owner else {})

    def manage(self, *words: str, owner: bool = False) -> str:
        """Run a management command to its end; what it printed. Raises: StoreError with its last words."""
        done = subprocess.run(
            [sys.executable, "-m", "comity", *words],
            env=self.environment(owner=owner),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise StoreError(f"`comity {words[0]}` failed:\n{last_words(done)}", code="command")
        return done.stdout

    def end_months(self) -> None:
        """Drop the months of the journal that are older than this node keeps. Raises: StoreError."""
        for each in drop_months(self.retention_url, node=os.environ.get("COMITY_NODE", "node")):
            self.say(f"The journal's month {each.month:%Y-%m} was dropped with {each.acts} acts.")

    def forget_samples(self) -> None:
        """Let the planner's samples of deleted rows go. Raises: StoreError."""
        forget_samples(self.owner_url)


@dataclass(frozen=True)
class Node:
    """A node that answers at `url`. `watch()` keeps it running until we are asked to end."""

    url: str
    store: Store
    services: list[Service]

    def watch(self, chores: Sequence[Chore] = (), *, until: Callable[[], bool] = lambda: False) -> bool:
        """Start again what dies, until Ctrl-C or SIGTERM. Returns; the blocks around it then stop everything.

        chores: what else is begun when it is due. until: ends it too; True where that is what ended it.
        """
        errands = [Errand(self.store.end_months)] if self.store.retention_url else []
        errands += [Errand(self.store.forget_samples)] if self.store.owner_url else []
        return watch(self.services, self.store.say, [*errands, *chores], until=until)


@contextmanager
def running_store(
    home: Path,
    *,
    kind: str = SERVICE,
    say: Say = quiet,
    before: Callable[[Store], None] = lambda _store: None,
    prepared: bool = True,
) -> Iterator[Store]:
    """The database of this node: COMITY_DATABASE_URL where it is set, otherwise our own PostgreSQL; migrated.

    kind: what the database is stamped with when it is new, and must be stamped with when it is not.
    before: done before anything is migrated. prepared: False leaves the migration to the caller.
    Call it from the main thread. Raises: StoreError with a sentence for the operator.
    """
    with ending_on_signals(), held(home / "node.lock", otherwise=IN_USE.format(home=home)):
        if app_url := os.environ.get("COMITY_DATABASE_URL", ""):
            owner_url, retention_url = (os.environ.get(name, "") for name in POWERFUL)
            store = Store(home, app_url, owner_url, retention_url, say)
            before(store)
            if prepared:
                prepare(store, kind)
            yield store
            return
        with locked_server(home, say=say) as server:
            postgres = Service("PostgreSQL", server.start, stop)
            with running(postgres):
                ensure_database(server.cluster)
                app_url, owner_url, retention_url = map(server.cluster.url, (APP, OWNER, RETENTION))
                store = Store(home, app_url, owner_url, retention_url, say, [postgres])
                before(store)
                if prepared:
                    prepare(store, kind)
                yield store


@contextmanager
def running_services(
    store: Store,
    *,
    port: int = 8000,
    host: str = "127.0.0.1",
    extra: Mapping[str, str] | None = None,
    worker: bool = True,
) -> Iterator[Node]:
    """Web server, worker, keeper of names and courier over this database, answering when the block begins.

    port: 0 takes a free one. extra: further environment of these processes. worker: False leaves the clocks alone.
    """
    note = store.home / "node.json"
    _collect(store)
    # A killed node's web server is still leaving: its questions come to their end first.
    # It stands from before the first of them starts, so that one killed while starting is waited for as well.
    started = store.home / "services-started"
    port = free_port(host, port, patience_s=HEALTHY_S if started.exists() or note.exists() else 0)
    environment = store.environment() | dict(extra or {})
    web = Service("The web server", partial(_web, store, host, port, environment), _end)
    clocks = Service(
        "The worker",
        partial(_child, store.home, "worker", environment, "comity", "procrastinate", "worker"),
        _end,
    )
    url = f"http://{host}:{port}"
    names = Service(
        "The keeper of the index of names",
        partial(_child, store.home, "names", environment, "comity", "keep_names"),
        _end,
    )
    courier = Service(
        "The courier",
        partial(_child, store.home, "courier", environment, "comity", "keep_courier"),
        _end,
    )
    services = [web, clocks, names, courier] if worker else [web]
    started.touch()
    with running(*services):
        write_atomically(note, json.dumps({"url": url, "process": os.getpid()}).encode())
        try:
            yield Node(url, store, [*store.services, *services])
        finally:
            note.unlink(missing_ok=True)
    started.unlink(missing_ok=True)


@contextmanager
def running_node(
    home: Path, *, port: int = 8000, host: str = "127.0.0.1", say: Say = quiet
) -> Iterator[Node]:
    """A node in service: database, web server, worker."""
    with running_store(home, say=say) as store, running_services(store, port=port, host=host) as node:
        yield node


def prepare(store: Store, kind: str) -> None:
    """Claim and migrate the database, as far as we may. kind: what a new one is stamped with, for good.

    Raises: StoreError when it is stamped otherwise, or its tables are not ours or of another version.
    """
    refuse_powerful(store.app_url)
    if store.owner_url:
        claim(store.owner_url, kind)
        if not are_current(store.owner_url):
            store.manage("migrate", "--database", "owner", "--verbosity", "0", "--skip-checks", owner=True)
            note_current(store.owner_url)
        return
    if read_stamp(store.app_url) != kind:
        raise StoreError(
            "Set COMITY_OWNER_URL for the first start, so that the tables can be made.", code="no-owner"
        )
    if are_current(store.app_url):
        return
    try:
        store.manage("migrate", "--check", "--skip-checks")
    except StoreError:
        raise StoreError(
            "The tables are of another version. Set COMITY_OWNER_URL for one start.", code="no-owner"
        ) from None


def _collect(store: Store) -> None:
    """Hash and compress the static files, where those of this node are older than ours: browsers fetch each once."""
    manifest = store.home / "static" / "staticfiles.json"
    newest = max(path.stat().st_mtime for path in Path(__file__).parents[1].glob("*/static/**/*"))
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        store.manage("collectstatic", "--noinput", "--verbosity", "0")


def _web(store: Store, host: str, port: int, environment: dict[str, str]) -> Child:
    """The web server, answering. Its threads keep their database connections: workers x threads of them."""
    workers = os.environ.get("COMITY_WEB_WORKERS") or str(min(4, os.cpu_count() or 1))
    threads = os.environ.get("COMITY_WEB_THREADS") or "8"
    child = _child(
        store.home, "web", environment, "granian", "--interface", "wsgi", "comity.wsgi:application",
        "--host", host, "--port", str(port), "--workers", workers, "--blocking-threads", threads,
        "--blocking-threads-idle-timeout", "600", "--workers-kill-timeout", str(LEAVE_S),
        "--respawn-failed-workers", "--no-ws", "--log-level", "warning",
    )  # fmt: skip
    try:
        _wait_until_healthy(child, host, port, store.home / "web.log")
    except BaseException:
        _end(child)
        raise
    return child


def begin(home: Path, name: str, module: str, *words: str) -> Child:
    """Start one of our own modules as the operator would: with every setting, its words going to NAME.log."""
    return _child(home, name, package_first(os.environ), module, *words)


def _child(home: Path, name: str, environment: dict[str, str], module: str, *words: str) -> Child:
    with open_log(home / f"{name}.log") as log:
        return start_child(
            [sys.executable, "-m", module, *words],
            dies_with=signal.SIGTERM,
            output=log,
            env=environment,
            cwd="/",
        )


def _end(child: Child) -> None:
    stop_child(
        child, (signal.SIGTERM, GRACE_S / 2), (signal.SIGTERM, GRACE_S / 2)
    )  # asked twice: one may come too early


def free_port(host: str, port: int = 0, *, patience_s: float = 0.0) -> int:
    """The port, once nobody listens there; a free one for 0."""
    deadline = time.monotonic() + patience_s
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return int(probe.getsockname()[1])
            except OSError as error:
                if time.monotonic() >= deadline:
                    said = f"Port {port} cannot be used ({error.strerror}). Choose another with --port."
                    raise StoreError(said, code="port") from None
        time.sleep(0.1)


def _wait_until_healthy(child: Child, host: str, port: int, log: Path) -> None:
    deadline = time.monotonic() + HEALTHY_S
    while time.monotonic() < deadline:
        if has_ended(child):
            break
        connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=5)  # noqa: S104
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    raise StoreError(f"The web server does not answer:\n{last_lines(log)}", code="web")
