"""Days and moments as the reader writes them: their language, their zone, Latin digits."""

from datetime import UTC, date, datetime

from babel import Locale
from babel.dates import format_date, format_datetime
from django.utils import timezone

from comity.kit.language import spoken

DAY, DAY_SHORT, TIME = "d MMM y", "d MMM", "HH:mm"
COMMAS = {"ar": "،"}


def locale() -> Locale:
    """The reader's language for Babel."""
    return Locale.parse(spoken())


def day(value: date) -> str:
    """17 Mar 2026."""
    return str(format_date(value, DAY, locale=locale()))


def moment(at: datetime, *, style: str = "full") -> str:
    """An aware moment in the reader's zone.

    style: "full" 17 Mar 2026, 14:05; "time" 14:05; "day" 17 Mar 2026; "short" 17 Mar, 14:05;
    "precise" 17 Mar 2026, 14:05:07.
    """
    patterns = {
        "full": f"{DAY}, {TIME}",
        "time": TIME,
        "day": DAY,
        "short": f"{DAY_SHORT}, {TIME}",
        "precise": f"{DAY}, {TIME}:ss",
    }
    return _written(timezone.localtime(at), patterns[style])


def in_utc(at: datetime) -> str:
    """The same moment for everybody: 17 Mar 2026, 17:05:07 UTC."""
    return f"{_written(at.astimezone(UTC), f'{DAY}, {TIME}:ss')} UTC"


def _written(at: datetime, pattern: str) -> str:
    tongue = locale()
    return str(format_datetime(at, pattern.replace(",", comma()), locale=tongue))


def comma() -> str:
    """As the reader's language writes it."""
    return COMMAS.get(locale().language, ",")
