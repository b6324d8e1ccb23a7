"""Pictures on records: the owner puts them there and takes them away; whoever is shown the record is shown them."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused, invalid
from comity.kit.text import clean_line
from comity.records.actions import keep_former, move, own_locked
from comity.records.attached.attachments import (
    KINDS_BY_SLUG,
    LONGEST_CAPTION,
    MOST_ATTACHED,
    OF_NOTICES,
    OF_RECORDS,
    Attachment,
    AttachmentKind,
    Blob,
    keep,
    let_go,
)
from comity.records.attached.pictures import MEDIA_TYPE, Picture, take_in
from comity.records.between.offering import is_offered_to
from comity.records.feeding import feeder_of
from comity.records.life.states import ENDED, ENDED_WORDS
from comity.records.reading import LEADS
from comity.records.record import Record
from comity.records.registry import by_code, databases
from comity.records.rules import Status, after_change

# What rooms above do when a picture was put on a record or taken off: by the record's database and id.
MOVED: list[Callable[[int, UUID], None]] = []
# May this actor be shown that hit, or that question about one? Rooms above hand their answers down when Django starts.
HITS_SHOWN: list[Callable[[Actor, UUID], bool]] = []
# And that card of a person?
CARDS_SHOWN: list[Callable[[Actor, UUID], bool]] = []
# And that picture of a request for a notice?
NOTICES_SHOWN: list[Callable[[Actor, Attachment], bool]] = []


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody attaches. caption: says what can be seen. kind: a word of KINDS_BY_SLUG."""

    content: bytes
    caption: str
    kind: str = "photograph"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture goes: the record it is about, and the hit, or the owner's copy of a question, where it hangs.

    notice: the request for a notice where it hangs; then record is that request too, which is no record.
    """

    database: int
    record: UUID
    hit: UUID | None = None
    card: UUID | None = None
    notice: UUID | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """As a row says it."""
        return asdict(self)

    @property
    def kinds(self) -> tuple[AttachmentKind, ...]:
        """What may hang there."""
        return OF_NOTICES if self.notice else OF_RECORDS


@action("records.attach")
def attach(act: ActDraft, database: type[Record], record_id: UUID, sent: Sent, *, by: Actor) -> Attachment:
    """Put a picture on an own record. Under pre-moderation the record then waits for the centre again.

    Raises: NotFound for anything not one's own; Invalid; Refused when its life has ended or it has enough.
    """
    record = own_locked(database, record_id, by)
    if record.status in ENDED:
        raise Refused(ENDED_WORDS, code="wrong-state")
    made = put(Place(database.code, record.id), sent, by)
    _tell_moved(record)
    _as_changed(act, record, by)
    act.about, act.count = str(made.id), 1
    return made


@action("records.detach")
def detach(act: ActDraft, database: type[Record], record_id: UUID, attachment: UUID, *, by: Actor) -> None:
    """Take a picture off an own record. Raises: NotFound for anything not one's own."""
    record = own_locked(database, record_id, by)
    rows = Attachment._default_manager.filter(pk=attachment, **Place(database.code, record.id).columns)
    if not let_go(rows):
        raise NotFound()
    _tell_moved(record)
    act.about, act.count = str(attachment), 1
    act.touches(database=database.code, record=record.id, version=record.version)


def _tell_moved(record: Record) -> None:
    for told in MOVED:
        told(record.code, record.id)


def _as_changed(act: ActDraft, record: Record, by: Actor) -> None:
    """What must be seen by others before it answers is looked at anew; who decides on the former state is too late."""
    now = timezone.now()
    waits = feeder_of(by.bureau, now.date()).waits
    status = after_change(Status(record.status), waits=waits, checked=record.checked)
    if status != record.status:
        move(act, record, status, "", record.version, needs_reason=False)
        return
    if status is not Status.ACTIVE:
        keep_former(record, record.version, now)
        record.save(force_update=True)
    act.touches(database=record.code, record=record.id, version=record.version)


def put(place: Place, sent: Sent, by: Actor) -> Attachment:
    """Take a picture in and hang it up, inside the caller's verb. Raises: Invalid; Refused when there are enough."""
    caption = clean_line(sent.caption, field="caption", longest=LONGEST_CAPTION)
    if not caption:
        raise invalid("caption", "required", _("Write what the picture shows."))
    kind = KINDS_BY_SLUG.get(sent.kind)
    if kind not in place.kinds:
        raise invalid("kind", "unknown", _("Choose what kind of picture it is."))
    rows = Attachment._default_manager.filter(**place.columns)
    last = rows.order_by("place").last()
    if rows.count() >= MOST_ATTACHED:
        sentence = _("There are %(most)s pictures already. Take one away first.") % {"most": MOST_ATTACHED}
        raise Refused(sentence, code="too-many-pictures")
    picture = take_in(sent.content)
    return Attachment._default_manager.create(
        **place.columns,
        owner=by.bureau,
        kind=int(kind),
        caption=caption,
        place=last.place + 1 if last else 1,
        unit=by.unit,
        at=timezone.now(),
        sent=picture.sent,
        blob=_blob(picture),
    )


def hang_sent(place: Place, sent: Sent, *, owner: str, number: int, at: datetime) -> None:
    """Hang up a picture that another bureau sent along, inside the caller's verb: that bureau's, of no unit of ours.

    number: its place among those that came with it. A repeat hangs nothing. Raises: Invalid for what is no picture.
    """
    picture = take_in(sent.content)
    same = Attachment._default_manager.filter(**place.columns, owner=owner)
    if same.filter(sent=picture.sent).exists() or same.count() >= MOST_ATTACHED:
        return
    Attachment._default_manager.create(
        **place.columns,
        owner=owner,
        kind=int(KINDS_BY_SLUG[sent.kind]),
        caption=sent.caption,
        place=number,
        at=at,
        sent=picture.sent,
        blob=_blob(picture),
    )


def hang_again(pictures: QuerySet[Attachment], place: Place, *, at: datetime) -> None:
    """Hang the same pictures in another place too, inside the caller's verb: of whom they are, but not which unit's."""
    Attachment._default_manager.bulk_create(
        Attachment(
            **place.columns,
            owner=each.owner,
            kind=each.kind,
            caption=each.caption,
            place=number,
            at=at,
            sent=each.sent,
            blob_id=each.blob_id,
        )
        for number, each in enumerate(pictures.select_for_update(), 1)
    )


def hang_up(row: Attachment, place: Place, picture: Picture, *, at: datetime) -> None:
    """Hang up a picture of another node, inside the caller's verb. row: its id, owner, kind, caption and order."""
    row.database, row.record, row.at, row.sent = place.database, place.record, at, picture.sent
    row.blob = _blob(picture)
    row.save(force_insert=True)


def _blob(picture: Picture) -> Blob:
    return keep(
        Blob(
            sha256=picture.sha256,
            media_type=MEDIA_TYPE,
            size=len(picture.content),
            width=picture.width,
            height=picture.height,
            content=picture.content,
            thumbnail=picture.thumbnail,
        )
    )


def shown(attachment: UUID, by: Actor) -> Attachment:
    """An attachment of something that this actor may be shown, asked anew each time.

    Raises: NotFound for any other, whether it exists or not.
    """
    found = Attachment._default_manager.filter(pk=attachment).first()
    # What is not there is asked for as if it were, so that what is closed takes no more work (practice 10).
    nothing = Attachment(database=databases()[0].code, record=attachment)
    if not _reached(found or nothing, by) or found is None:
        raise NotFound()
    return found


def _reached(found: Attachment, by: Actor) -> bool:
    if found.notice is not None:
        return any(is_shown(by, found) for is_shown in NOTICES_SHOWN)
    if found.card is not None:
        return any(is_shown(by, found.card) for is_shown in CARDS_SHOWN)
    if found.hit is not None:
        return any(is_shown(by, found.hit) for is_shown in HITS_SHOWN)
    database, now = by_code(found.database), timezone.now()
    if database.owned_by(by).filter(pk=found.record).exists():
        return bool(by.may("records.read", database=database.code, now=now))
    in_check = (database.waiting_for(by, today=now.date()), database.to_check_by(by, today=now.date()))
    if any(rows.filter(pk=found.record).exists() for rows in in_check):
        return True
    if is_offered_to(by, database, found.record):
        return True
    if database.reference and database.library_for(by, today=now.date()).filter(pk=found.record).exists():
        return bool(by.may("records.consult", database=database.code, now=now))
    record = database.visible_to(by, today=now.date()).filter(pk=found.record).first()
    if record is None or not any(lead(by, database.code, record.id) for lead in LEADS):
        return False
    return database.read_whole_by(by, record.owner)
