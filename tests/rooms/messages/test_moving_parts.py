"""What a row may bring along: nothing that opens an account, and nothing of anybody else's."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from comity.access.models import Grant, Officer, Unit
from comity.access.roles import Role
from comity.messages.moving.parts import form, named, parts
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]


def rows_of(name: str, **instead) -> list[str]:
    part = named(name)
    return list(replace(part, **instead).rows("ITA", timezone.now()))


def test_no_password_or_pin_leaves_and_none_is_believed():
    person = people.officer("bruno", Role.DESK_OFFICER, place=people.unit("ITA"), pin="md5$x")
    [leaves] = map(json.loads, rows_of("officers"))
    assert (leaves["password"], leaves["pin"], leaves["sessions_ended"]) == ("!", "", 0)
    forged = rows_of("officers", leaves={})
    assert json.loads(forged[0])["password"] == person.password
    Grant.objects.all().delete()
    Officer.objects.all().delete()

    assert named("officers").put(forged, "ITA") == 1

    here = Officer.objects.get(pk=person.pk)
    assert (here.has_usable_password(), here.pin, here.must_change_password) == (False, "", True)


def test_a_row_of_another_bureau_does_not_come_in():
    people.officer("amina", Role.SECURITY_OFFICER, place=people.unit("FRA"))
    rows = list(named("officers").rows("FRA", timezone.now()))
    units = list(named("units").rows("FRA", timezone.now()))
    Grant.objects.all().delete()
    Officer.objects.all().delete()
    Unit.objects.all().delete()

    assert named("units").put(units, "ITA") == 0
    assert named("officers").put(rows, "ITA") == 0
    assert not Officer.objects.exists()


def test_whoever_was_shut_out_for_the_move_is_active_again_and_whoever_had_left_is_not():
    began = timezone.now()
    place = people.unit("ITA")
    people.officer("bruno", place=place, is_active=False, left_at=began)
    people.officer("left", place=place, is_active=False, left_at=began - timedelta(days=9))
    told = {row["full_name"]: row for row in map(json.loads, named("officers").rows("ITA", began))}
    assert (told["Bruno"]["is_active"], told["Bruno"]["left_at"]) == (True, None)
    assert told["Left"]["is_active"] is False


def test_every_part_can_be_read_counted_and_put_where_there_is_nothing():
    for part in parts():
        assert part.count("ITA") == 0
        assert list(part.rows("ITA", timezone.now())) == []
        assert part.put([], "ITA") == 0
    assert len(form()) == 64
