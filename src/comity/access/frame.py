"""What this room says in the frame of every page: who reads, and which alarms are open."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.access.models import Alarm, Officer
from comity.gate.actor import Actor
from comity.web.menu import Who


def who(request: HttpRequest) -> Who | None:
    """The reader, by name: seen by the reader alone."""
    officer = getattr(request, "user", None)  # a page opened outside the middleware has none
    if not isinstance(officer, Officer):
        return None
    words = {"name": officer.full_name, "function": officer.function}
    person = _("%(name)s, %(function)s") % words
    return Who(place=officer.unit.name, person=person, url=reverse("access:me"))


def open_alarms(actor: Actor) -> list[QuerySet[Any]]:
    """The alarms that this reader has not closed."""
    return [Alarm.visible_to(actor).filter(closed_at=None)]
