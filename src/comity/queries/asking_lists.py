"""What the worker does for lists: asks what waits, in the name of whoever sent them; deletes what is over."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.access import actors
from comity.access.models import Token
from comity.gate import epoch
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.kit.errors import ComityError, NotAllowed
from comity.queries.actions import ask_list, end_lists
from comity.queries.lists import PassengerList

AT_ONCE = 50
# What the unit's own question needs. A carrier's token holds none of it: its lists are asked in the unit's name.
ASKING = frozenset({"queries.ask_batch", "queries.ask_person"})
GONE = _("Whoever sent this list may no longer ask. Send it again.")
log = logging.getLogger("comity.queries")
ActorOf = Callable[[PassengerList], Actor]


def ask_waiting(now: datetime, actor_of: ActorOf | None = None) -> int:
    """Ask every list that waits, the next departure first; how many lines were asked."""
    waiting = PassengerList._default_manager.filter(again_at__lte=now, ended_at=None, ends_at__gt=now)
    free = waiting.filter(Q(claimed_until=None) | Q(claimed_until__lt=now)).order_by(F("departs_at"))
    asked = 0
    for row in list(free[:AT_ONCE]):
        try:
            asked += ask_list(row, by=lambda _fresh, row=row: (actor_of or actor_behind)(row))  # type: ignore[misc]
        except ComityError as error:
            log.warning("list %s was not answered: %s", row.pk, error.code)
    return asked


def end_due(now: datetime) -> int:
    """Delete the lists whose day has passed, each in its bureau's name; how many."""
    due = PassengerList._default_manager.filter(ended_at=None, ends_at__lte=now)
    bureaus = due.order_by().values_list("bureau", flat=True).distinct()
    return sum(end_lists(now, by=clock_of(bureau, "queries.end_lists")) for bureau in list(bureaus))


def actor_behind(row: PassengerList) -> Actor:
    """Whoever sent the list, with the rights of this moment. Raises: NotAllowed when there are none left."""
    found: actors.OfficerActor | None = None
    if row.token is not None:
        alive = Token.objects.filter(pk=row.token, revoked_at=None, expires_at__gt=timezone.now())
        token = alive.select_related("officer", "unit").first()
        if token is not None and (token.officer is None or token.officer.is_active):
            found = actors.of_token(token, epoch.current())
    elif row.officer is not None:
        found = actors.of_officer(row.officer, second_factor=True, fresh=True)
    if found is None or found.bureau != row.bureau or found.unit != row.unit:
        raise NotAllowed(GONE)
    if row.received:
        found = replace(found, token_rights=ASKING, is_system=True)
    return replace(found, acting=row.acting, terminal=row.terminal)
