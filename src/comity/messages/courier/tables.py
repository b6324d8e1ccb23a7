"""Tables of the courier: what waits to be sealed, chains, parcels that leave and come, receipts, nodes.

Bureaus see of them what `Sent` says of their own messages; all other rows are read by the courier alone.
"""

from datetime import datetime
from hashlib import sha256

from django.db import models
from django.db.models import Q

from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.messages.courier.rules import (
    FIRST_BATCH_BYTES,
    OPEN,
    Level,
    ParcelKind,
    ParcelState,
    TakenState,
    expires_at,
)

# The numbers, not the enums: a migration must not change its meaning when an enum grows.
PARCEL_KINDS = [int(ParcelKind.ENVELOPE), int(ParcelKind.RECEIPTS), int(ParcelKind.HEADS)]
PARCEL_STATES = [int(each) for each in ParcelState]
TAKEN_STATES = [int(each) for each in TakenState]
OPEN_STATES = [int(each) for each in OPEN]
LEVELS = [int(each) for each in Level]


class Sent(models.Model):
    """One delivery to a bureau of another node: what keeps it from leaving, and what its bureau signed.

    id: of the delivery. waits_for: a code, why it is not sealed yet; refused: the code that its bureau's node signed.
    seq: its number among those from this sender to this bureau; subject: digest of the header it was sealed under.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    message = models.ForeignKey("messages.Message", models.PROTECT, related_name="sent", db_index=False)
    sender = models.CharField(max_length=12)
    bureau = models.CharField(max_length=12)
    precedence = models.SmallIntegerField()
    next_at = models.DateTimeField()
    waits_for = models.CharField(max_length=40, blank=True)
    seq = models.BigIntegerField(null=True)
    subject = models.BinaryField(max_length=32, default=bytes)
    parcel = models.UUIDField(null=True)
    level = models.SmallIntegerField(null=True)
    refused = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-precedence", "id"], condition=Q(seq=None, refused=""), name="sent_not_sealed"
            ),
            models.Index(fields=["subject"], condition=~Q(subject=b""), name="sent_subject"),
            models.Index(fields=["message"], name="sent_message"),
            models.Index(fields=["parcel"], condition=Q(parcel__isnull=False), name="sent_parcel"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def unsealed(cls) -> "models.QuerySet[Sent]":
        """What has not left, and still may."""
        return cls._default_manager.filter(seq=None, refused="")

    @classmethod
    def unsigned(cls) -> "models.QuerySet[Sent]":
        """What its bureau has neither signed for nor refused."""
        return cls._default_manager.filter(level=None, refused="")

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Sent]":
        """The sending bureau sees why its own messages wait; nobody else does."""
        return cls._default_manager.filter(sender=actor.bureau)


class Chain(models.Model):
    """The newest number of a chain (docs/spec/seal.md, 13), of a hosted sender or of one that writes to us.

    bureau: to whom; empty: all that the sender seals. digest: of the newest header. ours: do we seal it?
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ours = models.BooleanField()
    sender = models.CharField(max_length=12)
    bureau = models.CharField(max_length=12, blank=True)
    seq = models.BigIntegerField(default=0)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ours", "sender", "bureau"], name="chain_once")]

    def __str__(self) -> str:
        return f"{self.sender} {self.bureau} {self.seq}"


class Outgoing(models.Model):
    """A parcel for one other node. content: an envelope trimmed to that node's bureaus, or signed receipts.

    It is kept until `expires_at`, also when it was receipted: a node that lost its disk asks again.
    have: how many of its chunks the other node said it has, where it travels in chunks. refused: the code of its last
    refusal, be it for now.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    node = models.CharField(max_length=12)
    kind = models.SmallIntegerField()
    state = models.SmallIntegerField(default=int(ParcelState.WAITING))
    precedence = models.SmallIntegerField()
    content = models.BinaryField()
    sha256 = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    have = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    refused = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["node", "-precedence", "id"], condition=Q(state__in=[1, 2]), name="outgoing_open"
            ),
            models.Index(fields=["sha256"], name="outgoing_sha256"),
            models.Index(fields=["expires_at"], name="outgoing_expires"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PARCEL_KINDS), name="outgoing_kind"),
            models.CheckConstraint(condition=Q(state__in=PARCEL_STATES), name="outgoing_state"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def of(cls, kind: ParcelKind, content: bytes, *, node: str, precedence: int, now: datetime) -> "Outgoing":
        """A new parcel, which may leave at once; saving it is the verb's."""
        return cls(
            node=node,
            kind=int(kind),
            precedence=precedence,
            content=content,
            sha256=sha256(content).digest(),
            expires_at=expires_at(now),
            next_at=now,
        )


class Incoming(models.Model):
    """A parcel that came. node: which handed it over. content: gone once it is opened; the row stays until it expires.

    code: why it was refused. A parcel that is ASIDE waits for what its sender's chain says came before; only
    of such a one is the sender known here. Of one that is PARTIAL the first `have` chunks are here,
    of so many bytes in all; root: of the tree over them.
    """

    row = models.UUIDField(primary_key=True, default=new_id, editable=False)
    id = models.UUIDField(editable=False)
    node = models.CharField(max_length=12)
    kind = models.SmallIntegerField()
    state = models.SmallIntegerField(default=int(TakenState.WHOLE))
    precedence = models.SmallIntegerField()
    content = models.BinaryField()
    sha256 = models.BinaryField(max_length=32)
    arrived_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    code = models.CharField(max_length=40, blank=True)
    sender = models.CharField(max_length=12, blank=True)
    total_bytes = models.BigIntegerField(default=0)
    have = models.IntegerField(default=0)
    root = models.BinaryField(max_length=32, default=bytes)

    class Meta:
        indexes = [
            models.Index(fields=["-precedence", "row"], condition=Q(state=1), name="incoming_whole"),
            models.Index(fields=["node"], condition=Q(state__in=[1, 4, 5]), name="incoming_stored"),
            models.Index(fields=["expires_at"], name="incoming_expires"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["node", "id"], name="incoming_once"),
            models.CheckConstraint(condition=Q(kind__in=PARCEL_KINDS), name="incoming_kind"),
            models.CheckConstraint(condition=Q(state__in=TAKEN_STATES), name="incoming_state"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Piece(models.Model):
    """A chunk that came, of a parcel that is not whole yet. load: the parcel's row."""

    load = models.UUIDField()
    number = models.IntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "number"], name="piece_once")]

    def __str__(self) -> str:
        return f"{self.load} {self.number}"


class Taken(models.Model):
    """An envelope that a hosted bureau took, or refused knowing its number: kept until it expires, for the chain.

    message: what became of it; null where it was refused, with the code.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sender = models.CharField(max_length=12)
    bureau = models.CharField(max_length=12)
    seq = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)
    prev = models.BinaryField(max_length=32)
    message = models.UUIDField(null=True)
    code = models.CharField(max_length=40, blank=True)
    parcel = models.UUIDField()
    taken_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["message", "bureau"], condition=Q(message__isnull=False), name="taken_message"
            ),
            models.Index(fields=["parcel"], name="taken_parcel"),
        ]
        constraints = [models.UniqueConstraint(fields=["sender", "bureau", "seq"], name="taken_once")]

    def __str__(self) -> str:
        return f"{self.sender} {self.bureau} {self.seq}"


class ReceiptDue(models.Model):
    """What a hosted bureau has to sign for. It is written with what it tells of, and leaves with a signed list.

    to: the sender; where no sender could be believed, the node that handed the parcel over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.CharField(max_length=12)
    to = models.CharField(max_length=12)
    subject = models.BinaryField(max_length=32)
    level = models.SmallIntegerField()
    code = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["bureau", "to"], name="receipt_due_list")]
        constraints = [models.CheckConstraint(condition=Q(level__in=LEVELS), name="receipt_level")]

    def __str__(self) -> str:
        return str(self.id)


class Peer(models.Model):
    """Another node as the courier last met it. tries: failures in a row; reason: the code of the last one.

    batch_bytes: how much the next request to it may hold. answered: the question about chains that it answered last.
    """

    node = models.CharField(max_length=12, primary_key=True)
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    batch_bytes = models.IntegerField(default=FIRST_BATCH_BYTES)
    answered = models.UUIDField(null=True)

    def __str__(self) -> str:
        return self.node


class UsedNonce(models.Model):
    """A request that came, by its nonce, until its signature has ended: the same bytes are not taken twice."""

    nonce = models.CharField(max_length=48, primary_key=True)
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["until"], name="used_nonce_until")]

    def __str__(self) -> str:
        return self.nonce
