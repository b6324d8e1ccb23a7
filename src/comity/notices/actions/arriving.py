"""A message of a notice arrives at bureaus: the machine's step. Handlers of `messages.kinds`, once for all of them.

A recall to every bureau must not take a statement for each.
"""

from collections.abc import Sequence
from uuid import UUID

from comity.messages.kinds import Together
from comity.messages.models import Delivery, Message
from comity.notices import telling
from comity.notices.models import Received


def notice_arrives(message: Message, deliveries: Sequence[Delivery]) -> None:
    """Received, by the machine."""
    codes = [each.bureau for each in deliveries]
    rows = Received.objects.filter(notice=message.content["notice"], bureau__in=codes)
    rows.update(received_at=deliveries[0].delivered_at)


def recall_arrives(message: Message, deliveries: Sequence[Delivery]) -> None:
    """The recall is there; that it was obeyed, somebody says (notices.acknowledge)."""
    codes = [each.bureau for each in deliveries]
    rows = Received.objects.filter(notice=message.content["notice"], bureau__in=codes)
    rows.update(recall_received_at=deliveries[0].delivered_at)


def correction_arrives(message: Message, deliveries: Sequence[Delivery]) -> None:
    """The difference is there; that copies were put right, somebody says (notices.acknowledge_correction).

    By what it is about: the words are gone where a recall was quicker.
    """
    codes = [each.bureau for each in deliveries]
    notice = UUID(message.about.removeprefix("notice:"))
    rows = Received.objects.filter(notice=notice, bureau__in=codes)
    rows.filter(corrected_at__lte=message.created_at).update(
        correction_received_at=deliveries[0].delivered_at
    )


HANDLERS: dict[str, Together] = {
    telling.NOTICE: notice_arrives,
    telling.RECALL: recall_arrives,
    telling.CORRECTION: correction_arrives,
}
