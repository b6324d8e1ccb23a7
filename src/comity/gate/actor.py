"""What an actor must be for the gate: a protocol, so that the gate knows no officers and no tables."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes."""


@dataclass(frozen=True, slots=True)
class Denied:
    """No: why, as a sentence, a machine code, and what would open it."""

    code: str
    reason: str | Promise
    opens: str | Promise = ""

    def __bool__(self) -> bool:
        """False, so that `if actor.may(...)` means what it says."""
        return False


Decision = Allowed | Denied


class Actor(Protocol):
    """Who acts: an officer in a session, or a connected system that names its human."""

    @property
    def bureau(self) -> str: ...
    @property
    def unit(self) -> UUID | None: ...
    @property
    def officer(self) -> UUID | None: ...
    @property
    def token(self) -> UUID | None: ...
    @property
    def function(self) -> str:
        """What other bureaus see instead of a name: "border guard"."""

    @property
    def acting(self) -> str:
        """The human a connected system names in its call; empty for an officer."""

    @property
    def terminal(self) -> str: ...
    @property
    def databases(self) -> frozenset[int] | None:
        """The codes of the databases in this actor's scope; None is all."""

    @property
    def clearance(self) -> int:
        """Highest marking this actor may see: 1 official use, 2 restricted, 3 confidential."""

    @property
    def epoch(self) -> int:
        """The access epoch at which this actor was read (see access)."""

    def may(
        self, right: str, *, database: int | None = None, purpose: str | None = None, now: datetime
    ) -> Decision: ...
