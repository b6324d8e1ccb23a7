"""Where a node's cluster lies. Folders that are not ours are never loosened."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from comity.store.account import Account
from comity.store.errors import StoreError
from comity.store.home import write_atomically

SHARED = Path("/var/lib/comity")
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_BYTES = 90  # the system allows 107; the rest is room for PostgreSQL's own suffixes
NETWORK_FILES = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "fuse.sshfs", "ceph", "glusterfs"}
)


@dataclass(frozen=True, slots=True)
class Place:
    """home: the node's own folder. root: what we may fill. data: the cluster. run: the folder of the socket."""

    home: Path
    root: Path
    data: Path
    run: Path

    @property
    def log(self) -> Path:
        """What the server says; statements and values stay out of it."""
        return self.home / "postgresql.log"

    @property
    def credentials(self) -> Path:
        """The passwords of the cluster's roles."""
        return self.home / "postgresql-roles.json"


def find_place(home: Path, account: Account) -> Place:
    """The cluster's folders for this home, without making anything.

    As root the home is closed to the server's account (0700 is how we make it), so the cluster lies beside the
    system's other services and the home holds the pointer.
    """
    digest = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]
    if account.switch:
        root = SHARED / digest
        return Place(home, root, root / "data", root / "run")
    root = home / "postgresql"
    run = root / "run"
    if len(os.fsencode(run / SOCKET)) >= SOCKET_PATH_BYTES:
        run = Path("/tmp") / f"comity-{account.user}-{digest}"  # noqa: S108  # ours or refused, see _own_folder
    return Place(home, root, root / "data", run)


def prepare(place: Place, account: Account) -> None:
    """Make the folders. Raises: StoreError where one belongs to someone else or lies on a network disk."""
    try:
        if account.switch:
            for folder in (SHARED, place.root):
                if not folder.is_dir():
                    folder.mkdir()
                    folder.chmod(0o755)  # whatever the umask is: the server's account passes through
            write_atomically(place.home / "postgresql-place", f"{place.root}\n".encode())
            write_atomically(
                place.root / "home", f"{place.home}\n".encode()
            )  # whose it is, for who tidies up
        else:
            place.root.mkdir(mode=0o700, exist_ok=True)
        for folder in (place.data, place.run):
            _own_folder(folder, account)
    except OSError as error:
        raise StoreError(f"{error.filename} cannot be made ({error.strerror}).", code="place") from error
    _refuse_network(place.data)


def _own_folder(folder: Path, account: Account) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if account.switch and found.st_uid == 0:
        os.chown(folder, account.user, account.group)
    elif found.st_uid != account.user or not stat.S_ISDIR(found.st_mode):
        raise StoreError(f"{folder} belongs to someone else. Move it away and start again.", code="place")
    folder.chmod(0o700)


def _refuse_network(folder: Path) -> None:
    """A database on a network disk loses data when the network does: fsync is not what it says there."""
    try:
        lines = Path("/proc/mounts").read_text(errors="replace").splitlines()
    except OSError:
        return
    mounts = [line.split(" ")[1:3] for line in lines]
    inside = [
        (len(point), kind) for point, kind in mounts if folder.is_relative_to(point.replace("\\040", " "))
    ]
    if inside and max(inside)[1] in NETWORK_FILES:
        raise StoreError(
            f"{folder} lies on a network disk, where a database is not safe. Set COMITY_HOME to a local folder.",
            code="network-disk",
        )
