"""`comity keep_courier`: the process of the node that carries messages to and from bureaus of other nodes."""

import os
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from comity.messages.courier.waking import BELL
from comity.messages.courier.working import keep

# Pages and questions come first where the processors are all busy. More comes together meanwhile, and is cheaper so.
YIELDS_BY = 5


class Command(BaseCommand):
    help = "Carry messages between this node and others, until SIGTERM."
    requires_migrations_checks = False

    def handle(self, *_args: Any, **_options: Any) -> None:
        ended = threading.Event()

        def end(*_seen: object) -> None:
            ended.set()
            BELL.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        os.nice(YIELDS_BY)
        keep(ended)
