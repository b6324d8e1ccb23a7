"""The asker's verbs about a hit: look at it, ask its owner, add something, take the question back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import is_hosted
from comity.gate.action import ActDraft, action, require
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid, NotFound, Refused
from comity.kit.language import spoken
from comity.matching.keys import Grade
from comity.messages import actions as messages
from comity.messages.models import Delivery, Message
from comity.messages.rules import Draft, Precedence
from comity.queries import clocks, kinds, words
from comity.queries.actions.carrying import chosen_among, said_of, send_along
from comity.queries.actions.locking import lock_conversation
from comity.queries.beside import default_for, record_of, rows_of
from comity.queries.clocks import Urgency, time_to_answer
from comity.queries.conversation import Event, State, moved
from comity.queries.models import ASKER, AnswerTime, Confirmation, Hit
from comity.queries.rules import GRADE_OUTCOMES
from comity.queries.telling import Telling, needs_desk, settled
from comity.records.attached.attachments import Attachment, of_hit
from comity.records.comparing import Result, Row
from comity.records.registry import by_code

LONGEST_REASON = 1000
PRECEDENCES = {
    Urgency.HELD: Precedence.URGENT,
    Urgency.LET_GO: Precedence.PRIORITY,
    Urgency.ROUTINE: Precedence.ROUTINE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the asking unit says when it asks the owner, or why it does not.

    telling: "May the owner be told?"; NOT_SAID takes the document's own default. reason: for the own bureau and the
    commission only. place, itinerary: nothing of either leaves unless the officer writes it here. pictures: of those on
    the hit, the ones that go along.
    """

    telling: Telling = Telling.NOT_SAID
    reason: str = ""
    urgency: Urgency = Urgency.ROUTINE
    checked: tuple[str, ...] = ()
    text: str = ""
    place: str = ""
    itinerary: str = ""
    pictures: tuple[UUID, ...] = ()


@action("queries.view_hit")
def view_hit(act: ActDraft, hit: Hit, *, by: Actor) -> None:
    """Look at a hit: an act, because it shows a record. What the owner wrote counts as read."""
    is_about(act, hit)
    row = Confirmation.visible_to(by).filter(hit=hit).first()
    if row is not None:
        read_thread(row, by)


@action("queries.ask_confirmation")
def ask_confirmation(act: ActDraft, hit: Hit, question: Question, *, by: Actor) -> Confirmation | None:
    """Ask the owner whether the hit stands, or keep it to one's own desk. Only a plain "yes" sends.

    None when nothing was sent. Raises: Refused when it was asked before, NotAllowed, Invalid.
    """
    now = timezone.now()
    hit = _locked(hit, by)
    is_about(act, hit)
    if hit.is_emptied:
        raise Refused(_("The record is no longer there. Nothing was sent."), code="record-gone")
    if Confirmation.objects.filter(hit=hit).exists():
        raise Refused(_("The owner was already asked about this hit."), code="already-asked")
    record = record_of(hit, by, now.date())
    rows = rows_of(hit, record, by)
    said = question.telling or default_for(rows)
    _decide(act, hit, said, question.reason, by, now)
    if hit.telling != Telling.YES:
        return None
    if record is None:
        raise Refused(_("The record is no longer there. Nothing was sent."), code="record-gone")
    return _send(act, hit, question, rows, by=by, now=now)


@action("queries.send_more")
def send_more(act: ActDraft, confirmation: Confirmation, text: str, *, by: Actor) -> None:
    """Tell the owner more. Where it had asked for it, its time begins again."""
    row = own_copy(confirmation, by, side=ASKER)
    is_about(act, row)
    waited = row.standing is State.MORE_NEEDED
    row.stand(moved(row.standing, Event.SEND_MORE))
    if waited:
        row.restart(timezone.now())
    row.save(update_fields=["state", "due_at", "lapses_at"])
    messages.send(_reply(row, kinds.MORE, {"text": text, "language": spoken()}, by), by=by)


@action("queries.take_back")
def take_back(act: ActDraft, confirmation: Confirmation, *, by: Actor) -> None:
    """No answer is needed any more; the owner is told that, and nothing else."""
    row = own_copy(confirmation, by, side=ASKER)
    is_about(act, row)
    row.stand(moved(row.standing, Event.TAKE_BACK))
    row.save(update_fields=["state", "lapses_at"])
    _send_coded(_reply(row, kinds.TAKEN_BACK, {}, by), by=by)


def own_copy(confirmation: Confirmation, by: Actor, *, side: int) -> Confirmation:
    """The actor's bureau's copy, locked with the whole conversation. Raises: NotFound."""
    rows = Confirmation.visible_to(by).filter(pk=confirmation.pk, side=side)
    thread = rows.values_list("thread", flat=True).first()
    if thread is not None:
        lock_conversation(thread)
    row = rows.first()
    if row is None:
        raise NotFound
    return row


def read_thread(confirmation: Confirmation, by: Actor) -> None:
    """The page shows the whole conversation, so all of it is read now."""
    first = Message.visible_to(by).filter(pk=confirmation.thread).first()
    if first is None or not by.may("messages.read", now=timezone.now()):
        return
    rows = Delivery.visible_to(by).filter(
        message__thread=first.thread, bureau=by.bureau, read_at=None, delivered_at__isnull=False
    )
    for row in rows.select_related("message").order_by("message"):
        messages.read(row.message, by=by)


def question_of(confirmation: Confirmation, by: Actor) -> Message:
    """The message that asked. Raises: NotFound."""
    message = Message.visible_to(by).filter(pk=confirmation.thread).first()
    if message is None:
        raise NotFound
    return message


def minutes_for(database: int) -> dict[Urgency, int]:
    """What this node set for a database; its own row counts before the one for all."""
    rows = AnswerTime.objects.filter(database__in=[database]) | AnswerTime.objects.filter(database=None)
    in_order = sorted(rows, key=lambda row: row.database is not None)
    return clocks.MINUTES | {Urgency(row.urgency): row.minutes for row in in_order}


def _locked(hit: Hit, by: Actor) -> Hit:
    row = Hit.visible_to(by).select_for_update().filter(pk=hit.pk, bureau=by.bureau).first()
    if row is None:
        raise NotFound
    return row


def _decide(act: ActDraft, hit: Hit, said: Telling, reason: str, by: Actor, now: datetime) -> None:
    """Keep what was said, the reason sealed for the own bureau and the commission. Source: practice 2."""
    if said is Telling.NOT_SAID:
        message = _("Answer this first: nothing goes to the owner before.")
        raise Invalid([FieldError("telling", "required", message)])
    if said is Telling.NO and not reason.strip():
        raise Invalid(
            [FieldError("reason", "required", _("Say why. Only your bureau and the commission read it."))]
        )
    before = Telling(hit.telling)
    desk_needed = needs_desk(before, silent=hit.silent)
    if desk_needed and said is Telling.YES and before is not Telling.NOT_SAID:
        require(by, "queries.disclose")
    by_desk = bool(by.may("queries.disclose", now=now))
    hit.telling = int(settled(said, before, silent=hit.silent, by_desk=by_desk))
    hit.telling_at, hit.telling_function = now, by.function
    if desk_needed and hit.telling == Telling.YES:
        hit.disclosed_at = now
    if hit.telling != Telling.YES:
        hit.desk = None  # the bureau's own desk decides
    if reason.strip():
        hit.reason_key, hit.reason_words = words.seal(
            hit.bureau, now, reason.strip()[:LONGEST_REASON], hit.id
        )
    hit.save()
    act.reason = f"telling: {Telling(hit.telling).name.lower()}"


def _send(
    act: ActDraft, hit: Hit, question: Question, rows: list[Row], *, by: Actor, now: datetime
) -> Confirmation:
    length = time_to_answer(question.urgency, minutes_for(hit.database))
    due_at = now + length
    _refuse_words(question, by, now)
    sentence = _("Choose pictures that hang on this hit.")
    pictures = chosen_among(of_hit(hit.id), question.pictures, sentence)
    files = [] if is_hosted(hit.owner) else pictures
    message = _send_coded(
        Draft(
            kind=kinds.QUESTION,
            version=3 if files else 2 if pictures else 1,
            to=(hit.owner,),
            body=_body(hit, question, rows, length) | (said_of(files) or _pictured(pictures)),
            precedence=PRECEDENCES[question.urgency],
            expires_at=due_at,
            about=f"record:{by_code(hit.database).slug}:{hit.record}",
        ),
        by=by,
    )
    if files:
        send_along(message, files, hit.owner)
    row = Confirmation(
        thread=message.id,
        bureau=hit.bureau,
        side=ASKER,
        other=hit.owner,
        hit=hit,
        database=hit.database,
        record=hit.record,
        seen=hit.seen,
        urgency=int(question.urgency),
        asked_at=now,
        due_at=due_at,
        length=length,
    )
    row.stand(State.ASKED)
    row.save(force_insert=True)
    act.recipients = (hit.owner,)
    return row


def _body(hit: Hit, question: Question, rows: list[Row], length: timedelta) -> dict[str, Any]:
    """What goes to the owner: database, time and what was compared, and what the officer added. Source: practice 2."""
    body: dict[str, Any] = {
        "database": by_code(hit.database).slug,
        "record": str(hit.record),
        "version": hit.seen,
        "grade": GRADE_OUTCOMES[Grade(hit.grade)].value,
        "asked_at": hit.at.isoformat(),
        "urgency": clocks.SLUGS[question.urgency],
        "minutes": max(1, int(length.total_seconds()) // 60),
        "compared": [
            {"fact": row.fact, "result": row.result.value, "asked": row.asked[:200]}
            for row in rows
            if row.result is not Result.SILENT
        ],
        "checked": [code for code in question.checked if code in kinds.CHECKED],
        "text": question.text,
        "place": question.place,
        "itinerary": question.itinerary,
        "language": spoken(),
    }
    return body


def _pictured(pictures: list[Attachment]) -> dict[str, Any]:
    return {"pictures": [str(each.id) for each in pictures]} if pictures else {}


def _reply(row: Confirmation, kind: str, body: Mapping[str, Any], by: Actor) -> Draft:
    before = question_of(row, by)
    precedence = Precedence(before.precedence)
    return Draft(
        kind=kind, to=(row.other,), body=body, precedence=precedence, reply_to=before.id, about=before.about
    )


def _send_coded(draft: Draft, *, by: Actor) -> Message:
    """As a message where the bureau may send; otherwise as a question, which nobody wrote words into."""
    may_send = by.may("messages.send", now=timezone.now())
    return messages.send(draft, by=by) if may_send else messages.ask(draft, by=by)


def _refuse_words(question: Question, by: Actor, now: datetime) -> None:
    """Words of a pre-moderated bureau wait for the centre; its question does not (practice 9). Raises: Invalid."""
    if by.may("messages.send", now=now):
        return
    message = _(
        "Your bureau may send no words of its own at present. Leave this empty: the question itself goes."
    )
    written = [name for name in ("text", "place", "itinerary") if getattr(question, name).strip()]
    written += ["pictures"] if question.pictures else []  # words can stand in them, and under them
    if written:
        raise Invalid([FieldError(name, "words-wait", message) for name in written])


def is_about(act: ActDraft, thing: Hit | Confirmation) -> None:
    act.about = f"{thing._meta.model_name}:{thing.pk}"
    act.count = 1
    act.touches(database=thing.database, record=thing.record, version=thing.seen)
    if isinstance(thing, Hit):
        act.purpose, act.case = thing.purpose, thing.case
