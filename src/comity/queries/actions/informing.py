"""Telling whoever had a hit what became of the record. The node tells, after the verb and apart from it.

The owner's verb writes one row whether anybody found the record or nobody did; this finds the row again within seconds,
in an act of no bureau. So neither the verb's answer nor its time, neither an act nor a message that the owner can reach
says who found anything (practice 2; docs/decisions/0017-life-of-a-record.md).
"""

import logging
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from comity.access.actors import scope_of, unit_path
from comity.access.scope import effective
from comity.bureaus.directory import centre_hosted_here, hosted_bureaus
from comity.gate import epoch
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.gate.system import clock_of, node
from comity.kit.errors import ComityError
from comity.messages import actions as messages
from comity.messages.rules import Draft, Precedence
from comity.queries.models import Hit
from comity.queries.record_changed import FOUND_CHANGED, FOUND_ENDED, MOST_HITS, RECORD_CHANGED
from comity.records.life import happenings
from comity.records.life.happened import TOLD_WITHIN, Told, Turn, told_as
from comity.records.life.happenings import Happening
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.scope import Scope, scope_within

AT_ONCE = 500
Desk = tuple[str, UUID | None, Told]
log = logging.getLogger("comity.queries")


def inform_due(now: datetime) -> int:
    """Tell the finders all that is still untold; how many things were told. Each in a transaction of its own."""
    done = 0
    for pk in list(happenings.untold().values_list("pk", flat=True)[:AT_ONCE]):
        try:
            done += inform(pk, now=now, by=node("queries.inform", "messages.send"))
        except ComityError as error:
            log.error("telling of happening %s failed: %s", pk, error.code)
    return done


@action("queries.inform")
def inform(act: ActDraft, happening: UUID, *, now: datetime, by: Actor) -> int:
    """Tell every desk that found this record before: 1, or 0 where another worker was quicker. now: aware, UTC.

    The act names no record: whoever reads a record's acts must not see that there was somebody to tell.
    """
    row = happenings.untold().select_for_update(skip_locked=True).filter(pk=happening).first()
    if row is None:
        return 0
    database, hosted, centre = by_code(row.database), hosted_bureaus(), centre_hosted_here()
    record = database._default_manager.filter(pk=row.record).first()
    if row.happened is Turn.ENDED and centre:
        _tell_end(row, hosted, database.slug, centre)
    for (bureau, desk, told), hits in _desks(row, record, now.date()).items():
        body: dict[str, Any] = {"database": database.slug, "what": told.value, "at": row.at.isoformat()}
        if bureau in hosted:
            body |= {"hits": _listed(hits[:MOST_HITS]), "desk": str(desk) if desk else None}
            draft = Draft(kind=RECORD_CHANGED, to=(bureau,), body=body, precedence=Precedence.PRIORITY)
            messages.send(draft, by=by)
        elif centre:
            _tell_its_node(FOUND_CHANGED, bureau, hits, body, centre)
    happenings.told(row, now, record_is_there=record is not None)
    act.about = f"happening:{row.id}"
    return 1


def _tell_its_node(kind: str, bureau: str, hits: list[UUID], body: dict[str, Any], centre: str) -> None:
    """A bureau that keeps its hits on a node of its own is told by that node, which the centre's machine tells.

    Signed with the centre's key, for nobody cannot sign; but in no mailbox and in no act of the centre's: its officers,
    whose record it may be, learn no more than any owner (practice 2).
    """
    for start in range(0, len(hits), MOST_HITS):
        said = body | {"hits": _listed(hits[start : start + MOST_HITS])}
        draft = Draft(kind=kind, to=(bureau,), body=said, precedence=Precedence.PRIORITY)
        messages.say(draft, by=clock_of(centre))


def _tell_end(row: Happening, hosted: Collection[str], database: str, centre: str) -> None:
    """The copies at bureaus' own nodes go too, however old the hit is; the words about it are what is deleted.

    The day stands on the hit here where its bureau may know it (forgetting.py).
    """
    hits = Hit.objects.filter(database=row.database, record=row.record).exclude(bureau__in=hosted)
    ended: dict[tuple[str, date | None], list[UUID]] = {}
    for hit in hits.only("id", "bureau", "ended_on").order_by("-id"):
        ended.setdefault((hit.bureau, hit.ended_on), []).append(hit.id)
    for (bureau, day), ids in ended.items():
        _tell_its_node(
            FOUND_ENDED,
            bureau,
            ids,
            {"database": database} | ({"ended_on": day.isoformat()} if day else {}),
            centre,
        )


def _listed(hits: list[UUID]) -> list[str]:
    return [str(hit) for hit in hits]


def _desks(row: Happening, record: Record | None, today: date) -> dict[Desk, list[UUID]]:
    """The hits that showed an earlier version, newest first, by the desk that has them and what it may be told."""
    hits = Hit.objects.filter(
        database=row.database, record=row.record, seen__lt=row.version, at__gte=row.at - TOLD_WITHIN
    )
    after_recovery = by_code(row.database).after_recovery
    open_to: dict[tuple[str, UUID | None], bool] = {}
    desks: dict[Desk, list[UUID]] = {}
    for hit in hits.only("id", "bureau", "unit", "desk").order_by("-id"):
        asked_at = (hit.bureau, hit.unit)
        if asked_at not in open_to:
            open_to[asked_at] = record is not None and record.is_open_to(_scope(*asked_at, today))
        told = told_as(row.happened, is_open=open_to[asked_at], after_recovery=after_recovery)
        if told is not None:
            desks.setdefault((hit.bureau, hit.desk, told), []).append(hit.id)
    return desks


def _scope(bureau: str, unit: UUID | None, today: date) -> Scope:
    """What the unit that asked may see today. Without a unit: what its bureau may."""
    here = effective(scope_of(each) for each in (unit_path(unit) if unit else ()))
    return scope_within(
        bureau, clearance=here.clearance, databases=here.databases, epoch=epoch.current(), today=today
    )
