"""A message as its reader sees it: bureaus by name, how far it came, what may be done."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau
from comity.gate.actor import Actor
from comity.messages.courier.filed import IncomingFile
from comity.messages.courier.files_in import coming_to
from comity.messages.courier.files_out import progress_of
from comity.messages.courier.hindered import hindrances
from comity.messages.courier.tables import Sent
from comity.messages.courier.way import Way, way_of, words_of
from comity.messages.files.hanging import files_of
from comity.messages.files.tables import Attachment
from comity.messages.models import Delivery, Message
from comity.messages.notes import ATTENTIONS, NOTE
from comity.messages.rules import State
from comity.messages.things import things_of

UNKNOWN_TEMPLATE, EMPTIED_TEMPLATE = "messages/unknown.html", "messages/emptied.html"
MOST_SHOWN = 100  # of a conversation about something else, on the page of that thing
MOST_LINES = 12  # recipients below a message, one a line; of more, their number at each level
ON_A_PAGE = 50
ON_PAPER = 500  # messages of one printed page of the browser


@dataclass(frozen=True, slots=True)
class Party:
    """How far a message came at one bureau, as words and four boxes. sent: its way, where another node hosts it.

    handed_over: bytes of its files that the other node has, and of all of them. hindrance: the code of why the last try
    to hand it over came to nothing, or empty.
    """

    name: str
    delivery: Delivery
    sent: Sent | None = None
    handed_over: tuple[int, int] | None = None
    hindrance: str = ""

    @property
    def boxes(self) -> list[bool]:
        """Accepted, delivered, read, answered: which are reached. An expired one keeps what it had reached."""
        return [
            step <= self.delivery.reached
            for step in (State.ACCEPTED, State.DELIVERED, State.READ, State.ANSWERED)
        ]

    @property
    def expired(self) -> bool:
        return self.delivery.level is State.EXPIRED

    @property
    def way(self) -> Way | None:
        """Where it is between two nodes; None where it never left this one."""
        return way_of(self.sent) if self.sent else None

    @property
    def way_words(self) -> str | Promise:
        return words_of(self.sent, self.handed_over, self.hindrance) if self.sent else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One message for one reader. own: the delivery at the reader's bureau; parties: those the reader may see.

    files: what hangs on it, in order; coming: what is still on its way from another node, or will not come.
    thing: what a list tells it from others by, where the list asked (`things.things_of`).
    """

    message: Message
    sender: str
    ours: bool
    own: Delivery | None
    parties: list[Party]
    files: list[Attachment]
    coming: list[IncomingFile]
    thing: str = ""

    @property
    def title(self) -> str | Promise:
        """The subject where the kind has one, else the kind's name."""
        kind = self.message.kind_known
        if kind is None:
            return _("A kind of message this node does not know")
        subject = self.message.content.get("subject") if self.message.is_whole else None
        return subject or kind.label

    @property
    def attention(self) -> str | Promise:
        """For whom at the addressed bureau, where the message says so."""
        content = self.message.content if self.message.kind == NOTE and self.message.is_whole else {}
        named = str(content.get("attention", ""))
        words = [str(ATTENTIONS.get(named, named)), str(content.get("unit", ""))]
        return ", ".join(word for word in words if word)

    @property
    def template(self) -> str:
        kind = self.message.kind_known
        if self.message.emptied_on:
            return EMPTIED_TEMPLATE
        return kind.template if kind and self.message.is_whole else UNKNOWN_TEMPLATE

    @property
    def is_free_text(self) -> bool:
        kind = self.message.kind_known
        return kind is None or kind.free_text

    @property
    def time_given(self) -> timedelta | None:
        """From sending to the end of use; None where no answer is due."""
        ends = self.message.expires_at
        return ends - self.message.created_at if ends else None

    @property
    def is_unread(self) -> bool:
        """Does it wait for the reader's bureau? What was answered elsewhere, on a hit's own page, was read there."""
        return not self.ours and self.own is not None and not (self.own.read_at or self.own.answered_at)

    @property
    def many(self) -> list[tuple[State, int]]:
        """Of a message to many, how many stand at each level that is reached; nothing where each has its own line."""
        if len(self.parties) <= MOST_LINES:
            return []
        counts = Counter(party.delivery.level for party in self.parties)
        return [(level, counts[level]) for level in State if counts[level]]

    @property
    def answered_at(self) -> datetime | None:
        """When the reader's bureau answered, or, of ours, when the last addressee did."""
        if self.own is not None and not self.ours:
            return self.own.answered_at
        done = [party.delivery.answered_at for party in self.parties]
        return max((at for at in done if at), default=None) if all(done) else None


def names_of(codes: Iterable[str], actor: Actor) -> dict[str, str]:
    """Bureaus' names in the reader's language by code; a code the directory lost stands for itself."""
    wanted = set(codes)
    known = {"": str(_("This node"))}  # what it says itself is in no bureau's name
    known |= {bureau.code: bureau.name for bureau in Bureau.visible_to(actor).filter(code__in=wanted)}
    return {code: known.get(code, code) for code in wanted}


def show(messages: Iterable[Message], actor: Actor) -> list[Shown]:
    """These messages, which the actor may see, in the same order; ten queries at most, however many."""
    rows = list(messages)
    deliveries: dict[Any, list[Delivery]] = {}
    for delivery in Delivery.visible_to(actor).filter(message__in=rows).order_by("bureau"):
        deliveries.setdefault(delivery.message_id, []).append(delivery)
    codes = {each.bureau for found in deliveries.values() for each in found} | {row.sender for row in rows}
    names = names_of(codes, actor)
    sent = {each.pk: each for each in Sent.visible_to(actor).filter(message__in=rows)}
    progress, hindered = progress_of(each.parcel for each in sent.values()), hindrances(sent.values())
    files, coming = files_of(rows), coming_to(rows)

    def party(row: Delivery) -> Party:
        own = sent.get(row.pk)
        there = progress.get(own.parcel) if own and own.parcel else None
        return Party(names[row.bureau], row, own, there, hindered.get(row.pk, ""))

    return [
        _one(
            row,
            sender=names[row.sender],
            parties=[party(each) for each in deliveries.get(row.id, [])],
            files=files.get(row.id, []),
            coming=coming.get(row.id, []),
            actor=actor,
        )
        for row in rows
    ]


def show_list(messages: Iterable[Message], actor: Actor) -> list[Shown]:
    """The same for a list, in which each is called by what it is about, too."""
    rows = list(messages)
    things = things_of(rows, actor)
    return [replace(each, thing=things.get(each.message.pk, "")) for each in show(rows, actor)]


def _one(
    message: Message,
    *,
    sender: str,
    parties: list[Party],
    files: list[Attachment],
    coming: list[IncomingFile],
    actor: Actor,
) -> Shown:
    deliveries = [each.delivery for each in parties]
    return Shown(
        message=message,
        sender=sender,
        ours=message.sender == actor.bureau,
        own=next((each for each in deliveries if each.bureau == actor.bureau), None),
        parties=parties,
        files=files,
        coming=coming,
    )
