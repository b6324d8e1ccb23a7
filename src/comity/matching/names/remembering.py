"""What is remembered while one question is answered, and not a moment longer.

Fifty candidates share words with the question and with each other, so each word is read once. A memory that outlived
the question would answer sooner what somebody had asked before, and so tell the next asker that it was (practice 2).
What outlives a question here is the same in every process whatever was asked: the shipped files, read whole (`ready`).
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from itertools import count
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

# Of one function, while an index of millions is made; a question never comes near.
MOST = 1 << 18
_NUMBERS = count()
_how_many = 0


class _Memory:
    """by_function: results of each remembered function. by_holder: whatever an object keeps for the question."""

    __slots__ = ("by_function", "by_holder")

    def __init__(self) -> None:
        self.by_function: list[dict[Any, Any]] = [{} for _ in range(_how_many)]
        self.by_holder: dict[int, tuple[object, dict[Any, Any]]] = {}


class _Here(threading.local):
    memory: _Memory | None = None


_HERE = _Here()


@contextmanager
def remembering() -> Iterator[None]:
    """One question. Inside another one it is part of that one."""
    if _HERE.memory is not None:
        yield
        return
    _HERE.memory = _Memory()
    try:
        yield
    finally:
        _HERE.memory = None


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """Computed once a question for the same arguments, which are given by place. Outside one, each time."""
    global _how_many
    number = next(_NUMBERS)
    _how_many = number + 1

    @wraps(function)
    def asked(*said: P.args, **named: P.kwargs) -> R:
        memory = _HERE.memory
        if memory is None:
            return function(*said, **named)
        kept = memory.by_function[number]
        if said in kept:
            return cast(R, kept[said])
        if len(kept) >= MOST:
            kept.clear()
        found = kept[said] = function(*said, **named)
        return found

    asked.number = number  # type: ignore[attr-defined]
    return asked


def tell(function: Callable[..., R], found: "dict[tuple[Any, ...], R]") -> None:
    """Results of a remembered function that were worked out many at once. Outside a question they are lost."""
    if _HERE.memory is not None:
        _HERE.memory.by_function[function.number].update(found)  # type: ignore[attr-defined]


def is_known(function: Callable[..., Any], *said: Any) -> bool:
    """Was it worked out in this question?"""
    memory = _HERE.memory
    return memory is not None and said in memory.by_function[function.number]  # type: ignore[attr-defined]


def kept_by(holder: object) -> dict[Any, Any]:
    """What an object keeps for this question; outside one, an empty one each time."""
    memory = _HERE.memory
    if memory is None:
        return {}
    if id(holder) not in memory.by_holder:
        memory.by_holder[id(holder)] = holder, {}
    return memory.by_holder[id(holder)][1]
