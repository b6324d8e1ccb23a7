"""The units of a bureau as a tree, with what each may do in the end. Reads only."""

from dataclasses import dataclass

from comity.access.actors import scope_of
from comity.access.models import Unit
from comity.access.scope import WIDEST, Scope, narrower
from comity.gate.actor import Actor


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit, how deep it stands, and its scope after everything above it. within_reach: of the reader."""

    unit: Unit
    depth: int
    scope: Scope
    within_reach: bool


def tree_of(actor: Actor) -> list[Branch]:
    """Every unit of the actor's bureau, each below its parent, by name."""
    children: dict[object, list[Unit]] = {}
    for unit in Unit.visible_to(actor).order_by("name", "pk"):
        children.setdefault(unit.parent_id, []).append(unit)
    found: list[Branch] = []

    def climb(parent: object, depth: int, above: Scope, reached: bool) -> None:
        for unit in children.get(parent, ()):
            scope = narrower(above, scope_of(unit))
            within = reached or actor.unit is None or unit.id == actor.unit
            found.append(Branch(unit, depth, scope, within))
            climb(unit.id, depth + 1, scope, within)

    climb(None, 0, WIDEST, reached=False)
    return found


def units_within_reach(actor: Actor) -> list[Unit]:
    """The open units this actor administers."""
    return [branch.unit for branch in tree_of(actor) if branch.within_reach and not branch.scope.closed]
