"""Deletion by order of the commission: at once, for a coded ground and under the number of a decision, never in words.

Words about the record would outlive it in the order. Source: practice 21 and 23.
"""

import re
from collections.abc import Callable
from enum import IntEnum
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, invalid
from comity.records.ending.endings import Ending
from comity.records.ending.expire import delete
from comity.records.life.happenings import note_gone
from comity.records.record import Record

_DECISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]{0,39}")


class Ground(IntEnum):
    """Why the commission orders a deletion. Closed set: numbers are never reused."""

    NO_LEGAL_GROUND = 1
    NOT_TRUE = 2
    PURPOSE_MET = 3
    KEPT_TOO_LONG = 4
    PROTECTED_PERSON = 5
    NEUTRALITY = 6


GROUNDS: dict[Ground, str | Promise] = {
    Ground.NO_LEGAL_GROUND: _("It has no legal ground"),
    Ground.NOT_TRUE: _("What it says is not true"),
    Ground.PURPOSE_MET: _("Its purpose is met"),
    Ground.KEPT_TOO_LONG: _("It was kept longer than allowed"),
    Ground.PROTECTED_PERSON: _("The rights of the person concerned weigh more"),
    Ground.NEUTRALITY: _("It is of a political, military, religious or racial character"),
}
GROUND_SLUGS: dict[Ground, str] = {each: each.name.lower().replace("_", "-") for each in Ground}
# Rooms above tell the owner, in the transaction of the verb: the record, the ground, the decision's number, by.
TellOwner = Callable[[Record, Ground, str, Actor], None]
TELL_OWNER: list[TellOwner] = []


@action("records.order_deletion")
def order_deletion(
    act: ActDraft, database: type[Record], record_id: UUID, *, ground: Ground, decision: str, by: Actor
) -> None:
    """Delete a record of any bureau with every word about it; its owner is told, and whoever found it.

    decision: number of the decision. Raises: NotFound; Invalid for what is no number of a decision.
    """
    number = decision.strip()
    if not _DECISION.fullmatch(number):
        sentence = _("Give the number of the decision: letters, digits, “.”, “/” and “-”, at most 40.")
        raise invalid("decision", "form", sentence)
    record = database._default_manager.select_for_update().filter(pk=record_id).first()
    if record is None:
        raise NotFound()
    act.about, act.count, act.recipients = f"decision {number} {GROUND_SLUGS[ground]}", 1, (record.owner,)
    for tell in TELL_OWNER:
        tell(record, ground, number, by)
    now = timezone.now()
    note_gone(record, now, why=GROUND_SLUGS[ground])
    delete(act, record, now, Ending.COMMISSION, code=GROUND_SLUGS[ground], by=by)
