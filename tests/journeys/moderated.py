"""What tests do on nodes where a bureau's words wait for the centre: home, centre and addressee (federated.py)."""

from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, Standing
from comity.kit.ids import new_id
from comity.messages import actions
from comity.messages.courier.tables import Sent
from comity.messages.files.stored import take
from comity.messages.files.tables import Attachment
from comity.messages.files.uploading import upload
from comity.messages.models import Delivery, Message, NoteDraft
from comity.messages.moderation.centre import end_words
from comity.messages.rules import State
from comity.messages.writing.drafting import save_draft, send_draft
from comity.messages.writing.releasing import release, send_back, take_back, waiting
from tests.actors import AnyActor

UNIT = UUID(int=7)


def writer() -> AnyActor:
    """The desk officer of this node's bureau, in one unit: drafts belong to it."""
    return AnyActor(bureau=Bureau.objects.get(hosted=True).code, function="desk officer", unit=UNIT)


def moderate(centre: str, bureau: str, standing: str = "PRE_MODERATED") -> None:
    """What the directory says of the two, on this node."""
    Bureau.objects.filter(code=centre).update(kind=int(BureauKind.CENTRE))
    Bureau.objects.filter(code=bureau).update(standing=int(Standing[standing]))


def write(to: str, text: str, *, file: str = "", reply_to: str = "", **more: str) -> str:
    """A draft that goes to the centre; its id. file: what stands in one that hangs on it."""
    by = writer()
    typed = {"to": to, "subject": "A lorry", "text": text, **more}
    before = UUID(reply_to) if reply_to else None
    row = save_draft(new_id(), typed, sitting=uuid4(), reply_to=before, by=by)
    if file:
        upload(take([file.encode()]), name="list.txt", draft=row.id, by=by)
    assert send_draft(row.id, language="en", by=by) is None
    return str(row.id)


def again(draft: str, text: str) -> None:
    """Write on at what came back, and send it."""
    row = NoteDraft.objects.get(pk=draft)
    typed = {**row.typed, "text": text}
    save_draft(row.pk, typed, sitting=uuid4(), seen=row.version, by=writer())
    assert send_draft(row.pk, language="en", by=writer()) is None


def back(draft: str) -> None:
    take_back(UUID(draft), by=writer())


def draft(id: str) -> list[Any] | None:
    """Does it wait, and why did it come back? None where it is gone."""
    row = NoteDraft.objects.filter(pk=id).first()
    return row and [row.submitted_at is not None, row.returned, row.returned_code]


def queue(text: str) -> list[str]:
    """What waits for the centre's reviewer with these words."""
    return [str(row.pk) for row in waiting(writer()) if row.typed["text"] == text]


def let_out(text: str) -> str:
    """The reviewer releases it; the id of the note."""
    (row,) = (row for row in waiting(writer()) if row.typed["text"] == text)
    return str(release(row.pk, seen=row.version, by=writer()).pk)


def refuse(text: str, reason: str) -> None:
    (row,) = (row for row in waiting(writer()) if row.typed["text"] == text)
    send_back(row.pk, seen=row.version, reason=reason, by=writer())


def note(id: str) -> dict[str, Any] | None:
    """What is here of it, and how far it came at each bureau that this one sees."""
    row = Message.visible_to(writer()).filter(pk=id).first()
    if row is None:
        return None
    rows = Delivery.visible_to(writer()).filter(message=row)
    refused = Sent.objects.filter(message=row).exclude(refused="").values_list("bureau", "refused")
    return {
        "from": [row.sender, row.released_by, row.function],
        "text": row.content["text"],
        "levels": {each.bureau: State(each.state).slug for each in rows},
        "refused": dict(refused),
        "files": [each.name for each in Attachment.visible_to(writer()).filter(message=row)],
    }


def answer(id: str) -> str:
    """Read a note and answer it."""
    row = Message.objects.get(pk=id)
    actions.read(row, by=writer())
    told = {"subject": "A lorry", "text": "Ours."}
    return str(actions.answer(row, told, by=writer(), kind="note").id)


def threads(*ids: str) -> int:
    """In how many conversations do these messages stand here?"""
    return Message.objects.filter(pk__in=ids).values("thread").distinct().count()


def end() -> int:
    """The centre's clock of words."""
    return end_words(now=timezone.now(), by=AnyActor(bureau=writer().bureau))


def kept() -> int:
    """Messages here that hold words which only nodes read."""
    return Message.objects.filter(kind__startswith="words-to", emptied_on=None).count()
