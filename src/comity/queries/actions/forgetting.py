"""A record ends: questions about it end with a sentence, and hits keep when and whose they were, and no word of it.

Handed down to `records.forgetting`, and run in the transaction of the deletion. Source: practice 21.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from comity.bureaus.directory import hosted_bureaus
from comity.gate.system import clock_of
from comity.messages import actions as messages
from comity.messages.rules import Draft
from comity.queries import kinds
from comity.queries.actions.confirming import question_of
from comity.queries.actions.locking import lock_conversation
from comity.queries.conversation import Event, may, moved
from comity.queries.models import OWNER, Card, Confirmation, HandOver, Hit, PassengerLine
from comity.queries.verdicts import Verdict
from comity.records.ending.forgetting import Gone
from comity.records.life.happenings import note_end


def forget_record(gone: Gone) -> None:
    """Let go of everything the query room keeps about a record that is deleted now."""
    record = gone.record
    messages.forget(about_record(gone), gone.at)
    end_questions(gone)
    hits = Hit.objects.filter(record=record.id, database=record.code)
    bureaus = {*hits.values_list("bureau", flat=True)}
    let_go(hits, gone.at, told={bureau: gone.at.date() for bureau in bureaus if _could_see(gone, bureau)})
    Verdict.objects.filter(record=record.id, database=record.code).delete()
    Card.objects.filter(record=record.id, database=record.code).delete()
    if bureaus - hosted_bureaus():
        note_end(record, gone.at)


def let_go(hits: QuerySet[Hit], at: datetime, *, told: Mapping[str, date]) -> None:
    """Every word of these hits of one record, and what else is kept because of them. Inside a verb.

    told: the bureaus that may know on which day the record went, UTC. Where nobody was asked, nothing is left to do;
    where an owner was, the finder still says what was done.
    """
    found = list(hits.select_for_update().values_list("id", "record", "database"))
    _forget_notes(found)
    _forget_travellers([hit for hit, _record, _database in found])
    empty: dict[str, Any] = {
        "asked": {},
        "exact": "",
        "told": {},
        "tag": b"",
        "done_note": "",
        "reason_key": None,
        "reason_words": b"",
    }
    for bureau, day in told.items():
        hits.filter(bureau=bureau).update(**empty, ended_on=day)
    hits.exclude(bureau__in=told).update(**empty)
    hits.filter(confirmation=None).update(closed_at=Coalesce(F("closed_at"), at))


def end_questions(gone: Gone) -> None:
    """Tell everybody who still waits for the owner's word that there will be none."""
    record = gone.record
    rows = Confirmation.objects.filter(
        record=record.id, database=record.code, side=OWNER, bureau=record.owner
    )
    for thread in rows.order_by("thread").values_list("thread", flat=True):
        lock_conversation(thread)
    for row in [each for each in rows if may(each.standing, Event.END_RECORD)]:
        owner = clock_of(row.bureau, "messages.send")
        before = question_of(row, owner)
        draft = Draft(
            kind=kinds.RECORD_ENDED, to=(row.other,), body={}, reply_to=before.id, about=before.about
        )
        messages.send(draft, by=owner)
        row.stand(moved(row.standing, Event.END_RECORD))
        row.save()


def about_record(gone: Gone) -> str:
    """How messages name what they are about."""
    return f"record:{gone.record.slug}:{gone.record.id}"


def _could_see(gone: Gone, bureau: str) -> bool:
    """Could this bureau, with the lowest clearance, still be shown the record in the end?

    Only then may it learn on which day it went. For all others it had ceased to exist before (practice 10).
    """
    reader = replace(clock_of(bureau), clearance=1)
    day = min(gone.record.kept_until, gone.at.date())
    rows = type(gone.record).visible_to(reader, today=day)
    return rows.filter(pk=gone.record.pk).exists()


def _forget_notes(found: list[tuple[UUID, UUID, int]]) -> None:
    """The notes of shifts that list one of these hits or a question about their record."""
    about = {(record, database) for _hit, record, database in found}
    listed = [Q(hits__contains=[str(hit)]) for hit, _record, _database in found]
    for record, database in about:
        asked = Confirmation.objects.filter(record=record, database=database)
        listed += [Q(confirmations__contains=[str(row)]) for row in asked.values_list("id", flat=True)]
    if listed:
        HandOver.objects.filter(reduce(or_, listed)).exclude(note="").update(note="")


def _forget_travellers(hits: list[UUID]) -> None:
    """Lines of lists no longer name these hits; what was kept after its journey for them alone is deleted."""
    for hit in hits:
        for line in PassengerLine.objects.select_for_update().filter(hits__contains=[str(hit)]):
            line.hits = [each for each in line.hits if each != str(hit)]
            over = line.passenger_list.ended_at is not None
            if over and not line.hits:
                line.delete()
            else:
                line.save(update_fields=["hits"])
