"""What wakes the courier: a commit that left it something, an answer that came; else it looks each second anyway.

PostgreSQL rings (the migration `waking`): whoever writes cannot forget to, and it is heard after the commit.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

import psycopg
from django.db import Error, connection

P = ParamSpec("P")
R = TypeVar("R")

CHANNEL = "comity_courier"  # as in the migration
LISTEN_S, TROUBLE_S = 1.0, 5.0
BELL = threading.Event()


class Threads(ThreadPoolExecutor):
    """Threads that ring when a job is done."""

    def submit(self, job: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        future = super().submit(job, *args, **kwargs)
        future.add_done_callback(lambda _done: BELL.set())
        return future


def listen(ended: threading.Event) -> None:
    """In a thread of its own, with a connection of its own: ring for every commit that leaves the courier something."""
    while not ended.is_set():
        try:
            connection.ensure_connection()
            connection.connection.execute(f"LISTEN {CHANNEL}")
            while not ended.is_set():
                for _rung in connection.connection.notifies(timeout=LISTEN_S, stop_after=1):
                    BELL.set()
        except (Error, psycopg.Error):  # the courier itself says that the database is gone
            connection.close()
            ended.wait(TROUBLE_S)
    connection.close()
