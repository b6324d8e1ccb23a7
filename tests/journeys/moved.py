"""What tests do on the two nodes between which a bureau moves, inside a process of that node (federation.py)."""

import base64
import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone as clock

from comity.access.models import Grant, Officer, Token, Unit
from comity.access.roles import Role
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.bureaus.signed import holding
from comity.bureaus.signed.history import head_of
from comity.bureaus.signed.keeping import keep_keys
from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.kit.ids import new_id
from comity.messages import actions as messages
from comity.messages.contributing.sending import contribute_due
from comity.messages.courier.filed import IncomingFile, OutgoingFile
from comity.messages.courier.tables import Chain, Sent
from comity.messages.files import stored
from comity.messages.files.tables import Attachment as File
from comity.messages.files.uploading import upload
from comity.messages.models import Message, NoteDraft
from comity.messages.moving import taking_over, writing_out
from comity.messages.moving.package import CONTEXT, open_package
from comity.messages.moving.parts import named, parts
from comity.messages.moving.tables import Departure
from comity.messages.rules import Draft
from comity.messages.writing.drafting import save_draft
from comity.notices.models import Told
from comity.queries.models import Hit
from comity.records import actions as records
from comity.records.attached.attaching import Sent as Picture
from comity.records.attached.attaching import attach
from comity.records.models import Attachment, RecordVersion, SearchKey
from comity.seal.files import sealing
from comity.seal.signed import Signer
from comity.seal.signing import sign
from tests import people
from tests.actors import AnyActor
from tests.files import png
from tests.journeys.ended import a_hit, hit_on, noticed, traced

CODES = ("CEN", "FRA", "ITA")


def someone(code: str) -> AnyActor:
    return AnyActor(bureau=code, function="desk officer", epoch=epoch.current())


def centre_begins() -> list[str]:
    """The centre's node, which hosts all three; their signed entries."""
    for code in CODES:
        kind = BureauKind.CENTRE if code == "CEN" else BureauKind.MEMBER
        people.bureau(code, kind)
    for each in Bureau.objects.all():
        keep_keys(each, clock.now(), by=AnyActor(bureau=each.code))
    return entries()


def home_begins(known: list[str]) -> None:
    """A new node that hosts nobody and has read the directory."""
    from tests.journeys.federated import know

    for code in CODES:
        kind = BureauKind.CENTRE if code == "CEN" else BureauKind.MEMBER
        people.bureau(code, kind, hosted=False)
    know(known)
    epoch.bump()


def entries(*codes: str) -> list[str]:
    return [base64.b64encode(bytes(head_of(code).content)).decode() for code in codes or CODES]


def furnish() -> None:
    """All that Rome has at the centre: people, records of every state, a picture, mail, a draft."""
    top = people.unit("ITA")
    border = people.unit("ITA", "Brenner", parent=top)
    people.officer("sofia", Role.SECURITY_OFFICER, place=top)
    people.officer("bruno", Role.DESK_OFFICER, place=border)
    people.officer("left", place=border, is_active=False, left_at=datetime(2026, 1, 1, tzinfo=timezone.utc))
    people.token(top)
    by = someone("ITA")
    first, second, third = (_vehicle(number, by) for number in range(3))
    records.change(Vehicle, first.id, _body(0, make="Other"), seen=1, reason="typing", by=by)
    attach(Vehicle, first.id, Picture(png(), "From the left"), by=by)
    version = Vehicle.objects.get(pk=second.id).version
    records.change(Vehicle, second.id, _body(1, restriction="all-but FRA"), seen=version, by=by)
    records.withdraw(Vehicle, third.id, reason="found", seen=1, by=by)
    records.close_to("FRA", database=Vehicle.code, until=clock.now() + timedelta(days=9), by=by)
    vehicle = _vehicle(9, someone("FRA"))
    _write(by)
    hit_on(vehicle)
    traced()
    noticed()


def _write(by: AnyActor) -> None:
    """Mail in both directions, one with a file; and a draft."""
    amina = someone("FRA")
    file = upload(stored.take([b"%PDF-1.7 invented " * 99]), name="film.pdf", by=amina)
    body = {"subject": "A lorry", "text": "Is it yours?"}
    sent = messages.send(Draft(kind="note", to=("ITA",), body=body, case="F-1", files=(file.id,)), by=amina)
    messages.read(Message.objects.get(pk=sent.id), by=by)
    messages.send(Draft(kind="note", to=("FRA", "CEN"), body=body, case="I-1"), by=by)
    save_draft(new_id(), {"subject": "Half", "text": "a thou"}, sitting=uuid4(), by=by)


def _body(number: int, **more: Any) -> dict[str, Any]:
    return Vehicle.example | {"vin": f"VF1RFB00X5712345{number}", "plate": f"AB12{number}CD"} | more


def _vehicle(number: int, by: AnyActor) -> Vehicle:
    return records.create(Vehicle, _body(number), by=by)


def move(*words: str) -> dict[str, Any]:
    """What the command says; or how it is refused."""
    out = StringIO()
    try:
        call_command("move", *words, "--json", stdout=out, stderr=StringIO())
    except CommandError as refusal:
        return {"refused": str(refusal)}
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def take_over_interrupted(package: str) -> str:
    """The machine stops when all but the last step is done; what was said."""
    with mock.patch.object(taking_over, "_note_shared", side_effect=RuntimeError("the power failed")):
        try:
            move("take-over", "ITA", package)
        except RuntimeError as error:
            return str(error)
    return ""


def rows() -> dict[str, int]:
    """How many rows of each part are Rome's on this node."""
    found = {each.name: many for each in parts() if (many := each.count("ITA"))}
    # What it received stands in another table at home than at the centre.
    received = Told.objects.filter(bureau="ITA").count()
    return found | ({"notices-told": received} if received else {})


def facts() -> dict[str, Any]:
    """What of Rome's must be the same on the node that it came to."""
    vehicles = Vehicle.objects.filter(owner="ITA").order_by("id")
    return {
        "vehicles": [
            [
                str(row.id), row.version, row.status, bytes(row.sha256).hex(), row.restriction, str(row.unit),
                row.recorded_at.isoformat(), row.changed_at.isoformat(), row.kept_until.isoformat(),
                RecordVersion.objects.filter(record=row.id).count(),
                SearchKey.objects.filter(record=row.id).count(),
            ]
            for row in vehicles
        ],
        "pictures": [
            [str(row.id), row.caption, bytes(row.blob.content).hex()]
            for row in Attachment.objects.filter(owner="ITA")
        ],
        "units": [
            [str(row.id), row.name, str(row.parent_id)]
            for row in Unit.objects.filter(bureau="ITA").order_by("id")
        ],
        "grants": [[str(row.officer_id), row.role] for row in Grant.objects.filter(officer__unit__bureau="ITA")],
        "mail": [[str(row.id), row.body, row.case] for row in Message.objects.order_by("id")],
        "drafts": list(NoteDraft.objects.filter(owner="ITA").values_list("typed", flat=True)),
        "chains": [
            [row.ours, row.sender, row.bureau, row.seq]
            for row in Chain.objects.order_by("ours", "sender", "bureau")
        ],
    }  # fmt: skip


def officers() -> list[list[Any]]:
    """Who can sign in here: name, active, has a password, must change it."""
    found = Officer.objects.filter(unit__bureau="ITA").order_by("sign_in_name")
    return [
        [row.full_name, row.is_active, row.has_usable_password(), row.must_change_password] for row in found
    ]


def tokens() -> int:
    return Token.objects.filter(unit__bureau="ITA", revoked_at=None).count()


def file_bytes() -> list[str]:
    return [stored.open_stored(row).read().decode() for row in File.objects.filter(message__isnull=False)]


def home_of() -> list[list[str]]:
    return [[row.owner, row.home] for row in Vehicle.objects.order_by("id")]


def change_first() -> str:
    """Rome changes its first vehicle at home and shares what is new."""
    first = Vehicle.objects.filter(owner="ITA").order_by("id")[0]
    body = _body(0, make="Third")
    records.change(Vehicle, first.id, body, seen=first.version, reason="typing", by=someone("ITA"))
    contribute_due(clock.now())
    return str(first.id)


def picture_again(id: str) -> list[int]:
    """Rome puts a second picture on that vehicle at home; how many pictures the message names, and brings."""
    attach(Vehicle, UUID(id), Picture(png(colour="red"), "From the right"), by=someone("ITA"))
    contribute_due(clock.now())
    message = Message.objects.get(kind="record-pictures")
    return [len(message.content["pictures"]), len(message.content["files"])]


def captions(id: str) -> list[str]:
    return list(Attachment.objects.filter(record=id).order_by("place").values_list("caption", flat=True))


def vehicle(id: str) -> list[Any]:
    row = Vehicle.objects.get(pk=id)
    return [row.version, row.make, row.home]


def contributed() -> int:
    return contribute_due(clock.now())


def hit_open(code: str) -> None:
    """A hit of that bureau that nobody has closed."""
    Hit.objects.create(**a_hit(code, Vehicle.objects.filter(owner="FRA")[0]))


def close_hits() -> None:
    Hit.objects.filter(closed_at=None).update(closed_at=clock.now())


def sent_states() -> list[list[Any]]:
    return [[row.bureau, row.level, row.refused, row.waits_for] for row in Sent.objects.order_by("id")]


def run_sql(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


def note_to(code: str, case: str) -> str:
    """A note from Paris, which lives at the centre."""
    body = {"subject": "Another", "text": "And this one?"}
    return str(messages.send(Draft(kind="note", to=(code,), body=body, case=case), by=someone("FRA")).id)


def has(id: str) -> bool:
    return Message.objects.filter(pk=id).exists()


def _content(package: str) -> list[bytes]:
    """The lines of a package that opens on this node."""
    seeds = [holding.private_of(each) for each in holding.held_epochs("ITA")]
    with Path(package).open("rb") as file:
        _head, stream = open_package(file, seeds)
        stream.seek(0)
        return stream.readlines()


def forge(package: str, out: str) -> None:
    """The same rows, signed by somebody whom the directory does not know as the centre's key."""
    *lines, end = _content(package)
    counts = json.loads(end)[1]
    signer = Signer("CEN", b"9" * 32)
    digest = sha256(b"".join(lines)).digest() + sha256(counts.encode()).digest()
    signature = sign(digest, signer.seed, context=CONTEXT)
    public = head_of("ITA").signed.entry.encryption[0].public
    with Path(out).open("wb") as output, sealing(output, [public]) as sealed:
        sealed.write(
            b"".join(lines) + json.dumps(["end", counts, signer.key_id, signature.hex()]).encode() + b"\n"
        )


def smuggle(out: str) -> None:
    """A package that the centre signed, with one of Paris's records among Rome's."""
    departure, entry = Departure.objects.get(pk="ITA"), head_of("ITA").signed.entry
    part = replace(named("vehicles"), whose="t.owner IN (%(bureau)s, 'FRA')")
    changed = tuple(part if each.name == "vehicles" else each for each in parts())
    with mock.patch.object(writing_out, "parts", return_value=changed):
        writing_out.write_package(departure, entry, Path(out), clock.now(), say=lambda _part, _many: None)


def trouble() -> list[Any]:
    """How messages, files and parcels stand on this node."""
    files = [
        [row.state, row.have, row.refused]
        for table in (IncomingFile, OutgoingFile)
        for row in table.objects.all()
    ]
    return [sent_states(), files]
