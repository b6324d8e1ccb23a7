"""How far an administrator reaches: the own unit and all below it. At the top of the tree that is the bureau.

So the security officer of a unit is its local administrator, without a role of that name (practice 5).
"""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comity.access.actors import unit_path
from comity.access.models import Unit
from comity.gate.actor import Actor
from comity.kit.errors import NotAllowed, NotFound


def reaches(by: Actor, unit: UUID) -> bool:
    """Is that unit the actor's own or below it? The operator's console reaches all of the bureau it acts for."""
    path = unit_path(unit)
    if not path or path[-1].bureau_id != by.bureau:
        return False
    return by.unit is None or by.unit in {each.id for each in path}


def require_reach(by: Actor, unit: UUID) -> None:
    """Go on only within reach. Raises: NotFound in another bureau, NotAllowed elsewhere in the own one."""
    if reaches(by, unit):
        return
    if not Unit.visible_to(by).filter(pk=unit).exists():
        raise NotFound
    raise NotAllowed(
        _("You administer only your own unit and those below it."),
        code="unit-out-of-reach",
        opens=_("Ask the security officer of the unit above."),
    )
