"""Which share of the recalls that a bureau was asked to obey it said it had obeyed. By bureau, never by person or case.

Source: practice 18 (binding): publishes the share per bureau. Practice 10: of what is closed to some, or was sent to
some alone, nobody may learn who received it, so only recalls of what went to everybody count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from comity.bureaus.models import Bureau
from comity.notices.actions.effects import FIRST_REMINDER
from comity.notices.models import Received
from comity.records.models import OwnerRule

# Of fewer recalls a share would tell of one case; and shares are rounded down to fives, as counts are.
LEAST_FOR_A_SHARE = 10
STEP_OF_SHARES = 5


@dataclass(frozen=True, slots=True)
class Share:
    """One bureau. percent: a multiple of STEP_OF_SHARES; None where it was asked too few times."""

    bureau: Bureau
    percent: int | None


def percent(asked: int, obeyed: int) -> int | None:
    """The share as the public reads it. Pure."""
    if asked < LEAST_FOR_A_SHARE:
        return None
    whole = 100 * obeyed // asked
    return whole - whole % STEP_OF_SHARES


def shares(now: datetime) -> list[Share]:
    """Of every bureau that was asked, by name, for recalls that are older than the first reminder."""
    rules = OwnerRule.objects.filter(Q(until=None) | Q(until__gte=now.date()))
    rows = Received.objects.filter(
        recalled_at__lte=now - FIRST_REMINDER,
        dropped=False,
        notice__closed__isnull=True,
        notice__addressees=[],
    ).exclude(notice__bureau__in=rules.values("owner"))
    counted = rows.values("bureau").annotate(
        asked=Count("id"), obeyed=Count("id", filter=Q(removed_at__isnull=False))
    )
    return _named({each["bureau"]: percent(each["asked"], each["obeyed"]) for each in counted})


def _named(found: dict[str, int | None]) -> list[Share]:
    bureaus: Iterable[Bureau] = Bureau.objects.filter(pk__in=found)
    return sorted((Share(each, found[each.pk]) for each in bureaus), key=lambda share: str(share.bureau.name))
