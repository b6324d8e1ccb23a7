"""One row that moves when anyone's rights may have changed. It stands here so that any room may move it."""

from django.db import models


class AccessEpoch(models.Model):
    """The access epoch of this node. Whoever cached rights at an older epoch must read them again."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    epoch = models.BigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="access_epoch_is_one_row")]
