"""What tests do on one node of a federation, inside a process of that node (federation.py)."""

import base64
import hashlib
import json
import sys
import traceback
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.signed.entries import read_signed
from comity.bureaus.signed.history import add_entry, head_of
from comity.bureaus.signed.keeping import keep_keys
from comity.messages import actions
from comity.messages.courier.filed import IncomingFile
from comity.messages.courier.rules import FileState
from comity.messages.courier.tables import ReceiptDue, Sent
from comity.messages.files import stored
from comity.messages.files.tables import Attachment
from comity.messages.files.uploading import upload
from comity.messages.models import Delivery, Message
from comity.messages.proving import prove
from comity.messages.rules import Draft, State
from tests.actors import AnyActor
from tests.journeys import moderated as moderated


def converse() -> None:
    """Answer one expression a line, as JSON, until nobody asks any more."""
    for line in sys.stdin:
        try:
            answer = {"is": eval(line)}  # the test's own words
        except Exception:
            answer = {"fault": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def officer() -> AnyActor:
    """The desk officer of this node's bureau."""
    return AnyActor(bureau=Bureau.objects.get(hosted=True).code, function="desk officer")


def begin(codes: list[str], own: str) -> str:
    """The bureaus and the keys of one's own; its signed entry."""
    for code in codes:
        Bureau.objects.create(code=code, kind=1, names={"en": code}, hosted=code == own)
    keep_keys(Bureau.objects.get(code=own), timezone.now(), by=AnyActor(bureau=own))
    return base64.b64encode(bytes(head_of(own).content)).decode()


def know(entries: list[str]) -> None:
    for each in entries:
        add_entry(read_signed(base64.b64decode(each)), now=timezone.now())


def send(to: str, count: int = 1, **more: Any) -> list[str]:
    """Notes to a bureau, numbered in their case; their ids."""
    body = {"subject": "A lorry", "text": "Is it yours?"}
    found = []
    for number in range(count):
        case = more.pop("case", f"{number:04}")
        draft = Draft(kind="note", to=(to,), body=body, case=case, **more)
        found.append(str(actions.send(draft, by=officer()).id))
    return found


def send_file(to: str, megabytes: int, **more: Any) -> tuple[list[str], str]:
    """A note with a file of so many megabytes, each of other bytes: its id as `send` gives it, the file's digest."""
    pieces = (b"%PDF-1.7 " * 2 + number.to_bytes(4, "big") * 262_144 for number in range(megabytes))
    by = officer()
    file = upload(stored.take(pieces), name="film.pdf", by=by)
    body = {"subject": "A film", "text": "Who is it?"}
    sent = actions.send(Draft(kind="note", to=(to,), body=body, files=(file.id,), **more), by=by)
    return [str(sent.id)], file.digest


def files(sent: list[str]) -> list[list[Any]]:
    """What hangs on these messages that came: digest, and whether its bytes are those."""
    found = []
    for row in Attachment.objects.filter(owner="", message__in=sent).order_by("at"):
        with stored.open_stored(row) as file:
            found.append([row.digest, hashlib.file_digest(file, "sha256").hexdigest() == row.digest])
    return found


def coming() -> list[list[Any]]:
    """What does not hang yet: how many chunks are here, and why it never will."""
    rows = IncomingFile.objects.exclude(state=int(FileState.HERE))
    return [[row.have, row.refused] for row in rows]


def reply(sent: list[str]) -> list[str]:
    """Read these notes and answer them; the ids of the answers."""
    by, found = officer(), []
    for message in Message.objects.filter(id__in=sent):
        actions.read(message, by=by)
        told = {"subject": "A lorry", "text": "No."}
        found.append(str(actions.answer(message, told, by=by, kind="note").id))
    return found


def inbox(sent: list[str] | None = None) -> list[list[str]]:
    """Id and case of what came, in the order in which it came. sent: only these of it."""
    rows = Delivery.objects.filter(bureau=officer().bureau).order_by("id")
    rows = rows if sent is None else rows.filter(message__in=sent)
    return [[str(row.message.id), row.message.case] for row in rows]


def levels(sent: list[str] | None = None) -> dict[str, int]:
    """How many deliveries of one's own messages are at which level. sent: of these messages only."""
    found: dict[str, int] = {}
    rows = Delivery.objects.filter(message__sender=officer().bureau)
    for row in rows if sent is None else rows.filter(message__in=sent):
        found[State(row.state).slug] = found.get(State(row.state).slug, 0) + 1
    return found


def trouble() -> list[list[str]]:
    """What does not go on: why."""
    rows = Sent.objects.exclude(refused="", waits_for="")
    return [[row.bureau, row.refused, row.waits_for] for row in rows]


def proof(message: str) -> str:
    """The conversation around a message as evidence, as this node's bureau exports it."""
    return base64.b64encode(prove(Message.objects.get(pk=message), by=officer())).decode()


def carry_out(folder: str) -> list[str]:
    """Files for other nodes, as the operator writes them for a stick."""
    before = set(Path(folder).iterdir())
    call_command("courier_export", folder, stdout=StringIO())
    return sorted(str(each) for each in set(Path(folder).iterdir()) - before)


def carry_in(file: str) -> None:
    call_command("courier_import", file, stdout=StringIO())


def receipts_due() -> int:
    return ReceiptDue.objects.count()
