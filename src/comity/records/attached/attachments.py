"""Tables of attachments: pictures by their content, and what refers to them (docs/decisions/0015-attachments.md)."""

from collections.abc import Iterable
from enum import IntEnum
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.ids import new_id

LONGEST_CAPTION = 200
MOST_ATTACHED = 20


class AttachmentKind(IntEnum):
    """What a picture is. Closed set: numbers are never reused."""

    PHOTOGRAPH = 1
    SCAN = 2
    PAGE = 3
    FINGERPRINTS = 4
    DNA = 5


ATTACHMENT_KINDS: dict[AttachmentKind, str | Promise] = {
    AttachmentKind.PHOTOGRAPH: _("Photograph"),
    AttachmentKind.SCAN: _("Scan"),
    AttachmentKind.PAGE: _("Page of a document"),
    AttachmentKind.FINGERPRINTS: _("Sheet of fingerprints"),
    AttachmentKind.DNA: _("Report of a DNA profile"),
}
# Which of them hang on records, hits and cards; and which on requests for notices.
OF_RECORDS = (AttachmentKind.PHOTOGRAPH, AttachmentKind.SCAN, AttachmentKind.PAGE)
OF_NOTICES = (AttachmentKind.PHOTOGRAPH, AttachmentKind.FINGERPRINTS, AttachmentKind.DNA)
KINDS_BY_SLUG = {kind.name.lower(): kind for kind in AttachmentKind}


class Blob(models.Model):
    """A stored picture. sha256: of `content`. width, height: pixels. Nobody reaches one but through an attachment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.BinaryField(max_length=32, unique=True)
    media_type = models.CharField(max_length=40)
    size = models.IntegerField()
    width = models.IntegerField()
    height = models.IntegerField()
    content = models.BinaryField()
    thumbnail = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__lte=1_048_576), name="blob_size")]


class Attachment(models.Model):
    """A picture on a record or, where `hit` says so, on a hit that led to that record, or on the owner's copy of the
    question about one; or, where `card` says so, on the card of a person whom that record is often mistaken for; or,
    where `notice` says so, on a request for a notice, which is no record (yet).

    owner: the bureau that attached it. place: its order. unit: that recorded it. caption: says what can be seen, also
    to whoever cannot see. sent: SHA-256 of the file as it came.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    database = models.SmallIntegerField()
    record = models.UUIDField()
    hit = models.UUIDField(null=True)
    card = models.UUIDField(null=True)
    notice = models.UUIDField(null=True)
    owner = models.CharField(max_length=12)
    kind = models.SmallIntegerField()
    caption = models.CharField(max_length=LONGEST_CAPTION)
    place = models.SmallIntegerField()
    unit = models.UUIDField(null=True)
    at = models.DateTimeField()
    sent = models.BinaryField(max_length=32)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="attachments")

    class Meta:
        indexes = [
            models.Index(fields=["record", "database"], name="attachment_record"),
            models.Index(fields=["hit"], condition=Q(hit__isnull=False), name="attachment_hit"),
            models.Index(fields=["card"], condition=Q(card__isnull=False), name="attachment_card"),
            models.Index(fields=["notice"], condition=Q(notice__isnull=False), name="attachment_notice"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[int(kind) for kind in AttachmentKind]), name="attachment_kind"
            )
        ]

    def __str__(self) -> str:
        return f"attachment {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Attachment]":
        """What one's own bureau attached. All others are shown only with a record or a hit that is (attaching.py)."""
        return cls._default_manager.filter(owner=actor.bureau)

    @property
    def kind_label(self) -> str | Promise:
        return ATTACHMENT_KINDS[AttachmentKind(self.kind)]

    @property
    def kind_name(self) -> str:
        """The kind as the API spells it."""
        return AttachmentKind(self.kind).name.lower()


def of_record(database: int, record: UUID) -> list[Attachment]:
    """The pictures of a record that its reader has been shown, in order, without their bytes."""
    return of_records(database, [record])


def of_records(database: int, records: Iterable[UUID]) -> list[Attachment]:
    """The pictures of several records that their reader has been shown, in order, without their bytes."""
    rows = Attachment._default_manager.filter(
        database=database, record__in=records, hit=None, card=None, notice=None
    )
    return list(_bare(rows))


def of_hit(hit: UUID) -> list[Attachment]:
    """The pictures of a hit that its reader has been shown, in order, without their bytes."""
    return list(_bare(Attachment._default_manager.filter(hit=hit)))


def of_card(card: UUID) -> list[Attachment]:
    """The photograph of a card that its reader has been shown, without its bytes."""
    return list(_bare(Attachment._default_manager.filter(card=card)))


def of_notice(notice: UUID) -> list[Attachment]:
    """The pictures of a request for a notice that its reader has been shown, in order, without their bytes."""
    return list(_bare(Attachment._default_manager.filter(notice=notice)))


def _bare(rows: "models.QuerySet[Attachment]") -> "models.QuerySet[Attachment]":
    return rows.select_related("blob").defer("blob__content", "blob__thumbnail").order_by("place", "id")


def let_go(rows: "models.QuerySet[Attachment]") -> int:
    """Delete these attachments, and in the same transaction every blob that nothing refers to any more; how many."""
    blobs: Iterable[UUID] = list(rows.values_list("blob", flat=True).order_by("blob"))
    # Locked first: whoever attaches the same picture just now waits, and writes it anew.
    held = list(
        Blob._default_manager.filter(pk__in=blobs)
        .order_by("pk")
        .select_for_update()
        .values_list("pk", flat=True)
    )
    gone, _each = rows.delete()
    Blob._default_manager.filter(pk__in=held, attachments=None).delete()
    return gone


def keep(row: Blob) -> Blob:
    """The blob with this content, locked until the verb ends: there is only ever one."""
    for _try in range(3):  # between the two statements another verb may let it go
        Blob._default_manager.bulk_create([row], ignore_conflicts=True)
        rows = Blob._default_manager.select_for_update().defer("content", "thumbnail")
        found = rows.filter(sha256=row.sha256).first()
        if found is not None:
            return found
    raise LookupError("this picture is let go as often as it is kept")


def bytes_of(attachment: Attachment, *, small: bool) -> bytes:
    """The picture, or its thumbnail."""
    column = "thumbnail" if small else "content"
    return bytes(Blob._default_manager.values_list(column, flat=True).get(attachments=attachment))
