"""What was filled in becomes a message: read by its form, sent by the one way out. Writes nothing itself."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid
from comity.kit.language import spoken
from comity.messages import actions
from comity.messages.clocks import answer_by
from comity.messages.models import Message
from comity.messages.rules import Draft, Precedence
from comity.messages.structured.declared import FORMS, FormKind
from comity.messages.writing.typed import BY_SLUG, codes_in

HEAD = ("to", "case", "precedence")


def send_form(form: FormKind, values: Mapping[str, Any], head: Mapping[str, str], *, by: Actor) -> Message:
    """Send a filled form to the bureaus that are named. head: as typed, of HEAD. Raises: Invalid, NotAllowed."""
    now, errors = timezone.now(), []
    if not codes_in(head.get("to", "")):
        errors.append(FieldError("to", "required", _("Name at least one bureau.")))
    precedence = BY_SLUG.get(head.get("precedence", "") or Precedence.ROUTINE.slug)
    if precedence is None:
        errors.append(FieldError("precedence", "unknown", _("Choose how urgent it is.")))
    try:
        clean = form.read(values, today=now.date())
    except Invalid as refusal:
        errors += refusal.errors
    if errors or precedence is None:
        raise Invalid(errors)
    draft = Draft(
        kind=form.slug,
        version=form.version,
        to=codes_in(head["to"]),
        body=_body(clean),
        case=head.get("case", ""),
        precedence=precedence,
        expires_at=answer_by(precedence, now) if form.answered_by else None,
    )
    return actions.send(draft, by=by)


def answer_form(asked: Message, values: Mapping[str, Any], *, by: Actor) -> Message:
    """Answer a form by the form that answers it; the clock stops. Raises: Invalid, NotFound, Refused, NotAllowed."""
    form = FORMS[FORMS[asked.kind].answered_by]
    clean = form.read(values, today=timezone.now().date())
    return actions.answer(asked, _body(clean), by=by, kind=form.slug, version=form.version)


def _body(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"values": values, "language": spoken()}
