"""Grant roles and take them away. A grant is dated and kept after its end."""

from datetime import date, timezone

from django.db.models import Q
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from comity.access.models import Grant, Officer
from comity.access.reach import require_reach
from comity.access.role_rights import require_giving, require_taking
from comity.access.roles import Role
from comity.access.rules import ROLES
from comity.gate import epoch
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotAllowed, NotFound, Refused, invalid
from comity.kit.text import clean_line


@action("access.grant_role")
def grant_role(
    act: ActDraft, officer: Officer, role: Role, *, begins_on: date, ends_on: date | None = None, by: Actor
) -> Grant:
    """Give an officer a role from one day to another, both inclusive, UTC. Never to oneself.

    Raises: NotAllowed, also where this role is given by others; Invalid; Refused when it is held already.
    """
    officer = _within_reach(officer, by)
    require_giving(by, role)
    if ends_on is not None and ends_on < begins_on:
        raise invalid("ends_on", "date-order", _("The last day must not be before the first."))
    today = clock.now().astimezone(timezone.utc).date()
    running = Grant.objects.filter(officer=officer, role=role, revoked_at=None)
    if running.filter(_overlapping(begins_on, ends_on), _not_over(today)).exists():
        raise Refused(_("The officer holds this role on these days already."), code="role-held")
    grant = Grant.objects.create(
        officer=officer, role=role, begins_on=begins_on, ends_on=ends_on, granted_by=by.officer
    )
    _note_second_factor(officer, today)
    act.about, act.reason = str(officer.id), f"{role.name}:{begins_on}:{ends_on or ''}"
    epoch.bump()
    return grant


@action("access.revoke_role")
def revoke_role(act: ActDraft, grant: Grant, *, reason: str, by: Actor) -> Grant:
    """Take a role away from now on. Raises: NotFound, NotAllowed, Refused when it has been taken already."""
    officer = _within_reach(grant.officer, by)
    require_taking(by, grant)
    now = clock.now()
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    if grant.revoked_at is not None:
        raise Refused(_("This role has been taken away already."), code="role-revoked")
    grant.revoked_at = now
    grant.save(update_fields=["revoked_at"])
    _note_second_factor(officer, now.astimezone(timezone.utc).date())
    act.about = f"{officer.id}:{Role(grant.role).name}"
    act.reason = clean_line(reason, field="reason", longest=200)
    epoch.bump()
    return grant


def _within_reach(officer: Officer, by: Actor) -> Officer:
    found = Officer.visible_to(by).filter(pk=officer.pk).select_for_update().first()
    if found is None:
        raise NotFound
    require_reach(by, found.unit_id)
    if found.id == by.officer:
        raise NotAllowed(_("Nobody changes the own roles."), code="officer-self")
    return found


def _not_over(today: date) -> Q:
    return Q(ends_on=None) | Q(ends_on__gte=today)


def _overlapping(begins_on: date, ends_on: date | None) -> Q:
    later = Q(ends_on=None) | Q(ends_on__gte=begins_on)
    return later if ends_on is None else later & Q(begins_on__lte=ends_on)


def _note_second_factor(officer: Officer, today: date) -> None:
    """Remember on the officer whether sign-in must ask for more than a password."""
    roles = Grant.objects.filter(_not_over(today), officer=officer, revoked_at=None).values_list(
        "role", flat=True
    )
    officer.must_have_second_factor = any(ROLES[Role(role)].second_factor for role in roles)
    officer.save(update_fields=["must_have_second_factor"])
