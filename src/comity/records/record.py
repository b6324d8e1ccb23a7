"""The abstract record: the legal envelope's columns, and what a declaration gives."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.errors import FieldError
from comity.kit.ids import new_id
from comity.matching.keys import Key
from comity.records.envelope import Declared
from comity.records.exporting.entities import Entity
from comity.records.exporting.given import Given
from comity.records.feed.watched import Watched
from comity.records.rules import (
    ALL_BUT,
    MARKINGS,
    ONLY,
    STATUSES,
    AfterRecovery,
    Feeder,
    Marking,
    Status,
    answers_others,
)
from comity.records.scope import Scope, scope_of
from comity.records.values import slug

Body = dict[str, Any]


class Record(models.Model):
    """A record of some database. Subclasses declare; everything else is made from the declaration.

    Class attributes a declaration gives: slug (in addresses), code (small number, never reused), label,
    fed_by, kept_years, keys (ways it is found), columns (shown in lists, in order), example (a valid one);
    and, where it differs: personal (names people: hidden while the owner is suspended), silent (hits tell the owner
    nothing), specialist (foreign records are read in full only by units to which this database was granted by name;
    all others learn hit or no hit), after_recovery, reference (a library without case data: its entries are advice,
    and everybody whose scope holds it may look through them), checked (published only after the quality check of
    another bureau; then it declares `replaces`), named_only (a library open only to units whose scope names it),
    has_entities (see `entities`), made_of (the schemata of entities from which an import makes its records: see
    `from_entity`) and entities_lack (fields that it needs and no entity says), listed_as (the schema of entities
    under which screening tools ask for its records, where the owner declared a list of them public:
    queries.screening), public_by (the flag by which an owner lets the public find a record), public_fields (what of
    it the public sees), traced (after a hit on such a thing a trace request can begin: tracing), wanted (fields that
    need not be there and that a good record has: a bureau's own measure of its data), happened_on (the day, perhaps
    partial, of the theft, loss or event: never after it was recorded), found_asks (what another bureau that has the
    thing is asked, life/finding_words.py; empty: no finds are reported) and found_words (what it must mind until the
    owner answers), made_of_page (of what the node makes: the name of the address that leads from a record's id to
    what it was made of), says (fields that the page of a hit shows: what is to be done), recalled_first (what is taken
    back of it stands in front of a connected system's changes), looked_at_again (closed sets that must be said again to
    keep it longer).
    """

    slug: ClassVar[str]
    code: ClassVar[int]
    label: ClassVar[str | Promise]
    abbreviation: ClassVar[str] = ""
    fed_by: ClassVar[Feeder] = Feeder.ANY_BUREAU
    kept_years: ClassVar[int]
    keys: ClassVar[tuple[Callable[[Body], list[Key]], ...]]
    columns: ClassVar[tuple[str, ...]]
    example: ClassVar[Body]
    personal: ClassVar[bool] = False
    silent: ClassVar[bool] = False
    specialist: ClassVar[bool] = False
    reference: ClassVar[bool] = False
    checked: ClassVar[bool] = False
    named_only: ClassVar[bool] = False
    after_recovery: ClassVar[AfterRecovery] = AfterRecovery.NOTHING
    recovered_words: ClassVar[str | Promise] = ""
    has_entities: ClassVar[bool] = False
    made_of: ClassVar[tuple[str, ...]] = ()
    entities_lack: ClassVar[tuple[str, ...]] = ()
    listed_as: ClassVar[str] = ""
    looked_at_again: ClassVar[tuple[str, ...]] = ()
    public_by: ClassVar[str] = ""
    public_fields: ClassVar[tuple[str, ...]] = ()
    traced: ClassVar[bool] = False
    made_of_page: ClassVar[str] = ""
    says: ClassVar[tuple[str, ...]] = ()
    recalled_first: ClassVar[bool] = False
    wanted: ClassVar[tuple[str, ...]] = ()
    happened_on: ClassVar[str] = ""
    found_asks: ClassVar[tuple[Declared, ...]] = ()
    found_words: ClassVar[str | Promise] = ""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    home = models.CharField(max_length=40)
    version = models.IntegerField(default=1)
    owner = models.CharField(_("owner"), max_length=12)
    unit = models.UUIDField(null=True)
    status = models.SmallIntegerField(_("status"), default=int(Status.ACTIVE))
    purpose = models.SmallIntegerField(_("recorded for"))
    marking = models.SmallIntegerField(_("marking"), default=int(Marking.OFFICIAL_USE))
    restriction = ArrayField(models.CharField(max_length=12), null=True)
    legal_basis = models.CharField(max_length=300, blank=True, default="")
    source = models.CharField(max_length=200, blank=True, default="")
    source_reference = models.CharField(max_length=120, blank=True, default="")
    case = models.CharField(max_length=120, blank=True, default="")
    references = models.JSONField(default=list)
    recorded_at = models.DateTimeField(_("recorded"))
    changed_at = models.DateTimeField(_("last changed"))
    kept_until = models.DateField(_("kept until"))
    sha256 = models.BinaryField(max_length=32)

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["owner", "-id"], name="%(class)s_owner"),
            # The loader finds a row without a number of its own by its content.
            models.Index(
                fields=["owner", "sha256"], condition=Q(source_reference=""), name="%(class)s_content"
            ),
            # What ends first, for the list, the home page and whoever looks ahead (docs/decisions/0023-lists.md).
            models.Index(fields=["owner", "kept_until", "id"], name="%(class)s_review"),
            # The few in another state than nearly all are: none of them costs a load anything.
            models.Index(fields=["owner", "status", "-id"], condition=~Q(status=2), name="%(class)s_states"),
            # The few that the centre has not let out (records.rules.HELD) among very many.
            models.Index(fields=["changed_at"], condition=Q(status__in=[1, 9]), name="%(class)s_held"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "source_reference"],
                condition=~Q(source_reference=""),
                name="%(class)s_source",
            ),
            Watched(name="%(class)s_changes"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.id}"

    @classmethod
    @cache
    def declared(cls) -> tuple[Declared, ...]:
        """The database's own fields, in the order of the declaration."""
        fields: list[Any] = list(cls._meta.fields)  # ours carry two attributes more (records.fields)
        return tuple(
            Declared(field.name, field.verbose_name, field.value_kind, field.is_required, field.help_text)
            for field in fields
            if hasattr(field, "value_kind")
        )

    @classmethod
    @cache
    def key_kinds(cls) -> frozenset[int]:
        """The kinds of identifier by which this database is found."""
        return frozenset(int(kind) for way in cls.keys for kind in getattr(way, "kinds", ()))

    @classmethod
    def read_whole_by(cls, actor: Actor, owner: str) -> bool:
        """May this actor read more of an owner's record than hit or no hit? Source: practice 5 and 20."""
        if owner == actor.bureau:
            return True
        named = actor.databases is not None and cls.code in actor.databases
        return getattr(actor, "full_view", True) and (named or not cls.specialist)

    @classmethod
    def faults(cls, body: Body, today: date) -> list[FieldError]:  # noqa: ARG003  # a declaration looks
        """What is wrong between the fields of one record: a declaration's own rules. Pure; today: UTC."""
        return []

    @classmethod
    def headline(cls, body: Body) -> str:
        """One line that names the record for people, from its first columns."""
        return " ".join(str(body[name]) for name in cls.columns if name in body)

    @classmethod
    def entities(cls, id: str, body: Body) -> list[Entity]:  # noqa: ARG003  # a declaration looks
        """The record as FollowTheMoney entities, where `has_entities` says that it fits. id: of the first one."""
        return []

    @classmethod
    def from_entity(cls, whole: Given, papers: Sequence[Given]) -> Body:  # noqa: ARG003  # a declaration looks
        """The raw values of the record that an entity becomes, where `made_of` has its schema. papers: of a person."""
        return {}

    @classmethod
    def owned_by(cls, actor: Actor) -> models.QuerySet[Self]:
        """Records of one's own bureau: all that may ever be listed, counted or exported (practice 6)."""
        return cls._default_manager.filter(owner=actor.bureau, marking__lte=actor.clearance)

    @classmethod
    def visible_to(cls, actor: Actor, *, today: date) -> models.QuerySet[Self]:
        """Records this actor may be shown when a query or a hit led there. today: UTC."""
        return cls.shown_within(scope_of(actor, today), today)

    @classmethod
    def shown_within(cls, scope: Scope, today: date) -> models.QuerySet[Self]:
        """The same for a scope."""
        rows = cls._default_manager.filter(marking__lte=scope.clearance)
        if not cls.is_within(scope.databases):
            return rows.none()
        return rows.filter(Q(owner=scope.bureau) | cls.answering(scope, today))

    @classmethod
    def answering(cls, scope: Scope, today: date) -> Q:
        """What answers another bureau of this scope: its state, its last day, and who it is closed to."""
        states = [state for state in Status if answers_others(state, cls.after_recovery)]
        answering = Q(status__in=[int(state) for state in states], kept_until__gte=today)
        return answering & cls._open_to(scope)

    @classmethod
    def waiting_for(cls, actor: Actor, *, today: date) -> models.QuerySet[Self]:
        """Drafts that this reviewer of the centre may look at; none for anybody else. today: UTC.

        A record that its owner closed to the centre is closed to its reviewer too, and so goes on waiting.
        """
        scope, now = scope_of(actor, today), timezone.now()
        if not scope.closed.is_centre or not actor.may("records.review", database=cls.code, now=now):
            return cls._default_manager.none()
        rows = cls._default_manager.filter(status=int(Status.DRAFT), kept_until__gte=today)
        return rows.filter(cls._open_to(scope), marking__lte=scope.clearance)

    @classmethod
    def open_to_centre(cls, actor: Actor, *, today: date) -> models.QuerySet[Self]:
        """What owners did not close to the centre, for its reviewer, whatever the state; none for anybody else."""
        scope, now = scope_of(actor, today), timezone.now()
        if not scope.closed.is_centre or not actor.may("records.oversee", database=cls.code, now=now):
            return cls._default_manager.none()
        return cls._default_manager.filter(cls._open_to(scope), marking__lte=scope.clearance)

    @classmethod
    def library_for(cls, actor: Actor, *, today: date) -> models.QuerySet[Self]:
        """What a library shows this actor: what is published, and what was until something newer took its place."""
        scope, rows = scope_of(actor, today), cls.visible_to(actor, today=today)
        if not (cls.checked and cls.is_within(scope.databases)):
            return rows
        replaced = Q(status=int(Status.REPLACED), kept_until__gte=today, marking__lte=scope.clearance)
        return rows | cls._default_manager.filter(replaced, cls._open_to(scope))

    @classmethod
    def to_check_by(cls, actor: Actor, *, today: date) -> models.QuerySet[Self]:
        """What other bureaus handed in for the quality check and this actor may look at. today: UTC."""
        scope, now = scope_of(actor, today), timezone.now()
        may = cls.checked and actor.may("records.check", database=cls.code, now=now)
        if not (may and cls.is_within(scope.databases)):
            return cls._default_manager.none()
        rows = cls._default_manager.filter(status=int(Status.IN_CHECK), kept_until__gte=today)
        return rows.filter(cls._open_to(scope), marking__lte=scope.clearance).exclude(owner=scope.bureau)

    @classmethod
    def is_within(cls, databases: frozenset[int] | None) -> bool:
        """Does a scope with these databases (None: all) hold this one?"""
        return cls.code in databases if databases is not None else not cls.named_only

    @classmethod
    def open_in(cls, scope: Scope) -> models.QuerySet[Self]:
        """Records in whatever state that neither marking nor restriction closes to this asker."""
        return cls._default_manager.filter(cls._open_to(scope), marking__lte=scope.clearance)

    @classmethod
    def _open_to(cls, scope: Scope) -> Q:
        """What no restriction, of the record or of its owner, closes to this asker."""
        listed = Q(restriction__contains=[scope.bureau])
        open_to_us = (
            Q(restriction__isnull=True)
            | Q(restriction__0=ALL_BUT) & ~listed
            | Q(restriction__0=ONLY) & listed
        )
        return open_to_us & ~Q(owner__in=scope.closed_owners(cls.code, personal=cls.personal))

    def is_open_to(self, scope: Scope) -> bool:
        """Do marking, restriction and the owner's rules leave this record to that asker, whatever its state?"""
        ours = Q(owner=scope.bureau) | self._open_to(scope)
        rows = type(self)._default_manager.filter(ours, pk=self.pk, marking__lte=scope.clearance)
        return self.is_within(scope.databases) and rows.exists()

    @classmethod
    def is_protected(cls, body: Body) -> bool:  # noqa: ARG003  # a declaration looks
        """Is this left out of hit or no hit, so that only who reads whole records finds it? Source: practice 4."""
        return False

    def remarks(self, today: date) -> list[str | Promise]:  # noqa: ARG002  # a declaration looks
        """Lines that go with any answer naming this record: a declaration's own warnings. today: UTC."""
        return []

    @property
    def status_name(self) -> str:
        """The state as pages and API spell it."""
        return slug(Status(self.status))

    @property
    def status_label(self) -> str | Promise:
        return STATUSES[Status(self.status)]

    @property
    def marking_label(self) -> str | Promise:
        return MARKINGS[Marking(self.marking)]
