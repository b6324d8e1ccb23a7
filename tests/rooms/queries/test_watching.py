"""What calls a security officer: numbers one after the other, questions out of hours. Everybody is answered."""

from dataclasses import replace
from datetime import datetime, time, timedelta, timezone
from uuid import uuid4

import msgspec
import pytest
from django.db import OperationalError

from comity.access.models import Alarm
from comity.access.roles import AlarmKind
from comity.bureaus.rules import Hours
from comity.gate import epoch
from comity.queries.actions import ask, ask_many, watching
from comity.queries.actions.watching import FOLLOWING, Trail, watch_hours
from comity.queries.asked import read_asked, read_frame, read_lines
from comity.queries.rules import Outcome
from tests import people
from tests.actors import BRUNO, AnyActor
from tests.rooms.queries.test_ask import FRAME

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
NOON = datetime(2026, 5, 10, 12, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def fresh_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_trail", Trail())
    monkeypatch.setattr(watching, "_reported", {})


def passport(number: str) -> dict[str, object]:
    return {"document": {"issuer": "FRA", "kind": "passport", "number": number}}


def put(*numbers: str, by: AnyActor = BRUNO) -> None:
    now = replace(by, epoch=epoch.current())
    for number in numbers:
        body = {"purpose": "border-control", "subjects": [passport(number)]}
        assert ask(read_asked(msgspec.json.encode(body)), by=lambda fresh: now).outcome is Outcome.NO_HIT


@pytest.mark.parametrize(
    ("numbers", "calls"),
    [
        (["12AB34501", "12AB34502", "12AB34503", "12AB34504"], False),
        (["12AB34501", "12AB34502", "12AB34503", "12AB34504", "12AB34505"], True),
        (["12AB34505", "12AB34504", "12AB34503", "12AB34502", "12AB34501"], True),
        (
            ["12AB34501", "12AB34503", "12AB34506", "12AB34507", "12AB34508"],
            True,
        ),  # another process had the others
        (["12AB34501", "12AB34502", "12AB34502", "12AB34503", "12AB34504", "12AB34505"], True),
        (["12AB34501", "12AB34502", "12AB34501", "12AB34502", "12AB34501", "12AB34502"], False),
        (["12AB34501", "12AB34502", "12AB34503", "99ZZ00001", "12AB34504", "12AB34505"], False),
        (["12AB34501", "12AB34511", "12AB34521", "12AB34531", "12AB34541"], False),
        (["ABCDEFGHI", "ABCDEFGHJ", "ABCDEFGHK", "ABCDEFGHL", "ABCDEFGHM"], False),
    ],
)
def test_numbers_one_after_the_other_call_the_security_officer(numbers: list[str], calls: bool) -> None:
    put(*numbers)

    assert [alarm.kind for alarm in Alarm.objects.all()] == [AlarmKind.SEQUENTIAL_NUMBERS] * calls
    assert not any(number in alarm.about for alarm in Alarm.objects.all() for number in numbers)


def test_a_number_from_each_of_five_officers_is_no_row() -> None:
    for place in range(FOLLOWING):
        put(f"12AB345{place:02}", by=replace(BRUNO, officer=uuid4()))
    assert not Alarm.objects.exists()


def test_a_whole_row_is_one_alarm_that_counts() -> None:
    put(*(f"12AB345{place:02}" for place in range(FOLLOWING * 3)))
    alarm = Alarm.objects.get()
    assert (alarm.count, alarm.bureau, alarm.officer) == (3, "ITA", BRUNO.officer)


def test_a_row_inside_a_list_is_seen_too() -> None:
    lines = b"\n".join(msgspec.json.encode(passport(f"12AB345{place:02}")) for place in range(FOLLOWING))
    now = replace(BRUNO, epoch=epoch.current())
    ask_many(read_frame(FRAME), read_lines(lines), by=lambda fresh: now)
    assert Alarm.objects.get().kind == AlarmKind.SEQUENTIAL_NUMBERS


def test_an_alarm_that_cannot_be_raised_takes_no_answer_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_all: object, **_named: object) -> bool:
        raise OperationalError("gone")

    monkeypatch.setattr(watching, "raise_alarm", lost)
    put(*(f"12AB345{place:02}" for place in range(FOLLOWING)))


@pytest.mark.parametrize(
    ("at", "calls"),
    [
        (NOON, False),
        (NOON.replace(hour=5), False),  # seven in Rome
        (NOON.replace(hour=20), True),
        (NOON.replace(hour=3), True),
    ],
)
def test_a_question_out_of_the_hours_of_the_unit_calls_the_security_officer(
    at: datetime, calls: bool
) -> None:
    place = people.unit("ITA", hours_from=time(6), hours_to=time(22))
    place.bureau.time_zone = "Europe/Rome"
    place.bureau.save()
    below = people.unit("ITA", "Lane", parent=place)
    guard = people.actor(people.officer("gino", place=below))
    assert guard.hours == Hours(False, time(6), time(22), frozenset())

    for minutes in range(3):
        watch_hours(uuid4(), by=guard, now=at + timedelta(minutes=minutes))

    assert [(alarm.kind, alarm.count) for alarm in Alarm.objects.all()] == [
        (AlarmKind.OUT_OF_SHIFT, 1)
    ] * calls


def test_a_unit_that_says_no_hours_always_works() -> None:
    watch_hours(
        uuid4(), by=people.actor(people.officer("gina", place=people.unit("ITA"))), now=NOON.replace(hour=3)
    )
    watch_hours(uuid4(), by=BRUNO, now=NOON)
    assert not Alarm.objects.exists()
