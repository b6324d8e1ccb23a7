"""The system as an actor: clocks that run without a person. It may what its maker lists, nothing else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comity.gate import epoch
from comity.gate.actor import Allowed, Decision, Denied


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemActor:
    """A clock of one bureau. rights: the verbs it runs."""

    bureau: str
    rights: frozenset[str]
    epoch: int
    function: str = "clock"
    unit: UUID | None = None
    officer: UUID | None = None
    token: UUID | None = None
    acting: str = ""
    terminal: str = "worker"
    databases: frozenset[int] | None = None
    clearance: int = 3

    def may(
        self,
        right: str,
        *,
        database: int | None = None,  # noqa: ARG002  # the protocol's question
        purpose: str | None = None,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> Decision:
        return Allowed() if right in self.rights else Denied("system", "This clock runs other verbs.")


def clock_of(bureau: str, *rights: str) -> SystemActor:
    """A clock that acts for this bureau, now, with these rights."""
    return SystemActor(bureau=bureau, rights=frozenset(rights), epoch=epoch.current())


def node(*rights: str) -> SystemActor:
    """The node itself, for what it says in nobody's name: of no bureau, so that no bureau reads its acts."""
    return SystemActor(bureau="", rights=frozenset(rights), epoch=epoch.current(), function="node")
