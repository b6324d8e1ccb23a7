"""Notes with files, and drafts, for the walks. Import it once Django is set up."""

from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from comity.kit.ids import new_id
from comity.messages import actions
from comity.messages.files.stored import take
from comity.messages.files.uploading import upload
from comity.messages.models import Message, NoteDraft
from comity.messages.notes import NOTE
from comity.messages.rules import Draft
from comity.messages.structured.declared import FORMS
from comity.messages.structured.information import REQUEST
from comity.messages.structured.writing import send_form
from comity.messages.writing.drafting import save_draft
from tests.files import png

BODY = {"subject": "A lorry", "text": "Is it yours?"}
TYPED = {"to": "FRA DEU", "case": "C-1", "subject": "A lorry", "text": "Is it yours?"}


def uploaded(actor: Any, *, draft: UUID | None = None) -> UUID:
    """A picture that this actor's unit has uploaded and not sent."""
    return upload(take([png()]), name="lorry.png", draft=draft, by=actor).id


def sent_with_a_file(to: str, *, by: Any) -> Message:
    """A note that carries a picture."""
    return actions.send(Draft(kind=NOTE, to=(to,), body=BODY, files=(uploaded(by),)), by=by)


def drafted(actor: Any) -> UUID:
    """A draft of this actor's unit, with a picture."""
    row = save_draft(new_id(), TYPED, sitting=uuid4(), by=actor)
    uploaded(actor, draft=row.id)
    return row.id


def submitted(actor: Any) -> UUID:
    """A draft of this actor's unit that waits for the centre."""
    row = drafted(actor)
    NoteDraft.objects.filter(pk=row).update(submitted_at=timezone.now(), function=actor.function)
    return row


def information_asked(to: str, *, by: Any) -> Message:
    """A request for information that nobody has answered."""
    asked = {
        "wanted": "vehicle-holder",
        "subject": "AB-123-CD",
        "authority": "Invented police",
        "offence": "Theft of vehicles",
        "reason": "Seen at two thefts.",
        "use": "police-only",
    }
    return send_form(FORMS[REQUEST], asked, {"to": to, "precedence": "urgent"}, by=by)
