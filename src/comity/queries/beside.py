"""A hit's question and record side by side, as its reader may see them. Reads only."""

from datetime import date

import msgspec

from comity.gate.actor import Actor
from comity.kit.errors import ComityError
from comity.matching.subjects import Subject
from comity.queries.asked import AskedSubject, subject_of
from comity.queries.forwarding.copies import copy_of
from comity.queries.models import Confirmation, Hit
from comity.queries.telling import Telling, default_telling, is_protected
from comity.records.comparing import Row, compare, facts_of, recorded_facts
from comity.records.document import body_of
from comity.records.record import Record
from comity.records.registry import by_code


def record_of(thing: Hit | Confirmation, actor: Actor, today: date) -> Record | None:
    """The record, or None when it is no longer there for this reader: withdrawn and restricted look alike.

    Of a hit at another node, the record as that node told it.
    """
    if isinstance(thing, Hit) and thing.kept_at:
        return copy_of(thing)
    database = by_code(thing.database)
    rows = database.visible_to(actor, today=today)
    if isinstance(thing, Confirmation) and thing.is_ours_to_answer:
        rows = database.owned_by(actor)
    return rows.filter(pk=thing.record).first()


def asked_of(hit: Hit) -> Subject | None:
    """The subject as it was asked; None for one that later rules no longer read."""
    try:
        return subject_of(msgspec.convert(hit.asked, AskedSubject), today=hit.at.date())
    except (ComityError, msgspec.ValidationError):
        return None


def is_hidden(record: Record, actor: Actor) -> bool:
    """Does this reader learn of the record no more than that it is there?"""
    return record.specialist and not record.read_whole_by(actor, record.owner)


def rows_of(hit: Hit, record: Record | None, actor: Actor) -> list[Row]:
    """What was asked beside what is on record."""
    subject = asked_of(hit)
    asked = facts_of(subject) if subject is not None else {}
    shown = record is not None and not is_hidden(record, actor)
    return compare(
        asked, recorded_facts(body_of(record), record.keys) if record is not None and shown else {}
    )


def readable(rows: list[Row], record: Record | None, actor: Actor) -> list[Row]:
    """Of these the rows that this reader may read: one who learns hit or no hit sees what was asked compared, no more.

    What follows from a record without being shown, such as `default_for`, takes all rows. Source: practice 5.
    """
    whole = record is None or record.read_whole_by(actor, record.owner)
    return [row for row in rows if whole or row.asked]


def default_for(rows: list[Row]) -> Telling:
    """What "May the owner be told?" answers by itself for this document. Source: practice 2."""
    values = {row.fact: {row.asked, *row.recorded} - {""} for row in rows}
    codes = values.get("issuer", set()) | values.get("nationality", set())
    return default_telling(protected=is_protected(codes, values.get("kind", set())))
