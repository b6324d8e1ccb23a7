"""Children are stopped whatever moment a signal chooses: the look at a child is never cut in two."""

import signal
import subprocess
import sys
import threading
import time
from unittest import mock

import pytest

from comity.store.children import has_ended, interrupt, start_child, stop_child
from comity.store.supervisor import ending_on_signals

SIGNALS = 200
SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)",
]


def test_a_signal_in_the_middle_of_a_look_waits_for_its_end() -> None:
    child = start_child(SLEEPS, dies_with=signal.SIGKILL)
    genuine = subprocess.Popen.poll

    def cut(self: subprocess.Popen[bytes]) -> int | None:
        signal.raise_signal(signal.SIGTERM)  # as if it came while the lock over the child is held
        return genuine(self)

    with ending_on_signals():
        with pytest.raises(KeyboardInterrupt), mock.patch.object(subprocess.Popen, "poll", cut):
            has_ended(child)
        assert not child._waitpid_lock.locked()  # type: ignore[attr-defined]
        stop_child(child, (signal.SIGTERM, 10))
    assert child.returncode == -signal.SIGTERM


def test_a_signal_outside_of_it_ends_us_at_once() -> None:
    with pytest.raises(KeyboardInterrupt), ending_on_signals():
        signal.raise_signal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        interrupt()


def test_a_child_that_does_not_listen_is_killed() -> None:
    child = start_child(DEAF, dies_with=signal.SIGKILL, output=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    stop_child(child, (signal.SIGTERM, 0.2))
    assert child.returncode == -signal.SIGKILL


def test_many_signals_while_a_child_is_watched_leave_nobody_waiting() -> None:
    """The race itself: a signal at any moment of a watcher that looks all the time, two hundred times.

    One signal for each time the watcher says it can bear one: a second would end this whole process.
    """
    child = start_child(SLEEPS, dies_with=signal.SIGKILL)
    main = threading.main_thread().ident
    assert main is not None
    can_bear, caught = False, 0

    def send() -> None:
        nonlocal can_bear
        for number in range(SIGNALS):
            while not can_bear:
                time.sleep(0.0001)
            can_bear = False
            time.sleep(number % 7 * 0.0001)
            signal.pthread_kill(main, signal.SIGTERM)

    sender = threading.Thread(target=send, daemon=True)
    with ending_on_signals():
        sender.start()
        while caught < SIGNALS:
            try:
                can_bear = True
                while True:
                    has_ended(child)
            except KeyboardInterrupt:
                caught += 1
        sender.join()
        stop_child(child, (signal.SIGTERM, 10))
    assert child.returncode == -signal.SIGTERM
