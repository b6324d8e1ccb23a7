"""A message of a notice arrives at bureaus: the machine's step. Handlers of `messages.kinds`, once for all of them.

A recall to every bureau must not take a statement for each. What another node keeps, this one hears of (hearing.py);
what this one keeps, bureaus of other nodes sign for, and say that they obeyed.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from comity.kit.errors import NotFound
from comity.messages.kinds import CameBack, GotThere, NotTaken, Together
from comity.messages.models import Delivery, Message
from comity.notices import telling
from comity.notices.actions.acknowledging import note_gone, note_right
from comity.notices.actions.at_its_keeper import ASKED_CAME_BACK, ASKED_GOT_THERE
from comity.notices.actions.from_its_bureau import BUREAU_HANDLERS
from comity.notices.actions.hearing import hear_correction, hear_notice, hear_recall
from comity.notices.actions.hearing_of_own import OWN_HANDLERS, hear_own_correction, own_elsewhere
from comity.notices.models import Notice, Received
from comity.notices.told import Told


def notice_arrives(message: Message, deliveries: Sequence[Delivery]) -> None:
    """Received, by the machine."""
    if _is_kept_here(message):
        _received(message, deliveries).update(received_at=deliveries[0].delivered_at)
    else:
        for each in deliveries:
            hear_notice(message, each)


def recall_arrives(message: Message, deliveries: Sequence[Delivery]) -> None:
    """The recall is there; that it was obeyed, somebody says (notices.acknowledge)."""
    if _is_kept_here(message):
        _received(message, deliveries).update(recall_received_at=deliveries[0].delivered_at)
    else:
        for each in deliveries:
            hear_recall(message, each)


def correction_arrives(message: Message, deliveries: Sequence[Delivery]) -> None:
    """The difference is there; that copies were put right, somebody says (notices.acknowledge_correction)."""
    if _is_kept_here(message):
        rows = _received(message, deliveries).filter(corrected_at__lte=message.created_at)
        rows.update(correction_received_at=deliveries[0].delivered_at)
    else:
        for each in deliveries:
            own = own_elsewhere(message, each.bureau)
            if own is not None:
                hear_own_correction(message, own)
            else:
                hear_correction(message, each)


def obeyed_arrives(message: Message, deliveries: Sequence[Delivery]) -> None:
    """A bureau says on its own node that it is gone there. Raises: NotFound, NotTaken, Invalid."""
    row, content = _said_of(message), message.content
    if row.recalled_at is None:
        raise NotTaken("not-recalled")
    if row.recalled_at != datetime.fromisoformat(content["recalled_at"]):
        raise NotTaken("stale")
    if row.removed_at is None:
        removed_on = date.fromisoformat(content["removed_on"])
        note_gone(row, removed_on, message.function, deliveries[0].delivered_at or message.created_at)


def applied_arrives(message: Message, deliveries: Sequence[Delivery]) -> None:
    """A bureau says on its own node that its copies are right. Raises: NotFound, NotTaken, Invalid."""
    row, content = _said_of(message), message.content
    if row.recalled_at is not None or row.corrected_at is None:
        raise NotTaken("not-corrected")
    if row.corrected_to != content["version"]:
        raise NotTaken("stale")
    if row.applied_at is None:
        applied_on = date.fromisoformat(content["applied_on"])
        note_right(row, applied_on, message.function, deliveries[0].delivered_at or message.created_at)


def notice_got_there(message: Message, bureau: str, at: datetime) -> None:
    """A bureau of another node signed that it has it: received, by its machine."""
    _of(message, [bureau]).filter(received_at=None, sent_at__lte=message.created_at).update(received_at=at)


def recall_got_there(message: Message, bureau: str, at: datetime) -> None:
    """The same of a recall."""
    rows = _of(message, [bureau]).filter(recall_received_at=None, recalled_at__lte=message.created_at)
    rows.update(recall_received_at=at)


def correction_got_there(message: Message, bureau: str, at: datetime) -> None:
    """The same of a correction."""
    rows = _of(message, [bureau]).filter(correction_received_at=None, corrected_at__lte=message.created_at)
    rows.update(correction_received_at=at)


def obeyed_came_back(message: Message, bureau: str, code: str) -> None:  # noqa: ARG001  # the page of messages says it
    """The keeper did not take our word: it is to be said again."""
    rows = Told.objects.filter(notice=_notice(message), bureau=message.sender, keeper=bureau)
    rows.update(removed_at=None, removed_on=None, removed_function="")


def applied_came_back(message: Message, bureau: str, code: str) -> None:  # noqa: ARG001
    """The same of a correction."""
    rows = Told.objects.filter(notice=_notice(message), bureau=message.sender, keeper=bureau)
    rows.update(applied_at=None, applied_on=None, applied_function="")


def _is_kept_here(message: Message) -> bool:
    return Notice.objects.filter(pk=_notice(message)).exists()


def _received(message: Message, deliveries: Sequence[Delivery]) -> QuerySet[Received]:
    return _of(message, [each.bureau for each in deliveries])


def _of(message: Message, bureaus: Sequence[str]) -> QuerySet[Received]:
    return Received.objects.filter(notice=_notice(message), bureau__in=bureaus)


def _said_of(message: Message) -> Received:
    """What the sender received of this notice, locked. Raises: NotFound, for it and for what is not here alike."""
    rows = Received.objects.select_for_update().filter(notice=_notice(message), bureau=message.sender)
    row = rows.first()
    if row is None:
        raise NotFound(code="unknown-notice")
    return row


def _notice(message: Message) -> UUID:
    """By what it is about: the words are gone where a recall was quicker."""
    return UUID(message.about.removeprefix("notice:"))


HANDLERS: dict[str, Together] = {
    telling.NOTICE: notice_arrives,
    telling.RECALL: recall_arrives,
    telling.CORRECTION: correction_arrives,
    telling.OBEYED: obeyed_arrives,
    telling.APPLIED: applied_arrives,
    **BUREAU_HANDLERS,
    **OWN_HANDLERS,
}
GOT_THERE: dict[str, GotThere] = {
    telling.NOTICE: notice_got_there,
    telling.RECALL: recall_got_there,
    telling.CORRECTION: correction_got_there,
    **ASKED_GOT_THERE,
}
CAME_BACK: dict[str, CameBack] = {
    telling.OBEYED: obeyed_came_back,
    telling.APPLIED: applied_came_back,
    **ASKED_CAME_BACK,
}
