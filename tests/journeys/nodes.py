"""Commands and whole nodes as an operator starts them, in a home of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

COMITY = "import sys; from comity.cli.main import main; sys.exit(main())"
SECOND_S = 120
SOON_S = 400  # ends waiting for what never comes; a busy machine needs a while


def free_port() -> str:
    """A port for a node of this process alone: other workers start nodes too."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


PORT = free_port()


def environment_of(home: Path) -> dict[str, str]:
    """A shell's environment with this home and nothing else of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    ours = {"COMITY_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path), "COMITY_WEB_WORKERS": "1"}
    return kept | ours


def comity(
    home: Path, *words: str, patience_s: int = SECOND_S, **more: str
) -> subprocess.CompletedProcess[str]:
    """The command as a shell would run it."""
    return subprocess.run(
        [sys.executable, "-c", COMITY, *words],
        env=environment_of(home) | more,
        capture_output=True,
        text=True,
        timeout=patience_s,
    )


def processes_of(home: Path) -> list[str]:
    """What still runs with this home in its environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"COMITY_HOME={home}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_text())
        except OSError:
            continue
    return found


def soon(question: Callable[[], object]) -> bool:
    deadline = time.monotonic() + SOON_S
    while not question() and time.monotonic() < deadline:
        time.sleep(0.05)
    return bool(question())


def kill_everything(home: Path) -> None:
    """The power fails: every process of this home ends at once."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"COMITY_HOME={home}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)
        except OSError:
            continue
