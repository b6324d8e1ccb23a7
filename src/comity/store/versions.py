"""The versions of Comity that a node has installed beside each other, and the pointer to the one that runs.

COMITY_HOME/versions/1.2.0/ holds `src`, `requirements` and a `.venv` of its own; `current` beside it names the version.
The first installation, a clone with its .venv, is none of them: it runs where no newer one is named, and hands over
to the one that is.
"""

import importlib.metadata
import os
import re
import secrets
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from comity.store.bundle import LOCK, Bundle, Progress, number
from comity.store.errors import StoreError
from comity.store.home import write_atomically

FOLDER, POINTER = "versions", "current"
# Set for a process that must run the code it was started with, whichever is current.
THIS_VERSION = "COMITY_THIS_VERSION"
_DRAFT = ".draft-"
_PINNED = re.compile(rb"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Version:
    """An installed version. root: its folder."""

    name: str
    root: Path

    @property
    def python(self) -> Path:
        """The interpreter that finds its source and its packages, and nothing else."""
        return self.root / ".venv" / "bin" / "python"

    def command(self, *words: str) -> list[str]:
        """One of its modules as the system starts it: `command("comity.cli", "up")`."""
        return [str(self.python), "-m", *words]


def environment() -> dict[str, str]:
    """Our environment without what would lead another version to our source."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}


def installed(home: Path, name: str) -> Version | None:
    """That version, where it is whole."""
    version = Version(name, home / FOLDER / name)
    return version if version.python.exists() else None


def current(home: Path) -> Version | None:
    """The version that the pointer names; None where it names none that is there."""
    try:
        name = (home / FOLDER / POINTER).read_text().strip()
        number(name)
    except (OSError, StoreError):
        return None
    return installed(home, name)


def newer(home: Path, than: str) -> Version | None:
    """The current version, where it is newer than the code that asks.

    A clone that was brought up to date by hand runs itself: an older pointer never wins.
    """
    found = current(home)
    return found if found is not None and number(found.name) > number(than) else None


def point(home: Path, name: str) -> None:
    """Make it the current version: one rename, so that it is either the former or this one."""
    write_atomically(home / FOLDER / POINTER, f"{name}\n".encode())


def hand_over(home: Path, than: str, words: Sequence[str]) -> None:
    """Become the current version's `comity` with the same words, where it is newer than ours; else return."""
    if os.environ.get(THIS_VERSION):
        return
    found = newer(home, than)
    if found is not None:
        os.execve(found.python, found.command("comity.cli", *words), environment())  # noqa: S606


def install(bundle: Bundle, home: Path, progress: Progress = lambda _bytes: None) -> Version:
    """Install a checked bundle beside what is there, whole or not at all.

    Raises: StoreError where its packages are neither ours nor in it, or do not fit their hashes.
    """
    folder, name = home / FOLDER, bundle.manifest.version
    folder.mkdir(mode=0o700, exist_ok=True)
    clear_drafts(home)
    draft = folder / f"{_DRAFT}{name}-{secrets.token_hex(4)}"
    try:
        draft.mkdir(mode=0o700)
        bundle.unpack(draft, progress)
        python = _environment(draft)
        if same_packages(bundle.lock()):
            _take_over_packages(python)
        else:
            install_packages(python, draft / LOCK, draft / "wheels")
            carry_pip(python)
        _put_on_path(python)
        shutil.rmtree(draft / "wheels", ignore_errors=True)
        shutil.rmtree(folder / name, ignore_errors=True)
        draft.rename(folder / name)
    except OSError as error:
        raise StoreError(f"The version could not be installed ({error.strerror}).", code="install") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Version(name, folder / name)


def clear_drafts(home: Path) -> None:
    """Take away what a killed installation had begun."""
    for each in (home / FOLDER).glob(f"{_DRAFT}*"):
        shutil.rmtree(each, ignore_errors=True)


def keep_only(home: Path, names: Sequence[str]) -> None:
    """Delete the other versions: the present and the former one are enough."""
    for each in (home / FOLDER).iterdir():
        if each.is_dir() and each.name not in names:
            shutil.rmtree(each, ignore_errors=True)


def same_packages(lock: bytes) -> bool:
    """Are the packages of this lock exactly those that we run with?"""
    ours = ROOT / LOCK
    if not ours.exists() or ours.read_bytes() != lock:
        return False
    pinned: dict[bytes, set[bytes]] = {}
    for name, version in _PINNED.findall(lock):
        pinned.setdefault(name, set()).add(version)  # several where each is for other versions of Python
    for name, versions in pinned.items():
        try:
            if importlib.metadata.version(name.decode()).encode() not in versions:
                return False
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system
    return True


def install_packages(python: Path, lock: Path, wheels: Path) -> None:
    """Install what a lock names from a folder of wheels: nothing is fetched, no byte differs from its hash.

    Raises: StoreError with pip's last words.
    """
    strict = ["--no-index", "--require-hashes", "--only-binary", ":all:", "--no-deps", "--no-compile"]
    quiet = ["--disable-pip-version-check", "--quiet", "--no-input"]
    done = subprocess.run(
        [*_pip(), "--python", str(python), "install", *strict, *quiet,
         "--find-links", str(wheels), "--requirement", str(lock)],
        env=environment() | {"PIP_CONFIG_FILE": os.devnull}, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        said = "\n".join(done.stderr.strip().splitlines()[-4:])
        raise StoreError(f"The packages of the new version could not be installed:\n{said}", code="packages")


def carry_pip(python: Path) -> None:
    """Our own pip for the new environment too, so that it can install the version after it. No lock names pip."""
    for each in Path(sysconfig.get_path("purelib")).glob("pip*"):
        if each.name == "pip" or each.name.startswith("pip-"):
            shutil.copytree(each, _packages_of(python) / each.name, copy_function=_link, dirs_exist_ok=True)


def _pip() -> list[str]:
    """The pip of our environment, or the system's where ours was made without. Raises: StoreError."""
    for python in (sys.executable, getattr(sys, "_base_executable", sys.executable)):
        command = [python, "-m", "pip"]
        if not subprocess.run([*command, "--version"], env=environment(), capture_output=True).returncode:
            return command
    raise StoreError(
        "This python3 has no pip. On Debian and Ubuntu: apt install python3-venv.", code="packages"
    )


def _environment(root: Path) -> Path:
    """A bare virtual environment in this folder; its interpreter. It works wherever the folder is moved to."""
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(root / ".venv")],
        env=environment(), capture_output=True, text=True,
    )  # fmt: skip
    if made.returncode:
        raise StoreError(f"python3 cannot make a virtual environment:\n{made.stderr.strip()}", code="venv")
    return root / ".venv" / "bin" / "python"


def _packages_of(python: Path) -> Path:
    (found,) = (python.parents[1] / "lib").glob("python*/site-packages")
    return found


def _take_over_packages(python: Path) -> None:
    """The packages that we run with, for the new environment too: hard links where the disk is the same."""
    for source in {Path(sysconfig.get_path(each)) for each in ("purelib", "platlib")}:
        target = _packages_of(python)
        shutil.copytree(
            source, target, copy_function=_link, dirs_exist_ok=True, symlinks=True,
            ignore=shutil.ignore_patterns("comity.pth", "__pycache__"),
        )  # fmt: skip


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _put_on_path(python: Path) -> None:
    """Our source by a line that leads from the packages to it, wherever the folder stands."""
    packages = _packages_of(python)
    source = python.parents[2] / "src"
    (packages / "comity.pth").write_text(os.path.relpath(source, packages) + "\n")
