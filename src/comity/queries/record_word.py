"""The message that one bureau sends another about a record: a dispute, its answer, a find, a block.

A wire format: a field is only ever added, under a new version of the kind (docs/spec/confirmation.md).
"""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import hosted_bureaus
from comity.gate import epoch
from comity.gate.actor import Actor
from comity.gate.system import SystemActor
from comity.kit.language import spoken
from comity.messages import actions as messages
from comity.messages.kinds import Afar, CameBack, Handler, register
from comity.messages.rules import Draft, Precedence
from comity.queries.kinds import Language, Text
from comity.records.life.finds import Find
from comity.records.life.telling import TELL, Word
from comity.records.record import Record

RECORD_WORD = "record-word"
FOUND_VERSION = 2  # of the kind: with the report of a find, for an owner with a node of its own
WORDS: dict[Word, str | Promise] = {
    Word.DISPUTED: _(
        "Your record is disputed. Answer before the time is over; until then it answers as disputed."
    ),
    Word.DISPUTE_UPHELD: _("The owner agrees with your dispute and has corrected its record."),
    Word.DISPUTE_STANDS: _("The owner has answered your dispute: its record stands."),
    Word.DISPUTE_OVERDUE: _(
        "The time to answer this dispute is over. It stays open, and the centre may look at it now."
    ),
    Word.DISPUTE_UNANSWERED: _("The owner has not answered your dispute in time. It stays open."),
    Word.FOUND: _("Another bureau reports that it found what you recorded. Accept or reject the report."),
    Word.FOUND_ACCEPTED: _("The owner accepts your report: it is recorded as found."),
    Word.FOUND_REJECTED: _("The owner does not accept your report of a find."),
    Word.FOUND_OVERDUE: _(
        "The time to answer this report of a find is over. It stays open: the thing lies in somebody's store."
    ),
    Word.FOUND_UNANSWERED: _("The owner has not answered your report of a find in time. It stays open."),
    Word.BLOCKED: _("Your record was blocked: it answers nobody but you."),
    Word.UNBLOCKED: _("Your record is no longer blocked. It answers as before."),
}


class RecordWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is said of a record. text: in people's own words, in that language."""

    database: Annotated[str, msgspec.Meta(max_length=60)]
    record: UUID
    what: Literal[
        "disputed",
        "dispute-upheld",
        "dispute-stands",
        "dispute-overdue",
        "dispute-unanswered",
        "found-reported",
        "found-accepted",
        "found-rejected",
        "found-overdue",
        "found-unanswered",
        "blocked",
        "unblocked",
    ]
    text: Text = ""
    language: Language = "en"


class FoundWord(RecordWord, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Version 2: with what the finder reports, canonical values of the database's own form (`found_asks`)."""

    found: dict[str, Any]


def register_record_word(handler: Handler, afar: Afar, came_back: CameBack) -> None:
    """Make the kind known and carry by it what the verbs of records say, from `AppConfig.ready`.

    handler, afar: between the node of a record's owner and that of whoever found it. came_back: where it was refused.
    """
    template = "queries/kinds/record_word.html"
    for version, schema in ((1, RecordWord), (FOUND_VERSION, FoundWord)):
        label = _("About a record")
        register(
            RECORD_WORD,
            version,
            schema,
            handler,
            label=label,
            free_text=True,
            template=template,
            afar=afar,
            came_back=came_back,
        )
    TELL.append(tell)


def tell(record: Record, to: str, word: Word, text: str, by: Actor) -> None:
    """One message in the transaction of the verb, of the bureau and function that acts.

    Whoever may do the verb may say so: the commission, which sends no messages otherwise, blocks and tells the owner.
    What the clock of an owner with a node of its own finds here, its own node says.
    """
    hosted = hosted_bureaus()
    if by.bureau not in hosted:
        return
    body: dict[str, Any] = {
        "database": record.slug,
        "record": str(record.id),
        "what": word.value,
        "text": text,
        "language": spoken(),
    }
    rights, now = frozenset({"messages.send"}), epoch.current()
    voice = SystemActor(bureau=by.bureau, rights=rights, epoch=now, function=by.function, unit=by.unit)
    about = f"record:{record.slug}:{record.id}"
    version = 1
    if word is Word.FOUND and to not in hosted:
        report = Find.open_on(record).filter(bureau=by.bureau).latest("id")
        body, version = body | {"found": report.body}, FOUND_VERSION
    draft = Draft(
        kind=RECORD_WORD, version=version, to=(to,), body=body, about=about, precedence=Precedence.PRIORITY
    )
    messages.send(draft, by=voice)
