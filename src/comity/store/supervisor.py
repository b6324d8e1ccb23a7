"""Keeps a few processes running: started in order, started again when they die, stopped in the reverse order."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from comity.store.children import Child, has_ended, interrupt, stop_child
from comity.store.errors import StoreError

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 30.0
STEADY_S = 60.0  # a process that has run so long starts again without a pause
LOOK_EVERY_S = 0.1
LOOK_FOR_CHORES_S, CHORE_GRACE_S = 30.0, 20.0
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
            if not has_ended(self.child):
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


@dataclass(slots=True)
class Chore:
    """Long work in a process of its own, begun when it is due; the services do not wait for it.

    is_due: asked twice a minute; what it raises is said. start: gives the process, which ends by itself.
    """

    name: str
    is_due: Callable[[], bool]
    start: Callable[[], Child]
    child: Child | None = None
    look_at: float = 0.0

    def keep(self, say: Callable[[str], None]) -> None:
        """Begin it if it is due and does not run."""
        if self.child is not None:
            if not has_ended(self.child):
                return
            if self.child.returncode:
                say(f"{self.name} ended with status {self.child.returncode}; its log says why.")
            self.child = None
        if time.monotonic() < self.look_at:
            return
        self.look_at = time.monotonic() + LOOK_FOR_CHORES_S
        try:
            if self.is_due():
                self.child = self.start()
        except StoreError as error:
            say(str(error))

    def end(self) -> None:
        """Stop it; what it has not finished is begun anew another time."""
        if self.child is not None:
            stop_child(self.child, (signal.SIGTERM, CHORE_GRACE_S))
            self.child = None


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


def watch(
    services: list[Service],
    say: Callable[[str], None],
    beside: Sequence[Errand | Chore] = (),
    *,
    until: Callable[[], bool] = lambda: False,
) -> bool:
    """Keep the services, and what runs beside them, until someone presses Ctrl-C or ends us (`ending_on_signals`).

    until: asked all the time; True ends the watch too, and is what we return.
    """
    try:
        while not until():
            for each in (*services, *beside):
                each.keep(say)
            time.sleep(LOOK_EVERY_S)
        return True
    except KeyboardInterrupt:
        return False
    finally:
        for each in beside:
            if isinstance(each, Chore):
                each.end()


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """SIGTERM and a closed terminal end us as Ctrl-C does, so that everything is stopped in order."""
    ours = threading.current_thread() is threading.main_thread()
    numbers = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT) if ours else ()
    former = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
