"""The moment a correction is taken in: the notice says something else, everywhere at once. No door calls it.

Source: issue 5, item 4; docs/decisions/0038-corrections.md.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft
from comity.gate.actor import Actor
from comity.kit.errors import Refused, Stale
from comity.notices.actions.amending import amend_out, tell_changed, tell_owner_changed
from comity.notices.actions.effects import basis_or_refuse
from comity.notices.actions.filing import STALE, file, step
from comity.notices.databases import NoticeRecord
from comity.notices.models import Notice, SubjectKey
from comity.notices.path import Verb, may
from comity.notices.request import Request
from comity.records.attached.attaching import Place, hang_again
from comity.records.attached.attachments import Attachment, AttachmentKind, let_go


def take_in(act: ActDraft, correction: Notice, *, by: Actor, now: datetime) -> None:
    """Put what was approved in the place of what stood: state, entries, keys, pictures and messages.

    Raises: Refused where the notice does not stand any more, or without a legal basis; Stale where it moved meanwhile.
    """
    basis = basis_or_refuse()
    row = corrected_by(correction)
    refuse_not_standing(row)
    if row.version != correction.base:
        raise Stale(STALE)
    was = row.request
    row.addressees, row.closed, row.body = correction.addressees, correction.closed, correction.body
    _hang(row, correction, now)
    row.digest, row.version = row.request.sha256, row.version + 1
    assert bytes(row.digest) == bytes(correction.digest)  # what stands is what was approved, to the letter
    row.save()
    row.keys.all().delete()
    found = [SubjectKey(notice=row, kind=key.kind, value=key.value) for key in correction.keys.all()]
    SubjectKey.objects.bulk_create(found)
    amend_out(act, row, basis, now)
    correction.former = {"body": was.body, "files": list(was.files), "addressees": list(was.addressees)}
    step(correction, Verb.TAKE_IN, now)
    correction.save()
    file(correction, Verb.TAKE_IN, by, now)
    file(row, Verb.TAKE_IN, by, now)
    assert correction.base is not None
    tell_changed(row, was, basis, now, base=correction.base, asks=True)
    tell_owner_changed(row, was, basis, now, base=correction.base)


def corrected_by(correction: Notice) -> Notice:
    """The notice that this corrects, locked: after the correction, always in this order."""
    assert correction.corrects_id is not None
    return Notice.everywhere.select_for_update().get(pk=correction.corrects_id)


def refuse_not_standing(row: Notice) -> None:
    """Raises: Refused for a notice that was recalled, has expired, or is suspended."""
    if not may(row.standing, Verb.CORRECT):
        message = _("The notice that this corrects does not stand now, so it cannot be corrected.")
        raise Refused(message, code="not-standing")


def _hang(row: Notice, correction: Notice, now: datetime) -> None:
    """The pictures of the correction in the place of those of the notice, where they differ; also on its entry."""
    assert row.record is not None  # a constraint of what is out
    here, there = Attachment._default_manager.filter(notice=row.pk), _of(correction)
    if _what(here) == _what(there):
        return
    let_go(here)
    hang_again(there, Place(NoticeRecord.code, row.pk, notice=row.pk), at=now)
    entry = Place(NoticeRecord.code, row.record)
    let_go(Attachment._default_manager.filter(**entry.columns))
    hang_again(there.filter(kind=int(AttachmentKind.PHOTOGRAPH)), entry, at=now)


def _of(correction: Notice) -> "QuerySet[Attachment]":
    return Attachment._default_manager.filter(notice=correction.pk).order_by("place")


def _what(rows: "QuerySet[Attachment]") -> list[tuple[object, ...]]:
    return list(rows.order_by("place").values_list("kind", "blob_id", "caption"))


def before(correction: Notice) -> Request:
    """What the notice said that this corrects: until it was taken in, as it stands now; then what it was."""
    assert correction.corrects is not None
    if correction.former is None:
        return correction.corrects.request
    told = correction.former
    return Request(
        correction.declaration,
        told["body"],
        correction.diffusion,
        tuple(told["addressees"]),
        tuple(told["files"]),
    )
