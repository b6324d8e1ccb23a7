"""Call a security officer; and say that an alarm has been looked at."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from comity.access.models import Alarm
from comity.access.roles import AlarmKind
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound
from comity.kit.ids import new_id
from comity.kit.text import clean_line

_RAISE = """
INSERT INTO access_alarm (id, kind, bureau, unit, officer, token, acting, about, codes, count, at, last_at, note)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 1, %s, %s, '')
ON CONFLICT (about) DO UPDATE SET count = access_alarm.count + 1, last_at = EXCLUDED.last_at
RETURNING count
"""
LONGEST_NOTE = 500


def raise_alarm(kind: AlarmKind, *, by: Actor, about: str, codes: Sequence[str], now: datetime) -> bool:
    """Raise an alarm over what this actor did. Is it new? The same `about` again only counts.

    about: what makes it one alarm (ids, a window), at most 200 characters. codes: details, never words of people.
    """
    row: list[Any] = [
        new_id(),
        kind,
        by.bureau,
        by.unit,
        by.officer,
        by.token,
        by.acting,
        about,
        list(codes),
        now,
        now,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, row)
        counted = cursor.fetchone()
    return counted is not None and counted[0] == 1


@action("access.close_alarm")
def close_alarm(act: ActDraft, alarm: Alarm, *, note: str, by: Actor) -> Alarm:
    """Say what was found. Raises: NotFound for an alarm this actor may not see."""
    found = Alarm.visible_to(by).filter(pk=alarm.pk).select_for_update().first()
    if found is None:
        raise NotFound
    found.closed_at, found.closed_by = timezone.now(), by.officer
    found.note = clean_line(note, field="note", longest=LONGEST_NOTE)
    found.save(update_fields=["closed_at", "closed_by", "note"])
    act.about = str(found.id)
    return found
