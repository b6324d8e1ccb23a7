"""Requests that come as files, and notices that leave as documents. Both are acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.canonical import canonical_json
from comity.kit.errors import ComityError, FieldError, Invalid, Refused, invalid
from comity.notices.actions.at_its_keeper import refuse_kept_elsewhere
from comity.notices.actions.drafting import draft
from comity.notices.actions.effects import basis_or_refuse
from comity.notices.actions.filing import is_about, seen_by
from comity.notices.exchange.documents import Line, document_of
from comity.notices.exchange.forms import Picture, entities, misp_object
from comity.notices.fields import told_to_others
from comity.notices.lagging import refuse_lagging
from comity.notices.models import LegalBasis, Notice, issued_by
from comity.notices.path import ENDED
from comity.notices.pictures import pictures_of
from comity.notices.request import read


class Form(StrEnum):
    """In which form a notice leaves. The words stand in addresses: never reused."""

    JSON = "json"
    ENTITIES = "entities"
    MISP = "misp"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the lines of a file: drafts with the number of their line, those that were there, faults."""

    drafts: tuple[tuple[int, Notice], ...]
    known: tuple[tuple[int, Notice], ...]
    faults: tuple[tuple[int, FieldError], ...]


@action("notices.import_requests")
def import_requests(act: ActDraft, lines: Sequence[Line], *, every: bool, by: Actor) -> Taken:
    """Make drafts of requests. They may have gaps; what is there is judged by the rules of every other door.

    every: all or none: one fault, and nothing is kept. A request that the bureau has already, unended and to the letter
    the same, is not drafted twice. Raises: Invalid where every is said and a line is wrong: fields as "3.penalty".
    """
    drafts: list[tuple[int, Notice]] = []
    known: list[tuple[int, Notice]] = []
    faults: list[tuple[int, FieldError]] = []
    for line in lines:
        try:
            row, is_new = _take(line, by)
        except Invalid as error:
            faults += [(line.number, each) for each in error.errors]
        except ComityError as error:
            faults.append((line.number, FieldError("", error.code, error.message)))
        else:
            (drafts if is_new else known).append((line.number, row))
    if every and faults:
        raise Invalid(
            [FieldError(f"{number}.{each.field}", each.code, each.message) for number, each in faults]
        )
    act.count = len(drafts)
    return Taken(tuple(drafts), tuple(known), tuple(faults))


@action("notices.export")
def export(act: ActDraft, notice: Notice, form: str, *, by: Actor) -> str:
    """A notice that one may see, in one of the forms. That it left is an act.

    Its own bureau gets the whole request, and can import it again; others what leaves the file. The forms of others are
    made of what is out alone: an entity says "wanted" and no word of a draft.
    Raises: NotFound; NotAllowed for a system that lags; Invalid for an unknown form; Refused for what is not out, or
    has no such form.
    """
    if form not in [*Form]:
        raise invalid("form", "not-in-list", _("Choose one of the listed values."))
    row = seen_by(notice, by)
    is_about(act, row)
    if row.bureau != by.bureau:
        refuse_lagging(by)
    if form == Form.JSON:
        return canonical_json(_document(row, by))
    refuse_kept_elsewhere(row)
    if not row.is_out:
        raise Refused(_("Only a notice that is out leaves in this form."), code="not-out")
    line = issued_by(basis_or_refuse())
    if form == Form.ENTITIES:
        told = entities(row.pk, row.declaration, row.body, issued_by=line)
        return "".join(canonical_json(each) + "\n" for each in told)
    pictures = [
        Picture(f"{each.place}.{each.blob.media_type.rpartition('/')[2]}", bytes(each.blob.content))
        for each in pictures_of(row, whole=True)
    ]
    return canonical_json(misp_object(row.pk, row.declaration, row.body, issued_by=line, pictures=pictures))


def _take(line: Line, by: Actor) -> tuple[Notice, bool]:
    """The draft of a line, or the one that is there. Raises: Invalid and what `draft` raises; nothing stays of it."""
    if line.faults:
        raise Invalid(line.faults)
    given = line.document
    kind, body = given["kind"], given["body"]
    audience = {
        "diffusion": given.get("diffusion", False),
        "addressees": tuple(given.get("addressees", ())),
    }
    request = read(kind, body, today=timezone.now().date(), **audience)
    same = Notice.owned_by(by).filter(digest=request.sha256)
    found = same.exclude(state__in=[int(each) for each in ENDED]).order_by("id").first()
    if found is not None:
        return found, False
    return draft(kind, body, by=by, **audience), True


def _document(row: Notice, by: Actor) -> dict[str, Any]:
    ours = row.bureau == by.bureau
    told = document_of(
        row.declaration,
        row.body if ours else told_to_others(row.body),
        diffusion=row.diffusion,
        addressees=row.addressees if ours else (),
    )
    became = {
        "id": str(row.pk),
        "number": row.number,
        "bureau": row.bureau,
        "state": row.standing.slug,
        "version": row.version,
        "published_at": row.published_at.isoformat() if row.published_at else None,
        "expires_on": str(row.expires_on) if row.expires_on else None,
        "issued_by": issued_by(LegalBasis.current()),
    }
    return {**told, "notice": became}
