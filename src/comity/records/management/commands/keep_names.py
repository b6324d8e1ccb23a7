"""`comity keep_names`: a process of the node that keeps the index of names up with the database."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from comity.records.candidates.keeping import keep
from comity.records.candidates.proposing import names_folder

EVERY_S = 0.5


class Command(BaseCommand):
    help = "Keep the index of names up with the database, until SIGTERM."
    requires_migrations_checks = False

    def handle(self, *_args: Any, **_options: Any) -> None:
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_seen: ended.set())
        keep(names_folder(), every_s=EVERY_S, ended=ended)
