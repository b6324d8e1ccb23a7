"""Notices, what was done to each, who received it, and under which legal basis this node publishes."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KeyTransform
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.notices.databases import NoticeRecord
from comity.notices.findings import Finding as Finding
from comity.notices.kinds import declared
from comity.notices.kinds.kind import Kind
from comity.notices.legal_basis import LegalBasis as LegalBasis
from comity.notices.legal_basis import issued_by as issued_by
from comity.notices.obeyed import Obeyed
from comity.notices.path import CLOCKS, ENDED, GROUNDS, OUT, PILLS, STATES, VERB_WORDS, Ground, State
from comity.notices.request import Request, headline
from comity.notices.rules import ENDED_KEPT
from comity.notices.told import Told as Told
from comity.notices.un_special.runs import ListRun as ListRun
from comity.records.attached.attachments import of_notice
from comity.records.rules import ALL_BUT, ONLY
from comity.records.scope import scope_of

# The numbers, not the enums: a migration must not change its meaning when an enum grows.
STATE_NUMBERS = [int(each) for each in State]
GROUND_NUMBERS = [int(each) for each in Ground]


class KeptHere(models.Manager["Notice"]):
    """Notices that this node keeps: all that clocks, desks, the public and other bureaus ever see of them."""

    def get_queryset(self) -> "models.QuerySet[Notice]":
        return super().get_queryset().filter(keeper="")


class Notice(models.Model):
    """A request for a notice or diffusion, and what became of it.

    body: canonical values of its kind (request.py). addressees: of a diffusion the codes of bureaus, empty is all.
    closed: the signed list of whom it is closed to, repeated from the body so that one query sees it. digest: of the
    request as it stands; approvals are over it. version counts up by one with every change. record: its entry in the
    database of notices, once it is out. state moves only by `stand`; due_at is when its step should be done.
    unread: of a draft, what was typed and cannot be read yet, by field. sitting: of the page that wrote it last; see
    actions/saving.py. corrects: the notice that this request corrects, if it is a correction; base: the version of it
    that was corrected; former: what that notice said and showed until this was taken in. ground: of a refusal or
    cancellation. warned_on: the day on which its owner was asked whether it should go on.

    keeper: of a bureau's own notice that another node keeps, since the bureau moved to its own: the bureau by whose
    node it is published, reviewed and recalled; empty: this node. What stands here is then the bureau's copy, seen by
    nobody else, and `asked` the verb (path.Verb) that its keeper has not signed for yet; not_taken: the code of why it
    did not take the last one (actions/at_its_keeper.py).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("number"), max_length=40, unique=True)
    bureau = models.CharField(_("bureau"), max_length=12)
    unit = models.UUIDField(null=True)
    function = models.CharField(max_length=80, blank=True, default="")
    kind = models.SmallIntegerField(_("kind"))
    diffusion = models.BooleanField(_("diffusion"), default=False)
    addressees = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    closed = ArrayField(models.CharField(max_length=12), null=True)
    body = models.JSONField()
    unread = models.JSONField(default=dict)
    sitting = models.UUIDField(null=True)
    digest = models.BinaryField(max_length=32)
    version = models.IntegerField(default=1)
    state = models.SmallIntegerField(_("state"), default=int(State.DRAFT))
    state_since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    overdue = models.BooleanField(default=False)
    ground = models.SmallIntegerField(null=True)
    record = models.UUIDField(null=True)
    corrects = models.ForeignKey("self", models.CASCADE, null=True, related_name="corrections")
    base = models.IntegerField(null=True)
    former = models.JSONField(null=True)
    created_at = models.DateTimeField(_("begun"))
    submitted_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    expires_on = models.DateField(null=True)
    warned_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    kept_until = models.DateField(null=True)
    keeper = models.CharField(max_length=12, blank=True, default="")
    asked = models.CharField(max_length=40, blank=True, default="")
    not_taken = models.CharField(max_length=40, blank=True, default="")

    objects = KeptHere()
    everywhere: "models.Manager[Notice]" = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "-id"], name="notice_bureau"),
            models.Index(fields=["due_at"], condition=Q(state__in=[2, 3, 4]), name="notice_desk"),
            models.Index(fields=["state", "-id"], name="notice_state"),
            # The few of which the public sees an extract: without it each of their pages reads all that are out.
            models.Index(
                KeyTransform("public", "body"),
                F("kind"),
                F("published_at").desc(),
                condition=Q(state=5, diffusion=False, closed__isnull=True),
                name="notice_public",
            ),
            models.Index(fields=["expires_on"], condition=Q(state__in=[5, 7]), name="notice_expires"),
            models.Index(fields=["kept_until"], condition=Q(kept_until__isnull=False), name="notice_kept"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATE_NUMBERS), name="notice_state_known"),
            models.CheckConstraint(
                condition=Q(ground=None) | Q(ground__in=GROUND_NUMBERS), name="notice_ground"
            ),
            models.CheckConstraint(
                condition=~Q(state=int(State.PUBLISHED))
                | Q(published_at__isnull=False, record__isnull=False),
                name="notice_published_whole",
            ),
            models.UniqueConstraint(
                fields=["bureau", "sitting"], condition=Q(sitting__isnull=False), name="notice_one_sitting"
            ),
            models.CheckConstraint(
                condition=Q(state=int(State.DRAFT)) | Q(unread={}), name="notice_unread_drafts_alone"
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(corrects__isnull=False, state__in=[1, 2, 3, 4]),
                name="notice_one_correction",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | Q(record__isnull=True), name="notice_correction_no_entry"
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.id}"

    @property
    def standing(self) -> State:
        return State(self.state)

    @property
    def declaration(self) -> Kind:
        """Its kind, also of a pilot that was turned off since."""
        return next(each for each in declared().values() if each.number == self.kind)

    @property
    def request(self) -> Request:
        """What it asks, as it stands now."""
        return Request(self.declaration, self.body, self.diffusion, tuple(self.addressees), self.files)

    @property
    def files(self) -> tuple[str, ...]:
        """What hangs on it, as its digest has it."""
        return tuple(
            sorted(f"{each.kind_name}:{bytes(each.blob.sha256).hex()}" for each in of_notice(self.pk))
        )

    @property
    def title(self) -> str:
        return headline(self.declaration, self.body)

    @property
    def label(self) -> str | Promise:
        """What pages call it: its kind, or a diffusion of that kind; or a correction of one."""
        if self.corrects is not None:
            return _("Correction of %(number)s") % {"number": self.corrects.number}
        if self.diffusion:
            return self.declaration.name_of_diffusion
        return self.declaration.name

    @property
    def pill(self) -> str:
        return PILLS[self.standing]

    @property
    def words(self) -> str | Promise:
        return STATES[self.standing]

    @property
    def ground_words(self) -> str | Promise:
        return GROUNDS[Ground(self.ground)] if self.ground is not None else ""

    @property
    def time_given(self) -> timedelta | None:
        """How long its present step may take; None where no clock runs."""
        return CLOCKS.get(self.standing)

    @property
    def is_out(self) -> bool:
        return self.standing in OUT

    @property
    def has_ended(self) -> bool:
        return self.standing in ENDED

    def stand(self, state: State, now: datetime) -> None:
        """Put it into a state and set its clock, and where that is an end, until when its file is kept.

        Saving is the action's.
        """
        self.state, self.state_since, self.overdue = int(state), now, False
        self.due_at = now + CLOCKS[state] if state in CLOCKS else None
        if state in ENDED:
            self.ended_at, self.kept_until = now, (now + ENDED_KEPT).date()

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Notice]":
        """Own ones; what waits or waited for reviewers, to them; what is out, to those for whom it is.

        To whom it is closed, and to who was not addressed, it does not exist (practice 10). A suspended owner's are
        hidden from everybody else (practice 9).
        """
        now = timezone.now()
        scope = scope_of(actor, now.date())
        listed = Q(closed__contains=[actor.bureau])
        opened = Q(closed__isnull=True) | Q(closed__0=ALL_BUT) & ~listed | Q(closed__0=ONLY) & listed
        opened &= ~Q(bureau__in=scope.closed_owners(NoticeRecord.code, personal=NoticeRecord.personal))
        addressed = Q(addressees=[]) | Q(addressees__contains=[actor.bureau])
        seen = Q(bureau=actor.bureau)
        here = Q(keeper="")
        if NoticeRecord.is_within(actor.databases):
            seen |= here & Q(state__in=[int(each) for each in OUT]) & addressed & opened
        if actor.may("notices.view_all", now=now):
            seen |= here & ~Q(state=int(State.DRAFT)) & opened
        return cls.everywhere.filter(seen)

    @classmethod
    def owned_by(cls, actor: Actor) -> "models.QuerySet[Notice]":
        """Those of one's own bureau, wherever they are kept."""
        return cls.everywhere.filter(bureau=actor.bureau)


class Deed(models.Model):
    """One thing that was done to a notice: the file that reviewers and the owner read, never changed.

    verb: of path.Verb. digest: of the request at that moment; an approval counts for these bytes alone. text: reasons
    and questions. officer: who did it, told to nobody; a drafter never reviews, nobody approves twice. shown: to the
    owner too, or to reviewers alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deeds")
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    state = models.SmallIntegerField()
    version = models.IntegerField()
    digest = models.BinaryField(max_length=32)
    bureau = models.CharField(max_length=12)
    officer = models.UUIDField(null=True)
    function = models.CharField(max_length=80, blank=True, default="")
    ground = models.SmallIntegerField(null=True)
    text = models.TextField(blank=True, default="")
    shown = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["notice", "at"], name="noticedeed_notice")]

    def __str__(self) -> str:
        return f"deed {self.id}"

    @property
    def ground_words(self) -> str | Promise:
        return GROUNDS[Ground(self.ground)] if self.ground is not None else ""

    @property
    def verb_words(self) -> str | Promise:
        return VERB_WORDS.get(self.verb, self.verb)

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Deed]":
        """Of notices one owns what is shown to owners; of those one reviews, all. An addressee reads none."""
        rows = cls._default_manager.filter(notice__in=Notice.visible_to(actor)).select_related("notice")
        if actor.may("notices.view_all", now=timezone.now()):
            return rows.order_by("at", "id")
        return rows.filter(notice__bureau=actor.bureau, shown=True).order_by("at", "id")


class SubjectKey(models.Model):
    """A key of the subject of a notice that was submitted, whatever became of it: by these a reviewer is told of cases
    of the same or a similar person, also under another bureau. Gone with the notice. kind: of matching.keys, exact, or
    that of notices/sounds.
    """

    id = models.BigAutoField(primary_key=True)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="keys")
    kind = models.SmallIntegerField()
    value = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["value", "kind"], name="noticekey_value")]

    def __str__(self) -> str:
        return f"subject key {self.id}"


class Protection(models.Model):
    """That a bureau confirmed that the subject of a notice is protected from its owner: a refugee above all.

    bureau: who confirmed, read by nobody but itself; neither the owner nor the centre ever learns which country
    protects. It counts for later requests of the same owner too, by the keys of the notice's subject, and goes with its
    file. Source: resolution GA-2017-86-RES-09; practice 2 (binding).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="protections")
    bureau = models.CharField(max_length=12)
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "bureau"], name="noticeprotection_once")]

    def __str__(self) -> str:
        return f"protection {self.id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Protection]":
        """What one's own bureau confirmed."""
        return cls._default_manager.filter(bureau=actor.bureau)


class Received(Obeyed):
    """That a bureau received a notice, and what it did when the notice was recalled. One row for each bureau.

    received_at: by the machine. recalled_at: when the recall went out, null while it stands. recall_received_at: by the
    machine. removed_at: when a named function said that it is gone from national systems, copies and papers;
    removed_on: the day it named. dropped: it does not concern this bureau any more, which heard that it was withdrawn
    and hears nothing else (practice 10). corrected_at, corrected_to: the last correction it was asked to take over, and
    the version; correction_received_at, applied_at, applied_on, applied_function: as with a recall.
    reminded: how often; remind_at: when next. Source: practice 18 (binding): two steps.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="received")
    bureau = models.CharField(_("bureau"), max_length=12)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    recall_received_at = models.DateTimeField(null=True)
    dropped = models.BooleanField(default=False)
    correction_received_at = models.DateTimeField(null=True)
    reminded = models.SmallIntegerField(default=0)
    remind_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "recalled_at"], name="noticereceived_bureau"),
            models.Index(
                fields=["remind_at"], condition=Q(remind_at__isnull=False), name="noticereceived_clock"
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["notice", "bureau"], name="noticereceived_once")]

    def __str__(self) -> str:
        return f"received {self.id}"

    @property
    def standing(self) -> State:
        """The state of the notice as this bureau was told."""
        return State.WITHDRAWN if self.dropped else self.notice.standing

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Received]":
        """Each addressee sees itself only (practice 10); reviewers, who watch over recalls, see all they may review."""
        rows = cls._default_manager.select_related("notice")
        if actor.may("notices.view_recalls", now=timezone.now()):
            return rows.filter(Q(bureau=actor.bureau) | Q(notice__in=Notice.visible_to(actor)))
        return rows.filter(bureau=actor.bureau)


def number_of(id: UUID, now: datetime) -> str:
    """What people call a notice: the year it was begun in and the end of its id, 2026-07AF-1C2B."""
    return f"{now.year}-{id.hex[-8:-4]}-{id.hex[-4:]}".upper()
