"""The message that one bureau sends another about a record: a dispute, its answer, a find, a block.

A wire format: a field is only ever added, under a new version of the kind (docs/spec/confirmation.md).
"""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate import epoch
from comity.gate.actor import Actor
from comity.gate.system import SystemActor
from comity.kit.language import spoken
from comity.messages import actions as messages
from comity.messages.kinds import register
from comity.messages.rules import Draft, Precedence
from comity.queries.kinds import Language, Text
from comity.records.life.telling import TELL, Word
from comity.records.record import Record

RECORD_WORD = "record-word"
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


def register_record_word() -> None:
    """Make the kind known and carry by it what the verbs of records say, from `AppConfig.ready`."""
    label = _("About a record")
    register(
        RECORD_WORD, 1, RecordWord, label=label, free_text=True, template="queries/kinds/record_word.html"
    )
    TELL.append(tell)


def tell(record: Record, to: str, word: Word, text: str, by: Actor) -> None:
    """One message in the transaction of the verb, of the bureau and function that acts.

    Whoever may do the verb may say so: the commission, which sends no messages otherwise, blocks and tells the owner.
    """
    body = {
        "database": record.slug,
        "record": str(record.id),
        "what": word.value,
        "text": text,
        "language": spoken(),
    }
    rights, now = frozenset({"messages.send"}), epoch.current()
    voice = SystemActor(bureau=by.bureau, rights=rights, epoch=now, function=by.function, unit=by.unit)
    about = f"record:{record.slug}:{record.id}"
    draft = Draft(kind=RECORD_WORD, to=(to,), body=body, about=about, precedence=Precedence.PRIORITY)
    messages.send(draft, by=voice)
