"""A letter from another node becomes a message in a hosted bureau's mailbox, and is handled. Inside a verb."""

from datetime import datetime, timedelta, timezone
from uuid import UUID

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Say, Verb, standing_allows
from comity.kit.canonical import digest
from comity.messages.courier.letter import Letter
from comity.messages.kinds import KINDS, Kind
from comity.messages.models import Delivery, Message
from comity.messages.rules import Precedence, State
from comity.seal.errors import Refusal
from comity.seal.header import Header

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class NotTaken(Refusal):
    """The envelope is sound, and its letter is against a rule of this node (docs/spec/courier.md, 7)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code  # type: ignore[misc]  # one class for the few codes of this room


def arrive(header: Header, letter: Letter, bureau: str, now: datetime) -> Message:
    """The message, with a delivery to this bureau. A message that is here already gets one more addressee.

    Raises: NotTaken; whatever the kind's handler refuses.
    """
    kind = _kind(header)
    _check_standing(header.sender, kind, now)
    message = Message.objects.filter(pk=letter.message).first()
    if message is None:
        message = _made(header, letter, bureau)
    elif message.sender != header.sender or bytes(message.sha256) != letter.sha256:
        raise NotTaken("message-differs")
    elif Delivery.objects.filter(message=message, bureau=bureau).exists():
        return message  # sealed a second time, after a restore: nothing is handled twice
    delivery = Delivery.objects.create(
        message=message,
        bureau=bureau,
        state=int(State.DELIVERED),
        due_at=message.expires_at,
        accepted_at=message.created_at,
        delivered_at=now,
    )
    if kind.together is not None:
        kind.together(message, [delivery])
    if kind.handler is not None:
        kind.handler(message, delivery)
    return message


def _kind(header: Header) -> Kind:
    """The kind, where its handler may be reached from another node: each says so itself, after it was looked at."""
    kind = KINDS.get((header.kind, header.schema))
    if kind is None:
        raise NotTaken("unknown-kind")
    if not kind.travels:
        raise NotTaken("kind-stays")
    return kind


def _check_standing(sender: str, kind: Kind, now: datetime) -> None:
    """Free words of a bureau that may send none, or whose words wait for the centre, stay out. Source: practice 9."""
    found = Bureau.objects.filter(pk=sender).first()
    if found is None:
        raise NotTaken("unknown-bureau")
    if kind.free_text and standing_allows(found.standing_on(now.date()), Verb.SEND_MESSAGE) is not Say.YES:
        raise NotTaken("standing")


def _made(header: Header, letter: Letter, bureau: str) -> Message:
    if header.precedence not in list(Precedence) or digest(letter.body) != letter.sha256:
        raise NotTaken("body-form")
    if not _may_join(letter, header.sender, bureau):
        raise NotTaken("not-their-thread")
    return Message.objects.create(
        id=letter.message,
        kind=header.kind,
        schema_version=header.schema,
        sender=header.sender,
        function=letter.function,
        body=letter.body,
        sha256=letter.sha256,
        case=letter.case,
        precedence=header.precedence,
        expires_at=_moment(letter.answer_by) if letter.answer_by else None,
        created_at=_moment(letter.created),
        reply_to=letter.reply_to,
        thread=letter.thread,
        about=letter.about,
    )


def _may_join(letter: Letter, sender: str, bureau: str) -> bool:
    """Is it a new conversation, or one that both have a part in? Nobody writes himself into another's."""
    if letter.reply_to is None and letter.thread == letter.message:
        return True
    said = Message.objects.filter(thread=letter.thread)
    if not said.exists():
        return True  # it began elsewhere, or was deleted here
    return all(_has_part(letter.thread, each) for each in (sender, bureau))


def _has_part(thread: UUID, bureau: str) -> bool:
    sent = Message.objects.filter(thread=thread, sender=bureau).exists()
    return sent or Delivery.objects.filter(message__thread=thread, bureau=bureau).exists()


def _moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
