"""Tables of files that travel beside envelopes. Their sealed bytes are on the disk, by the id of the row (`disk`)."""

from django.db import models
from django.db.models import Q

from comity.kit.ids import new_id
from comity.messages.courier.rules import CHUNK_BYTES, FileState, ParcelState
from comity.messages.courier.tables import OPEN_STATES, PARCEL_STATES, Outgoing

FILE_STATES = [int(each) for each in FileState]


class SealedFile(models.Model):
    """A file of a message, sealed for one envelope.

    envelope: its id, which the file is bound to before it is sealed itself; is_used: was it? key: opens the file, and
    is gone then, for it is in the envelope. leaves: the hashes of all chunks; root: over them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.UUIDField()
    envelope = models.UUIDField()
    place = models.SmallIntegerField()
    key = models.BinaryField(max_length=32)
    content_bytes = models.BigIntegerField()
    sealed_bytes = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    root = models.BinaryField(max_length=32)
    leaves = models.BinaryField()
    is_used = models.BooleanField(default=False)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["message"], condition=Q(is_used=False), name="sealed_file_ready"),
            models.Index(fields=["expires_at"], name="sealed_file_expires"),
        ]
        constraints = [models.UniqueConstraint(fields=["envelope", "place"], name="sealed_file_once")]

    def __str__(self) -> str:
        return f"sealed file {self.id}"


class OutgoingFile(models.Model):
    """A sealed file on its way to one node, with the parcel that names it. have: how many chunks that node has.

    refused: the code of its last refusal, be it for now.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    parcel = models.ForeignKey(Outgoing, models.CASCADE, related_name="files")
    file = models.ForeignKey(SealedFile, models.CASCADE, related_name="ways")
    state = models.SmallIntegerField(default=int(ParcelState.WAITING))
    have = models.IntegerField(default=0)
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    refused = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state__in=OPEN_STATES), name="outgoing_file_open")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PARCEL_STATES), name="outgoing_file_state")
        ]

    def __str__(self) -> str:
        return f"outgoing file {self.id}"


class IncomingFile(models.Model):
    """A file that an envelope named: what came of it. key: opens it; gone when it was opened, or refused with a code.

    sender, envelope: of the envelope; message: on which it hangs here, at `place`. name: as its sender calls it.
    have: how many chunks are here. refused: why it will not come.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.UUIDField()
    sender = models.CharField(max_length=12)
    envelope = models.UUIDField()
    place = models.SmallIntegerField()
    name = models.CharField(max_length=200)
    key = models.BinaryField(max_length=32)
    content_bytes = models.BigIntegerField()
    sealed_bytes = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    root = models.BinaryField(max_length=32)
    state = models.SmallIntegerField(default=int(FileState.COMING))
    have = models.IntegerField(default=0)
    refused = models.CharField(max_length=40, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["root"], name="incoming_file_root"),
            models.Index(fields=["state"], condition=Q(state=2), name="incoming_file_whole"),
            models.Index(fields=["expires_at"], name="incoming_file_expires"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message", "place"], name="incoming_file_once"),
            models.CheckConstraint(condition=Q(state__in=FILE_STATES), name="incoming_file_state"),
        ]

    def __str__(self) -> str:
        return f"incoming file {self.id}"

    @property
    def there(self) -> int:
        """Bytes of it that are here, sealed."""
        return min(self.sealed_bytes, self.have * CHUNK_BYTES)
