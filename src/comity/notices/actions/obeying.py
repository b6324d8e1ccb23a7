"""The second step for a bureau with a node of its own: it says at home that it is done, and its keeper is told."""

from datetime import date

from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound
from comity.notices import telling
from comity.notices.actions.at_its_keeper import tell_keeper
from comity.notices.obeyed import (
    recall_of,
    refuse_day_of_applying,
    refuse_day_of_removal,
    refuse_to_apply,
)
from comity.notices.told import Told


@action("notices.obey")
def obey(act: ActDraft, told: Told, *, removed_on: date, by: Actor) -> Told:
    """Say for one's own bureau since which day a recalled notice is gone. Source: practice 18 (binding).

    A second time changes nothing. Raises: Invalid for a day to come; Refused; NotFound.
    """
    row, now = _own(told, by), timezone.now()
    act.about, act.count, act.recipients = f"notice:{row.notice}", 1, (row.keeper,)
    recalled_at = recall_of(row)
    if row.removed_at is not None:
        return row
    refuse_day_of_removal(removed_on, now.date())
    row.removed_at, row.removed_on, row.removed_function = now, removed_on, by.function[:80]
    row.save()
    body = {"recalled_at": recalled_at.isoformat(), "removed_on": removed_on.isoformat()}
    tell_keeper(telling.OBEYED, row.notice, row.keeper, body, by)
    return row


@action("notices.put_right")
def put_right(act: ActDraft, told: Told, *, applied_on: date, version: int, by: Actor) -> Told:
    """Say for one's own bureau since which day its copies say what the notice says now, in this version.

    A second time changes nothing. Raises: Invalid for a day to come or before the correction; Stale; Refused; NotFound.
    """
    row, now = _own(told, by), timezone.now()
    act.about, act.count, act.recipients = f"notice:{row.notice}", 1, (row.keeper,)
    refuse_to_apply(row, version)
    if row.applied_at is not None:
        return row
    refuse_day_of_applying(row, applied_on, now.date())
    row.applied_at, row.applied_on, row.applied_function = now, applied_on, by.function[:80]
    row.save()
    body = {"version": version, "applied_on": applied_on.isoformat()}
    tell_keeper(telling.APPLIED, row.notice, row.keeper, body, by)
    return row


def _own(told: Told, by: Actor) -> Told:
    row = Told.visible_to(by).select_for_update().filter(pk=told.pk).first()
    if row is None:
        raise NotFound
    return row
