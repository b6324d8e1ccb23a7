"""Whether a question of a bureau led to a record: only then may its officers open one that is not their own.

And about which of its records a bureau was asked: only those it knows to be found.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from comity.gate.actor import Actor
from comity.queries.forwarding.copies import copy_of
from comity.queries.models import OWNER, Confirmation, Hit
from comity.queries.telling import Telling
from comity.records.record import Record


def led_by_a_hit(actor: Actor, database: int, record: UUID) -> bool:
    """Has a question of the actor's bureau found this record? Source: practice 6."""
    return Hit.visible_to(actor).filter(database=database, record=record).exists()


def told_by_a_hit(actor: Actor, database: type[Record], record: UUID) -> Record | None:
    """The record of another node as that one told it, by the newest hit of the actor's bureau that has a copy."""
    hits = found_by(actor).filter(database=database.code, record=record).exclude(kept_at="")
    return next((copy for each in hits.order_by("-id") if (copy := copy_of(each)) is not None), None)


def asked_about(owner: str, database: int, records: Collection[UUID]) -> set[UUID]:
    """About which of these records another bureau has asked this owner."""
    asked = Confirmation.objects.filter(bureau=owner, side=OWNER, database=database, record__in=records)
    return set(asked.values_list("record", flat=True))


def is_shown(actor: Actor, thing: UUID) -> bool:
    """May this actor be shown a hit of the own bureau, or a question to it, and so the pictures that hang there?"""
    now = timezone.now()
    if Hit.visible_to(actor).filter(pk=thing).exists():
        return bool(actor.may("queries.view_hit", now=now))
    if Confirmation.visible_to(actor).filter(pk=thing, side=OWNER).exists():
        return bool(actor.may("queries.view_question", now=now))
    return False


def found_by(actor: Actor) -> "QuerySet[Hit]":
    """The hits of the actor's own bureau that it may see: what it received of others."""
    return Hit.visible_to(actor).filter(bureau=actor.bureau)


def may_be_told(actor: Actor, database: int, record: UUID) -> bool:
    """May the owner learn that this bureau found the record? Source: practice 2.

    Where a hit led there, somebody of the bureau must have said yes and nobody no; a silent question needs disclosure.
    A library that everybody reads led by no hit, and its owner may always be written to.
    """
    said = list(
        Hit.objects.filter(bureau=actor.bureau, database=database, record=record).values_list(
            "telling", "silent", "disclosed_at"
        )
    )
    kept = {int(Telling.NO), int(Telling.BUREAU_DECIDES)}
    if any(telling in kept for telling, _silent, _at in said):
        return False
    yes = [at is not None or not silent for telling, silent, at in said if telling == Telling.YES]
    return not said or any(yes)
