"""At the centre: words of a bureau with its own node wait among the drafts of hosted ones, and leave. Inside verbs.

Source: practice 9; docs/decisions/0056-words-from-an-own-node.md.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from comity.bureaus.directory import centre_hosted_here, known_among
from comity.bureaus.rules import Say
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.kit.canonical import canonical_json, digest
from comity.kit.errors import Invalid, NotFound, invalid
from comity.kit.ids import new_id
from comity.kit.many import insert_new
from comity.messages.actions import empty_all, say, strangers
from comity.messages.courier.queueing import queue
from comity.messages.courier.tables import Sent
from comity.messages.files.tables import Attachment
from comity.messages.kinds import KINDS, NotTaken, canonical_body
from comity.messages.models import Delivery, Message, NoteDraft
from comity.messages.moderation.words import (
    GIVEN_BACK,
    TAKEN_BACK,
    WORDS,
    SignedFile,
    WordsToRelease,
    words_in,
)
from comity.messages.notes import NOTE
from comity.messages.rules import Draft, Precedence, State
from comity.messages.writing.moderated import said_to_words

MOST_WAITING = 500  # of one bureau
# The signature with which it came ends after 29 days, and whoever gets the words must still believe it.
WAITS_FOR = timedelta(days=27)
ENDED_AT_ONCE = 500


def words_are_admitted(message: Message, delivery: Delivery) -> None:
    """May this bureau's words wait here, and could they be released as they stand? Raises: NotFound, NotTaken."""
    words = words_in(message.body)
    if delivery.bureau != centre_hosted_here():
        raise NotFound
    if said_to_words(message.sender) is not Say.WAITS:
        raise NotTaken("not-waiting")
    begins = message.thread == message.pk and message.expires_at is None
    if not begins or message.about != words.about or not words.is_in_order or message.sender in words.to:
        raise NotTaken("body-form")
    _demand_note(words)
    again = Message.objects.filter(about=words.about, kind=WORDS, emptied_on=None).exclude(pk=message.pk)
    if again.exists() or Message.objects.filter(pk=words.message).exists():
        raise NotTaken("message-differs")
    known = known_among(words.to)
    if len(known) < len(words.to):
        raise NotTaken("unknown-addressee")
    if not _may_join(words, message.sender, [code for code in words.to if known[code]]):
        raise NotTaken("not-their-thread")
    if NoteDraft.objects.filter(owner=message.sender, came_as__isnull=False).count() >= MOST_WAITING:
        raise NotTaken("too-many-open")


def _demand_note(words: WordsToRelease) -> None:
    """Are these the words of a note, in the one form in which they are written? Raises: NotTaken."""
    kind = KINDS.get((NOTE, words.version))
    if kind is None:
        raise NotTaken("unknown-kind")
    try:
        is_canonical = canonical_body(kind, words.note) == canonical_json(words.note)
    except Invalid:
        is_canonical = False
    if not is_canonical:
        raise NotTaken("body-form")


def _may_join(words: WordsToRelease, writer: str, hosted: Iterable[str]) -> bool:
    """Has everybody here a part in the conversation, where it is here? Nobody is written into another's."""
    said = Message.objects.filter(thread=words.thread)
    if not said.exists():
        return True
    heard = Delivery.objects.filter(message__thread=words.thread).values_list("bureau", flat=True)
    return {writer, *hosted} <= {*said.values_list("sender", flat=True), *heard}


def words_arrive(message: Message, delivery: Delivery) -> None:  # noqa: ARG001  # a handler of kinds
    """They wait for a reviewer from now on, or from when their last file is here."""
    words = words_in(message.body)
    if not words.files:
        _wait(message, words)


def words_file_came(message: Message, file: Attachment) -> None:
    """Raises: Invalid for a file that is not the one that was signed."""
    words = words_in(message.body)
    check_file(words.files, file)
    here = Attachment.objects.filter(message=message)
    if here.count() == len(words.files) and not _is_decided(message, words):
        _wait(message, words)


def check_file(files: tuple[SignedFile, ...], file: Attachment) -> None:
    """Is it what its bureau signed at this place? Raises: Invalid."""
    signed = files[file.place] if file.place < len(files) else None
    if signed is None or (signed.name, signed.size, signed.sha256) != (file.name, file.size, file.digest):
        raise invalid("files", "file-differs", "This is not the file that its bureau signed.")


def _is_decided(message: Message, words: WordsToRelease) -> bool:
    return NoteDraft.objects.filter(came_as=message.pk).exists() or (
        Message.objects.filter(pk=words.message).exists()
    )


def _wait(message: Message, words: WordsToRelease) -> None:
    """In the reviewers' queue, as a hosted bureau's draft stands there."""
    now, note = timezone.now(), words.note
    row = NoteDraft.objects.create(
        id=new_id(),
        owner=message.sender,
        typed={
            "to": " ".join(words.to),
            "attention": note.get("attention", ""),
            "unit": note.get("unit", ""),
            "case": message.case,
            "precedence": Precedence(message.precedence).slug,
            "answer": "on" if words.answer_hours else "",
            "language": note["language"],
            "subject": note["subject"],
            "text": note["text"],
        },
        sitting=new_id(),
        saved_at=now,
        submitted_at=now,
        function=message.function,
        came_as=message.pk,
    )
    Attachment.objects.filter(message=message).update(draft=row.pk)


def send_on(row: NoteDraft, *, by: Actor, now: datetime) -> Message:
    """Release it: the note of the bureau that wrote it, sealed by the centre with that bureau's own signature in it.

    Raises: NotFound away from the centre; Invalid where the directory no longer has a bureau that it names.
    """
    if by.bureau != centre_hosted_here():
        raise NotFound
    carrier = _locked(str(row.came_as))
    words = words_in(carrier.body)
    known = known_among(words.to)
    if errors := strangers(words.to, known):
        raise Invalid(errors)
    body, given = canonical_json(words.note), timedelta(hours=words.answer_hours)
    message = Message(
        id=words.message,
        kind=NOTE,
        schema_version=words.version,
        sender=row.owner,
        function=carrier.function,
        body=body,
        sha256=digest(body),
        case=carrier.case,
        precedence=carrier.precedence,
        expires_at=now + given if given else None,
        created_at=now,
        reply_to=words.reply_to,
        thread=words.thread,
        released_by=by.bureau,
    )
    insert_new([message])
    Attachment.objects.filter(message=carrier).update(message=message, draft=None)
    rows = [
        Delivery(message=message, bureau=code, due_at=message.expires_at, accepted_at=now)
        for code in (*words.to, row.owner)
    ]
    for each in rows:
        if known.get(each.bureau):
            each.state, each.delivered_at = int(State.DELIVERED), now
    insert_new(rows)
    queue(message, [each for each in rows if not known.get(each.bureau)], now, sealed_by=by.bureau)
    row.delete()
    return message


def give_back(row: NoteDraft, *, reason: str = "", code: str = "", centre: str, now: datetime) -> None:
    """Nothing of it is kept here; home has it, and why it came back."""
    _say_back(_locked(str(row.came_as)), reason, code, centre, now)
    row.delete()


def _say_back(carrier: Message, reason: str, code: str, centre: str, now: datetime) -> None:
    body = {"message": str(carrier.pk), "reason": reason, "code": code}
    say(Draft(kind=GIVEN_BACK, to=(carrier.sender,), body=body), by=clock_of(centre))
    empty_all(Message.objects.filter(pk=carrier.pk), now)


def taking_back_is_admitted(message: Message, delivery: Delivery) -> None:  # noqa: ARG001
    """Does a bureau speak of what it gave itself? Raises: NotFound."""
    if not Message.objects.filter(pk=message.content["message"], kind=WORDS, sender=message.sender).exists():
        raise NotFound


def taken_back(message: Message, delivery: Delivery) -> None:
    """It goes home, unless it was released or given back meanwhile: then home learns of that."""
    carrier = _locked(message.content["message"])
    if carrier.emptied_on or Message.objects.filter(pk=words_in(carrier.body).message).exists():
        return
    NoteDraft.objects.filter(came_as=carrier.pk).delete()
    _say_back(carrier, "", TAKEN_BACK, delivery.bureau, timezone.now())


def _locked(carrier: str) -> Message:
    """What waits, then what brought it, in the order in which reviewers lock them: nobody waits for each other."""
    list(NoteDraft.objects.select_for_update().filter(came_as=carrier))
    found: Message = Message.objects.select_for_update().get(pk=carrier)
    return found


@action("messages.end_words")
def end_words(act: ActDraft, *, now: datetime, by: Actor) -> int:
    """Let go what the centre need not keep: what was released and sealed, and, given back, what nobody decided in time.

    Found from the data, so that it may run late or twice; at most 500 a call, and how many.
    """
    rows = Message.objects.filter(_kept(by.bureau)).order_by("id")
    for id in list(rows.values_list("id", flat=True)):  # what waits is bounded (MOST_WAITING)
        if act.count == ENDED_AT_ONCE:
            break
        carrier = _locked(str(id))
        if not carrier.emptied_on:
            act.count += _ended(carrier, by.bureau, now)
    return act.count


def _ended(carrier: Message, centre: str, now: datetime) -> bool:
    """Was it time to let go of it?"""
    note = words_in(carrier.body).message
    is_released = Message.objects.filter(pk=note).exists()
    if is_released and not Sent.unsealed().filter(message=note).exists():
        empty_all(Message.objects.filter(pk=carrier.pk), now)
        return True
    if not is_released and carrier.created_at <= now - WAITS_FOR:
        NoteDraft.objects.filter(came_as=carrier.pk).delete()
        _say_back(carrier, "", "expired", centre, now)
        return True
    return False


def _kept(centre: str) -> Q:
    """The messages that brought words here, and still hold them."""
    here = Delivery.objects.filter(message=OuterRef("pk"), bureau=centre, delivered_at__isnull=False)
    return Q(kind=WORDS, emptied_on=None) & Q(Exists(here))


def is_anything_kept() -> bool:
    """Has the centre words of bureaus of other nodes?"""
    centre = centre_hosted_here()
    return bool(centre) and Message.objects.filter(_kept(centre)).exists()
