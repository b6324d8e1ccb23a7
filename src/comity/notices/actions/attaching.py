"""Photographs, sheets of fingerprints and reports of DNA on a request: its bureau puts them there, and takes them away.

They are part of what reviewers approve: with each the digest is another. What was published keeps what it had.
"""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound
from comity.notices.actions.at_its_keeper import refuse_kept_elsewhere
from comity.notices.actions.filing import demand, file, is_about, own, step
from comity.notices.databases import NoticeRecord
from comity.notices.models import Notice
from comity.notices.path import Verb
from comity.records.attached.attaching import Place, Sent, put
from comity.records.attached.attachments import Attachment, let_go


@action("notices.attach")
def attach(act: ActDraft, notice: Notice, sent: Sent, *, by: Actor) -> Attachment:
    """Hang a picture on a request that is not out yet. Raises: Invalid, Refused, NotFound."""
    row, now = own(notice, by), timezone.now()
    is_about(act, row)
    refuse_kept_elsewhere(row)
    demand(row, Verb.CHANGE)
    made = put(Place(NoticeRecord.code, row.pk, notice=row.pk), sent, by)
    _is_another(row, by, now)
    return made


@action("notices.detach")
def detach(act: ActDraft, notice: Notice, picture: UUID, *, by: Actor) -> None:
    """Take a picture off a request that is not out yet. Raises: Refused, NotFound."""
    row, now = own(notice, by), timezone.now()
    is_about(act, row)
    refuse_kept_elsewhere(row)
    demand(row, Verb.CHANGE)
    if not let_go(Attachment._default_manager.filter(pk=picture, notice=row.pk)):
        raise NotFound
    _is_another(row, by, now)


def _is_another(row: Notice, by: Actor, now: datetime) -> None:
    """Whoever approved it before approved other pictures."""
    row.digest, row.version = row.request.sha256, row.version + 1
    step(row, Verb.CHANGE, now)
    row.save()
    file(row, Verb.CHANGE, by, now)
