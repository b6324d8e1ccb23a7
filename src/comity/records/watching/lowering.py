"""The verb `lower`: a record that misled gives candidates only, until its owner changes or adds an identifier.

Source: practice 15. Who found it, how often and when is decided in the room of queries and said nowhere here.
"""

import json
from uuid import UUID

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Invalid
from comity.records import keys
from comity.records.document import body_of
from comity.records.life.states import ENDED
from comity.records.models import RecordVersion
from comity.records.record import Record
from comity.records.watching.mending import is_same
from comity.records.watching.misled import Misled
from comity.records.ways import keys_of


@action("records.lower")
def lower(
    act: ActDraft, database: type[Record], record_id: UUID, *, lowers: bool, by: Actor
) -> Record | None:
    """Note that a record misled, and lower its keys with it where an identifier did; None where that stands already.

    lowers: False where only a name misled, which is a candidate anyhow.
    """
    del by  # the gate reads it
    record = database._default_manager.select_for_update().filter(pk=record_id).first()
    if record is None or record.status in ENDED:
        return None
    row, made = Misled._default_manager.get_or_create(
        database=database.code, record=record.id, defaults={"lowers": lowers}
    )
    if not made and (row.lowers or not lowers):
        return None
    if lowers:
        Misled._default_manager.filter(database=database.code, record=record.id).update(lowers=True)
        keys.rewrite(record, keys_of(record.keys, body_of(record)))
    act.count = 1
    act.touches(database=database.code, record=record.id, version=record.version)
    return record


def has_these_identifiers(record: Record, version: int) -> bool:
    """Was a record at that version found by the same identifiers as now?"""
    if version == record.version:
        return True
    rows = RecordVersion.objects.filter(database=record.code, record=record.id, version=version)
    former = rows.values_list("body", flat=True).first()
    if former is None:
        return False
    try:
        return is_same(record, keys_of(record.keys, json.loads(former)))
    except (Invalid, LookupError, TypeError):  # an older declaration wrote it, which today's ways do not read
        return False
