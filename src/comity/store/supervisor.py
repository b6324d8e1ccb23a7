"""Keeps a few processes running: started in order, started again when they die, stopped in the reverse order."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from comity.store.children import Child
from comity.store.errors import StoreError

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 30.0
STEADY_S = 60.0  # a process that has run so long starts again without a pause
LOOK_EVERY_S = 0.1
HOUR_S, DAY_S = 60 * 60.0, 24 * 60 * 60.0


@dataclass(slots=True)
class Service:
    """One process to keep: how it starts (returning when it is of use) and how it stops."""

    name: str
    start: Callable[[], Child]
    stop: Callable[[Child], None]
    child: Child | None = None
    pause_s: float = 0.0
    started: float = 0.0
    again_at: float = field(default=0.0)

    def begin(self) -> None:
        """Start it now."""
        self.child = self.start()
        self.started = time.monotonic()

    def end(self) -> None:
        """Stop it, and whatever it left in its session."""
        if self.child is not None:
            self.stop(self.child)
            self.sweep()
            self.child = None

    def sweep(self) -> None:
        """End what a killed process left behind: its children, in the session it led."""
        if self.child is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.child.pid, signal.SIGKILL)

    def keep(self, say: Callable[[str], None]) -> None:
        """Start it again if it died, after a pause that doubles while it keeps dying."""
        now = time.monotonic()
        if self.child is not None:
            if self.child.poll() is None:
                return
            self.sweep()
            say(f"{self.name} ended with status {self.child.returncode} and is started again.")
            steady = now - self.started > STEADY_S
            self.pause_s = 0.0 if steady else min(LONGEST_PAUSE_S, max(FIRST_PAUSE_S, self.pause_s * 2))
            self.child, self.again_at = None, now + self.pause_s
        if now >= self.again_at:
            try:
                self.begin()
            except StoreError as error:
                say(str(error))
                self.pause_s = min(LONGEST_PAUSE_S, max(FIRST_PAUSE_S, self.pause_s * 2))
                self.again_at = time.monotonic() + self.pause_s


@dataclass(slots=True)
class Errand:
    """What is done once a day beside the services. Each run must be short: the services wait for it."""

    run: Callable[[], None]
    next_at: float = 0.0

    def keep(self, say: Callable[[str], None]) -> None:
        """Do it if a day has passed. What fails is said, and tried again an hour later."""
        if time.monotonic() < self.next_at:
            return
        try:
            self.run()
            self.next_at = time.monotonic() + DAY_S
        except StoreError as error:
            say(str(error))
            self.next_at = time.monotonic() + HOUR_S


@contextmanager
def running(*services: Service) -> Iterator[None]:
    """Start the services in order; stop them in reverse order, those that died not at all."""
    try:
        for service in services:
            service.begin()
        yield
    finally:
        for service in reversed(services):
            service.end()


def watch(services: list[Service], say: Callable[[str], None], errands: Sequence[Errand] = ()) -> None:
    """Keep the services, and run the errands, until someone presses Ctrl-C or ends us (see `ending_on_signals`)."""
    with suppress(KeyboardInterrupt):
        while True:
            for service in services:
                service.keep(say)
            for errand in errands:
                errand.keep(say)
            time.sleep(LOOK_EVERY_S)


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """SIGTERM and a closed terminal end us as Ctrl-C does, so that everything is stopped in order."""
    numbers = (signal.SIGTERM, signal.SIGHUP) if threading.current_thread() is threading.main_thread() else ()
    former = {number: signal.signal(number, _interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt
