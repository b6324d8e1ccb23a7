"""A new node begins: the centre, then a member, each with a security officer who may do the rest."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from comity.access.models import Officer, Unit
from comity.bureaus.models import Bureau
from comity.gate.actor import Allowed
from tests import people

pytestmark = pytest.mark.django_db


def host(*words: str) -> dict[str, str]:
    out = StringIO()
    call_command("host", *words, "--json", stdout=out)
    told: dict[str, str] = json.loads(out.getvalue())
    return told


def begin_centre() -> dict[str, str]:
    return host(
        "CEN",
        "--kind",
        "centre",
        "--name",
        "Secretariat",
        "--officer",
        "chen@cen",
        "--full-name",
        "Chen Sato",
    )


def test_a_member_begins_after_the_centre_and_its_security_officer_enrols_others() -> None:
    begin_centre()
    told = host("FRA", "--officer", "amina@fra", "--full-name", "Amina Solikana")

    amina = Officer.objects.get(sign_in_name="amina@fra")
    assert Bureau.objects.get(pk="FRA").hosted
    assert not Bureau.objects.get(pk="ITA").hosted
    assert amina.check_password(told["password"])
    assert amina.must_have_second_factor
    decision = people.actor(amina).may("access.enrol_officer", now=timezone.now())
    assert isinstance(decision, Allowed)


def test_a_second_security_officer_joins_the_same_unit() -> None:
    begin_centre()
    host("CEN", "--kind", "centre", "--officer", "olga@cen", "--full-name", "Olga Rim", "--badge", "2")
    assert Officer.objects.count() == 2
    assert Unit.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("FRA", "--officer", "a@fra", "--full-name", "A B"), "centre"),
        (("QQQ", "--officer", "a@qqq", "--full-name", "A B"), "centre"),
    ],
)
def test_nothing_begins_before_the_centre(words: tuple[str, ...], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        host(*words)
    assert not Bureau.objects.exists()


def test_what_is_no_member_needs_a_kind() -> None:
    begin_centre()
    with pytest.raises(CommandError, match="kind"):
        host("QQQ", "--officer", "a@qqq", "--full-name", "A B")
