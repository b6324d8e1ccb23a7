"""Questions that a security officer should look at: an alarm, never a refusal. Source: practice 6."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from comity.access.actions.alarms import raise_alarm
from comity.access.models import Officer
from comity.access.roles import AlarmKind
from comity.gate.actor import Actor
from comity.matching.names import normalised_name
from comity.queries.asked import AskedSubject


def watch_own_name(asked: Iterable[AskedSubject], act: UUID, *, by: Actor, now: datetime) -> None:
    """Raise an alarm, one a day, when an officer asks for the own name. Call it only for questions by name."""
    if by.officer is None:
        return
    typed = [each.person.name if each.person is not None else each.text or "" for each in asked]
    own = Officer.visible_to(by).filter(pk=by.officer).values_list("full_name", flat=True).first()
    words = set(normalised_name(own or "").split())
    if words and any(words <= set(normalised_name(each).split()) for each in typed):
        about = f"own-name:{by.officer}:{now:%Y-%m-%d}"
        raise_alarm(AlarmKind.OWN_NAME, by=by, about=about, codes=[str(act)], now=now)
