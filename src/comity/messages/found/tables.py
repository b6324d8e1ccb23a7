"""The index of words of bureaus' own mail. Nothing of it is shown to anybody: it only narrows a search."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from comity.kit.ids import new_id


class MailIndex(models.Model):
    """What stands in one message, for one bureau that sent or got it; gone with the words of the message.

    grams: of subject, text, case reference and names of files (`grams`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey("messages.Message", models.CASCADE, related_name="indexed", db_index=False)
    bureau = models.CharField(max_length=12)
    grams = ArrayField(models.IntegerField())

    class Meta:
        # Without a list of what is not sorted in yet, which every search would have to read: only a clock writes here.
        indexes = [GinIndex(fields=["grams"], name="mail_index_grams", fastupdate=False)]
        constraints = [models.UniqueConstraint(fields=["message", "bureau"], name="mail_index_once")]

    def __str__(self) -> str:
        return str(self.id)
