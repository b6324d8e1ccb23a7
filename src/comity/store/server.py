"""PostgreSQL as our own child: started, waited for, stopped; what an earlier kill left is cleared first."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from comity.store.account import Account, server_account
from comity.store.binaries import Binaries, find_binaries, reachable
from comity.store.children import Child, last_lines, start_child, stop_child
from comity.store.cluster import Cluster, ensure_database, ensure_files
from comity.store.errors import StoreError
from comity.store.lock import held
from comity.store.place import SOCKET, Place, find_place, prepare
from comity.store.tuning import Tuning

IN_USE = (
    "The database in {home} is already running. Stop that Comity first, or set COMITY_HOME to another folder."
)
FAST, AT_ONCE = (
    signal.SIGINT,
    signal.SIGQUIT,
)  # PostgreSQL's words: end the sessions, write all; end now, recover later
FAST_S, AT_ONCE_S = 60.0, 10.0
FORMER_S = 90.0
LOG_BYTES = 10_000_000


@contextmanager
def running_cluster(
    home: Path, *, tuning: Tuning | None = None, say: Callable[[str], None] = lambda _words: None
) -> Iterator[Cluster]:
    """PostgreSQL runs over this home's data while the block does.

    Call it from a thread that lives as long as the block: the server stops when that thread ends. `say` is
    called with a sentence when the start takes long.

    Raises: StoreError when another process runs this data, or the server cannot start.
    """
    tuning = tuning or Tuning.from_environment()
    account = server_account()
    place = find_place(home, account)
    with held(place.lock, otherwise=IN_USE.format(home=home)):
        prepare(place, account)
        binaries = reachable(find_binaries(), account, place.root)
        cluster = ensure_files(place, account, binaries, lasting=tuning.lasting)
        _clear_former(place)
        child = _start(place, account, binaries, tuning)
        try:
            _wait_until_ready(child, place, say)
            ensure_database(cluster)
            yield cluster
        finally:
            stop_child(child, (FAST, FAST_S), (AT_ONCE, AT_ONCE_S))


def _start(place: Place, account: Account, binaries: Binaries, tuning: Tuning) -> Child:
    settings = tuning.settings() | {
        "listen_addresses": "",
        "unix_socket_directories": str(place.run),
        "unix_socket_permissions": "0700",
        "port": "5432",
    }
    command = [binaries.program("postgres"), "-D", str(place.data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    if place.log.exists() and place.log.stat().st_size > LOG_BYTES:
        place.log.replace(place.log.with_suffix(".log.1"))
    with os.fdopen(os.open(place.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as log:
        return start_child(
            command, dies_with=FAST, output=log, env=binaries.environment, cwd="/", **account.popen
        )


def _wait_until_ready(child: Child, place: Place, say: Callable[[str], None]) -> None:
    """Wait as long as the server lives: recovery after a kill may rightly take minutes."""
    patience = time.monotonic() + 5
    while not _is_ready(child.pid, place):
        if child.poll() is not None:
            raise StoreError(f"PostgreSQL did not start:\n{last_lines(place.log)}", code="not-started")
        if time.monotonic() > patience:
            say("PostgreSQL is recovering from an interruption. This can take some minutes.")
            patience += 60
        time.sleep(0.02)


def _is_ready(pid: int, place: Place) -> bool:
    """The last line of the server's own lock file says when it takes connections."""
    lines = _lock_file(place)
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def _lock_file(place: Place) -> list[str]:
    try:
        return (place.data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _clear_former(place: Place) -> None:
    """End a server that outlived its supervisor, and take away the lock files of one that did not.

    We hold our own lock, so such a server is nobody's. A dead one that nobody has reaped yet still answers to
    signal 0, and PostgreSQL would refuse to start over it: its lock files are ours to remove. Backends that live on
    are safe from us: PostgreSQL finds them by the data folder's shared memory.
    """
    lines = _lock_file(place)
    if not lines:
        return
    former = int(lines[0])
    deadline = time.monotonic() + FORMER_S
    for number in (FAST, AT_ONCE):
        if _is_server_of(former, place):
            os.kill(former, number)
        while _is_server_of(former, place) and time.monotonic() < deadline:
            time.sleep(0.05)
        deadline += AT_ONCE_S
    if _is_server_of(former, place):
        raise StoreError(
            f"The former PostgreSQL (process {former}) does not end. End it and start again.", code="former"
        )
    for path in (place.data / "postmaster.pid", place.run / f"{SOCKET}.lock", place.run / SOCKET):
        path.unlink(missing_ok=True)


def _is_server_of(pid: int, place: Place) -> bool:
    """Is this process a living PostgreSQL over our data? The server's working folder is its data folder."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state not in "ZX" and Path(f"/proc/{pid}/cwd").readlink() == place.data.resolve()
    except OSError:
        return False
