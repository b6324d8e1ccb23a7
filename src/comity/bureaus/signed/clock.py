"""What the directory's clocks do, found again from the data: keep keys, end them, publish, refresh the copy."""

from contextlib import suppress
from datetime import datetime

from comity.bureaus.directory import centre_hosted_here
from comity.bureaus.models import Bureau
from comity.bureaus.signed import keeping, publishing
from comity.bureaus.signed.client import DirectoryRefused
from comity.bureaus.signed.refreshing import refresh
from comity.bureaus.signed.tables import DirectoryCopy, HeldKey
from comity.gate.system import clock_of


def keep_due(now: datetime) -> int:
    """Make and sign what is missing for the bureaus hosted here, destroy what has ended; how many entries are new."""
    hosted = list(Bureau.objects.filter(hosted=True).order_by("code"))
    made = [
        keeping.keep_keys(each, now, by=clock_of(each.code, "bureaus.keep_keys"))
        for each in hosted
        if keeping.is_due(each, now)
    ]
    if hosted and HeldKey.objects.filter(ends_at__lte=now).exists():
        keeping.end_keys(now, by=clock_of(hosted[0].code, "bureaus.end_keys"))
    return sum(each is not None for each in made)


def publish_due(now: datetime) -> bool:
    """Publish where this node is the centre's and something changed or five minutes have passed."""
    centre = centre_hosted_here()
    if not centre or not publishing.is_due(now):
        return False
    publishing.publish(now, by=clock_of(centre, "bureaus.publish"))
    return True


def refresh_due(now: datetime) -> bool:
    """Refresh the copy where this node follows a directory. What was refused is noted and comes again."""
    if DirectoryCopy.here() is None:
        return False
    with suppress(DirectoryRefused):
        refresh(now)
    return True
