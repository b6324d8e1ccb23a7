"""Months of encryption keys: which ones a bureau needs now, and when an old one ends. Pure.

Source: docs/spec/directory.md, 4. A key serves one month of UTC; the next month's is published a month ahead, so
that a node which hears nothing for weeks still has one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

ENTRY_FOR = timedelta(days=400)
# An entry that says nothing new is signed again before so little is left of it.
ENTRY_LEFT = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Epoch:
    """A month of UTC: used from `begins` up to `ends`, which is the next one's beginning."""

    month: str
    begins: datetime
    ends: datetime

    def key_ends(self, message_days: int) -> datetime:
        """When the private key is destroyed: no message sealed in the month is still under way."""
        return self.ends + timedelta(days=message_days)


def epoch_of(moment: datetime) -> Epoch:
    """The month in which a moment lies. moment: aware."""
    begins = moment.astimezone(timezone.utc).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    ends = (begins + timedelta(days=32)).replace(day=1)
    return Epoch(begins.strftime("%Y-%m"), begins, ends)


def epochs_needed(now: datetime) -> tuple[Epoch, Epoch]:
    """This month and the next."""
    present = epoch_of(now)
    return present, epoch_of(present.ends)


def needs_signing(valid_to: datetime, now: datetime) -> bool:
    """Must an entry be signed again although nothing in it changed?"""
    return valid_to - now < ENTRY_LEFT
