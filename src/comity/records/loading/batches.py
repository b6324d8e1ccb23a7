"""A file as batches of accepted rows, made one batch ahead: the store writes while the next batch is read."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from comity.kit.errors import Invalid
from comity.records.accept import Accepted
from comity.records.loading.copying import Copied
from comity.records.loading.files import Line

BATCH_ROWS = 2_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ready:
    """An accepted row with its line, written out for COPY."""

    line: int
    accepted: Accepted
    copied: Copied


@dataclass(slots=True)
class Batch:
    """What became of the next rows of a file. last: line of the last one."""

    rows: list[Ready] = field(default_factory=list)
    refused: list[tuple[int, Invalid]] = field(default_factory=list)
    last: int = 0


def batches(
    rows: Iterator[Line], take: Callable[[Line], Accepted], write: Callable[[Accepted], Copied]
) -> Iterator[Batch]:
    """The rows in batches. take: raises Invalid for a row that is refused."""
    while lines := list(islice(rows, BATCH_ROWS)):
        batch = Batch(last=lines[-1][0])
        for line in lines:
            try:
                accepted = take(line)
            except Invalid as refusal:
                batch.refused.append((line[0], refusal))
            else:
                batch.rows.append(Ready(line[0], accepted, write(accepted)))
        yield batch


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, each made in a second thread while the caller works on the one before.

    They must not touch the store. The reader's language goes along.
    """
    context = copy_context()

    def make() -> T | None:
        return next(items, None)

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="rows") as worker:
        waiting = worker.submit(context.run, make)
        while (item := waiting.result()) is not None:
            waiting = worker.submit(context.run, make)
            yield item
