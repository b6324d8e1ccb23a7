"""An officer's name is deleted on its own clock after he or she left; the number stays."""

from datetime import date, datetime, timedelta, timezone

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import connection
from django.utils import timezone as django_timezone

from comity.access import actions, tasks
from comity.access.models import Grant, Officer, Token, Unit
from comity.access.name_clock import names_due
from comity.access.roles import Role
from comity.access.rules import months_before
from comity.gate.system import clock_of
from comity.journal.models import ActRow
from comity.kit.errors import Refused
from tests import people

pytestmark = pytest.mark.django_db
LEFT = datetime(2026, 2, 28, 9, tzinfo=timezone.utc)
LAST_DAY, DAY_AFTER = (datetime(2029, *day, 23, 59, tzinfo=timezone.utc) for day in ((2, 28), (3, 1)))


@pytest.fixture
def amina() -> Officer:
    """Amina, who left at LEFT and whose name stands wherever a name can."""
    person = people.officer(
        "amina", Role.DESK_OFFICER, email="amina@police.example", is_active=False, left_at=LEFT
    )
    people.token(person=person, label="Amina's own laptop")
    EmailAddress.objects.create(user=person, email="amina@police.example")
    SocialAccount.objects.create(user=person, provider="national", uid="amina", extra_data={"name": "Amina"})
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "invented"})
    UserSession.objects.create(user=person, ip="127.0.0.1", session_key="amina")
    return person


def forget(person: Officer, now: datetime, code: str = "FRA") -> bool:
    return actions.forget_name(person, now, by=clock_of(code, "access.forget_name"))


def test_the_name_stays_to_the_last_day_and_goes_the_day_after(amina: Officer):
    assert not forget(amina, LAST_DAY)
    assert Officer.objects.get(pk=amina.pk).full_name == "Amina"

    assert forget(amina, DAY_AFTER)

    gone = Officer.objects.get(pk=amina.pk)
    assert (gone.full_name, gone.badge, gone.email) == ("B-amina", "B-amina", "")
    assert gone.sign_in_name == f"ended-{amina.id.hex}"
    assert not gone.has_usable_password()
    assert gone.name_ended_at == DAY_AFTER


def test_no_table_holds_the_name_afterwards(amina: Officer):
    Officer.objects.filter(pk=amina.pk).update(badge="4711")

    forget(amina, DAY_AFTER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM \"{table}\" t WHERE t::text ILIKE '%%amina%%'")
            assert (table, cursor.fetchone()[0]) == (table, 0)
    assert Token.objects.get(officer=amina).label == "4711"
    assert not UserSession.objects.exists()


def test_it_is_done_once_and_each_name_leaves_an_act(amina: Officer):
    assert forget(amina, DAY_AFTER)
    assert not forget(amina, DAY_AFTER + timedelta(days=1))
    acts = ActRow.objects.filter(verb="access.forget_name", about=str(amina.id))
    assert [(row.count, row.bureau, row.officer) for row in acts] == [(1, "FRA", None)]


def test_a_bureau_deletes_the_names_of_its_own_officers(amina: Officer):
    people.bureau("ITA")
    assert not forget(amina, DAY_AFTER, code="ITA")


@pytest.mark.parametrize("end", ["role", "revoked", "unit", "closed", "mandate"])
def test_whoever_was_never_suspended_left_with_the_role_the_unit_or_the_mandate(end: str):
    bruno = people.officer("bruno", Role.BORDER_GUARD)
    day = LEFT.date()
    match end:
        case "role":
            Grant.objects.update(ends_on=day)
        case "revoked":
            Grant.objects.update(revoked_at=LEFT)
        case "unit":
            Unit.objects.update(ends_on=day)
        case "closed":
            Unit.objects.update(closed_at=LEFT)
        case "mandate":
            bruno.unit.bureau.mandate_ends = day
            bruno.unit.bureau.save()

    assert list(names_due(LAST_DAY)) == []
    assert list(names_due(DAY_AFTER)) == [bruno]


def test_who_works_here_keeps_the_name_however_long():
    people.officer("bruno", Role.BORDER_GUARD)
    people.officer("carla")  # enrolled, no role yet
    assert not names_due(datetime(2090, 1, 1, tzinfo=timezone.utc)).exists()


def test_the_clock_begins_with_the_suspension_and_a_return_stops_it(settings):
    amina, sara = people.officer("amina", Role.BORDER_GUARD), people.acting("sara", Role.SECURITY_OFFICER)
    after = django_timezone.now() + timedelta(days=40)
    settings.NAMES_MONTHS = 1
    actions.suspend_officer(amina, reason="left the service", by=sara)
    assert list(names_due(after)) == [amina]
    actions.restore_officer(amina, by=sara)
    assert not names_due(after).exists()


def test_nobody_returns_without_a_name_and_nobody_opens_it(amina: Officer):
    sara = people.acting("sara", Role.SECURITY_OFFICER)
    forget(amina, DAY_AFTER)
    with pytest.raises(Refused, match="Enrol the person anew"):
        actions.restore_officer(amina, by=sara)
    with pytest.raises(Refused, match="deleted on its clock"):
        actions.open_name(amina.id, reason="complaint 7", by=sara)


def test_the_worker_finds_what_an_outage_missed(amina: Officer):
    Officer.objects.update(left_at=LEFT - timedelta(days=4000))
    assert tasks.forget_names(0) == 1
    assert tasks.forget_names(0) == 0
    assert Officer.objects.get(pk=amina.pk).full_name == "B-amina"


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2029, 3, 1), 36, date(2026, 3, 1)),
        (date(2028, 2, 29), 36, date(2025, 2, 28)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2026, 12, 15), 12, date(2025, 12, 15)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, before: date):
    assert months_before(day, months) == before
