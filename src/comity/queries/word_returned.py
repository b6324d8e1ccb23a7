"""The message that tells a desk that its dispute or report never became its owner's: that one's own node refused it.

The node sends it, in no bureau's name, to the bureau whose word came back. A wire format: a field is only ever added,
under a new version of the kind.
"""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.system import clock_of, node
from comity.messages import actions as messages
from comity.messages.kinds import register
from comity.messages.models import Message
from comity.messages.rules import Draft, Precedence
from comity.records.life import afar
from comity.records.life.disputes import LONGEST_CODE, Dispute
from comity.records.life.finds import Find
from comity.records.life.telling import Word
from comity.records.registry import by_code

WORD_RETURNED = "record-word-returned"
LEADS: dict[str, str | Promise] = {
    Word.DISPUTED: _("The owner’s node did not take your dispute."),
    Word.FOUND: _("The owner’s node did not take your report of a find."),
}
# Where what was said has its row, and its page.
TABLES: dict[Word, type[Dispute | Find]] = {Word.DISPUTED: Dispute, Word.FOUND: Find}


class WordReturned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """row: of the dispute or report. code: with which it was refused. desk: the unit that said it, if one did."""

    database: Annotated[str, msgspec.Meta(max_length=60)]
    record: UUID
    what: Literal["disputed", "found-reported"]
    row: UUID
    code: Annotated[str, msgspec.Meta(max_length=LONGEST_CODE)]
    desk: UUID | None = None


def register_word_returned() -> None:
    """Make the kind known, from `AppConfig.ready`. Said on one node alone."""
    label = _("What you said of a record came back")
    register(WORD_RETURNED, 1, WordReturned, label=label, template="queries/kinds/word_returned.html")


def word_came_back(message: Message, bureau: str, code: str) -> None:
    """A refusal of what was said to that bureau about its record: the asker learns it at once, and what to do next.

    An owner's answer or the centre's block that is refused moves nothing here; the page of the message says so. Inside
    the verb that took the receipt.
    """
    said = message.content
    table = TABLES.get(Word(said["what"])) if said else None
    if table is None:
        return
    rows = table._default_manager.filter(owner=bureau, bureau=message.sender, record=said["record"], state=1)
    row = rows.filter(at__lte=message.created_at).order_by("-id").first()
    if row is None:
        return
    afar.take_return(row, code=code, by=clock_of(row.bureau, "records.take_return"))
    body = {
        "database": by_code(row.database).slug,
        "record": str(row.record),
        "what": said["what"],
        "row": str(row.id),
        "code": code[:LONGEST_CODE],
    } | ({"desk": str(row.unit)} if row.unit else {})
    draft = Draft(
        kind=WORD_RETURNED, to=(row.bureau,), body=body, about=message.about, precedence=Precedence.PRIORITY
    )
    messages.send(draft, by=node("messages.send"))
