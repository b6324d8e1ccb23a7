"""Units, officers, their dated roles, and tokens of connected systems."""

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.access.roles import ROLE_LABELS, UNIT_KIND_LABELS, Role, UnitKind
from comity.gate.actor import Actor
from comity.kit.ids import new_id


class Unit(models.Model):
    """A place of work inside a bureau. A tree: a child never exceeds its parent (see `rules.effective`).

    An empty (null) list of databases, purposes or kinds of query means: as the parent; at the top, all.
    ends_on: the last day of the authorisation, inclusive. clearance: highest marking shown, 1 to 3.
    Source: RPD Art. 21 (a bureau authorises other national bodies and sets the scope).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey("bureaus.Bureau", on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.SmallIntegerField(_("kind"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    databases = ArrayField(models.SmallIntegerField(), verbose_name=_("databases"), null=True, blank=True)
    purposes = ArrayField(models.CharField(max_length=40), verbose_name=_("purposes"), null=True, blank=True)
    query_kinds = ArrayField(
        models.SmallIntegerField(), verbose_name=_("kinds of query"), null=True, blank=True
    )
    full_view = models.BooleanField(_("sees whole records, not only hit or no hit"), default=True)
    clearance = models.SmallIntegerField(_("highest marking shown"), default=1)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "name"], name="unit_name_once_in_its_bureau"),
            models.CheckConstraint(condition=Q(clearance__range=(1, 3)), name="unit_clearance_one_to_three"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> str | Promise:
        return UNIT_KIND_LABELS[UnitKind(self.kind)]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Unit]":
        """The units of the actor's own bureau."""
        return cls.objects.filter(bureau=actor.bureau)


class Officer(AbstractBaseUser):
    """A person of one unit. The name is for the own bureau only; others read bureau, unit and function.

    must_have_second_factor is kept by the actions: true while a privileged role is held.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sign_in_name = models.CharField(_("sign-in name"), max_length=80, unique=True)
    badge = models.CharField(_("badge number"), max_length=20)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="officers")
    full_name = models.CharField(_("full name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    function = models.CharField(_("function, as other bureaus read it"), max_length=60)
    language = models.CharField(_("language"), max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    must_have_second_factor = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    pin = models.CharField(max_length=128, blank=True, editable=False)

    USERNAME_FIELD = "sign_in_name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    class Meta:
        indexes = [models.Index(fields=["badge"])]

    def __str__(self) -> str:
        return str(self.id)  # never the name: this text ends in logs

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Officer]":
        """Officers of the actor's own bureau: outside it no name ever appears."""
        return cls.objects.filter(unit__bureau=actor.bureau)


class Grant(models.Model):
    """A role of an officer from one day to another, both inclusive, UTC. Kept after it ends."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="grants")
    role = models.SmallIntegerField(_("role"))
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    granted_by = models.UUIDField(null=True, editable=False)
    granted_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["officer"], condition=Q(revoked_at=None), name="grant_in_force")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("begins_on")),
                name="grant_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def role_label(self) -> str | Promise:
        return ROLE_LABELS[Role(self.role)]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Grant]":
        """The grants of officers of the actor's own bureau."""
        return cls.objects.filter(officer__unit__bureau=actor.bureau)


class Token(models.Model):
    """A key for programs: `comity_<id>_<secret>`, kept only as its SHA-256.

    Either it belongs to an officer, or to a connected system that must name the human in each call.
    An empty (null) list of databases or purposes means: as the unit. expires_at, revoked_at: UTC.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.BinaryField(max_length=32, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tokens")
    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="tokens"
    )
    label = models.CharField(_("label"), max_length=80)
    rights = ArrayField(models.CharField(max_length=60), verbose_name=_("rights"))
    databases = ArrayField(models.SmallIntegerField(), verbose_name=_("databases"), null=True, blank=True)
    purposes = ArrayField(models.CharField(max_length=40), verbose_name=_("purposes"), null=True, blank=True)
    connected_system = models.BooleanField(_("a connected system"), default=False)
    expires_at = models.DateTimeField(_("expires"))
    created_by = models.UUIDField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(connected_system=True, officer=None)
                | Q(connected_system=False, officer__isnull=False),
                name="token_has_an_officer_or_is_a_system",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Token]":
        """The tokens of the actor's own bureau."""
        return cls.objects.filter(unit__bureau=actor.bureau)
