"""Letters from other nodes become messages in hosted bureaus' mailboxes, and are handled. Inside a verb.

What is here already is read for a whole run of letters at once, then each is judged, then all are written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from comity.access.rules import RIGHTS
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Say, Verb, standing_allows
from comity.kit.errors import Invalid
from comity.kit.many import insert_new
from comity.kit.text import clean_line
from comity.messages.courier.letter import Letter
from comity.messages.courier.released import releasing_centre
from comity.messages.courier.rules import moment
from comity.messages.kinds import KINDS, Afar, Kind, NotTaken, check_body
from comity.messages.models import Delivery, Message
from comity.messages.moderation.written import Written
from comity.messages.notes import NOTE
from comity.messages.rules import Precedence, State
from comity.seal.header import CLOCKS_DIFFER, Header

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
LONGEST_TO_ANSWER = timedelta(days=366)
LONGEST_LINE = 80  # of the letter's own limits the widest
# What hosted bureaus had written, the centre has released: `moderation` puts it where what they sent is.
COME_HOME: list[Callable[[Message, Written], None]] = []


@dataclass(frozen=True, slots=True)
class Came:
    """A letter that was opened for one hosted bureau. written: what its writer signed, where a centre brings it."""

    header: Header
    letter: Letter
    bureau: str
    written: Written | None = None

    @property
    def writer(self) -> str:
        """Whose words these are: the sealing bureau's, or those of one whose words the centre released."""
        return self.written.bureau if self.written else self.header.sender

    @property
    def kind(self) -> tuple[str, int]:
        return (NOTE, self.written.words.version) if self.written else (self.header.kind, self.header.schema)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What becomes of it. is_new: is the message not here yet? delivery: None where it was here for this bureau.

    come_home: what this very bureau had written, and the centre has released.
    """

    message: Message
    is_new: bool
    delivery: Delivery | None
    come_home: Written | None = None


@dataclass(slots=True)
class Known:
    """What is here already of that of which a run of letters speaks, and what the run itself adds.

    arrived: message and bureau. threads: conversations that are here; parts: conversation and bureau.
    """

    messages: dict[UUID, Message] = field(default_factory=dict)
    arrived: set[tuple[UUID, str]] = field(default_factory=set)
    threads: set[UUID] = field(default_factory=set)
    parts: set[tuple[UUID, str]] = field(default_factory=set)
    senders: dict[str, Bureau] = field(default_factory=dict)

    @classmethod
    def of(cls, came: Sequence[Came]) -> "Known":
        """At most five statements, however many they are."""
        named = {each.letter.message for each in came}
        known = cls(
            messages={each.pk: each for each in Message.objects.filter(id__any=list(named))},
            senders=Bureau.objects.in_bulk({each.writer for each in came}),
        )
        if known.messages:
            rows = Delivery.objects.filter(
                message__in=known.messages, bureau__in={each.bureau for each in came}
            )
            known.arrived = set(rows.values_list("message", "bureau"))
        goes_on = {each.letter.thread for each in came if not _begins(each.letter)}
        if goes_on:
            said = Message.objects.filter(thread__in=goes_on).values_list("thread", "sender").distinct()
            bureaus = {name for each in came for name in (each.writer, each.bureau)}
            heard = Delivery.objects.filter(message__thread__in=goes_on, bureau__in=bureaus)
            known.parts = {*said, *heard.values_list("message__thread", "bureau")}
            known.threads = {thread for thread, _bureau in known.parts}
        return known

    def add(self, arrival: Arrival) -> None:
        """The next letter of the run finds it here."""
        message, delivery = arrival.message, arrival.delivery
        self.messages[message.pk] = message
        if delivery is not None:
            self.arrived.add((message.pk, delivery.bureau))
            self.threads.add(message.thread)
            self.parts |= {(message.thread, message.sender), (message.thread, delivery.bureau)}

    def said(self, sender: str, verb: Verb, now: datetime) -> Say:
        """May this bureau do so at present? Raises: NotTaken for one that the directory does not have."""
        found = self.senders.get(sender)
        if found is None:
            raise NotTaken("unknown-bureau")
        return standing_allows(found.standing_on(now.date()), verb)


def is_plain(header: Header) -> bool:
    """Does this kind's arrival do nothing but put words into a mailbox? Then many are written at once."""
    kind = KINDS.get((header.kind, header.schema))
    return not header.blobs and (
        kind is None or (kind.together is None and kind.handler is None and _has_no_check(kind))
    )


def judge(came: Came, known: Known, now: datetime) -> Arrival:
    """The message, with a delivery to this bureau; nothing is written. One that is here gets one more addressee.

    The header's signature proves the sender; what it says is believed no further than the kind's own terms go.
    Raises: NotTaken.
    """
    header, letter, bureau, writer = came.header, came.letter, came.bureau, came.writer
    kind, afar = _kind(came.kind)
    centre = header.sender if came.written else releasing_centre(header, letter, now)
    # What the sender may not do at present, it does not do from another node either; what waits, the centre releases.
    # Source: practice 9.
    said = known.said(writer, RIGHTS[afar.right].verb, now)
    is_own = came.written is not None and writer == bureau
    if said is not Say.YES and not (centre and said is Say.WAITS) and not is_own:
        raise NotTaken("standing")
    message = known.messages.get(letter.message)
    if message is not None and not _is_same(message, came):
        raise NotTaken("message-differs")
    if message is not None and (message.pk, bureau) in known.arrived:
        return Arrival(
            message, False, None
        )  # sealed a second time, after a restore: nothing is handled twice
    if not _may_join(came, known):
        raise NotTaken("not-their-thread")
    is_new = message is None
    message = message or _made(came, kind, centre)
    if is_own:  # it has been released, whatever its standing is by now
        return Arrival(message, is_new, None, came.written)
    # Words that wait for the centre stay out; a coded question of the same bureau does not. Source: practice 9.
    if (
        _has_words(message, afar)
        and not message.released_by
        and known.said(message.sender, Verb.SEND_MESSAGE, now) is not Say.YES
    ):
        raise NotTaken("words-wait")
    delivery = Delivery(
        message=message,
        bureau=bureau,
        state=int(State.DELIVERED),
        due_at=message.expires_at,
        accepted_at=message.created_at,
        delivered_at=now,
    )
    return Arrival(message, is_new, delivery)


def write(arrivals: Sequence[Arrival]) -> None:
    """Put them into the mailboxes."""
    insert_new(each.message for each in arrivals if each.is_new)
    insert_new(each.delivery for each in arrivals if each.delivery is not None)


def handle(arrival: Arrival) -> None:
    """What the kind does besides, once it is written. Raises: whatever its check and its handler refuse."""
    message, delivery = arrival.message, arrival.delivery
    if arrival.come_home is not None:
        for each in COME_HOME:
            each(message, arrival.come_home)
    kind = message.kind_known
    if delivery is None or kind is None:
        return
    if kind.afar is not None and kind.afar.check is not None:
        kind.afar.check(message, delivery)
    if kind.together is not None:
        kind.together(message, [delivery])
    if kind.handler is not None:
        kind.handler(message, delivery)


def _has_no_check(kind: Kind) -> bool:
    return kind.afar is None or kind.afar.check is None


def _kind(named: tuple[str, int]) -> tuple[Kind, Afar]:
    """The kind and its terms, where its handler may be reached from another node: each says so, after a look at it."""
    kind = KINDS.get(named)
    if kind is None:
        raise NotTaken("unknown-kind")
    if kind.afar is None:
        raise NotTaken("kind-stays")
    return kind, kind.afar


def _has_words(message: Message, afar: Afar) -> bool:
    content = message.content if afar.words else {}
    return any(_is_filled(content, name.split(".")) for name in afar.words)


def _is_filled(body: Mapping[str, Any], path: Sequence[str]) -> bool:
    value: object = body
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return bool(value)


def _is_same(message: Message, came: Came) -> bool:
    """Is it what is here under this id, for one more addressee? Then every word of it is the same."""
    letter = came.letter
    said = (message.sender, message.kind, message.schema_version, message.thread, message.about)
    again = (came.writer, *came.kind, letter.thread, letter.about)
    is_emptied = message.emptied_on is not None
    return said == again and (is_emptied or bytes(message.sha256) == letter.sha256)


def _made(came: Came, kind: Kind, centre: str) -> Message:
    """centre: that released it, "" for none."""
    header, letter = came.header, came.letter
    if header.precedence not in list(Precedence) or not _is_in_form(header, letter, kind):
        raise NotTaken("body-form")
    return Message(
        id=letter.message,
        kind=kind.slug,
        schema_version=kind.version,
        sender=came.writer,
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


def _begins(letter: Letter) -> bool:
    return letter.reply_to is None and letter.thread == letter.message


def _may_join(came: Came, known: Known) -> bool:
    """Is it a new conversation, or one that both have a part in? Nobody writes himself into another's."""
    thread = came.letter.thread
    if _begins(came.letter) or thread not in known.threads:
        return True  # where it is not here, it began elsewhere, or was deleted here
    return all((thread, each) in known.parts for each in (came.writer, came.bureau))


def _moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
