"""Actors: officers in a session and programs with a token, read once and kept until the access epoch moves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from comity.access.models import Grant, Officer, Token, Unit
from comity.access.roles import QueryKind, Role
from comity.access.rules import Held, decide
from comity.access.scope import WIDEST, Scope, effective, narrower
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Hours, Standing, effective_standing
from comity.gate import epoch
from comity.gate.actor import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerActor:
    """Who acts, as the gate wants it (`comity.gate.actor.Actor`). Holds no name, so none can leak.

    token_rights: what a token was made for; None in a session. is_system: a connected system, whose human
    stands in `acting`. mandate_ends: last day, UTC. expires_at: of the token. time_zone: the bureau's.
    hours: when the unit works, or the nearest above it that says so; None is always.
    """

    bureau: str
    unit: UUID | None = None
    officer: UUID | None = None
    token: UUID | None = None
    function: str = ""
    acting: str = ""
    terminal: str = ""
    scope: Scope = WIDEST
    grants: Sequence[Held] = ()
    token_rights: frozenset[str] | None = None
    second_factor: bool = False
    is_system: bool = False
    bureau_standing: Standing = Standing.NORMAL
    mandate_ends: date | None = None
    expires_at: datetime | None = None
    epoch: int = 0
    time_zone: str = "UTC"
    hours: Hours | None = None

    @property
    def databases(self) -> frozenset[int] | None:
        return self.scope.databases

    @property
    def purposes(self) -> frozenset[str] | None:
        """The purposes in this actor's scope; None is all."""
        return self.scope.purposes

    @property
    def clearance(self) -> int:
        return self.scope.clearance

    @property
    def full_view(self) -> bool:
        """Sees whole records, not only hit or no hit."""
        return self.scope.full_view

    def standing(self, today: date) -> Standing:
        return effective_standing(self.bureau_standing, self.mandate_ends, today)

    def may(
        self, right: str, *, database: int | None = None, purpose: str | None = None, now: datetime
    ) -> Decision:
        return decide(self, right, database=database, purpose=purpose, now=now)


def for_node(bureau: str, *, terminal: str = "console") -> OfficerActor:
    """The operator at the node's own console: installs, enrols the first officers. Acts for a bureau it hosts."""
    grants = (Held(Role.OPERATOR, date.min),)
    return OfficerActor(
        bureau=bureau,
        function="operator",
        terminal=terminal,
        grants=grants,
        second_factor=True,
        epoch=epoch.current(),
    )


def of_officer(
    officer: UUID, *, second_factor: bool, terminal: str = "", fresh: bool = False
) -> OfficerActor | None:
    """An officer in a session; None when suspended or unknown. One small query while nothing changed."""
    seen, known = epoch.current(), _officers.get(officer)
    if fresh or known is None or known.epoch != seen:
        known = _read_officer(officer, seen)
        if known is None:
            _officers.pop(officer, None)
            return None
        if len(_officers) >= MOST_KEPT:
            _officers.clear()
        _officers[officer] = known
    return replace(known, second_factor=second_factor, terminal=terminal)


def of_token(token: Token, seen: int) -> OfficerActor:
    """What a token may, its officer's roles included. seen: the epoch read before the token was."""
    own = _own_scope(token.databases, token.purposes)
    unit = (
        token.unit_id if token.officer is None else token.officer.unit_id
    )  # the token moves with its officer
    actor = _in_unit(unit, token.officer, seen)
    return replace(
        actor,
        token=token.id,
        function=actor.function or "connected system",
        scope=narrower(actor.scope, own),
        token_rights=frozenset(token.rights),
        is_system=token.connected_system,
        expires_at=token.expires_at,
    )


MOST_KEPT = 10_000
_officers: dict[UUID, OfficerActor] = {}


def _read_officer(officer: UUID, seen: int) -> OfficerActor | None:
    row = Officer.objects.filter(pk=officer, is_active=True).first()
    return None if row is None else _in_unit(row.unit_id, row, seen)


def _in_unit(unit: UUID, officer: Officer | None, seen: int) -> OfficerActor:
    path = unit_path(unit)
    bureau = Bureau.objects.get(pk=path[-1].bureau_id)
    grants = () if officer is None else Grant.objects.filter(officer=officer, revoked_at=None)
    return OfficerActor(
        bureau=bureau.code,
        unit=unit,
        officer=None if officer is None else officer.id,
        function="" if officer is None else officer.function,
        scope=effective(scope_of(each) for each in path),
        grants=tuple(Held(Role(each.role), each.begins_on, each.ends_on) for each in grants),
        bureau_standing=Standing(bureau.standing),
        mandate_ends=bureau.mandate_ends,
        epoch=seen,
        time_zone=bureau.time_zone,
        hours=hours_of(path),
    )


def unit_path(unit: UUID) -> list[Unit]:
    """The unit and all above it, from the top of the tree. A tree has at most DEEPEST floors."""
    return list(Unit.objects.raw(_PATH, [unit, DEEPEST]))


def hours_of(path: Sequence[Unit]) -> Hours | None:
    """When the last unit of this path works: what it says, or the nearest above it that says anything."""
    return next((each.hours for each in reversed(path) if each.hours is not None), None)


DEEPEST = 20
_PATH = """
WITH RECURSIVE path AS (
    SELECT access_unit.*, 0 AS floor FROM access_unit WHERE id = %s
    UNION ALL
    SELECT above.*, path.floor + 1 FROM access_unit above JOIN path ON above.id = path.parent_id WHERE path.floor < %s
)
SELECT * FROM path ORDER BY floor DESC
"""


def scope_of(unit: Unit) -> Scope:
    """What the unit's own row says, before its parents cut it down."""
    scope = _own_scope(unit.databases, unit.purposes)
    kinds = None if unit.query_kinds is None else frozenset(QueryKind(kind) for kind in unit.query_kinds)
    return replace(
        scope,
        kinds=kinds,
        full_view=unit.full_view,
        clearance=unit.clearance,
        ends_on=unit.ends_on,
        closed=unit.closed_at is not None,
    )


def _own_scope(databases: Sequence[int] | None, purposes: Sequence[str] | None) -> Scope:
    return Scope(
        databases=None if databases is None else frozenset(databases),
        purposes=None if purposes is None else frozenset(purposes),
    )
