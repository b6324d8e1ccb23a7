"""What this room says in the frame of every page: who reads, and how many alarms are open."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.access.models import Alarm, Officer
from comity.web.menu import Who


def who(request: HttpRequest) -> Who | None:
    """The reader, by name: seen by the reader alone."""
    officer = getattr(request, "user", None)  # a page opened outside the middleware has none
    if not isinstance(officer, Officer):
        return None
    words = {"name": officer.full_name, "function": officer.function}
    person = _("%(name)s, %(function)s") % words
    return Who(place=officer.unit.name, person=person, url=reverse("access:me"))


def open_alarms(request: HttpRequest) -> int:
    """How many alarms this reader has not closed."""
    return Alarm.visible_to(request.actor).filter(closed_at=None).count()  # type: ignore[attr-defined]
