"""How records stand at the centre: what was sent, what its receipts and refusals say, and the word beside each record.

Inside the verbs that send, and those that bring the centre's answer. No version of a record moves by any of it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from django.db.models import QuerySet
from django.utils import timezone

from comity.bureaus.directory import centre_elsewhere
from comity.kit.errors import Refused
from comity.messages.actions import empty_all
from comity.messages.contributing.kinds import RULES, WITHDRAW, Refusals
from comity.messages.contributing.looking import FROM_THE_START
from comity.messages.contributing.picturing import forget_pictures, pictures_came_back, with_news
from comity.messages.contributing.tables import ContributedDatabase, Contribution, Standing
from comity.messages.models import Delivery, Message
from comity.records.document import body_of, digest
from comity.records.ending.forgetting import Gone
from comity.records.record import Record
from comity.records.registry import by_code, databases

AT_THE_CENTRE = "at the centre"  # the reference that says beside a record how it stands there
WORDS = {
    Standing.SENT: "sent",
    Standing.THERE: "recorded",
    Standing.REFUSED: "refused",
    Standing.WITHDRAWN: "withdrawn",
    Standing.HELD: "held",
}
_SAID = ["bureau", "version", "at", "message", "state", "code", "pictures_due"]


def keep_sent(records: Sequence[Record], message: UUID, now: datetime) -> None:
    """They are under way in that message. records: of one database."""
    _keep(records, message, Standing.SENT, "", now)


def keep_refused(record: Record, code: str, now: datetime) -> None:
    """It cannot leave as it is."""
    _keep([record], record.id, Standing.REFUSED, code, now)


def got_there(message: Message, _bureau: str, at: datetime) -> None:
    """The centre signed that it has it. What it refused of a message with many records, it says by itself."""
    _empty(message, at)
    rows = Contribution.objects.filter(message=message.id)
    if message.kind == WITHDRAW:
        _moved(_held(rows), None, "", at)
    else:
        _moved(_held(rows.filter(state=int(Standing.SENT))), Standing.THERE, "", at)


def came_back(message: Message, _bureau: str, code: str) -> None:
    """The centre refused all of it: its code stands beside each record."""
    now = timezone.now()
    _empty(message, now)
    pictures_came_back(message)
    _moved(_held(Contribution.objects.filter(message=message.id)), Standing.REFUSED, code[:40], now)


def refusals_arrive(message: Message, _delivery: Delivery) -> None:
    """The centre says which records of a message it did not take, and why. Raises: Refused for anybody else's word."""
    if message.sender != centre_elsewhere():
        raise Refused("Only the centre refuses what is shared with it.", code="not-the-centre")
    told = msgspec.convert(message.content, Refusals)
    code = next((each.code for each in databases() if each.slug == told.database), 0)
    said = {each.record: each for each in told.records}
    rows = Contribution.objects.filter(bureau=_delivery.bureau, database=code, record__in=list(said))
    for row in _held(rows):
        if said[row.record].version == row.version:  # of a newer one it has not spoken yet
            _moved([row], Standing.REFUSED, said[row.record].code, timezone.now())
    Message.objects.filter(pk=message.pk).update(body="", sha256=b"", emptied_on=timezone.now().date())


def is_shared(bureau: str, database: int, record: UUID) -> bool:
    """Did this bureau of ours ever put that record at the centre?"""
    return Contribution.objects.filter(bureau=bureau, database=database, record=record).exists()


def centre_said(bureau: str, database: int, record: UUID, state: Standing, code: str, at: datetime) -> None:
    """What the centre decided about a record that this bureau shares there stands beside it. Inside messages.open."""
    rows = Contribution.objects.filter(bureau=bureau, database=database, record=record)
    _moved(_held(rows), state, code, at)


def forget_record(gone: Gone) -> None:
    """A record is deleted: its words leave the message in which they still wait for the centre's signature.

    The whole message is emptied; what went with it goes again, in another.
    """
    record, now = gone.record, gone.at
    forget_pictures(record)
    rows = Contribution.objects.filter(database=record.code, record=record.id).values("message")
    for message in Message.objects.filter(pk__in=rows, emptied_on=None).exclude(body=""):
        listed = message.content.get("records", [])
        if any(each["record"] == str(record.id) for each in listed):
            Message.objects.filter(pk=message.pk).update(body="", sha256=b"", emptied_on=now.date())
            _send_others_again(message, record.id)


def _send_others_again(message: Message, gone: UUID) -> None:
    """What went with it was not signed for yet, and may never have left: a comparison begins, and finds it."""
    others = Contribution.objects.filter(message=message.pk, state=int(Standing.SENT)).exclude(record=gone)
    others.update(version=0)
    shared = ContributedDatabase.objects.filter(bureau=message.sender)
    shared.filter(database__in=others.values("database")).update(after=FROM_THE_START)


def _keep(records: Sequence[Record], message: UUID, state: Standing, code: str, now: datetime) -> None:
    _hold(type(records[0]), {record.id for record in records})
    pictured = with_news(records[0].code, [record.id for record in records])
    rows = [
        Contribution(
            bureau=record.owner,
            database=record.code,
            record=record.id,
            version=record.version,
            state=int(state),
            code=code,
            message=message,
            at=now,
            pictures_due=record.id in pictured,
        )
        for record in records
    ]
    Contribution.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["database", "record"], update_fields=_SAID
    )
    _note_beside(type(records[0]), {record.id for record in records}, WORDS[state], code, now)


def _held(rows: "QuerySet[Contribution]") -> list[Contribution]:
    """These, locked, their records first: whoever puts a picture on a record holds it when it comes to this table."""
    named: dict[int, set[UUID]] = {}
    for database, record in rows.values_list("database", "record"):
        named.setdefault(database, set()).add(record)
    for database, ids in sorted(named.items()):
        _hold(by_code(database), ids)
    return list(rows.select_for_update().order_by("pk"))


def _hold(database: type[Record], ids: Collection[UUID]) -> None:
    """Lock these records; of what is deleted meanwhile nothing is said."""
    rows = database._default_manager.select_for_update().filter(pk__in=ids).order_by("pk")
    list(rows.values_list("pk", flat=True))


def _moved(rows: Iterable[Contribution], state: Standing | None, code: str, at: datetime) -> None:
    """They stand so from now on, and it is said beside each. state: None, as they stand."""
    rows = list(rows)
    for row in rows:
        row.state, row.code, row.at = int(row.state if state is None else state), code, at
    Contribution.objects.bulk_update(rows, ["state", "code", "at"])
    for database in {row.database for row in rows}:
        for standing in {Standing(row.state) for row in rows if row.database == database}:
            ids = {row.record for row in rows if row.database == database and row.state == standing}
            _note_beside(by_code(database), ids, WORDS[standing], code, at)


def _note_beside(database: type[Record], ids: Collection[UUID], state: str, code: str, at: datetime) -> None:
    """Say beside each record how it stands at the centre, among its owner's references."""
    name = f"{centre_elsewhere()} {AT_THE_CENTRE}"[:60]
    records = list(database._default_manager.select_for_update().filter(pk__in=ids).order_by("pk"))
    for record in records:
        said = {"system": "other", "name": name, "number": str(record.id), "sent_on": at.date().isoformat()}
        said |= {"state": state} | ({"note": code} if code else {})
        record.references = [*(each for each in record.references if each.get("name") != name), said]
        record.sha256 = digest(body_of(record))
    database._default_manager.bulk_update(records, ["references", "sha256"], batch_size=200)


def _empty(message: Message, at: datetime) -> None:
    """Its words and files have done their work; the last rules stay, for who looks what was said."""
    if message.kind != RULES:
        empty_all(Message.objects.filter(pk=message.pk), at)
