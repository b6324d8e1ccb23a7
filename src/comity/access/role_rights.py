"""Which right it takes to give or take a certain role: asked at the gate, never decided here."""

from comity.access.models import Grant
from comity.access.roles import Role
from comity.access.rules import ROLES
from comity.gate.action import require
from comity.gate.actor import Actor


def require_giving(by: Actor, role: Role) -> None:
    """Go on only if this actor may give that role. Raises: NotAllowed."""
    require(by, ROLES[role].given_under)


def require_taking(by: Actor, grant: Grant) -> None:
    """Go on only if this actor may take that role away. Raises: NotAllowed."""
    require(by, ROLES[Role(grant.role)].taken_under)
