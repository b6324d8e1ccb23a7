"""Notes of programs: send one, with files that were uploaded before."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Schema, Status
from pydantic import Field

from comity.bureaus.regions import Region
from comity.gate.door import actor_of
from comity.messages import actions
from comity.messages.api.mailbox import WholeMessageOut, whole
from comity.messages.api.mailbox import router as router
from comity.messages.clocks import answer_by
from comity.messages.files.door import MEDIA_TYPE
from comity.messages.kinds import LONGEST_TEXT
from comity.messages.models import Message
from comity.messages.notes import NOTE, note_body
from comity.messages.proving import prove
from comity.messages.rules import LONGEST_CASE, MOST_ADDRESSEES, MOST_FILES, Draft
from comity.messages.writing.typed import ALL, BY_SLUG


class NoteIn(Schema):
    """A note in free words. to: codes of bureaus. language: ISO 639, of the text. precedence: routine, priority, urgent
    or flash. answer: is one asked for, in the time of the precedence? files: ids of uploaded files, in their order.
    group: all, africa, americas, asia, europe or oceania, besides `to`; needs `messages.broadcast`. attention: a
    function there (docs/spec/message.md), unit: in the other bureau's words.
    """

    to: list[str] = Field([], max_length=MOST_ADDRESSEES)
    group: str = Field("", pattern="^(all|africa|americas|asia|europe|oceania)?$")
    attention: str = Field("", max_length=40)
    unit: str = Field("", max_length=80)
    subject: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    language: str = Field("en", pattern="^[a-z]{2,3}$")
    case: str = Field("", max_length=LONGEST_CASE)
    precedence: str = Field("routine", pattern="^(routine|priority|urgent|flash)$")
    answer: bool = False
    reply_to: UUID | None = None
    files: list[UUID] = Field([], max_length=MOST_FILES)


@router.post(
    "/{uuid:id}/proof",
    summary="A conversation as a signed file",
    operation_id="prove_message",
    openapi_extra={
        "responses": {200: {"description": "OK", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}
    },
)
def prove_message(request: HttpRequest, id: UUID, alone: bool = False) -> HttpResponse:
    """Signed by your bureau; `comity seal verify FILE` checks it anywhere. alone: this message, without the others."""
    actor = actor_of(request)
    chosen = get_object_or_404(Message.visible_to(actor), pk=id)
    answer = HttpResponse(prove(chosen, alone=alone, by=actor), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="comity-{chosen.pk}.proof"'
    return answer


@router.post("", response={201: WholeMessageOut}, summary="Send a note", operation_id="send_note")
def send_note(request: HttpRequest, note: NoteIn) -> Status[WholeMessageOut]:
    """Sent at once; how far it comes stands in `deliveries`. It is no reviewed notice or diffusion."""
    actor, precedence = actor_of(request), BY_SLUG[note.precedence]
    version, body = note_body(note.subject, note.text, note.language, note.attention, note.unit)
    draft = Draft(
        kind=NOTE,
        version=version,
        to=tuple(note.to),
        body=body,
        case=note.case,
        precedence=precedence,
        expires_at=answer_by(precedence, timezone.now()) if note.answer else None,
        reply_to=note.reply_to,
        files=tuple(note.files),
    )
    if not note.group:
        return Status(201, whole(actions.send(draft, by=actor), actor))
    region = None if note.group == ALL else Region(note.group)
    return Status(201, whole(actions.broadcast(draft, region, by=actor), actor))
