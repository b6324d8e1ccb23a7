"""Notes of programs: send one, with files that were uploaded before."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema, Status
from pydantic import Field

from comity.gate.door import actor_of
from comity.messages import actions
from comity.messages.api.mailbox import WholeMessageOut, whole
from comity.messages.api.mailbox import router as router
from comity.messages.clocks import answer_by
from comity.messages.kinds import LONGEST_TEXT
from comity.messages.notes import NOTE
from comity.messages.rules import LONGEST_CASE, MOST_ADDRESSEES, MOST_FILES, Draft
from comity.messages.writing.typed import BY_SLUG


class NoteIn(Schema):
    """A note in free words. to: codes of bureaus. language: ISO 639, of the text. precedence: routine, priority, urgent
    or flash. answer: is one asked for, in the time of the precedence? files: ids of uploaded files, in their order.
    """

    to: list[str] = Field(min_length=1, max_length=MOST_ADDRESSEES)
    subject: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    language: str = Field("en", pattern="^[a-z]{2,3}$")
    case: str = Field("", max_length=LONGEST_CASE)
    precedence: str = Field("routine", pattern="^(routine|priority|urgent|flash)$")
    answer: bool = False
    reply_to: UUID | None = None
    files: list[UUID] = Field([], max_length=MOST_FILES)


@router.post("", response={201: WholeMessageOut}, summary="Send a note", operation_id="send_note")
def send_note(request: HttpRequest, note: NoteIn) -> Status[WholeMessageOut]:
    """Sent at once; how far it comes stands in `deliveries`. It is no reviewed notice or diffusion."""
    actor, precedence = actor_of(request), BY_SLUG[note.precedence]
    draft = Draft(
        kind=NOTE,
        to=tuple(note.to),
        body={"subject": note.subject, "text": note.text, "language": note.language},
        case=note.case,
        precedence=precedence,
        expires_at=answer_by(precedence, timezone.now()) if note.answer else None,
        reply_to=note.reply_to,
        files=tuple(note.files),
    )
    return Status(201, whole(actions.send(draft, by=actor), actor))
