"""Actors for tests of single rooms: they may everything, so that a test of rights never hides in another test."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from comity.gate.actor import Allowed, Decision, Denied


@dataclass(frozen=True)
class AnyActor:
    """An actor of a bureau. denied: rights this one lacks."""

    bureau: str = "FRA"
    unit: UUID | None = None
    officer: UUID | None = None
    token: UUID | None = None
    function: str = "border guard"
    acting: str = ""
    terminal: str = ""
    databases: frozenset[int] | None = None
    clearance: int = 3
    epoch: int = 1
    denied: frozenset[str] = frozenset()

    def may(
        self, right: str, *, database: int | None = None, purpose: str | None = None, now: datetime
    ) -> Decision:
        return Denied("role", "Your role may not.") if right in self.denied else Allowed()


AMINA = AnyActor(bureau="FRA", officer=uuid4(), function="desk officer")
BRUNO = AnyActor(bureau="ITA", officer=uuid4())
CHEN = AnyActor(bureau="CEN", officer=uuid4(), function="reviewer")
DALIA = AnyActor(bureau="UNM-A", officer=uuid4())


def without(actor: AnyActor, *rights: str) -> AnyActor:
    """The same actor with fewer rights."""
    return replace(actor, denied=frozenset(rights))
