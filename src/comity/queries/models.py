"""Hits: what a question found, for the unit that asked and its bureau. Never visible to anyone else."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.ids import new_id


class Hit(models.Model):
    """One record found by one question. `asked` is the subject as it was asked (JSON), kept with the hit.

    grade: of matching.keys.Grade. kind: of matching.keys.KeyKind. seen: the record's version then.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    act = models.UUIDField()
    at = models.DateTimeField(_("asked at"))
    bureau = models.CharField(max_length=12)
    unit = models.UUIDField(null=True)
    officer = models.UUIDField(null=True)
    function = models.CharField(max_length=80, blank=True, default="")
    purpose = models.CharField(max_length=40)
    case = models.CharField(max_length=120, blank=True, default="")
    silent = models.BooleanField(default=False)
    asked = models.JSONField()
    database = models.SmallIntegerField()
    record = models.UUIDField()
    seen = models.IntegerField()
    owner = models.CharField(max_length=12)
    grade = models.SmallIntegerField()
    kind = models.SmallIntegerField()
    exact = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "-id"], name="hit_bureau"),
            models.Index(fields=["record", "database"], name="hit_record"),
        ]

    def __str__(self) -> str:
        return f"hit {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Hit]":
        """The asking bureau's own hits: a hit shows at the unit and at the bureau (practice 5)."""
        return cls._default_manager.filter(bureau=actor.bureau)
