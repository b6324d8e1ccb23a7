"""How long is left, in words that a tired person reads at once: "18 min", never "00:18:00"."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SHOWN_AS_MONTHS = timedelta(days=60)
SHOWN_AS_DAYS = timedelta(days=2)


def words(length: timedelta) -> str:
    """A length of time, rounded down to what matters at that size; negative lengths count as zero."""
    length = max(length, timedelta(0))
    if length >= SHOWN_AS_MONTHS:
        months = length.days // 30
        return ngettext("%(months)s month", "%(months)s months", months) % {"months": months}
    if length >= SHOWN_AS_DAYS:
        return ngettext("%(days)s day", "%(days)s days", length.days) % {"days": length.days}
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    if hours and not minutes:
        return _("%(hours)s h") % {"hours": hours}
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)s min") % {"minutes": minutes}
