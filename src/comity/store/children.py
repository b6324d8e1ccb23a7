"""Child processes that never outlive us, whatever kills us."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1
LOG_BYTES = 10_000_000
LOOK_EVERY_S = 0.02

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


class _Undisturbed:
    """Holds our signals back for the moment in which a child is looked at.

    An exception raised there would leave the standard library's lock over the child taken for ever, and whoever waits
    for the child then waits for ever too. Signals reach the main thread alone, so a plain number is enough.
    """

    def __init__(self) -> None:
        self.depth, self.is_pending = 0, False

    def __enter__(self) -> None:
        self.depth += 1

    def __exit__(self, *_raised: object) -> None:
        self.depth -= 1
        if not self.depth and self.is_pending:
            self.is_pending = False
            raise KeyboardInterrupt


_undisturbed = _Undisturbed()


def interrupt(_number: int = 0, _frame: object = None) -> None:
    """End what runs as Ctrl-C does: at once, or after the look at a child that it would disturb."""
    if _undisturbed.depth:
        _undisturbed.is_pending = True
    else:
        raise KeyboardInterrupt


def has_ended(child: Child) -> bool:
    """Has this child ended? Then its return code is known. Never ask a child's own `poll` or `wait`."""
    with _undisturbed:
        return child.poll() is not None


def stop_child(child: Child, *steps: tuple[signal.Signals, float]) -> None:
    """Send each signal in turn, waiting so many seconds after it, and SIGKILL at last. Returns when it is gone."""
    for number, patience_s in steps:
        if has_ended(child):
            return
        with _undisturbed:  # sending looks at the child too
            child.send_signal(number)
        until = time.monotonic() + patience_s
        while not has_ended(child) and time.monotonic() < until:
            time.sleep(LOOK_EVERY_S)
    if not has_ended(child):
        with _undisturbed:
            child.kill()
        while not has_ended(child):
            time.sleep(LOOK_EVERY_S)


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


def last_words(done: "subprocess.CompletedProcess[str]", count: int = 5) -> str:
    """The end of what a command said, for the sentence that says why it failed: of its errors where it wrote any."""
    return "\n".join((done.stderr or done.stdout).strip().splitlines()[-count:])


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
