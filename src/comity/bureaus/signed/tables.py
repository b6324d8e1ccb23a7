"""Tables of the signed directory: entries as their bureaus signed them, keys held here, files published, the copy."""

from enum import IntEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property

from comity.bureaus.signed.entries import Signed, read_signed
from comity.gate.actor import Actor
from comity.kit.ids import new_id


class KeyUse(IntEnum):
    """What a key held here is for. Closed set: numbers are never reused."""

    SIGNING = 1
    ENCRYPTION = 2
    REQUESTS = 3
    TARGETS = 4
    TIMESTAMP = 5


class SignedEntry(models.Model):
    """One version of what a bureau says of its keys. The application adds rows and reads them, nothing else.

    content: the file as it is served. signing_key: its name, SHA-256 in hexadecimal.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    bureau = models.ForeignKey("bureaus.Bureau", models.PROTECT, related_name="entries")
    version = models.IntegerField()
    signing_key = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    content = models.BinaryField()
    recovered = models.BooleanField(default=False)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["bureau", "-version"]
        constraints = [models.UniqueConstraint(fields=["bureau", "version"], name="entry_once")]

    def __str__(self) -> str:
        return f"{self.bureau_id}/{self.version}"

    @cached_property
    def signed(self) -> Signed:
        """The entry, read again: what the store holds is believed no more than a file."""
        return read_signed(bytes(self.content))

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[SignedEntry]":  # noqa: ARG003  # the question is asked all the same
        """Keys are there to be known: everybody may read them."""
        return cls.objects.select_related("bureau")


class RevokedKey(models.Model):
    """A signing key that counts no more from a moment on, as the centre says. Never taken back: a new key follows."""

    key = models.CharField(max_length=64, primary_key=True)
    bureau = models.ForeignKey("bureaus.Bureau", models.PROTECT, related_name="revoked_keys")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.key

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[RevokedKey]":  # noqa: ARG003
        """As open as the keys themselves."""
        return cls.objects.select_related("bureau")


class HeldKey(models.Model):
    """A private key of this node, sealed with its secret. owner: a bureau hosted here; empty: the node's own.

    epoch: name of an encryption key, "2026-12", or "2026-12.2" after a change within the month.
    ends_at: when the row is deleted, and with it the key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.CharField(max_length=12, blank=True)
    use = models.SmallIntegerField()
    epoch = models.CharField(max_length=12, blank=True)
    public = models.BinaryField()
    sealed = models.BinaryField()
    valid_from = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["owner", "use", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "epoch"], condition=models.Q(use=2), name="one_key_an_epoch"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class DirectoryFile(models.Model):
    """A file of the repository as the centre publishes it: metadata and targets, for anybody who asks."""

    name = models.CharField(max_length=120, primary_key=True)
    content = models.BinaryField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class DirectoryCopy(models.Model):
    """How this node's copy of the directory stands: one row, or none where it follows no centre.

    signed_at: when the centre signed what we hold; fetched_at: when we last reached it; refused: the code of the last
    refusal, empty where the last refresh went well; refused_codes: bureaus whose news were refused.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    url = models.CharField(max_length=200)
    root = models.BinaryField()
    root_version = models.IntegerField(default=1)
    targets_version = models.IntegerField(default=0)
    timestamp_version = models.IntegerField(default=0)
    trusted_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=40, blank=True)
    refused_codes = ArrayField(models.CharField(max_length=12), default=list)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_directory_copy")]

    def __str__(self) -> str:
        return self.url

    @classmethod
    def here(cls) -> "DirectoryCopy | None":
        """The copy this node keeps; None where it follows no directory."""
        return cls.objects.filter(id=1).first()

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[DirectoryCopy]":  # noqa: ARG003
        """Everybody may know how old what they rely on is."""
        return cls.objects.all()
