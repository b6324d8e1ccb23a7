"""The compiled statements behind every hit say exactly what a QuerySet says, and write all or nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.kit.ids import new_id
from comity.kit.statements import Rows, Slot, fetch
from comity.queries.actions import opening
from comity.queries.lookup import _numbers, _texts
from comity.queries.models import Hit
from comity.records import actions as records
from comity.records.shown_to import shown_to
from tests.actors import AMINA, BRUNO, AnyActor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]


def ids(actor: AnyActor, database: type, wanted: list, today: date) -> set:
    return {each.id for each in shown_to(actor, database, wanted, today=today)}


@pytest.mark.parametrize("database", [TravelDocument, Person, Vehicle])
def test_a_record_is_shown_to_whom_a_queryset_shows_it(database: type) -> None:
    today = timezone.now().date()
    made = [records.create(database, database.example, by=AMINA).id]
    for closed in ("all-but ITA", "only ITA", "only BRA"):
        made.append(records.create(database, {**database.example, "restriction": closed}, by=AMINA).id)
    askers = [
        AMINA,
        BRUNO,
        replace(BRUNO, databases=frozenset({database.code})),
        replace(BRUNO, databases=frozenset()),
        replace(BRUNO, clearance=0),
    ]
    for asker in askers:
        for day in (today, today + timedelta(days=365 * 90)):
            expected = set(database.visible_to(asker, today=day).values_list("pk", flat=True))
            assert ids(asker, database, made, day) == expected
    assert 0 < len(ids(BRUNO, database, made, today)) < len(made)


def test_a_shown_record_holds_what_the_queryset_reads() -> None:
    record = records.create(Person, Person.example, by=AMINA)
    today = timezone.now().date()

    (shown,) = shown_to(BRUNO, Person, [record.id], today=today)
    genuine = Person.visible_to(BRUNO, today=today).get(pk=record.id)

    for field in Person._meta.concrete_fields:
        assert getattr(shown, field.attname) == getattr(genuine, field.attname), field.name


def test_a_percent_sign_in_the_sql_stays_one() -> None:
    rows = Rows(Hit.objects.extra(where=["'50%%' LIKE '5%%'"]).filter(pk__any=Slot()))

    assert rows.read([new_id()]) == []


def a_hit(**said: object) -> Hit:
    given = {
        "act": new_id(), "at": timezone.now(), "bureau": "ITA", "purpose": "border-control", "asked": {"text": "x"},
        "database": 1, "record": new_id(), "seen": 1, "owner": "FRA", "grade": 2, "kind": 1, "exact": "X|FRA",
        "tag": b"t" * 16,
    }  # fmt: skip
    return Hit(**{**given, **said})


def test_a_kept_hit_is_the_hit_that_django_would_have_kept() -> None:
    hit = a_hit(asked={"text": 'a "b" \\ ä'}, references=["X-1"])

    opening._keep([hit])

    kept = Hit.objects.get(pk=hit.pk)
    for field in Hit._meta.concrete_fields:
        told, found = getattr(hit, field.attname), getattr(kept, field.attname)
        assert (bytes(found) if isinstance(found, memoryview) else found) == told, field.name
    hit.silent = True
    hit.save()  # an update: it is no new row any more
    assert Hit.objects.count() == 1


def test_of_several_hits_all_are_kept_or_none() -> None:
    twin = new_id()

    with pytest.raises(DatabaseError), transaction.atomic():
        opening._keep([a_hit(), a_hit(id=twin), a_hit(id=twin)])

    assert Hit.objects.count() == 0


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8), max_size=5
    )
)
def test_the_server_reads_every_list_of_texts_as_it_was(values: list[str]) -> None:
    assert fetch(b"SELECT $1::text::text[]", [_texts(values)]) == [(values,)]


@given(st.lists(st.integers(-30_000, 30_000), max_size=5))
def test_the_server_reads_every_list_of_numbers_as_it_was(values: list[int]) -> None:
    assert fetch(b"SELECT $1::text::smallint[]", [_numbers(values)]) == [(values,)]


def test_what_fails_in_the_store_is_an_error_of_django() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        fetch(b"SELECT 1 / 0", [])
    assert connection.is_usable()
