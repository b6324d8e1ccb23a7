"""Child processes that never outlive us, whatever kills us."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1
LOG_BYTES = 10_000_000

Child = subprocess.Popen[bytes]


def start_child(
    command: Sequence[str],
    *,
    dies_with: signal.Signals,
    output: IO[bytes] | int | None = None,
    **options: Any,
) -> Child:
    """Start a direct child that gets the signal `dies_with` when the thread that started it ends.

    So start children from a thread that lives as long as the process. The child leads its own session: a key
    pressed in the terminal reaches us alone, and we stop the children in order.
    """
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=_tie_to(os.getpid(), dies_with),
        **options,
    )


def stop_child(child: Child, *steps: tuple[signal.Signals, float]) -> None:
    """Send each signal in turn, waiting so many seconds after it, and SIGKILL at last. Returns when it is gone."""
    for number, patience_s in steps:
        if child.poll() is not None:
            return
        child.send_signal(number)
        try:
            child.wait(patience_s)
        except subprocess.TimeoutExpired:
            continue
    if child.poll() is None:
        child.kill()
    child.wait()


def open_log(path: Path) -> IO[bytes]:
    """A log file to append to, readable by us alone; a long one begins anew and the former is kept once."""
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")


def last_lines(log: Path, count: int = 5) -> str:
    """The end of a log file, for the sentence that says why a child died."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
    except OSError:
        return ""


def die_with_parent() -> None:
    """Ask to be killed when our own parent ends. For children of children: nobody would wait for them to leave."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def _tie_to(parent: int, number: signal.Signals) -> Callable[[], None] | None:
    """What the child does before it becomes the program. It runs after the change of account, which would clear it."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # loaded here: between fork and exec nothing may load

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # we died in between, and the signal went to nobody
            os._exit(1)

    return tie
