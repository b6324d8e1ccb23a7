"""A message of a notice arrives at bureaus: the machine's step. Handlers of `messages.kinds`, once for all of them.

A recall to every bureau must not take a statement for each.
"""

from collections.abc import Sequence

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


HANDLERS: dict[str, Together] = {telling.NOTICE: notice_arrives, telling.RECALL: recall_arrives}
