"""A bureau begins to correct its notice: a request of its own, which is reviewed like every other, and taken in.

Source: RPD Art. 46 as our facts have it; docs/decisions/0038-corrections.md.
"""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Refused
from comity.notices.actions.filing import demand, file, is_about, new_file, own
from comity.notices.databases import NoticeRecord
from comity.notices.models import Notice
from comity.notices.path import OPEN, Verb
from comity.notices.un_special.entries import PROVENANCE
from comity.records.attached.attaching import Place, hang_again
from comity.records.attached.attachments import Attachment


@action("notices.correct")
def correct(act: ActDraft, notice: Notice, *, id: UUID | None = None, by: Actor) -> Notice:
    """The draft of a correction: what the notice says, with its pictures, for its own bureau to put right.

    id: that it has at its bureau's own node already. The notice stands as it is until the correction is taken in.
    Raises: Refused for what does not stand, for an entry that follows a public list, and where a correction is under
    way; NotFound.
    """
    row, now = own(notice, by), timezone.now()
    is_about(act, row)
    if row.corrects_id is not None:
        message = _("This is a correction itself. Change it, or correct the notice once it was taken in.")
        raise Refused(message, code="is-correction")
    demand(row, Verb.CORRECT)
    if follows_list(row):
        message = _("This entry follows its public list: a newer edition of the list corrects it.")
        raise Refused(message, code="follows-list")
    if is_under_way(row):
        raise Refused(_("A correction of this notice is under way already."), code="correction-open")
    made = new_file(
        by,
        now,
        id=id,
        unit=by.unit,
        keeper=row.keeper,
        kind=row.kind,
        diffusion=row.diffusion,
        addressees=row.addressees,
        body=row.body,
        closed=row.closed,
        corrects=row,
        base=row.version,
    )
    pictures = Attachment._default_manager.filter(notice=row.pk).order_by("place")
    hang_again(pictures, Place(NoticeRecord.code, made.pk, notice=made.pk), at=now)
    made.digest = made.request.sha256
    made.save(force_insert=True)
    file(made, Verb.CORRECT, by, now)
    return made


def follows_list(row: Notice) -> bool:
    """Was it made of an entry of a public list?"""
    return PROVENANCE in row.body


def is_under_way(row: Notice) -> bool:
    """Does a correction of it wait?"""
    return Notice.everywhere.filter(corrects=row.pk, state__in=[int(each) for each in OPEN]).exists()


def can_be_corrected(row: Notice) -> bool:
    """May its bureau begin a correction now?"""
    if row.asked:
        return False
    return row.corrects_id is None and not follows_list(row) and not is_under_way(row)
