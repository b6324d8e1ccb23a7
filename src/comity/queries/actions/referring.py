"""Where else a hit is recorded: the finder's own numbers in other systems. Source: practice 19."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused
from comity.queries.models import Hit
from comity.records.document import ahead_of
from comity.records.parts import Many, Reference

REFERENCES = Many(Reference)


@action("queries.refer")
def refer(act: ActDraft, hit: Hit, raw: object, *, by: Actor) -> Hit:
    """Put these external references in place of a hit's. Only the own bureau reads them, never the owner.

    raw: a list, as in a record. Raises: Invalid; NotFound for anybody else's hit; Refused once its record is deleted.
    """
    row = Hit.visible_to(by).select_for_update().filter(pk=hit.pk, bureau=by.bureau).first()
    if row is None:
        raise NotFound()
    if row.is_emptied:
        raise Refused(
            _("The record was deleted. Nothing is added to this hit any more."), code="record-ended"
        )
    clean = REFERENCES.clean(raw, "references")
    ahead_of(REFERENCES, clean, "references", timezone.now().date())
    row.references = clean
    row.save(update_fields=["references"])
    act.about, act.count, act.purpose, act.case = f"hit:{row.pk}", len(clean), row.purpose, row.case
    act.touches(database=row.database, record=row.record, version=row.seen)
    return row


def referred(hit: Hit, reference: dict[str, Any]) -> list[dict[str, Any]]:
    """A hit's references with one more, or with one whose system and number are these put anew."""
    same = ("system", "name", "number")
    others = [each for each in hit.references if any(each.get(k, "") != reference.get(k, "") for k in same)]
    return [*others, reference]
