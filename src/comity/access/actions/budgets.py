"""Spend from budgets, and set them. Source: practice 6."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from comity.access.actions.alarms import raise_alarm
from comity.access.acts import write_act
from comity.access.budgets import HolderKind, Measure, Purse, Window, holders_of
from comity.access.leases import LEASES
from comity.access.models import BudgetLimit, Officer, Token, Unit
from comity.access.reach import require_reach
from comity.access.roles import AlarmKind
from comity.gate import epoch
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.journal.acts import Outcome
from comity.kit.errors import NotFound, TooMany, invalid

MOST = 100_000_000
_OPENED = """
INSERT INTO access_recordopened (holder, day, database, record) VALUES (%s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING 1
"""
_NOT_OPENED = (
    "DELETE FROM access_recordopened WHERE holder = %s AND day = %s AND database = %s AND record = %s"
)


def spend(by: Actor, measure: Measure, n: int, now: datetime) -> None:
    """Count n against the budgets of the human, the unit and the token. Call it before a transaction begins.

    Raises: TooMany, after an alarm and an act, which a transaction of the caller's would take back.
    """
    short = LEASES.spend(by, measure, n, now)
    if short is None:
        return
    codes = [short.kind.name, short.measure.name, short.window.name]
    is_new = raise_alarm(AlarmKind.BUDGET, by=by, about=_about(short), codes=codes, now=now)
    outcome = Outcome.ALARM if is_new else Outcome.REFUSED
    write_act("access.spend", by, outcome, reason="budget-spent", about=_about(short), count=n)
    raise TooMany(_("The budget for this is used up. Ask your security officer."), code="budget-spent")


def open_record(by: Actor, database: int, record: UUID, now: datetime) -> None:
    """Count that a record of another bureau is opened; the same one counts once a day. Raises: TooMany."""
    holder = next((holder for _kind, holder in holders_of(by)), None)
    if holder is None:
        return
    row: list[Any] = [holder, now.date(), database, record]
    with connection.cursor() as cursor:
        cursor.execute(_OPENED, row)
        if cursor.fetchone() is None:
            return
    try:
        spend(by, Measure.FOREIGN_RECORD, 1, now)
    except TooMany:
        with connection.cursor() as cursor:
            cursor.execute(_NOT_OPENED, row)
        raise


@action("access.set_budget")
def set_budget(
    act: ActDraft,
    kind: HolderKind,
    holder: UUID,
    *,
    measure: Measure,
    window: Window,
    amount: int | None,
    by: Actor,
) -> None:
    """Give one officer, unit or token another budget; None is the default again. Raises: NotFound, Invalid."""
    require_reach(by, _unit_of(kind, holder, by))
    if amount is not None and not 0 <= amount <= MOST:
        raise invalid("amount", "amount-range", _("Write a whole number from 0 to 100 million."))
    which: dict[str, Any] = {"kind": kind, "holder": holder, "measure": measure, "in_window": window}
    if amount is None:
        BudgetLimit.objects.filter(**which).delete()
    else:
        values = {"amount": amount, "bureau": by.bureau, "set_by": by.officer}
        BudgetLimit.objects.update_or_create(**which, defaults=values)
    act.about, act.reason = f"{kind.name}:{holder}", f"{measure.name}:{window.name}:{amount}"
    epoch.bump()


def _unit_of(kind: HolderKind, holder: UUID, by: Actor) -> UUID:
    if kind is HolderKind.UNIT:
        found = Unit.visible_to(by).filter(pk=holder).values_list("id", flat=True).first()
    elif kind is HolderKind.TOKEN:
        found = Token.visible_to(by).filter(pk=holder).values_list("unit_id", flat=True).first()
    else:
        found = Officer.visible_to(by).filter(pk=holder).values_list("unit_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _about(purse: Purse) -> str:
    parts = (
        purse.kind.name,
        purse.holder.hex,
        purse.measure.name,
        purse.window.name,
        purse.starts_at.isoformat(),
    )
    return "budget:" + ":".join(parts)
