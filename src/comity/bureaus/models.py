"""Bureaus and their duty desks: the directory that every participant may read."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.bureaus.details import Details
from comity.bureaus.rules import (
    BureauKind,
    Hours,
    Standing,
    effective_standing,
    is_open,
)
from comity.bureaus.signed.tables import DirectoryCopy as DirectoryCopy
from comity.bureaus.signed.tables import DirectoryFile as DirectoryFile
from comity.bureaus.signed.tables import HeldKey as HeldKey
from comity.bureaus.signed.tables import RevokedKey as RevokedKey
from comity.bureaus.signed.tables import SignedEntry as SignedEntry
from comity.bureaus.working_days import WEEKEND
from comity.gate.actor import Actor
from comity.kit.language import spoken

# The numbers, not the enums: a migration must not change its meaning when an enum grows.
KINDS = [int(kind) for kind in BureauKind]
STANDINGS = [int(standing) for standing in Standing]


class Bureau(models.Model):
    """A member's National Central Bureau or another participant.

    names: {"en": ..., "fr": ..., "es": ..., "ar": ...}, English always there. languages: ISO 639-1 codes it
    works in.
    """

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    kind = models.SmallIntegerField(_("kind"))
    country = models.CharField(_("country"), max_length=3, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    names = models.JSONField(_("names"))
    standing = models.SmallIntegerField(_("standing"), default=int(Standing.NORMAL))
    standing_since = models.DateTimeField(_("standing since"), db_default=Now())
    mandate_ends = models.DateField(_("last day of the mandate"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    languages = ArrayField(
        models.CharField(max_length=3), verbose_name=_("languages"), default=list, blank=True
    )
    hosted = models.BooleanField(_("hosted on this node"), default=False)
    version = models.IntegerField(_("version"), default=1)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex="^[A-Z0-9][A-Z0-9-]{1,11}$"), name="bureau_code"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="bureau_kind"),
            models.CheckConstraint(condition=models.Q(standing__in=STANDINGS), name="bureau_standing"),
            models.CheckConstraint(condition=models.Q(names__has_key="en"), name="bureau_english_name"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The name in the reader's language; English where we have none in it."""
        language = spoken()
        return str(self.names.get(language) or self.names["en"])

    def standing_on(self, today: date) -> Standing:
        """The standing that counts on that day, UTC."""
        return effective_standing(self.standing, self.mandate_ends, today)

    @property
    def details(self) -> Details:
        """What the directory says of it now, to be changed and given back to `bureaus.change`."""
        return Details(
            names=self.names,
            country=self.country,
            city=self.city,
            time_zone=self.time_zone,
            languages=tuple(self.languages),
            mandate_ends=self.mandate_ends,
            hosted=self.hosted,
        )

    @property
    def kind_label(self) -> str | Promise:
        return BureauKind(self.kind).label

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Bureau]":  # noqa: ARG003  # the question is asked all the same
        """Everyone who acts here may read the whole directory: it holds no person's data."""
        return cls.objects.all()


def weekend() -> list[int]:
    """The days of rest of a bureau that names none."""
    return list(WEEKEND)


class DutyDesk(models.Model):
    """Whom to call at a bureau, when, and who stands in when it is closed (practice 7).

    opens, closes: in the bureau's own time zone; `closes` before `opens` runs over midnight. weekdays: 1 is
    Monday, 7 is Sunday, the day on which it opens. weekend: the bureau's days of rest, likewise; they count in no clock
    of working days.
    """

    bureau = models.OneToOneField(Bureau, models.CASCADE, primary_key=True, related_name="duty_desk")
    telephone = models.CharField(_("telephone"), max_length=40)
    languages = ArrayField(
        models.CharField(max_length=3), verbose_name=_("languages"), default=list, blank=True
    )
    always_open = models.BooleanField(_("open day and night"), default=False)
    opens = models.TimeField(_("opens at"), null=True, blank=True)
    closes = models.TimeField(_("closes at"), null=True, blank=True)
    weekdays = ArrayField(models.SmallIntegerField(), verbose_name=_("days"), default=list, blank=True)
    weekend = ArrayField(
        models.SmallIntegerField(), verbose_name=_("days of rest"), default=weekend, blank=True
    )
    deputy = models.ForeignKey(
        Bureau,
        models.PROTECT,
        verbose_name=_("deputy bureau"),
        null=True,
        blank=True,
        related_name="stands_in_for",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(always_open=True) | models.Q(opens__isnull=False, closes__isnull=False),
                name="duty_desk_has_hours",
            ),
            models.CheckConstraint(
                condition=~models.Q(deputy=models.F("bureau")), name="duty_desk_other_deputy"
            ),
        ]

    def __str__(self) -> str:
        return self.bureau_id

    @property
    def days(self) -> list[str | Promise]:
        """The names of the days on which it opens."""
        return [WEEKDAYS[day - 1] for day in self.weekdays]

    def is_open(self, now: datetime) -> bool:
        """Is somebody there at this moment? now: aware."""
        hours = Hours(self.always_open, self.opens, self.closes, frozenset(self.weekdays))
        return is_open(hours, now.astimezone(ZoneInfo(self.bureau.time_zone)))

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[DutyDesk]":  # noqa: ARG003  # the question is asked all the same
        """As open as the directory."""
        return cls.objects.select_related("bureau", "deputy")


def on_duty(code: str, now: datetime) -> DutyDesk | None:
    """Whom to call about this bureau now: its own desk, else its deputy's, else the centre's. None: nobody is there.

    now: aware. Source: practice 7.
    """
    desks = DutyDesk.objects.select_related("bureau", "deputy")
    own = desks.filter(bureau=code).first()
    centre = models.Q(bureau__kind=int(BureauKind.CENTRE))
    others = desks.filter(centre | models.Q(bureau=own.deputy_id) if own else centre)
    in_order = sorted(others, key=lambda desk: own is None or desk.bureau_id != own.deputy_id)
    return next((desk for desk in ([own] if own else []) + in_order if desk.is_open(now)), None)


def weekend_of(code: str) -> tuple[list[int], str]:
    """The days of rest of a bureau (1 is Monday), and its time zone."""
    bureau = Bureau.objects.select_related("duty_desk").filter(pk=code).first()
    if bureau is None:
        return weekend(), "UTC"
    desk = getattr(bureau, "duty_desk", None)
    return (desk.weekend if desk is not None else weekend()), bureau.time_zone
