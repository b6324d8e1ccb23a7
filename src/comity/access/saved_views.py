"""A list as an officer left it: which list, which filters, under which name. Personal data, with an end."""

from datetime import datetime, timedelta
from enum import IntEnum

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.access.saved_lists import LISTS, SavedList
from comity.gate.actor import Actor
from comity.kit.ids import new_id

# Filters may hold a name or a number, so what nobody opens any more goes. A default of ours.
UNUSED_DAYS = 180
LONGEST_NAME = 80
MOST_OF_ONE = 50


class Share(IntEnum):
    """Who else opens it. Closed set: numbers are never reused."""

    NOBODY = 1
    UNIT = 2
    BUREAU = 3


SHARES: dict[Share, str | Promise] = {
    Share.NOBODY: pgettext_lazy("who opens a saved view", "only me"),
    Share.UNIT: pgettext_lazy("who opens a saved view", "my unit"),
    Share.BUREAU: pgettext_lazy("who opens a saved view", "my bureau"),
}
SHARE_NUMBERS = [int(share) for share in Share]


class SavedView(models.Model):
    """list: of `saved_lists.LISTS`. filters: as that list's address says them, checked by it when kept and when opened.

    used_at: the last day on which somebody opened it, as a moment.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.CharField(max_length=12)
    unit = models.UUIDField(null=True)
    officer = models.UUIDField()
    share = models.SmallIntegerField(_("who opens it"))
    list = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    filters = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "list"], name="savedview_bureau"),
            models.Index(fields=["used_at"], name="savedview_used"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["officer", "list", "name"], name="savedview_name_once"),
            models.CheckConstraint(condition=Q(share__in=SHARE_NUMBERS), name="savedview_share"),
        ]

    def __str__(self) -> str:
        return str(self.id)  # never the name: it may be that of a person

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[SavedView]":
        """One's own, and what colleagues shared with one's unit or bureau; by name."""
        shared = Q(share=int(Share.BUREAU)) | Q(share=int(Share.UNIT), unit=actor.unit, unit__isnull=False)
        mine = Q(officer=actor.officer) if actor.officer is not None else Q(pk=None)
        return cls._default_manager.filter(mine | shared, bureau=actor.bureau).order_by("name", "id")

    @property
    def share_label(self) -> str | Promise:
        return SHARES[Share(self.share)]

    @property
    def of(self) -> SavedList | None:
        """Its list; None where this node no longer has it."""
        return LISTS.get(self.list)

    def ends_at(self) -> datetime:
        """When it goes unless somebody opens it."""
        return self.used_at + timedelta(days=UNUSED_DAYS)


def views_for(actor: Actor, slug: str = "") -> list[SavedView]:
    """The views that this actor may open now, of one list or of all."""
    found = SavedView.visible_to(actor)
    rows = found.filter(list=slug) if slug else found
    return [each for each in rows if each.of is not None and each.of.is_open_to(actor)]
