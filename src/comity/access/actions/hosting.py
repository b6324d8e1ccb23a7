"""A bureau begins on this node: several verbs in the order a new node needs them, in one transaction."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.access.actions.officers import Enrolled, OfficerDraft, enrol_officer
from comity.access.actions.roles import grant_role
from comity.access.actions.units import UnitDraft, open_unit
from comity.access.actors import for_node
from comity.access.models import Unit
from comity.access.roles import Role, UnitKind
from comity.bureaus import actions as bureaus
from comity.bureaus import countries
from comity.bureaus.details import Details
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.kit.errors import Refused

HIGHEST_CLEARANCE = 3


def host(code: str, kind: BureauKind, details: Details, *, first: OfficerDraft) -> Enrolled:
    """A bureau begins, or gets another security officer: all or nothing.

    details: for all but members, whose details the directory knows. Raises: Refused, Invalid, NotAllowed.
    """
    with transaction.atomic():
        _begin(code, kind, details)
        return _enrol(code, first)


def _begin(code: str, kind: BureauKind, details: Details) -> None:
    """The bureau stands in the directory and is hosted here; a member with the directory's own details."""
    centre = Bureau.objects.filter(kind=BureauKind.CENTRE).first()
    if centre is None and kind is not BureauKind.CENTRE:
        raise Refused(
            _(
                "Begin with the centre: comity host CEN --kind centre --name “...”. On a bureau's own node: "
                "comity directory trust, then comity directory refresh."
            ),
            code="no-centre",
        )
    by = for_node(code if centre is None else centre.code)
    if kind is BureauKind.MEMBER:
        if code not in {member.code for member in countries.members()}:
            raise Refused(_("This is no member's code. Name its kind."), code="no-member")
        bureaus.load_members(by=by)
    elif not Bureau.objects.filter(pk=code).exists():
        bureaus.admit(code, kind, replace(details, hosted=True), by=by)
    bureau = Bureau.objects.get(pk=code)
    if not bureau.hosted:
        bureaus.change(bureau, replace(bureau.details, hosted=True), by=by, seen=bureau.version)


def _enrol(code: str, first: OfficerDraft) -> Enrolled:
    """The bureau's first unit where there is none, and a security officer in it."""
    by = for_node(code)
    top = Unit.objects.filter(bureau=code, parent=None).first()
    if top is None:
        name = Bureau.objects.get(pk=code).name
        draft = UnitDraft(name=name, kind=UnitKind.HEADQUARTERS, clearance=HIGHEST_CLEARANCE)
        top = open_unit(draft, parent=None, by=by)
    enrolled = enrol_officer(first, unit=top, by=by)
    grant_role(enrolled.officer, Role.SECURITY_OFFICER, begins_on=timezone.now().date(), by=by)
    return enrolled
