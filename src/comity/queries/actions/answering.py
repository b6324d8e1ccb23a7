"""The owner's verbs about a question: open it, answer it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid, Refused
from comity.kit.language import spoken
from comity.messages import actions as messages
from comity.queries import kinds
from comity.queries.actions.carrying import chosen_among, said_of, send_along
from comity.queries.actions.confirming import own_copy, question_of, read_thread
from comity.queries.clocks import LONGEST_POSTPONED
from comity.queries.conversation import FINAL, Event, moved
from comity.queries.models import OWNER, Confirmation
from comity.records.attached.attachments import of_record


class Word(StrEnum):
    """What an owner may say."""

    CONFIRMED = "confirmed"
    NOT_THE_SAME = "not-the-same"
    WITHDRAWN = "withdrawn"
    MORE_NEEDED = "more-needed"
    NOT_BEFORE = "not-before"


WORDS: dict[Word, str | Promise] = {
    Word.CONFIRMED: _("Confirmed: the record stands and this is it"),
    Word.NOT_THE_SAME: _("Not the same: this is another document, object or person"),
    Word.WITHDRAWN: _("Withdrawn: the record was wrong and is corrected"),
    Word.MORE_NEEDED: _("More is needed before we can say"),
    Word.NOT_BEFORE: _("We cannot answer before a certain time"),
}
EVENTS = {
    Word.CONFIRMED: Event.CONFIRM,
    Word.NOT_THE_SAME: Event.DENY,
    Word.WITHDRAWN: Event.WITHDRAW,
    Word.MORE_NEEDED: Event.ASK_MORE,
    Word.NOT_BEFORE: Event.POSTPONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """needed: codes of kinds.NEEDED, with MORE_NEEDED. before: aware, with NOT_BEFORE.

    pictures: of those on the record, the ones that go along.
    """

    word: Word
    needed: tuple[str, ...] = ()
    before: datetime | None = None
    text: str = ""
    pictures: tuple[UUID, ...] = ()


@action("queries.view_question")
def view_question(act: ActDraft, confirmation: Confirmation, *, by: Actor) -> None:
    """Open a question to one's bureau: the asker sees that a function of ours did."""
    _about(act, confirmation)
    read_thread(own_copy(confirmation, by, side=OWNER), by)


@action("queries.answer")
def answer(act: ActDraft, confirmation: Confirmation, reply: Reply, *, by: Actor) -> Confirmation:
    """Answer the asker. A second final answer is refused.

    Raises: NotFound for any other bureau, Refused, Invalid.
    """
    now = timezone.now()
    row = own_copy(confirmation, by, side=OWNER)
    _about(act, row)
    event = EVENTS[reply.word]
    state = moved(row.standing, event)
    _check(row, reply, now)
    sentence = _("Choose pictures that hang on your record.")
    pictures = chosen_among(of_record(row.database, row.record), reply.pictures, sentence)
    if event is Event.POSTPONE:
        row.not_before = reply.before
        row.due_at = max(row.due_at, reply.before or now)
    if event in FINAL:
        row.answered_at = now
    row.stand(state)
    row.save()
    question = question_of(row, by)
    body, version = _body(reply) | said_of(pictures), 2 if pictures else 1
    said = messages.answer(question, body, by=by, kind=kinds.ANSWER, version=version, final=event in FINAL)
    send_along(said, pictures, row.other)
    act.recipients, act.reason = (row.other,), reply.word.value
    return row


def _check(row: Confirmation, reply: Reply, now: datetime) -> None:
    if reply.word is Word.MORE_NEEDED and not (reply.needed or reply.text.strip()):
        raise Invalid([FieldError("needed", "required", _("Say what is needed."))])
    if reply.word is not Word.NOT_BEFORE:
        return
    if row.not_before is not None:
        raise Refused(_("This was put off once already; it cannot be again."), code="already-postponed")
    if reply.before is None or not now < reply.before <= now + LONGEST_POSTPONED:
        message = _("Give a moment from now to %(days)s days ahead.") % {"days": LONGEST_POSTPONED.days}
        raise Invalid([FieldError("before", "moment", message)])


def _body(reply: Reply) -> dict[str, Any]:
    return {
        "answer": reply.word.value,
        "needed": [code for code in reply.needed if code in kinds.NEEDED],
        "before": reply.before.isoformat() if reply.before else None,
        "text": reply.text,
        "language": spoken(),
    }


def _about(act: ActDraft, row: Confirmation) -> None:
    act.about, act.count = f"confirmation:{row.pk}", 1
    act.touches(database=row.database, record=row.record, version=row.seen)
