"""What `bench.courier_file` does on the sending node, beside what `courier_node` does there."""

from typing import Any
from uuid import UUID

from comity.bureaus.models import Bureau
from comity.gate.system import clock_of
from comity.messages import actions
from comity.messages.courier.filed import SealedFile
from comity.messages.courier.files_out import progress_of
from comity.messages.courier.tables import Sent
from comity.messages.files import stored
from comity.messages.files.uploading import upload
from comity.messages.rules import Draft


def send_file(to: str, megabytes: int) -> dict[str, Any]:
    """A note with a film of so many megabytes, no two of them alike."""
    by = clock_of(Bureau.objects.get(hosted=True).code, "messages.upload", "messages.send")
    pieces = (b"%PDF-1.7 " * 2 + number.to_bytes(4, "big") * 262_144 for number in range(megabytes))
    taken = stored.take(piece[: 1 << 20] for piece in pieces)
    file = upload(taken, name="film.pdf", by=by)
    body = {"subject": "A film", "text": "Who is it?"}
    return {"id": str(actions.send(Draft(kind="note", to=(to,), body=body, files=(file.id,)), by=by).id)}


def state_of(message: str) -> dict[str, Any]:
    """Is its file sealed, how many sealed bytes are there, what did the addressee sign?"""
    row = Sent.objects.get(message=UUID(message))
    there, _whole = progress_of([row.parcel]).get(row.parcel, (0, 0)) if row.parcel else (0, 0)
    sealed = SealedFile.objects.filter(message=UUID(message)).exists()
    return {"sealed": sealed, "there": there, "level": row.level, "refused": row.refused}
