"""A message once, and one row for each bureau it is addressed to."""

import json
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.canonical import digest
from comity.kit.ids import new_id
from comity.messages.contributing.tables import ContributedDatabase as ContributedDatabase
from comity.messages.contributing.tables import Contribution as Contribution
from comity.messages.contributing.tables import SharedPicture as SharedPicture
from comity.messages.contributing.tables import SharingPlace as SharingPlace
from comity.messages.courier.filed import IncomingFile as IncomingFile
from comity.messages.courier.filed import OutgoingFile as OutgoingFile
from comity.messages.courier.filed import SealedFile as SealedFile
from comity.messages.courier.left import LeftChunk as LeftChunk
from comity.messages.courier.left import LeftLoad as LeftLoad
from comity.messages.courier.left import LeftParcel as LeftParcel
from comity.messages.courier.tables import Chain as Chain
from comity.messages.courier.tables import Incoming as Incoming
from comity.messages.courier.tables import Outgoing as Outgoing
from comity.messages.courier.tables import Peer as Peer
from comity.messages.courier.tables import Piece as Piece
from comity.messages.courier.tables import ReceiptDue as ReceiptDue
from comity.messages.courier.tables import Sent as Sent
from comity.messages.courier.tables import Taken as Taken
from comity.messages.courier.tables import UsedNonce as UsedNonce
from comity.messages.evidence.tables import FileFront as FileFront
from comity.messages.evidence.tables import KeptReceipt as KeptReceipt
from comity.messages.evidence.tables import ReceiptList as ReceiptList
from comity.messages.evidence.tables import Statement as Statement
from comity.messages.files.tables import Attachment as Attachment
from comity.messages.found.tables import MailIndex as MailIndex
from comity.messages.kinds import KINDS, Kind, no_mail
from comity.messages.mailing.tables import MailNotice as MailNotice
from comity.messages.moving.tables import Departure as Departure
from comity.messages.rules import LONGEST_CASE, OPEN, Precedence, State
from comity.messages.writing.tables import NoteDraft as NoteDraft

# The numbers, not the enums: a migration must not change its meaning when an enum grows.
PRECEDENCES = [int(each) for each in Precedence]
STATES = [int(each) for each in State]
OPEN_STATES = sorted(int(each) for each in OPEN)
UNREAD = Q(read_at=None, answered_at=None)  # what was answered on the page of its hit was read there


class Message(models.Model):
    """What one bureau said, and never changes. The sender is a bureau and a function, never a name.

    body: canonical JSON as the kind's schema says. sha256: of the body's UTF-8. thread: the id of the first
    message of the conversation. about: what it concerns, as "hit:<id>". expires_at: until when an answer is
    of use; null where none is due. emptied_on: the day, UTC, on which its words were deleted with what it is about.
    released_by: the centre, where the sender's words waited for it (practice 9); "" else.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    schema_version = models.SmallIntegerField(_("version of the kind"))
    sender = models.CharField(_("sending bureau"), max_length=12)
    sender_unit = models.UUIDField(null=True, editable=False)
    function = models.CharField(_("function of the sender"), max_length=60, blank=True)
    body = models.TextField(_("body"))
    sha256 = models.BinaryField(max_length=32, editable=False)
    case = models.CharField(_("case reference"), max_length=LONGEST_CASE, blank=True)
    precedence = models.SmallIntegerField(_("precedence"), default=int(Precedence.ROUTINE))
    expires_at = models.DateTimeField(_("answer of use until"), null=True, blank=True)
    created_at = models.DateTimeField(_("sent"))
    reply_to = models.UUIDField(null=True, editable=False)
    thread = models.UUIDField(editable=False)
    about = models.CharField(_("about"), max_length=80, blank=True)
    emptied_on = models.DateField(null=True, editable=False)
    released_by = models.CharField(max_length=12, blank=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["sender", "-id"], name="message_outbox"),
            models.Index(fields=["thread", "id"], name="message_thread"),
            models.Index(fields=["about"], condition=~Q(about=""), name="message_about"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(precedence__in=PRECEDENCES), name="message_precedence"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Message]":
        """Of the sending bureau and of the addressed ones; for everyone else it does not exist."""
        here = Delivery._default_manager.filter(message=OuterRef("pk"), bureau=actor.bureau)
        rows = cls._default_manager.exclude(kind__in=no_mail())
        return rows.filter(Q(sender=actor.bureau) | Exists(here))

    @property
    def content(self) -> dict[str, Any]:
        """The body, read."""
        read: dict[str, Any] = json.loads(self.body or "{}")
        return read

    @property
    def is_whole(self) -> bool:
        """Is the body what was sent? What was emptied holds nothing, and no digest of what it held."""
        return bytes(self.sha256) == digest(self.body)

    @property
    def kind_known(self) -> Kind | None:
        """The kind, or None when this node has no longer (or not yet) a room for it."""
        return KINDS.get((self.kind, self.schema_version))

    @property
    def precedence_label(self) -> str:
        return str(Precedence(self.precedence).label)

    def deliveries_for(self, actor: Actor) -> "models.QuerySet[Delivery]":
        """How far it came: all rows for the sending bureau, its own row for an addressed one."""
        return Delivery.visible_to(actor).filter(message=self).order_by("bureau")


class Delivery(models.Model):
    """How far a message came at one addressed bureau; each state keeps its moment, UTC.

    due_at: the message's `expires_at`, repeated so that the clock is found by one index. read_function: which
    function of the addressed bureau opened it first. is_indexed: does a search find its words by the index?
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries", db_index=False)
    bureau = models.CharField(_("addressed bureau"), max_length=12)
    state = models.SmallIntegerField(_("state"), default=int(State.ACCEPTED))
    due_at = models.DateTimeField(null=True)
    read_function = models.CharField(max_length=60, blank=True)
    accepted_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    expired_at = models.DateTimeField(null=True)
    is_indexed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "-message"], name="delivery_inbox"),
            models.Index(fields=["-id"], condition=Q(is_indexed=False), name="delivery_not_indexed"),
            models.Index(fields=["bureau"], condition=Q(read_at=None), name="delivery_unread"),
            models.Index(fields=["due_at"], condition=Q(state__in=OPEN_STATES), name="delivery_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message", "bureau"], name="delivery_once_for_a_bureau"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="delivery_state"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def visible_to(cls, actor: Actor) -> "models.QuerySet[Delivery]":
        """The sending bureau sees all its addressees; each addressee sees only itself."""
        mine = Q(bureau=actor.bureau) | Q(message__sender=actor.bureau)
        return cls._default_manager.filter(mine).exclude(message__kind__in=no_mail())

    @property
    def level(self) -> State:
        return State(self.state)

    @property
    def reached(self) -> State:
        """The furthest it came, whether or not its time ran out."""
        steps = (
            (State.ANSWERED, self.answered_at),
            (State.READ, self.read_at),
            (State.DELIVERED, self.delivered_at),
        )
        return next((state for state, at in steps if at is not None), State.ACCEPTED)

    @property
    def since(self) -> datetime | None:
        """When it reached the state in which it is."""
        at: datetime | None = getattr(self, f"{self.level.name.lower()}_at")
        return at
