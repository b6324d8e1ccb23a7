"""At the bureau's own node: a draft goes to the centre, comes home released or given back. Inside verbs.

The draft stays where it is, submitted, until the centre has spoken; only its files hang on the message that carries the
words there. Source: practice 9; docs/decisions/0056-words-from-an-own-node.md.
"""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import centre_elsewhere, hosted_bureaus, is_centre, known_among
from comity.gate.actor import Actor
from comity.kit.errors import Invalid, NotFound, Refused, invalid
from comity.kit.ids import new_id
from comity.kit.many import insert_missing
from comity.messages.actions import broadcast_to, empty_all, say, strangers
from comity.messages.clocks import hours_of
from comity.messages.courier.queueing import tell
from comity.messages.courier.receipting import reach
from comity.messages.courier.rules import Level
from comity.messages.courier.tables import Sent
from comity.messages.courier.way import words_of
from comity.messages.files.tables import Attachment
from comity.messages.kinds import canonical_body, find
from comity.messages.models import Delivery, Message, NoteDraft
from comity.messages.moderation.words import TAKEN_BACK, WORDS, WordsToRelease, about
from comity.messages.moderation.written import Written
from comity.messages.notes import NOTE, note_body
from comity.messages.rules import Draft, State, moved
from comity.messages.writing.typed import Written as Typed

NO_CENTRE = _("Your bureau is pre-moderated, and this node knows no centre that could release its words.")
# Why the centre's node did not keep what was to be released, by the code that came back.
WHY: dict[str, str | Promise] = {
    "expired": _("Its time ran out before the centre decided. Send it again."),
    "not-waiting": _("The centre says that your words no longer wait for it. Send it again."),
    "standing": _("The standing of your bureau does not allow it at present."),
    "unknown-addressee": _(
        "The centre’s directory does not have one of these bureaus. Look at whom you name."
    ),
    "not-their-thread": _("A bureau that you name has no part in this conversation. Begin a new one."),
    "too-many-open": _("Too much of your bureau waits at the centre. Send it again later."),
    "file-lost": _("A file was lost on this node’s disk. Hang it on again."),
}
OTHERWISE = _("The centre’s node did not take it (%(code)s). Call the centre’s duty desk.")


def why(code: str) -> str | Promise:
    """Why a draft came back that no reviewer had looked at."""
    return WHY.get(code) or OTHERWISE % {"code": code}


def hand_to_centre(
    row: NoteDraft, typed: Typed, language: str, files: QuerySet[Attachment], by: Actor
) -> Message:
    """Send a draft to the centre to be released; the message that carries it. It is signed as it stands.

    language: of the text. Raises: Refused where no centre is known; Invalid.
    """
    centre, note = centre_elsewhere(), new_id()
    if not centre:
        raise Refused(NO_CENTRE, code="pre-moderated")
    version, body = note_body(
        typed.subject, typed.text, typed.language or language, typed.attention, typed.unit
    )
    before = Message.objects.filter(pk=row.reply_to).first() if row.reply_to else None
    chosen = list(files)
    words = {
        "message": str(note),
        "thread": str(before.thread if before else note),
        "reply_to": str(before.pk) if before else None,
        "to": _addressees(typed, by),
        "version": version,
        "note": json.loads(canonical_body(find(NOTE, version), body)),
        "answer_hours": hours_of(typed.precedence) if typed.answer_by else 0,
        "files": [{"name": each.name, "size": each.size, "sha256": each.digest} for each in chosen],
    }
    draft = Draft(
        kind=WORDS,
        to=(centre,),
        body=words,
        case=typed.case,
        precedence=typed.precedence,
        about=about(note),
        files=tuple(each.pk for each in chosen),
    )
    carrier = say(draft, by=by)
    Attachment.objects.filter(message=carrier).update(draft=row.pk)  # its unit still sees them
    return carrier


AT_CENTRE = _("The centre’s node has it. Nobody there has decided yet.")
ASKED_BACK = _(
    "You have asked for it back. It is yours again when the centre’s node says so; if it was released before, you find "
    "it among what you sent."
)


def way_to_centre(row: NoteDraft) -> str | Promise:
    """Where a submitted draft is, where its centre is on another node; "" where it is on this one."""
    if row.sent_as is None:
        return ""
    if row.asked_back_at is not None:
        return ASKED_BACK
    return words_of(Sent.objects.get(message=row.sent_as)) or AT_CENTRE


def _addressees(typed: Typed, by: Actor) -> list[str]:
    """Every bureau by its code: what is signed names them. Raises: Invalid."""
    named = set(broadcast_to(typed.to, typed.region, by) if typed.is_broadcast else typed.to)
    if errors := strangers(sorted(named), known_among(code for code in named if "\0" not in code)):
        raise Invalid(errors)
    if by.bureau in named:
        raise invalid("to", "own-bureau", _("Your own bureau is no recipient."))
    return sorted(named)


def ask_back(row: NoteDraft, now: datetime, by: Actor) -> None:
    """Take back what goes to the centre: at once where it has not left, else when the centre says that it may."""
    sent = Sent.objects.filter(message=row.sent_as)
    # What the courier holds at this moment is leaving; to wait for it here could be to wait for each other.
    held = sent.select_for_update(skip_locked=True).first()
    if held is not None and (held.seq is None or held.refused):
        come_back(row)
    elif row.asked_back_at is None:
        say(Draft(kind=TAKEN_BACK, to=(sent.get().bureau,), body={"message": str(row.sent_as)}), by=by)
        row.asked_back_at = now
        row.save(update_fields=["asked_back_at"])


def come_back(row: NoteDraft, *, reason: str = "", code: str = "") -> None:
    """The draft is its unit's again, with its files, and what carried it holds no word any more."""
    carrier = row.sent_as
    Attachment.objects.filter(message=carrier).update(message=None, draft=row.pk)
    row.sent_as = row.submitted_at = row.asked_back_at = None
    row.returned, row.returned_code = reason, code
    row.save(update_fields=["sent_as", "submitted_at", "asked_back_at", "returned", "returned_code"])
    empty_all(Message.objects.filter(pk=str(carrier)), timezone.now())


def words_came_back(message: Message, _centre: str, code: str) -> None:
    """The centre's node did not take it, or it never got there."""
    row = NoteDraft.objects.select_for_update().filter(sent_as=message.pk).first()
    if row is not None:
        come_back(row, code=code)


def given_back_is_admitted(message: Message, delivery: Delivery) -> None:
    """Does the centre speak of what this bureau gave it to release? Raises: NotFound."""
    carried = Message.objects.filter(pk=message.content["message"], kind=WORDS, sender=delivery.bureau)
    if not is_centre(message.sender) or not carried.filter(deliveries__bureau=message.sender).exists():
        raise NotFound


def given_back(message: Message, delivery: Delivery) -> None:
    """The draft is back with the reviewer's reason. A repeat finds nothing and changes nothing."""
    said: Mapping[str, str] = message.content
    rows = NoteDraft.objects.select_for_update().filter(sent_as=said["message"], owner=delivery.bureau)
    row = rows.first()
    if row is not None:
        code = "" if said["code"] == TAKEN_BACK else said["code"]
        come_back(row, reason=said["reason"], code=code)


def come_home(message: Message, written: Written) -> None:
    """The centre has released it: it stands among what was sent, and the draft is gone. A repeat changes nothing."""
    words, hosted, now = written.words, hosted_bureaus(), timezone.now()
    draft = NoteDraft.objects.select_for_update().filter(sent_as=written.letter.message).first()
    rows = [_delivery(message, code, now, is_here=code in hosted) for code in words.to]
    here = set(Delivery.objects.filter(message=message).values_list("bureau", flat=True))
    insert_missing(each for each in rows if each.bureau not in here)
    Attachment.objects.filter(message=written.letter.message).update(message=message, draft=None)
    if draft is not None:
        message.sender_unit = draft.unit
        message.save(update_fields=["sender_unit"])
        draft.delete()
        _stop_clock(words, written.bureau, now)
    empty_all(Message.objects.filter(pk=written.letter.message, emptied_on=None), now)


def _delivery(message: Message, code: str, now: datetime, *, is_here: bool) -> Delivery:
    """is_here: does this node host it, too? Then it has it with its own copy of the envelope."""
    state = State.DELIVERED if is_here else State.ACCEPTED
    return Delivery(
        message=message,
        bureau=code,
        state=int(state),
        due_at=message.expires_at,
        accepted_at=message.created_at,
        delivered_at=now if is_here else None,
    )


def _stop_clock(words: WordsToRelease, bureau: str, now: datetime) -> None:
    """What answers a note to its sender stops that note's clock, now that it is released."""
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("message")
    own = rows.filter(message=words.reply_to, bureau=bureau, answered_at=None, delivered_at__isnull=False)
    asked = own.first()
    if asked is None or asked.message.kind != NOTE or words.to != (asked.message.sender,):
        return
    asked.state, asked.answered_at = int(moved(asked.level, State.ANSWERED)), now
    asked.save(update_fields=["state", "answered_at"])
    tell(asked.message, bureau, Level.ANSWERED, now)


def levels_are_admitted(message: Message, delivery: Delivery) -> None:
    """Did that centre release this note of this bureau? Raises: NotFound."""
    notes = Message.objects.filter(pk=message.content["message"], sender=delivery.bureau)
    if not is_centre(message.sender) or not notes.filter(released_by=message.sender).exists():
        raise NotFound


def levels_arrive(message: Message, delivery: Delivery) -> None:
    """How far it came, as the centre knows. No level goes back, and no moment lies ahead."""
    said = {each["bureau"]: each for each in message.content["levels"]}
    arrived = delivery.delivered_at or message.created_at
    rows = Delivery.objects.select_for_update(of=("self",)).filter(bureau__in=said)
    for row in rows.filter(message=message.content["message"]).order_by("id"):
        told = said[row.bureau]
        for level in (Level.DELIVERED, Level.READ, Level.ANSWERED):
            if at := told[level.name.lower()]:
                reach(row, level, min(datetime.fromisoformat(at), arrived))
        row.save(update_fields=["state", "delivered_at", "read_at", "answered_at"])
        if told["refused"]:
            _note_refused(row, told["refused"], arrived)


def _note_refused(row: Delivery, code: str, now: datetime) -> None:
    """Kept where it is kept of what this node seals itself, so that every page says it in the same words."""
    message = row.message
    Sent.objects.update_or_create(
        id=row.pk,
        defaults={
            "message": message,
            "sender": message.sender,
            "bureau": row.bureau,
            "precedence": message.precedence,
            "next_at": now,
            "refused": code,
        },
    )
