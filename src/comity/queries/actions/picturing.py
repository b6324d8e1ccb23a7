"""Pictures on hits: the asking bureau hangs and removes them; the owner gets those that a question names."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused
from comity.messages.models import Message
from comity.queries.actions.confirming import is_about
from comity.queries.models import Confirmation, Hit
from comity.records.attached.attaching import Place, Sent, hang_again, put
from comity.records.attached.attachments import Attachment, let_go


@action("queries.attach")
def attach(act: ActDraft, hit: Hit, sent: Sent, *, by: Actor) -> Attachment:
    """Hang a picture on an open hit of one's own: the document in hand. It leaves the bureau only with a question.

    Raises: NotFound, Invalid, Refused.
    """
    row = _own(hit, by)
    if row.closed_at is not None:
        raise Refused(_("This hit is closed."), code="closed")
    made = put(Place(row.database, row.record, row.id), sent, by)
    is_about(act, row)
    return made


@action("queries.detach")
def detach(act: ActDraft, hit: Hit, attachment: UUID, *, by: Actor) -> None:
    """Take a picture off a hit of one's own. What was sent to an owner stays with the question. Raises: NotFound."""
    row = _own(hit, by)
    if not let_go(Attachment._default_manager.filter(pk=attachment, hit=row.id)):
        raise NotFound
    is_about(act, row)


def hang_on_owners_copy(message: Message, row: Confirmation, pictures: Iterable[str]) -> None:
    """The owner's copy of a question gets its own of the pictures that were sent, inside the delivery."""
    sent = Attachment._default_manager.filter(pk__in=list(pictures), owner=message.sender, hit__isnull=False)
    place = Place(row.database, row.record, row.id)
    hang_again(sent.order_by("place", "id"), place, at=message.created_at)


def _own(hit: Hit, by: Actor) -> Hit:
    row = Hit.visible_to(by).select_for_update().filter(pk=hit.pk, bureau=by.bureau).first()
    if row is None:
        raise NotFound
    return row
