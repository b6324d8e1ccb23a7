"""Units, officers, their dated roles, and tokens of connected systems."""

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.access.roles import ALARM_LABELS, ROLE_LABELS, UNIT_KIND_LABELS, AlarmKind, Role, UnitKind
from comity.access.saved_views import SavedView as SavedView
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, Hours
from comity.gate.actor import Actor
from comity.kit.ids import new_id


class Unit(models.Model):
    """A place of work inside a bureau. A tree: a child never exceeds its parent (see `rules.effective`).

    An empty (null) list of databases, purposes or kinds of query means: as the parent; at the top, all.
    ends_on: the last day of the authorisation, inclusive. clearance: highest marking shown, 1 to 3.
    hours_from, hours_to: when it works, in the bureau's own time; `hours_to` before `hours_from` is on the next day.
    Whoever asks outside them is answered, and the security officer is called.
    Source: RPD Art. 21 (a bureau authorises other national bodies and sets the scope).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="units")
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
    hours_from = models.TimeField(_("works from"), null=True, blank=True)
    hours_to = models.TimeField(_("works until"), null=True, blank=True)
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

    @property
    def hours(self) -> Hours | None:
        """When it works; None where nobody said, and then always."""
        if self.hours_from is None or self.hours_to is None:
            return None
        return Hours(False, self.hours_from, self.hours_to, frozenset())

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Unit]":
        """The units of the actor's own bureau."""
        return cls.objects.filter(bureau=actor.bureau)


class Officer(AbstractBaseUser):
    """A person of one unit. The name is for the own bureau only; others read bureau, unit and function.

    must_have_second_factor is kept by the actions: true while a privileged role is held. left_at: suspended since.
    name_ended_at: when the name was deleted on its own clock (`name_clock`); the badge number stands in its place.
    sessions_ended: how often all sessions were ended at once; a session is bound to this number and the password.
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
    left_at = models.DateTimeField(null=True, editable=False)
    name_ended_at = models.DateTimeField(null=True, editable=False)
    sessions_ended = models.IntegerField(default=0, editable=False)

    USERNAME_FIELD = "sign_in_name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    class Meta:
        indexes = [models.Index(fields=["badge"])]

    def __str__(self) -> str:
        return str(self.id)  # never the name: this text ends in logs

    def get_session_auth_hash(self) -> str:
        """What Django compares at each request: another password or a moved number, and the session is over."""
        return salted_hmac(
            "comity.access.session", f"{self.sessions_ended}:{self.password}", algorithm="sha256"
        ).hexdigest()

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Officer]":
        """Officers of the actor's own bureau: outside it no name ever appears."""
        return cls.objects.filter(unit__bureau=actor.bureau)

    @classmethod
    def named_for(cls, actor: Actor) -> "models.QuerySet[Officer]":
        """Whose names this actor may open behind acts: those of the own bureau; the commission, all."""
        if actor.may("access.open_any_name", now=timezone.now()):
            return cls.objects.all()
        return cls.visible_to(actor)


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


class Terminal(models.Model):
    """A shared screen of a unit, where officers change by badge number and PIN. The browser keeps its secret."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.BinaryField(max_length=32, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="terminals")
    label = models.CharField(_("label"), max_length=60)
    opened_by = models.UUIDField(null=True, editable=False)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return self.label

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Terminal]":
        """The terminals of the actor's own bureau."""
        return cls.objects.filter(unit__bureau=actor.bureau)


class SignInLock(models.Model):
    """Failed sign-ins of one name or one address, by a keyed tag: the name itself is never stored."""

    tag = models.BinaryField(max_length=16, primary_key=True)
    failures = models.IntegerField(default=0)
    counted_from = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)


class BudgetLimit(models.Model):
    """A budget set for one officer, unit or token in place of the default (see `budgets.DEFAULTS`)."""

    kind = models.SmallIntegerField(_("whose"))
    holder = models.UUIDField()
    measure = models.SmallIntegerField(_("what is counted"))
    in_window = models.SmallIntegerField(_("for how long"))
    amount = models.IntegerField(_("at most"))
    bureau = models.CharField(max_length=12)
    set_by = models.UUIDField(null=True, editable=False)
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "holder", "measure", "in_window"], name="one_limit_a_holder"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_not_below_zero"),
        ]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[BudgetLimit]":
        """The budgets set in the actor's own bureau."""
        return cls.objects.filter(bureau=actor.bureau)


class BudgetSpent(models.Model):
    """How much of a budget the processes have taken in a window that began at `starts_at`, UTC."""

    pk = models.CompositePrimaryKey("kind", "holder", "measure", "in_window", "starts_at")
    kind = models.SmallIntegerField()
    holder = models.UUIDField()
    measure = models.SmallIntegerField()
    in_window = models.SmallIntegerField()
    starts_at = models.DateTimeField()
    taken = models.IntegerField()


class RecordOpened(models.Model):
    """That a holder opened a record of another bureau on a day, so that it counts once."""

    pk = models.CompositePrimaryKey("holder", "day", "database", "record")
    holder = models.UUIDField()
    day = models.DateField()
    database = models.SmallIntegerField()
    record = models.UUIDField()


class Alarm(models.Model):
    """Something that a security officer must look at. Ids and codes only. about: what makes it one alarm."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.SmallIntegerField()
    bureau = models.CharField(max_length=12)
    unit = models.UUIDField(null=True)
    officer = models.UUIDField(null=True)
    token = models.UUIDField(null=True)
    acting = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=200, unique=True)
    codes = ArrayField(models.CharField(max_length=60), default=list)
    count = models.IntegerField(default=1)
    at = models.DateTimeField()
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-last_at"]
        indexes = [models.Index(fields=["bureau", "-last_at"], name="alarm_of_a_bureau")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def kind_label(self) -> str | Promise:
        return ALARM_LABELS[AlarmKind(self.kind)]

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Alarm]":
        """Those of the own bureau for its security officer; all for the centre and the commission."""
        now = timezone.now()
        if actor.may("access.read_all_alarms", now=now):
            return cls.objects.all()
        if not actor.may("access.read_alarms", now=now):
            return cls.objects.none()
        if Bureau.objects.filter(code=actor.bureau, kind=BureauKind.CENTRE).exists():
            return cls.objects.all()
        return cls.objects.filter(bureau=actor.bureau)


class CacheEntry(models.Model):
    """The table of Django's cache, as `DatabaseCache` wants it: rate limits count here, for all processes."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "access_cache"
