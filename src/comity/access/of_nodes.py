"""Who acts when a bureau's own node asks here on its behalf: what that node says it may, within what this node knows.

A bureau with its own node authorises its units there, as a hosted one does here; so what it says of a unit can only
narrow. Standing and mandate are this node's word, as the directory has them. Source: practice 5 and 9.
"""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID, uuid5

from comity.access.actors import OfficerActor
from comity.access.scope import Scope
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.gate import epoch

# Budgets of a bureau's own node are kept under an id made of the bureau's code: the node names its units itself.
NODES = UUID("6f1d2c5e-7d5b-5a3e-9c7c-0d6b0f6f4c11")


def purse_of(bureau: str) -> UUID:
    """Under which id everything that this bureau's own node asks is counted."""
    return uuid5(NODES, bureau)


def of_node(
    bureau: str,
    *,
    unit: UUID | None,
    function: str,
    databases: frozenset[int] | None,
    clearance: int,
    full_view: bool,
    rights: Collection[str],
) -> OfficerActor:
    """An officer of that bureau, whom only its own node knows by name. Raises: Bureau.DoesNotExist."""
    seen = (
        epoch.current()
    )  # before the bureau: a standing that changes in between is read again, never missed
    row = Bureau.objects.get(pk=bureau)
    actor = OfficerActor(
        bureau=row.code,
        unit=unit,
        token=purse_of(row.code),
        function=function,
        terminal=f"node {row.code}",
        scope=Scope(databases=databases, full_view=full_view, clearance=clearance),
        token_rights=frozenset(rights),
        is_system=True,
        bureau_standing=Standing(row.standing),
        mandate_ends=row.mandate_ends,
    )
    return replace(actor, epoch=seen, time_zone=row.time_zone)
