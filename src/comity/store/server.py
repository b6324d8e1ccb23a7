"""PostgreSQL as our own child: started, waited for, stopped; what an earlier kill left is cleared first."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from comity.store.account import Account, server_account
from comity.store.binaries import Binaries, find_binaries, reachable
from comity.store.children import Child, has_ended, last_lines, open_log, start_child, stop_child
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
# A server left alone is asked kindly for so long only: one whose backend was killed just before hangs in its fast
# shutdown (seen with PostgreSQL 18), and what is ended at once recovers from its log.
FORMER_S = 10.0
HELD_S, STILL_HELD = 60.0, "pre-existing shared memory block"
Say = Callable[[str], None]


class Server:
    """PostgreSQL over one home's data. Make it, start and stop it under the home's lock (see `running_server`)."""

    def __init__(self, home: Path, tuning: Tuning, say: Say) -> None:
        self.tuning, self.say, self.account = tuning, say, server_account()
        self.place = find_place(home, self.account)
        prepare(self.place, self.account)
        self.binaries = reachable(find_binaries(), self.account, self.place.root)
        self.cluster = ensure_files(self.place, self.account, self.binaries, lasting=tuning.lasting)

    def start(self) -> Child:
        """Start it and wait until it takes connections; what an earlier server left is cleared first.

        The server stops when the calling thread ends. Raises: StoreError when it does not start.
        """
        _clear_former(self.place)
        patience = time.monotonic() + HELD_S
        while True:
            child = _start(self.place, self.account, self.binaries, self.tuning)
            try:
                _wait_until_ready(child, self.place, self.say)
            except BaseException as error:
                stop(child)
                # Sessions of a killed server see its end at their next breath, and hold its memory until then.
                is_held = isinstance(error, StoreError) and STILL_HELD in last_lines(self.place.log, 2)
                if not is_held or time.monotonic() > patience:
                    raise
                time.sleep(0.5)
            else:
                return child


def stop(child: Child) -> None:
    """End the sessions, write everything, go."""
    stop_child(child, (FAST, FAST_S), (AT_ONCE, AT_ONCE_S))


@contextmanager
def locked_server(
    home: Path, *, tuning: Tuning | None = None, say: Say = lambda _words: None
) -> Iterator[Server]:
    """The server of this home, not started, ours alone while the block runs.

    say: called with a sentence when a start takes long. Raises: StoreError when another process holds this data.
    """
    with held(home / "postgresql.lock", otherwise=IN_USE.format(home=home)):
        yield Server(home, tuning or Tuning.from_environment(), say)


@contextmanager
def running_cluster(
    home: Path, *, tuning: Tuning | None = None, say: Say = lambda _words: None
) -> Iterator[Cluster]:
    """PostgreSQL runs over this home's data while the block does, in a thread that lives as long."""
    with locked_server(home, tuning=tuning, say=say) as server:
        child = server.start()
        try:
            ensure_database(server.cluster)
            yield server.cluster
        finally:
            stop(child)


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
    with open_log(place.log) as log:
        return start_child(
            command, dies_with=FAST, output=log, env=binaries.environment, cwd="/", **account.popen
        )


def _wait_until_ready(child: Child, place: Place, say: Say) -> None:
    """Wait as long as the server lives: recovery after a kill may rightly take minutes."""
    patience = time.monotonic() + 5
    while not _is_ready(child.pid, place):
        if has_ended(child):
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
