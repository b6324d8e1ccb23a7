"""What is said of a record from another node: who may say it, and what it changes. Inside messages.open.

To an owner with a node of its own speak those who found its record at the centre, and the centre; the owner speaks to
whoever disputed its record or reported it found. Source: docs/spec/message.md, 4; practice 2, 8, 9, 10 and 21.
"""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from comity.access.rules import RIGHTS
from comity.bureaus.directory import hosted_bureaus, is_centre
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Say, standing_allows
from comity.gate.system import clock_of
from comity.kit.errors import Invalid, NotFound
from comity.messages.contributing.outcome import is_shared
from comity.messages.kinds import Afar, NotTaken
from comity.messages.models import Delivery, Message
from comity.queries.actions.admitting import MOST_WAITING, may_be_asked_about
from comity.queries.record_word import FOUND_VERSION
from comity.records.life import afar
from comity.records.life.disputes import Dispute
from comity.records.life.finding import clean
from comity.records.life.finds import Find, FindState
from comity.records.life.telling import Word
from comity.records.record import Record
from comity.records.registry import databases

OF_FINDERS = {Word.DISPUTED: "records.dispute", Word.FOUND: "records.report_found"}
OF_CENTRE = frozenset({Word.BLOCKED, Word.UNBLOCKED})
OF_DISPUTES = frozenset({Word.DISPUTE_UPHELD, Word.DISPUTE_STANDS, Word.DISPUTE_UNANSWERED})
# Is the owner of one mind with whoever said it?
ANSWERS = {
    Word.DISPUTE_UPHELD: True,
    Word.DISPUTE_STANDS: False,
    Word.FOUND_ACCEPTED: True,
    Word.FOUND_REJECTED: False,
}
OF_FINDS = frozenset({Word.FOUND_ACCEPTED, Word.FOUND_REJECTED, Word.FOUND_UNANSWERED})


def word_is_admitted(message: Message, delivery: Delivery) -> None:
    """May this sender say this of that record? Raises: NotFound for what it has no part in, and NotTaken, Invalid."""
    content, word = message.content, Word(message.content["what"])
    about = f"record:{content['database']}:{content['record']}"
    is_report = message.schema_version == FOUND_VERSION
    if message.thread != message.id or message.about != about or is_report != (word is Word.FOUND):
        raise NotTaken("body-form")
    if word in OF_FINDERS:
        _finder_speaks(message, delivery, word)
    elif not _has_part(message, delivery, word):
        raise NotFound(code="unknown-record")


def word_arrives(message: Message, delivery: Delivery) -> None:
    """A dispute or a report stands at its owner's node; an answer at the centre. Near, the verb itself has done it."""
    if message.sender in hosted_bureaus():
        return
    content, word, function = message.content, Word(message.content["what"]), message.function
    database, ours = _database(content["database"]), clock_of(delivery.bureau, *RIGHTS_HERE)
    if database is None:
        raise NotFound(code="unknown-record")
    record = UUID(content["record"])
    if word is Word.DISPUTED:
        words = content.get("text", "")
        afar.take_dispute(database, record, bureau=message.sender, function=function, evidence=words, by=ours)
    elif word is Word.FOUND:
        body = content["found"]
        afar.take_find(database, record, bureau=message.sender, function=function, body=body, by=ours)
    elif word in ANSWERS:
        said = (_disputes if word in OF_DISPUTES else _finds)(message, delivery).latest("id")
        words = content.get("text", "")
        afar.take_answer(said, agreed=ANSWERS[word], answer=words, function=function, by=ours)


def _finder_speaks(message: Message, delivery: Delivery, word: Word) -> None:
    """Does the record answer this sender, may it say so at present, and is a report in the form of its database?"""
    if not may_be_asked_about(message, delivery):
        raise NotFound(code="unknown-record")
    today = (delivery.delivered_at or message.created_at).date()
    standing = Bureau.objects.get(pk=message.sender).standing_on(today)
    if standing_allows(standing, RIGHTS[OF_FINDERS[word]].verb) is not Say.YES:
        raise NotTaken("standing")
    if word is Word.DISPUTED and not message.content.get("text", "").strip():
        raise NotTaken("body-form")
    if word is Word.FOUND:
        _refuse_form(message, today)
    disputes = Dispute.all_open().filter(owner=delivery.bureau, bureau=message.sender)
    finds = Find.objects.filter(state=int(FindState.OPEN), owner=delivery.bureau, bureau=message.sender)
    if disputes.count() + finds.count() >= MOST_WAITING:
        raise NotTaken("too-many-open")


def _refuse_form(message: Message, today: date) -> None:
    """Is it the report that this database's own form would make?"""
    database, found = _database(message.content["database"]), message.content["found"]
    try:
        if database is not None and database.found_asks and clean(database, found, today=today) == found:
            return
    except Invalid:
        pass
    raise NotTaken("body-form")


def _has_part(message: Message, delivery: Delivery, word: Word) -> bool:
    """The centre, of what is shared there; an owner, of what the addressed bureau said of its own record here."""
    database = _database(message.content["database"])
    if database is None:
        return False
    record = UUID(message.content["record"])
    if word in OF_CENTRE:
        return is_centre(message.sender) and is_shared(delivery.bureau, database.code, record)
    # At a finder's own node there is no such record; what is there is the sender's, and of its own node.
    here = database._default_manager.filter(pk=record)
    if here.exclude(owner=message.sender, home=message.sender).exists():
        return False
    rows = _disputes if word in OF_DISPUTES else _finds
    return word in OF_DISPUTES | OF_FINDS and rows(message, delivery).exists()


def _disputes(message: Message, delivery: Delivery) -> QuerySet[Dispute]:
    """What the addressed bureau disputed of this record of the sender's. Ids of records are of one database only."""
    rows = Dispute.objects.filter(owner=message.sender, bureau=delivery.bureau)
    return rows.filter(record=message.content["record"])


def _finds(message: Message, delivery: Delivery) -> QuerySet[Find]:
    """What it reported found."""
    rows = Find.objects.filter(owner=message.sender, bureau=delivery.bureau)
    return rows.filter(record=message.content["record"])


def _database(slug: str) -> type[Record] | None:
    return next((each for each in databases() if each.slug == slug), None)


RIGHTS_HERE = (
    "records.take_dispute",
    "records.take_find",
    "records.take_answer",
)
TERMS = Afar("records.answer_dispute", check=word_is_admitted)
