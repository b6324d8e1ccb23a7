"""Programs: who they are (`TokenAuth`), what they may (`/me`), the units of their bureau."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.security.base import AuthBase

from comity.access.actors import OfficerActor
from comity.access.roles import UnitKind
from comity.access.rules import RIGHTS, roles_on
from comity.access.saved_views import Share, views_for
from comity.access.scope import Scope
from comity.access.tokens import actor_for, is_stale
from comity.access.tree import tree_of
from comity.gate.action import require
from comity.gate.door import actor_of

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class TokenAuth(AuthBase):
    """`Authorization: Bearer comity_...`; a connected system also sends `Acting-Officer` and `Terminal`.

    Sets `request.actor`. A page of a signed-in officer may read without a token, never change: these calls carry no
    CSRF token. Raises: NotSignedIn, NotAllowed.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_bearerFormat = "comity_<id>_<secret>"  # the name is OpenAPI's

    def __call__(self, request: HttpRequest) -> OfficerActor:
        header = request.headers.get("Authorization", "")
        if not header and request.method in SAFE_METHODS:
            session: OfficerActor | None = getattr(request, "actor", None)
            if session is not None:
                return session
        acting = request.headers.get("Acting-Officer", "")
        terminal = request.headers.get("Terminal", "")
        request.actor = None  # type: ignore[attr-defined]  # whoever sends a token is not the session's officer
        actor = actor_for(header, acting=acting, terminal=terminal)
        if is_stale(actor):
            actor = actor_for(header, acting=acting, terminal=terminal, fresh=True)
        request.actor = actor  # type: ignore[attr-defined]
        return actor


router = Router(tags=["access"])


class ScopeOut(Schema):
    """An authorisation. null in a list: all. clearance: 1 official use, 2 restricted, 3 confidential."""

    databases: list[int] | None
    purposes: list[str] | None
    query_kinds: list[str] | None
    full_view: bool
    clearance: int
    ends_on: date | None


class MeOut(ScopeOut):
    """Who asks, and what this caller may at this moment. expires_at: of the token, UTC."""

    bureau: str
    unit: UUID | None
    officer: UUID | None
    token: UUID | None
    acting_officer: str
    terminal: str
    function: str
    roles: list[str]
    rights: list[str]
    expires_at: datetime | None


class UnitOut(ScopeOut):
    """A unit of the own bureau, with what it may in the end."""

    id: UUID
    parent: UUID | None
    name: str
    kind: str
    place: str
    telephone: str
    closed: bool


class ViewOut(Schema):
    """A list as an officer left it. list: its slug; filters: as the list's address and its API operation say them.

    share: nobody, unit or bureau. own: made by the caller.
    """

    id: UUID
    name: str
    list: str
    address: str
    filters: dict[str, str]
    share: str
    own: bool
    created_at: datetime


@router.get("/me", response=MeOut, summary="Who asks, and what they may", operation_id="read_me")
def read_me(request: HttpRequest) -> MeOut:
    """The caller as this node knows it."""
    actor, now = _actor(request), timezone.now()
    return MeOut(
        **_scope(actor.scope),
        bureau=actor.bureau,
        unit=actor.unit,
        officer=actor.officer,
        token=actor.token,
        acting_officer=actor.acting,
        terminal=actor.terminal,
        function=actor.function,
        roles=[_slug(role) for role in sorted(roles_on(actor.grants, now.date()))],
        rights=[name for name in RIGHTS if actor.may(name, now=now)],
        expires_at=actor.expires_at,
    )


@router.get("/units", response=list[UnitOut], summary="The units of the bureau", operation_id="list_units")
def list_units(request: HttpRequest) -> list[UnitOut]:
    """Every unit of the caller's bureau, each below its parent."""
    actor = _actor(request)
    require(actor, "access.read_units")
    return [
        UnitOut(
            **_scope(branch.scope),
            id=branch.unit.id,
            parent=branch.unit.parent_id,
            name=branch.unit.name,
            kind=_slug(UnitKind(branch.unit.kind)),
            place=branch.unit.place,
            telephone=branch.unit.telephone,
            closed=branch.scope.closed,
        )
        for branch in tree_of(actor)
    ]


@router.get("/views", response=list[ViewOut], summary="Saved views", operation_id="list_views")
def list_views(request: HttpRequest) -> list[ViewOut]:
    """The lists that the caller kept, and that colleagues shared with its unit or bureau; by name."""
    actor = _actor(request)
    return [
        ViewOut(
            id=each.id,
            name=each.name,
            list=each.list,
            address=each.of.address(each.filters),
            filters=each.of.clean(each.filters),
            share=_slug(Share(each.share)),
            own=actor.officer is not None and each.officer == actor.officer,
            created_at=each.created_at,
        )
        for each in views_for(actor)
        if each.of is not None
    ]


def _actor(request: HttpRequest) -> OfficerActor:
    actor = actor_of(request)
    assert isinstance(actor, OfficerActor)  # TokenAuth and the middleware make no other
    return actor


def _scope(scope: Scope) -> dict[str, Any]:
    return {
        "databases": None if scope.databases is None else sorted(scope.databases),
        "purposes": None if scope.purposes is None else sorted(scope.purposes),
        "query_kinds": None if scope.kinds is None else [_slug(kind) for kind in sorted(scope.kinds)],
        "full_view": scope.full_view,
        "clearance": scope.clearance,
        "ends_on": scope.ends_on,
    }


def _slug(member: Any) -> str:
    return str(member.name).lower().replace("_", "-")
