"""A message of a notice arrives at a bureau: the machine's step. Handlers of `messages.kinds`."""

from comity.messages.kinds import Handler
from comity.messages.models import Delivery, Message
from comity.notices import telling
from comity.notices.models import Received


def notice_arrives(message: Message, delivery: Delivery) -> None:
    """Received, by the machine."""
    rows = Received.objects.filter(notice=message.content["notice"], bureau=delivery.bureau)
    rows.update(received_at=delivery.delivered_at)


def recall_arrives(message: Message, delivery: Delivery) -> None:
    """The recall is there; that it was obeyed, somebody says (notices.acknowledge)."""
    rows = Received.objects.filter(notice=message.content["notice"], bureau=delivery.bureau)
    rows.update(recall_received_at=delivery.delivered_at)


HANDLERS: dict[str, Handler] = {telling.NOTICE: notice_arrives, telling.RECALL: recall_arrives}
