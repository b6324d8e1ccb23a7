"""The table of verdicts: what whoever compared said about a hit. It holds tags and ids, no word of anybody."""

from django.db import models
from django.db.models import Q

from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.queries.judging import Judged

JUDGED = [int(each) for each in Judged]


class Verdict(models.Model):
    """What a hit came to. tag: of the subject as asked, under the deciding bureau's own key (seal.tags.lasting_tag).

    seen: the record's version that was compared. by_owner: the owner's final word, which stands for the bureau's own.
    shared: may count elsewhere, without the bureau's name, as far as queries.judging.may_be_known says so now.
    facts: {"number": "equal"}, of records.comparing; no value of either side. grade, kind: of the hit. until: UTC day.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hit = models.OneToOneField("queries.Hit", models.CASCADE, related_name="verdict")
    bureau = models.CharField(max_length=12)
    database = models.SmallIntegerField()
    record = models.UUIDField()
    seen = models.IntegerField()
    tag = models.BinaryField(max_length=16)
    judged = models.SmallIntegerField()
    by_owner = models.BooleanField(default=False)
    shared = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    grade = models.SmallIntegerField()
    kind = models.SmallIntegerField()
    at = models.DateTimeField()
    function = models.CharField(max_length=80, blank=True, default="")
    until = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["record", "database"], name="verdict_record"),
            models.Index(fields=["until"], name="verdict_until"),
            models.Index(fields=["bureau"], name="verdict_bureau"),
        ]
        constraints = [models.CheckConstraint(condition=Q(judged__in=JUDGED), name="verdict_judged")]

    def __str__(self) -> str:
        return f"verdict {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Verdict]":
        """The verdicts of one's own bureau. Of others' nobody learns more than examined.py tells."""
        return cls._default_manager.filter(bureau=actor.bureau)
