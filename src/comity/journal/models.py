"""The journal as rows to read. Nothing here writes: see writer.py; the database refuses changes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from comity.journal.acts import FIELDS, Act, Listed, Outcome, Touched


class ActRow(models.Model):
    """One act. Partitioned by month in the database; `at` is UTC."""

    pk = models.CompositePrimaryKey("id", "at")
    id = models.UUIDField()
    at = models.DateTimeField()
    node = models.TextField()
    verb = models.TextField()
    bureau = models.TextField()
    unit = models.UUIDField(null=True)
    officer = models.UUIDField(null=True)
    token = models.UUIDField(null=True)
    function = models.TextField()
    acting = models.TextField()
    terminal = models.TextField()
    purpose = models.TextField()
    case = models.TextField()
    legal_basis = models.TextField()
    databases = ArrayField(models.SmallIntegerField())
    tag = models.BinaryField()
    words = models.BinaryField()
    word_key = models.UUIDField(null=True)
    outcome = models.SmallIntegerField()
    count = models.IntegerField()
    recipients = ArrayField(models.TextField())
    about = models.TextField()
    reason = models.TextField()
    rule_set = models.TextField()
    elapsed_us = models.IntegerField()
    salt = models.BinaryField()
    format = models.SmallIntegerField()

    class Meta:
        managed = False
        db_table = "acts"

    def to_act(self) -> Act:
        """The whole act, as canonical_bytes wants it: its columns, and the rows of its records and subjects."""
        values = {name: getattr(self, name) for name in FIELDS if name not in ("records", "subjects")}
        for name in ("tag", "words", "salt"):
            values[name] = bytes(values[name])
        for name in ("databases", "recipients"):
            values[name] = tuple(values[name])
        own = {"act": self.id, "at": self.at}
        records = ActRecord.objects.filter(**own).values_list("database", "record", "version")
        lists = ActSubjects.objects.filter(**own).values_list("tags", "outcomes")
        return Act(
            **{**values, "outcome": Outcome(values["outcome"])},
            records=tuple(Touched(*row) for row in records),
            subjects=tuple(
                Listed(bytes(tag), Outcome(outcome))
                for tags, outcomes in lists
                for tag, outcome in zip(tags, outcomes, strict=True)
            ),
        )


class ActRecord(models.Model):
    """Which record, at which version, an act concerned."""

    pk = models.CompositePrimaryKey("act", "database", "record")
    act = models.UUIDField()
    at = models.DateTimeField()
    database = models.SmallIntegerField()
    record = models.UUIDField()
    version = models.IntegerField()

    class Meta:
        managed = False
        db_table = "act_records"


class ActSubjects(models.Model):
    """The subjects of an act about several, in the order asked: keyed tags and outcomes."""

    pk = models.CompositePrimaryKey("act", "at")
    act = models.UUIDField()
    at = models.DateTimeField()
    tags = ArrayField(models.BinaryField())
    outcomes = ArrayField(models.SmallIntegerField())

    class Meta:
        managed = False
        db_table = "act_subjects"


class WordKey(models.Model):
    """A content key for sealed words, wrapped for the asking bureau and for the commission."""

    id = models.UUIDField(primary_key=True)
    bureau = models.TextField()
    made_at = models.DateTimeField()
    for_bureau = models.BinaryField()
    for_commission = models.BinaryField()

    class Meta:
        managed = False
        db_table = "word_keys"


class ActKey(models.Model):
    """The key of what people wrote in an act about records (journal/texts.py). It is deleted with the record."""

    act = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    key = models.BinaryField()

    class Meta:
        managed = False
        db_table = "act_keys"
