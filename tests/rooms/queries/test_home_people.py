"""The home page of a security officer: whom to enrol first, and the alarms that are open."""

import pytest
from django.test import Client
from django.utils import timezone

from comity.access import middleware
from comity.access.actions.alarms import raise_alarm
from comity.access.roles import AlarmKind, Role
from tests import people

pytestmark = pytest.mark.django_db
FIRST, PANEL = "Nobody but you works here yet", "Who works here"


@pytest.fixture(autouse=True)
def proven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
    people.bureau("FRA")
    people.bureau("ITA")


def home(who: str, role: Role, code: str = "FRA") -> str:
    client = Client()
    client.force_login(people.officer(who, role, place=people.unit(code)))
    return " ".join(client.get("/").content.decode().split())


def test_the_first_officer_of_a_bureau_reads_how_to_begin_and_the_second_does_not() -> None:
    people.officer("bruno", Role.DESK_OFFICER, place=people.unit("ITA"))
    page = home("sonia", Role.SECURITY_OFFICER)
    assert FIRST in page
    assert "Open the units</a>" in page
    people.officer("dora", Role.DESK_OFFICER, place=people.unit("FRA"))
    page = home("sven", Role.SECURITY_OFFICER)
    assert FIRST not in page
    assert "3 officers" in page


def test_open_alarms_of_the_own_bureau_are_counted_and_no_others() -> None:
    for code, about in (("FRA", "a"), ("FRA", "b"), ("ITA", "c")):
        by = people.actor(people.officer(f"x{about}", Role.DESK_OFFICER, place=people.unit(code)))
        raise_alarm(AlarmKind.BUDGET, by=by, about=about, codes=[], now=timezone.now())
    assert "2 alarms are open." in home("sonia", Role.SECURITY_OFFICER)
    assert "1 alarm is open." in home("ines", Role.SECURITY_OFFICER, "ITA")


def test_who_enrols_nobody_reads_nothing_of_it() -> None:
    assert PANEL not in home("dora", Role.DESK_OFFICER)
