"""Open, change and close units. Source: RPD Art. 21; practice 5."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.access.actors import DEEPEST, scope_of, unit_path
from comity.access.models import Unit
from comity.access.reach import require_reach
from comity.access.roles import QueryKind, UnitKind
from comity.access.scope import Scope, effective, narrower
from comity.bureaus.models import Bureau
from comity.bureaus.purposes import AUTHORISED
from comity.gate import epoch
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid, NotAllowed, Refused, invalid
from comity.kit.text import clean_line

T = TypeVar("T")
LONGEST_NAME = 120
LONGEST_TELEPHONE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDraft:
    """What is said of a unit. None in a list: as the unit above; at the top, all. ends_on: last day, inclusive.

    hours_from, hours_to: in the bureau's own time, both or neither.
    """

    name: str
    kind: UnitKind
    place: str = ""
    telephone: str = ""
    databases: Sequence[int] | None = None
    purposes: Sequence[str] | None = None
    query_kinds: Sequence[QueryKind] | None = None
    full_view: bool = True
    clearance: int = 1
    ends_on: date | None = None
    hours_from: time | None = None
    hours_to: time | None = None


@action("access.open_unit")
def open_unit(act: ActDraft, draft: UnitDraft, *, parent: Unit | None, by: Actor) -> Unit:
    """Open a unit below another; without one, the top of a bureau that has none yet.

    Raises: Invalid, also where it would exceed the unit above; NotAllowed out of reach; Refused for a second top.
    """
    if parent is None:
        if by.unit is not None or Unit.objects.filter(bureau=by.bureau, parent=None).exists():
            raise Refused(
                _("A bureau has one unit at the top. Open this one below another."), code="unit-top"
            )
    else:
        require_reach(by, parent.id)
    unit = Unit(bureau=Bureau.objects.get(pk=by.bureau), parent=parent)
    _write(unit, draft)
    unit.save(force_insert=True)
    act.about = str(unit.id)
    return unit


@action("access.change_unit")
def change_unit(act: ActDraft, unit: Unit, draft: UnitDraft, *, by: Actor) -> Unit:
    """Change what a unit is and may; everything below it is cut down at once.

    The scope is changed from above: nobody widens the unit he or she works in, but at the top of the bureau.
    """
    require_reach(by, unit.id if unit.parent_id is None else unit.parent_id)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.closed_at is not None:
        raise Refused(_("This unit is closed."), code="unit-closed")
    _write(unit, draft)
    unit.save()
    act.about = str(unit.id)
    epoch.bump()
    return unit


@action("access.close_unit")
def close_unit(act: ActDraft, unit: Unit, *, reason: str, by: Actor) -> Unit:
    """Close a unit and with it all below: nobody there may do anything any more."""
    require_reach(by, unit.id)
    if by.unit == unit.id:
        raise NotAllowed(_("Nobody closes the unit he or she works in."), code="unit-own")
    act.about, act.reason = str(unit.id), clean_line(reason, field="reason", longest=200)
    if not act.reason:
        raise invalid("reason", "required", _("Write the reason."))
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.closed_at is None:
        unit.closed_at = timezone.now()
        unit.save(update_fields=["closed_at"])
    epoch.bump()
    return unit


def _write(unit: Unit, draft: UnitDraft) -> None:
    unit.name = clean_line(draft.name, field="name", longest=LONGEST_NAME)
    unit.place = clean_line(draft.place, field="place", longest=LONGEST_NAME)
    unit.telephone = clean_line(draft.telephone, field="telephone", longest=LONGEST_TELEPHONE)
    unit.kind = draft.kind
    unit.databases = _list(draft.databases)
    unit.purposes = _list(draft.purposes)
    unit.query_kinds = _list(draft.query_kinds)
    unit.full_view, unit.clearance, unit.ends_on = draft.full_view, draft.clearance, draft.ends_on
    unit.hours_from, unit.hours_to = draft.hours_from, draft.hours_to
    _check(unit)


def _list(values: Sequence[T] | None) -> list[T] | None:
    return None if values is None else list(values)


def _check(unit: Unit) -> None:
    errors = []
    if not unit.name:
        errors.append(FieldError("name", "required", _("Write the name of the unit.")))
    elif Unit.objects.filter(bureau=unit.bureau, name=unit.name).exclude(pk=unit.pk).exists():
        errors.append(FieldError("name", "taken", _("Your bureau has a unit of this name.")))
    if not 1 <= unit.clearance <= 3:
        errors.append(FieldError("clearance", "clearance-range", _("Choose a marking from the list.")))
    if (unit.hours_from is None) != (unit.hours_to is None) or (
        unit.hours_from and unit.hours_from == unit.hours_to
    ):
        message = _("Write when the unit begins and when it ends, or neither.")
        errors.append(FieldError("hours_to", "hours", message))
    if set(unit.purposes or ()) - set(AUTHORISED):
        errors.append(FieldError("purposes", "purpose-unknown", _("Choose purposes from the list.")))
    path = [] if unit.parent_id is None else unit_path(unit.parent_id)
    if len(path) >= DEEPEST - 1:
        errors.append(FieldError("parent", "too-deep", _("The tree of units is too deep here.")))
    if not errors:
        errors += _exceeding(scope_of(unit), effective(scope_of(each) for each in path))
    if errors:
        raise Invalid(errors)


def _exceeding(own: Scope, above: Scope) -> list[FieldError]:
    """Where a scope written down asks for more than the unit above has. What is left open never does."""
    cut = narrower(own, above)
    message = _("The unit above is not authorised for this.")
    fields = {
        "databases": "databases",
        "purposes": "purposes",
        "kinds": "query_kinds",
        "full_view": "full_view",
    }
    fields |= {"clearance": "clearance", "ends_on": "ends_on"}
    return [
        FieldError(field, "exceeds-parent", message)
        for part, field in fields.items()
        if getattr(own, part) is not None and getattr(own, part) != getattr(cut, part)
    ]
