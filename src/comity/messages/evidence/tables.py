"""What bureaus signed about messages, kept as long as the words. Nobody reads these rows but through a message."""

from django.db import models
from django.db.models import Q

from comity.kit.ids import new_id
from comity.messages.courier.rules import Level

# The numbers, not the enum: a migration must not change its meaning when an enum grows.
LEVELS = [int(each) for each in Level]


class Statement(models.Model):
    """The signed part of an envelope that brought or took a message (docs/spec/seal.md, 9).

    sender: of the envelope. signed: header, digests and both signatures. frame: its content without the words, which
    are the message's own (`frames`). digest: of the header, by which receipts name it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey("messages.Message", models.CASCADE, related_name="statements")
    sender = models.CharField(max_length=12)
    digest = models.BinaryField(max_length=32)
    signed = models.BinaryField()
    frame = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="statement_once")]

    def __str__(self) -> str:
        return str(self.id)


class FileFront(models.Model):
    """The first 56 bytes of a file as it was sealed: with its key, in the frame, the file can be sealed again.

    envelope: its id; place: among the attachments. So the sender's signature is shown to cover a file byte for byte.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey("messages.Message", models.CASCADE, related_name="fronts")
    envelope = models.UUIDField()
    place = models.SmallIntegerField()
    front = models.BinaryField(max_length=56)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["envelope", "place"], name="file_front_once")]

    def __str__(self) -> str:
        return str(self.id)


class ReceiptList(models.Model):
    """What one signature over many receipts is over: their root, and nothing of any of them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_id = models.CharField(max_length=80)
    payload = models.BinaryField()
    signature = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)


class KeptReceipt(models.Model):
    """One receipt of an addressee. place: in its list; path: the hashes that lead from it to the signed root."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="receipts", db_index=False)
    listed = models.ForeignKey(ReceiptList, models.PROTECT, related_name="receipts")
    bureau = models.CharField(max_length=12)
    level = models.SmallIntegerField()
    place = models.IntegerField()
    words = models.BinaryField()
    path = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "bureau", "level"], name="kept_receipt_once"),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="kept_receipt_level"),
        ]

    def __str__(self) -> str:
        return str(self.id)
