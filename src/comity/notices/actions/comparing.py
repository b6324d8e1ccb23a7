"""The verb with which a reviewer reads a request beside what else is known. Source: issue 5, item 5; practice 10."""

from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound
from comity.notices.actions.filing import is_about
from comity.notices.around import Around, around
from comity.notices.models import Notice


@action("notices.compare")
def compare(act: ActDraft, notice: Notice, *, by: Actor) -> Around:
    """The request beside earlier requests and notices, and beside persons on record. Each record read is in the act.

    Raises: NotFound for one's own bureau's, and for what one may not see.
    """
    row = Notice.visible_to(by).exclude(bureau=by.bureau).filter(pk=notice.pk).first()
    if row is None:
        raise NotFound
    is_about(act, row)
    found = around(row, by=by, today=timezone.now().date())
    for each in found.records:
        if each.record is not None:
            act.touches(database=each.record.code, record=each.record.pk, version=each.record.version)
    return found
