"""Calls a bureau's security officers when the signed directory holds what must not be there (bureaus.signed.alarms)."""

from datetime import datetime

from comity.access.actions.alarms import raise_alarm
from comity.access.roles import AlarmKind
from comity.gate.system import clock_of


def raise_over_directory(bureau: str, about: str, codes: tuple[str, ...], now: datetime) -> None:
    """One alarm of this bureau; the same again only counts."""
    raise_alarm(AlarmKind.DIRECTORY, by=clock_of(bureau), about=about[:200], codes=codes, now=now)
