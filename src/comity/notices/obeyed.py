"""What a bureau did when a notice was recalled or corrected: the same columns and words wherever the notice is kept.

Source: practice 18 (binding): two steps.
"""

from datetime import date, datetime, timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import Refused, Stale, invalid
from comity.notices.path import PILLS, STATES, State


class Obeyed(models.Model):
    """recalled_at: since when it does not stand, null while it does. removed_at: when a named function said that it is
    gone from national systems, copies and papers; removed_on: the day it named. corrected_at, corrected_to: the last
    correction that copies must say, and the version; applied_at, applied_on, applied_function: as with a recall.
    """

    recalled_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_on = models.DateField(null=True)
    removed_function = models.CharField(max_length=80, blank=True, default="")
    corrected_at = models.DateTimeField(null=True)
    corrected_to = models.IntegerField(null=True)
    applied_at = models.DateTimeField(null=True)
    applied_on = models.DateField(null=True)
    applied_function = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def standing(self) -> State:
        """The state of the notice as this bureau was told."""
        raise NotImplementedError

    @property
    def waits(self) -> bool:
        """Was it recalled, and has the bureau not said that it is gone?"""
        return self.recalled_at is not None and self.removed_at is None

    @property
    def is_to_correct(self) -> bool:
        """Was it corrected, and has the bureau not said that its copies are?"""
        return self.recalled_at is None and self.corrected_at is not None and self.applied_at is None

    @property
    def pill(self) -> str:
        return PILLS[self.standing]

    @property
    def words(self) -> str | Promise:
        return STATES[self.standing]


def recall_of(row: Obeyed) -> datetime:
    """When it was recalled. Raises: Refused where it stands."""
    if row.recalled_at is None:
        raise Refused(_("This notice stands: there is nothing to take back."), code="not-recalled")
    return row.recalled_at


def refuse_to_apply(row: Obeyed, version: int) -> None:
    """version: that was taken over. Raises: Refused where nothing waits to be put right; Stale for an older one."""
    if row.recalled_at is not None:
        raise Refused(_("This notice was recalled: take it out, and say so."), code="recalled")
    if row.corrected_at is None:
        raise Refused(_("Nothing was corrected here that waits for your word."), code="not-corrected")
    if row.corrected_to != version:
        raise Stale(_("It was corrected again meanwhile. Take over the newer version."))


def refuse_day_of_removal(removed_on: date, today: date) -> None:
    """today: UTC. Raises: Invalid for a day to come."""
    _refuse_ahead("removed_on", removed_on, today)


def refuse_day_of_applying(row: Obeyed, applied_on: date, today: date) -> None:
    """today: UTC. Raises: Invalid for a day to come, or before the correction."""
    _refuse_ahead("applied_on", applied_on, today)
    if row.corrected_at is not None and applied_on < row.corrected_at.date() - timedelta(days=1):
        raise invalid("applied_on", "before-correction", _("It was not corrected yet on that day."))


def _refuse_ahead(field: str, day: date, today: date) -> None:
    """Raises: Invalid for a day that has come nowhere on Earth."""
    if day > today + timedelta(days=1):  # a place on Earth may run ahead of UTC
        raise invalid(field, "date-ahead", _("This day has not come yet. Write when it happened."))
