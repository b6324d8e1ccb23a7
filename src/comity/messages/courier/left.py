"""Tables of a relay: sealed parcels and chunks that one node left for another, until that one has fetched them."""

from django.db import models

from comity.kit.ids import new_id


class LeftParcel(models.Model):
    """A whole parcel, as `node_from` handed it over for `node_to`; gone when that node says what became of it."""

    row = models.UUIDField(primary_key=True, default=new_id, editable=False)
    node_from = models.CharField(max_length=12)
    node_to = models.CharField(max_length=12)
    id = models.UUIDField(editable=False)
    kind = models.SmallIntegerField()
    precedence = models.SmallIntegerField()
    content = models.BinaryField()
    sha256 = models.BinaryField(max_length=32)
    next_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["node_to", "-precedence", "row"], name="left_parcel_next"),
            models.Index(fields=["expires_at"], name="left_parcel_expires"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node_from", "node_to", "id"], name="left_parcel_once")
        ]

    def __str__(self) -> str:
        return str(self.row)


class LeftLoad(models.Model):
    """What passes in chunks. have: how many the sender has handed over. refused: the last word of who fetches it."""

    row = models.UUIDField(primary_key=True, default=new_id, editable=False)
    node_from = models.CharField(max_length=12)
    node_to = models.CharField(max_length=12)
    id = models.UUIDField(editable=False)
    kind = models.SmallIntegerField()
    precedence = models.SmallIntegerField()
    total_bytes = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    root = models.BinaryField(max_length=32)
    have = models.IntegerField(default=0)
    refused = models.CharField(max_length=40, blank=True)
    next_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["node_to", "-precedence", "row"], name="left_load_next"),
            models.Index(fields=["expires_at"], name="left_load_expires"),
        ]
        constraints = [models.UniqueConstraint(fields=["node_from", "node_to", "id"], name="left_load_once")]

    def __str__(self) -> str:
        return str(self.row)


class LeftChunk(models.Model):
    """A chunk with its path, hashes one after the other."""

    load = models.ForeignKey(LeftLoad, models.CASCADE, related_name="chunks")
    number = models.IntegerField()
    path = models.BinaryField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "number"], name="left_chunk_once")]

    def __str__(self) -> str:
        return f"{self.load_id} {self.number}"
