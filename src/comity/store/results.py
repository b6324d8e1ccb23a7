"""What became of backups, copies and restore tests: one small file in the home, read by whoever must see it.

It stands in a file, not in the database: a lost database is when somebody wants to read it.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

from comity.store.errors import StoreError
from comity.store.home import write_atomically

FILE = "operation.json"
BACKUP, COPY, TEST, MAIL = "backup", "copy", "restore-test", "mail"
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Result:
    """How one step ended. at: when it began, aware. good_at: when it last began and ended well.

    code: "" where it ended well, otherwise why not. words: a sentence for the operator. facts: numbers of its own.
    """

    step: str
    at: datetime
    good: bool
    code: str = ""
    words: str = ""
    seconds: float = 0.0
    good_at: datetime | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def read_results(home: Path) -> dict[str, Result]:
    """By step; empty where nothing was ever done, or the file cannot be read."""
    try:
        found = json.loads((home / FILE).read_bytes())
        return {step: _result(step, told) for step, told in found.items()}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def note(home: Path, result: Result) -> Result:
    """Keep it; one that did not end well keeps when the step last did."""
    known = read_results(home)
    former = known.get(result.step)
    good_at = result.at if result.good else former.good_at if former else None
    kept = replace(result, good_at=good_at)
    told = {step: _told(each) for step, each in (known | {result.step: kept}).items()}
    write_atomically(home / FILE, json.dumps(told, indent=1).encode())
    return kept


@contextmanager
def noting(home: Path, step: str, clock: Clock) -> Iterator[dict[str, Any]]:
    """Do a step inside the block and keep how it ended; put its numbers into what is given. Raises what it raises."""
    facts: dict[str, Any] = {}
    at, begin = clock(), monotonic()

    def ended(**words: Any) -> None:
        note(home, Result(step, at, seconds=round(monotonic() - begin, 1), facts=facts, **words))

    try:
        yield facts
    except StoreError as error:
        ended(good=False, code=error.code, words=str(error))
        raise
    except BaseException as error:  # killed or broken: known all the same
        ended(good=False, code="broken", words=type(error).__name__)
        raise
    ended(good=True)


def _told(result: Result) -> dict[str, Any]:
    moments = {
        "at": result.at.isoformat(),
        "good_at": result.good_at.isoformat() if result.good_at else None,
    }
    return {name: value for name, value in asdict(result).items() if name != "step"} | moments


def _result(step: str, told: dict[str, Any]) -> Result:
    moments = {name: datetime.fromisoformat(told[name]) if told[name] else None for name in ("at", "good_at")}
    return Result(step, **(told | moments))
