"""Records that misled: three bureaus found another document, object or person by them (docs/decisions/0024)."""

from collections.abc import Collection
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MISLED: str | Promise = _(
    "Several bureaus found that it was not the same. It is a candidate only, until its owner gives better identifiers."
)


class Misled(models.Model):
    """That the owner of a record was asked for better identifiers. It ends when the owner changes or adds one.

    lowers: its keys give candidates only; not where a name misled, which never gave more. Of who found it and when
    nothing stands here.
    """

    pk = models.CompositePrimaryKey("database", "record")
    database = models.SmallIntegerField()
    record = models.UUIDField()
    lowers = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.database}/{self.record}"


def lowered(database: int, records: Collection[UUID]) -> frozenset[UUID]:
    """Which of these records give candidates only."""
    rows = Misled._default_manager.filter(database=database, record__in=records, lowers=True)
    return frozenset(rows.values_list("record", flat=True))
