"""The verbs of messages. `send` is the one way out: callers never learn how it travels."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import is_hosted, known_among
from comity.bureaus.models import Bureau
from comity.bureaus.regions import Region, region_of
from comity.bureaus.rules import mandate_is_over
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.canonical import digest
from comity.kit.errors import FieldError, Invalid, NotFound, Refused
from comity.kit.ids import new_id
from comity.kit.many import insert_new
from comity.kit.text import clean_line
from comity.messages import kinds
from comity.messages.courier.dropping import drop_files_of
from comity.messages.courier.queueing import queue, tell
from comity.messages.courier.rules import Level
from comity.messages.evidence.keeping import let_go_of_evidence
from comity.messages.files.hanging import hang, let_go_of
from comity.messages.found.indexing import let_go_of_index
from comity.messages.models import OPEN_STATES, Delivery, Message
from comity.messages.rules import LONGEST_CASE, Draft, Precedence, State, faults, moved

EXPIRED_AT_ONCE = 1000


@action("messages.send")
def send(act: ActDraft, draft: Draft, *, by: Actor) -> Message:
    """Send a message to one or more bureaus, in one transaction with what the caller does besides.

    Raises: Invalid for a draft that does not fit, Refused for an unknown kind.
    """
    message = _accept(draft, by=by, now=timezone.now())
    act.recipients, act.count = draft.to, len(draft.to)
    act.about, act.case = f"message:{message.id}", message.case
    return message


@action("messages.broadcast")
def broadcast(act: ActDraft, draft: Draft, to: Region | None, *, by: Actor) -> Message:
    """Send to every bureau of a region, or to all, and to those that the draft names besides; not to one's own.

    Whose mandate has ended gets nothing. Raises: as `send`.
    """
    draft = replace(draft, to=broadcast_to(draft.to, to, by))
    message = _accept(draft, by=by, now=timezone.now())
    act.recipients, act.count = draft.to, len(draft.to)
    act.about, act.case = f"message:{message.id}", message.case
    return message


@action("messages.ask")
def ask(act: ActDraft, draft: Draft, *, by: Actor) -> Message:
    """Send a coded question without words of people, also for a bureau whose messages wait for the centre.

    It may ask (practice 9), so it may ask an owner. The caller sees to it that nobody wrote anything into it.
    Raises: as `send`.
    """
    message = _accept(draft, by=by, now=timezone.now())
    act.recipients, act.count = draft.to, len(draft.to)
    act.about, act.case = f"message:{message.id}", message.case
    return message


@action("messages.read")
def read(act: ActDraft, message: Message, *, by: Actor) -> None:
    """Note that a function of the addressed bureau opened the message. A second time changes nothing.

    The sender's own look is an act and nothing more. Raises: NotFound for every other bureau.
    """
    act.about, act.case = f"message:{message.id}", message.case
    delivery = _own_delivery(message, by)
    if delivery is None and message.sender != by.bureau:
        raise NotFound
    if delivery is not None and delivery.read_at is None:
        delivery.state = moved(delivery.level, State.READ)
        delivery.read_at, delivery.read_function = timezone.now(), by.function
        delivery.save(update_fields=["state", "read_at", "read_function"])
        tell(message, by.bureau, Level.READ, delivery.read_at)


@action("messages.answer")
def answer(
    act: ActDraft,
    message: Message,
    body: Mapping[str, Any],
    *,
    by: Actor,
    kind: str,
    version: int = 1,
    final: bool = True,
    case: str = "",
    precedence: Precedence | None = None,
    expires_at: datetime | None = None,
    files: tuple[UUID, ...] = (),
) -> Message:
    """Answer a message to its sender; the addressed bureau's clock stops, also when it had run out.

    final: False for a word in between ("more needed"), which leaves the question open. case: "" is the question's.
    expires_at: where the answer asks something itself.
    Raises: NotFound where it is not addressed to this bureau, Refused for a second answer, Invalid.
    """
    now = timezone.now()
    act.about, act.case = f"message:{message.id}", message.case
    act.recipients, act.count = (message.sender,), 1
    delivery = _own_delivery(message, by)
    if delivery is None:
        raise NotFound
    if delivery.level is State.ANSWERED:
        raise Refused(_("Your bureau has already answered this message."), code="already-answered")
    if final:
        delivery.state, delivery.answered_at = moved(delivery.level, State.ANSWERED), now
        delivery.save(update_fields=["state", "answered_at"])
        tell(message, by.bureau, Level.ANSWERED, now)
    draft = Draft(
        kind=kind,
        version=version,
        to=(message.sender,),
        body=body,
        case=case or message.case,
        # As urgent as what it answers, where nothing else is said: somebody waits on a bench.
        precedence=precedence or Precedence(message.precedence),
        reply_to=message.id,
        about=message.about,
        expires_at=expires_at,
        files=files,
    )
    return _accept(draft, by=by, now=now)


@action("messages.hand_on")
def hand_on(act: ActDraft, message: Message, to: str, *, by: Actor) -> None:
    """Let another bureau read and answer what was said in a conversation of one's own; its time runs there from now on.

    A repeat changes nothing. Raises: NotFound for a message that this bureau neither sent nor got.
    """
    act.about, act.recipients = f"message:{message.id}", (to,)
    if not Message.visible_to(by).filter(pk=message.pk).exists():
        raise NotFound
    now, own = timezone.now(), _own_delivery(message, by)
    row, is_new = Delivery.objects.get_or_create(
        message=message, bureau=to, defaults={"accepted_at": now, "due_at": message.expires_at}
    )
    if is_new and is_hosted(to):
        row.state, row.delivered_at = moved(row.level, State.DELIVERED), now
        row.save(update_fields=["state", "delivered_at"])
    elif is_new:
        queue(message, [row], now)
    if own is not None and own.due_at is not None:
        own.due_at = None
        own.save(update_fields=["due_at"])


@action("messages.expire_due")
def expire_due(act: ActDraft, *, by: Actor) -> int:
    """Close what was not answered in time, of the actor's bureau; at most 1,000 rows a call; how many it were.

    Found from the data, so that it may run again, late, or twice at once.
    """
    now = timezone.now()
    due = Delivery.visible_to(by).filter(due_at__lte=now, state__in=OPEN_STATES).order_by("due_at")
    chosen = due.select_for_update(skip_locked=True, of=("self",)).values_list("id", flat=True)[
        :EXPIRED_AT_ONCE
    ]
    act.count = Delivery.objects.filter(id__in=list(chosen)).update(state=State.EXPIRED, expired_at=now)
    return act.count


def say(draft: Draft, *, by: Actor) -> Message:
    """Send inside the caller's verb, whose act is the only one.

    For what a machine says in its bureau's name to another machine, and that bureau itself must not learn (practice 2):
    an act of its own would tell it that there was something to say, and when.
    """
    return _accept(draft, by=by, now=timezone.now())


def broadcast_to(named: Iterable[str], to: Region | None, by: Actor) -> tuple[str, ...]:
    """Those named, and every bureau of a region, or all, whose mandate goes on; not the actor's own."""
    today = timezone.now().date()
    rows = Bureau.objects.exclude(code=by.bureau).order_by("code")
    open_ones = [each for each in rows if not mandate_is_over(each.mandate_ends, today)]
    codes = [each.code for each in open_ones if to is None or region_of(each.time_zone) is to]
    return tuple(dict.fromkeys((*named, *codes)))


def forget(about: str, now: datetime) -> int:
    """Delete every word and file of the conversations about this thing, inside the verb that deletes it; how many.

    Who wrote to whom, when and of what kind stays: each side must still see that there was a conversation.
    """
    threads = Message.objects.filter(about=about).values("thread")
    rows = Message.objects.filter(thread__in=threads, emptied_on=None)
    return empty_all(rows, now)


def empty(about: str, kind: str, now: datetime) -> int:
    """Delete words and files of messages of one kind about this thing, inside the verb that takes it back; how many."""
    rows = Message.objects.filter(about=about, kind=kind, emptied_on=None)
    return empty_all(rows, now)


def empty_all(rows: QuerySet[Message], now: datetime) -> int:
    """Delete words, files, proofs and index of these messages, inside the verb that lets them go; how many."""
    let_go_of(rows)
    drop_files_of(rows)
    let_go_of_evidence(rows)
    let_go_of_index(rows)
    return rows.update(body="", sha256=b"", case="", emptied_on=now.date())


def _accept(draft: Draft, *, by: Actor, now: datetime) -> Message:
    kind = kinds.find(draft.kind, draft.version)
    asked = [code for code in draft.to if "\0" not in code]  # which the store takes in no text
    known = known_among(asked)
    if errors := [*faults(draft, now), *strangers(draft.to, known)]:
        raise Invalid(errors)
    before = _replied_to(draft, by)
    body, id = kinds.canonical_body(kind, draft.body), new_id()
    message = Message(
        id=id,
        kind=kind.slug,
        schema_version=kind.version,
        sender=by.bureau,
        sender_unit=by.unit,
        function=by.function,
        body=body,
        sha256=digest(body),
        case=clean_line(draft.case, field="case", longest=LONGEST_CASE),
        precedence=draft.precedence,
        expires_at=draft.expires_at,
        created_at=now,
        reply_to=draft.reply_to,
        thread=before.thread if before else id,
        about=draft.about,
    )
    insert_new([message])
    hang(message, draft.files, by=by)
    _hand_over(message, {code: known[code] for code in draft.to}, kind, now)
    return message


def _hand_over(message: Message, to: Mapping[str, bool], kind: kinds.Kind, now: datetime) -> None:
    """Put the message on its way: to bureaus hosted here (True) at once, in this transaction.

    For the others the row stays *accepted* until their node's receipt is here: the courier seals and carries it.
    """
    rows = [Delivery(message=message, bureau=code, due_at=message.expires_at, accepted_at=now) for code in to]
    for row in rows:
        if to[row.bureau]:
            row.state, row.delivered_at = moved(row.level, State.DELIVERED), now
    insert_new(rows)
    queue(message, [row for row in rows if not to[row.bureau]], now)
    arrived = [row for row in rows if row.level is State.DELIVERED]
    if kind.together is not None and arrived:
        kind.together(message, arrived)
    if kind.handler is not None:
        for row in arrived:
            kind.handler(message, row)


def _own_delivery(message: Message, by: Actor) -> Delivery | None:
    """The row of the actor's bureau, locked until the transaction ends."""
    rows: QuerySet[Delivery] = Delivery.objects.select_for_update()
    return rows.filter(message=message, bureau=by.bureau, delivered_at__isnull=False).first()


def strangers(to: Iterable[str], known: Container[str]) -> list[FieldError]:
    """Addressees that the directory does not have, each in a sentence. known: those that it has."""
    return [
        FieldError("to", "unknown-bureau", _("The directory has no bureau %(code)s.") % {"code": code})
        for code in to
        if code not in known
    ]


def _replied_to(draft: Draft, by: Actor) -> Message | None:
    if draft.reply_to is None:
        return None
    before = Message.visible_to(by).filter(id=draft.reply_to).first()
    if before is None:
        raise NotFound
    return before
