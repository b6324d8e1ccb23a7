"""Seals and opens files beside the courier's other work, one at a time: a gigabyte takes seconds, and nobody waits.

What runs in the thread touches no row; what came of it is written by verbs in the courier's own thread.
"""

import logging
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from comity.gate.system import SystemActor
from comity.kit.errors import Invalid, Refused
from comity.messages.courier import files_in, files_out
from comity.messages.courier.files_in import OpeningJob
from comity.messages.courier.files_out import SealingJob
from comity.messages.courier.waking import Threads
from comity.seal.errors import Refusal

log = logging.getLogger("comity.courier")
LOOK_AGAIN = timedelta(minutes=2)  # for room on the disk


@dataclass(slots=True)
class Workshop:
    """job: what is under way, and what comes of it."""

    threads: Threads = field(default_factory=lambda: Threads(1))
    job: tuple[SealingJob | OpeningJob, Future[Any]] | None = None
    rests_until: datetime | None = None

    def tick(self, now: datetime, by: SystemActor, *, is_due: bool = True) -> bool:
        """Note what is done and begin the next; was there anything? is_due: does a file wait?"""
        if self.job is not None:
            job, future = self.job
            if not future.done():
                return False
            self.job = None
            self._note(job, future, now, by)
            return True
        if not is_due or (self.rests_until is not None and now < self.rests_until):
            return False
        next_job = files_in.to_open() or files_out.to_seal(now)  # what came is worth more than what may wait
        if next_job is not None:
            self.job = next_job, self.threads.submit(next_job.run)
        return next_job is not None

    def _note(
        self, job: SealingJob | OpeningJob, future: Future[Any], now: datetime, by: SystemActor
    ) -> None:
        try:
            found = future.result()
        except Refused:  # no room on the disk
            self.rests_until = now + LOOK_AGAIN
        except FileNotFoundError:
            if isinstance(job, SealingJob):
                files_out.note_lost_file(job, by=by)
            else:
                files_in.begin_again(job, by=by)
        except OSError as error:  # the disk is full, or fails: what is sealed stays, and is tried again
            log.error("a file was neither sealed nor opened: %s", type(error).__name__)
            self.rests_until = now + LOOK_AGAIN
        except (Refusal, Invalid) as refusal:
            if isinstance(job, SealingJob):
                raise
            code = refusal.code if isinstance(refusal, Refusal) else refusal.detail_code
            files_in.refuse_file(job, code, by=by)
        else:
            if isinstance(job, SealingJob):
                files_out.note_sealed(job, found, by=by)
            else:
                files_in.hang_on(job, found, by=by)

    def finish(self, by: SystemActor) -> None:
        """Do all that there is to do, and close."""
        while self.tick(timezone.now(), by):
            if self.job is not None:
                wait([self.job[1]])
        self.close()

    def close(self) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)
