"""What one asker may see: computed once per access epoch and day, handed to every way of matching."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Q

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, effective_standing, hides_persons
from comity.gate.actor import Actor
from comity.records.models import OwnerRule


@dataclass(frozen=True, slots=True)
class Closed:
    """owners: (owner, database code or None for all) closed to a bureau. hidden: owners whose persons are hidden.

    is_centre: is the bureau itself the centre?
    """

    owners: tuple[tuple[str, int | None], ...]
    hidden: tuple[str, ...]
    is_centre: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """bureau: the asker's. clearance: highest marking. databases: codes, None for all."""

    bureau: str
    clearance: int
    databases: frozenset[int] | None
    closed: Closed

    def closed_owners(self, database: int, *, personal: bool) -> list[str]:
        """The owners whose records of this database teach the asker nothing."""
        owners = {owner for owner, code in self.closed.owners if code in (None, database)}
        return sorted(owners | set(self.closed.hidden) if personal else owners)


def scope_of(actor: Actor, today: date) -> Scope:
    """The scope of this actor today (UTC). Owner rules and standings come from the database once per epoch."""
    return scope_within(
        actor.bureau, clearance=actor.clearance, databases=actor.databases, epoch=actor.epoch, today=today
    )


def scope_within(
    bureau: str, *, clearance: int, databases: frozenset[int] | None, epoch: int, today: date
) -> Scope:
    """The scope of whoever has this clearance and these databases at a bureau. today: UTC."""
    return Scope(bureau, clearance, databases, _closed_to(bureau, epoch, today))


@lru_cache(maxsize=1024)
def _closed_to(bureau: str, epoch: int, today: date) -> Closed:
    rules = OwnerRule.objects.filter(Q(until__isnull=True) | Q(until__gte=today), bureau=bureau)
    bureaus = directory(epoch)
    hidden = [
        each.code
        for each in bureaus.values()
        if each.code != bureau and hides_persons(effective_standing(each.standing, each.mandate_ends, today))
    ]
    is_centre = bureau in bureaus and bureaus[bureau].kind == BureauKind.CENTRE
    return Closed(tuple(rules.values_list("owner", "database")), tuple(hidden), is_centre)


@lru_cache(maxsize=4)
def directory(epoch: int) -> Mapping[str, Bureau]:  # noqa: ARG001  # whoever changes the directory moves the epoch
    """Every bureau by its code, to read: kept while nobody's rights change."""
    return Bureau.objects.in_bulk()


@lru_cache(maxsize=4)  # each question asks
def centre(epoch: int) -> Bureau | None:
    """The centre, wherever it lives; None where the directory names none."""
    return next((each for each in directory(epoch).values() if each.kind == BureauKind.CENTRE), None)


def forget() -> None:
    """Empty the caches: for tests, whose rolled-back transactions use an epoch twice."""
    centre.cache_clear()
    _closed_to.cache_clear()
    directory.cache_clear()
