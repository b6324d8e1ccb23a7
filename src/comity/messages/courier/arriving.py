"""A letter from another node becomes a message in a hosted bureau's mailbox, and is handled. Inside a verb."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from comity.access.rules import RIGHTS
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Say, Verb, standing_allows
from comity.kit.errors import Invalid
from comity.kit.text import clean_line
from comity.messages.courier.letter import Letter
from comity.messages.courier.released import releasing_centre
from comity.messages.courier.rules import moment
from comity.messages.kinds import KINDS, Afar, Kind, NotTaken, check_body
from comity.messages.models import Delivery, Message
from comity.messages.rules import Precedence, State
from comity.seal.header import CLOCKS_DIFFER, Header

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
LONGEST_TO_ANSWER = timedelta(days=366)
LONGEST_LINE = 80  # of the letter's own limits the widest


def arrive(header: Header, letter: Letter, bureau: str, now: datetime) -> Message:
    """The message, with a delivery to this bureau. A message that is here already gets one more addressee.

    The header's signature proves the sender; what it says is believed no further than the kind's own terms go.
    Raises: NotTaken; whatever the kind's check and handler refuse.
    """
    kind, afar = _kind(header)
    centre = releasing_centre(header, letter, now)
    _check_standing(header.sender, afar, now, is_released=bool(centre))
    message = Message.objects.filter(pk=letter.message).first()
    if message is not None and not _is_same(message, header, letter):
        raise NotTaken("message-differs")
    if message is not None and Delivery.objects.filter(message=message, bureau=bureau).exists():
        return message  # sealed a second time, after a restore: nothing is handled twice
    if not _may_join(letter, header.sender, bureau):
        raise NotTaken("not-their-thread")
    if message is None:
        message = _made(header, letter, kind, centre)
    _check_words(message, afar, now)
    delivery = Delivery.objects.create(
        message=message,
        bureau=bureau,
        state=int(State.DELIVERED),
        due_at=message.expires_at,
        accepted_at=message.created_at,
        delivered_at=now,
    )
    if afar.check is not None:
        afar.check(message, delivery)
    if kind.together is not None:
        kind.together(message, [delivery])
    if kind.handler is not None:
        kind.handler(message, delivery)
    return message


def _kind(header: Header) -> tuple[Kind, Afar]:
    """The kind and its terms, where its handler may be reached from another node: each says so, after a look at it."""
    kind = KINDS.get((header.kind, header.schema))
    if kind is None:
        raise NotTaken("unknown-kind")
    if kind.afar is None:
        raise NotTaken("kind-stays")
    return kind, kind.afar


def _check_standing(sender: str, afar: Afar, now: datetime, *, is_released: bool) -> None:
    """What the sender may not do at present, it does not do from another node either; what waits, the centre releases.

    Source: practice 9.
    """
    said = _said(sender, RIGHTS[afar.right].verb, now)
    if said is not Say.YES and not (is_released and said is Say.WAITS):
        raise NotTaken("standing")


def _check_words(message: Message, afar: Afar, now: datetime) -> None:
    """Words that wait for the centre stay out; a coded question of the same bureau does not. Source: practice 9."""
    written = any(_is_filled(message.content, field.split(".")) for field in afar.words)
    if written and not message.released_by and _said(message.sender, Verb.SEND_MESSAGE, now) is not Say.YES:
        raise NotTaken("words-wait")


def _is_filled(body: Mapping[str, Any], path: Sequence[str]) -> bool:
    value: object = body
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return bool(value)


def _said(sender: str, verb: Verb, now: datetime) -> Say:
    found = Bureau.objects.filter(pk=sender).first()
    if found is None:
        raise NotTaken("unknown-bureau")
    return standing_allows(found.standing_on(now.date()), verb)


def _is_same(message: Message, header: Header, letter: Letter) -> bool:
    """Is it what is here under this id, for one more addressee? Then every word of it is the same."""
    said = (message.sender, message.kind, message.schema_version, message.thread, message.about)
    again = (header.sender, header.kind, header.schema, letter.thread, letter.about)
    is_emptied = message.emptied_on is not None
    return said == again and (is_emptied or bytes(message.sha256) == letter.sha256)


def _made(header: Header, letter: Letter, kind: Kind, centre: str) -> Message:
    """centre: that released it, "" for none."""
    if header.precedence not in list(Precedence) or not _is_in_form(header, letter, kind):
        raise NotTaken("body-form")
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
        released_by=centre,
    )


def _is_in_form(header: Header, letter: Letter, kind: Kind) -> bool:
    """Is the body of this kind, and are the lines around it clean? Born after it was sealed is nothing."""
    try:
        check_body(kind, letter.body)
        for line in (letter.case, letter.function, letter.about):
            clean_line(line, field="", longest=LONGEST_LINE)
    except Invalid:
        return False
    born = _moment(letter.created)
    if letter.answer_by and not born <= _moment(letter.answer_by) <= born + LONGEST_TO_ANSWER:
        return False
    return born <= moment(header.issued_at) + CLOCKS_DIFFER


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
