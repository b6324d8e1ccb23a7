"""When the name of an officer who left is deleted. The numbers stay: acts name ids, never people."""

from datetime import datetime, time, timezone

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from comity.access.models import Grant, Officer
from comity.access.rules import months_before


def names_due(now: datetime) -> QuerySet[Officer]:
    """Officers whose names have stood long enough after they left. now: aware.

    Left is who was suspended, whose roles have all ended, whose unit was closed or whose bureau's mandate is over.
    """
    day = months_before(now.astimezone(timezone.utc).date(), settings.NAMES_MONTHS)
    moment = datetime.combine(day, time(), timezone.utc)
    grants = Grant.objects.filter(officer=OuterRef("pk"))
    held_since = Q(revoked_at=None) & (Q(ends_on=None) | Q(ends_on__gte=day)) | Q(revoked_at__gte=moment)
    left = (
        Q(is_active=False, left_at__lt=moment)
        | Q(unit__closed_at__lt=moment)
        | Q(unit__ends_on__lt=day)
        | Q(unit__bureau__mandate_ends__lt=day)
        | Exists(grants) & ~Exists(grants.filter(held_since))
    )
    return Officer.objects.filter(left, name_ended_at=None)
