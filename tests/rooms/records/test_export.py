"""Own records as files: three forms, no formula, and two persons above a hundred records of persons in a day."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from comity.access.models import Alarm
from comity.access.roles import AlarmKind
from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.journal.models import ActRecord, ActRow
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused
from comity.records import actions
from comity.records.exporting import entities, export
from comity.records.exporting.exports import Export, Step
from comity.records.listing.lists import Sieve
from comity.records.registry import databases
from comity.records.tasks import find_imports
from tests.actors import AMINA, BRUNO, without
from tests.rooms.records.pages import opened
from tests.rooms.records.uploads import checked, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
SECOND = replace(AMINA, officer=uuid4(), function="head of the bureau")


def persons(count: int) -> None:
    for _number in range(count):
        actions.create(Person, Person.example, by=AMINA)


def asked(by=AMINA, reason: str = "the yearly count") -> Export:
    return export.ask(Person, Sieve(), form=export.CSV, reason=reason, by=by)


def rows(lines) -> int:
    return "".join(lines).count("\n") - 1


def test_what_leaves_as_csv_or_json_lines_is_what_an_import_reads():
    actions.create(TravelDocument, {**TravelDocument.example, "source_reference": "N-1"}, by=AMINA)
    for form in (export.CSV, export.JSON_LINES):
        text = "".join(export.export(TravelDocument, Sieve(), form=form, by=AMINA))
        counts = checked(uploaded(text, TravelDocument)).counts
        assert (counts["unchanged"], counts["refused"]) == (1, 0), form


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_stands_behind_an_apostrophe(sign):
    assert export.csv_line([f"{sign}1"]).strip('"\r\n').startswith("'")


@pytest.mark.parametrize(
    "database", [each for each in databases() if each.has_entities], ids=lambda each: each.slug
)
def test_an_example_is_an_entity_with_properties_that_its_schema_has(database):
    record = actions.create(database, database.example, by=AMINA)
    text = "".join(export.export(database, Sieve(), form=export.ENTITIES, by=AMINA))
    told = [json.loads(line) for line in text.splitlines()]
    assert told[0]["id"] == f"{database.slug}-{record.id}"
    assert told[0]["properties"]
    for each in told:
        assert each["properties"].keys() <= entities.PROPERTIES[each["schema"]]
        assert all(
            isinstance(value, str) and value for values in each["properties"].values() for value in values
        )


def test_a_person_keeps_the_quality_of_its_names_and_its_papers():
    person, paper = Person.entities("p-1", Person.example)
    assert person["schema"] == "Person"
    assert person["properties"]["name"] == ["Amina Benali"]
    assert person["properties"]["nationality"] == ["dz"]
    assert (paper["schema"], paper["properties"]["holder"]) == ("Passport", ["p-1"])
    assert entities.names([{"text": "A"}, {"text": "B", "quality": "low"}]) == {
        "name": ["A"],
        "weakAlias": ["B"],
    }
    assert [entities.day(text) for text in ("1987", "1987-03", "~1987", "1980/1985")] == [
        "1987",
        "1987-03",
        None,
        None,
    ]


def test_a_database_without_a_schema_gives_no_entities():
    with pytest.raises(Invalid):
        export.export(TravelDocument, Sieve(), form=export.ENTITIES, by=AMINA)


def test_a_hundred_persons_leave_by_one_officer_and_one_more_does_not(monkeypatch):
    monkeypatch.setattr(export, "ALONE", 3)
    persons(3)
    assert rows(export.export(Person, Sieve(), by=AMINA)) == 3
    with pytest.raises(Refused) as refusal:  # three were taken today already
        export.export(Person, Sieve(), by=AMINA)
    assert refusal.value.code == "two-persons"

    persons(1)
    with pytest.raises(Refused):
        export.export(Person, Sieve(), by=SECOND)  # four at once
    for _number in range(4):
        actions.create(Vehicle, Vehicle.example, by=AMINA)
    assert rows(export.export(Vehicle, Sieve(), by=AMINA)) == 4  # no persons


def test_the_line_is_between_a_hundred_and_a_hundred_and_one():
    assert not export.needs_two(Person, 100, AMINA)
    assert export.needs_two(Person, 101, AMINA)


def test_two_persons_let_many_leave_once():
    persons(2)
    request = asked()
    actions.create(Person, Person.example, by=AMINA)  # after it was asked
    alarm = Alarm.objects.get(kind=AlarmKind.LARGE_EXPORT)
    assert (alarm.bureau, alarm.codes) == ("FRA", ["records-2"])

    export.decide(request.id, approve=True, reason="agreed", by=SECOND)
    assert rows(export.take(request.id, by=AMINA)) == 2
    act = ActRow.objects.get(verb="records.take_export")
    assert (act.count, act.about) == (2, str(request.id))
    assert ActRecord.objects.filter(act=act.id).count() == 2
    with pytest.raises(Refused):
        export.take(request.id, by=AMINA)


def test_nobody_decides_about_the_own_export_or_another_bureaus():
    request = asked()
    with pytest.raises(Refused) as refusal:
        export.decide(request.id, approve=True, reason="agreed", by=AMINA)
    assert refusal.value.code == "same-person"
    with pytest.raises(NotFound):
        export.decide(request.id, approve=True, reason="agreed", by=BRUNO)
    with pytest.raises(NotAllowed):
        export.decide(request.id, approve=True, reason="agreed", by=without(SECOND, "records.decide_export"))
    with pytest.raises(Invalid):
        export.decide(request.id, approve=True, reason=" ", by=SECOND)
    assert Export.objects.get().step == Step.ASKED


def test_only_whoever_asked_takes_it_and_only_once_it_is_approved():
    request = asked()
    with pytest.raises(Refused):
        export.take(request.id, by=AMINA)
    export.decide(request.id, approve=True, reason="agreed", by=SECOND)
    with pytest.raises(NotFound):
        export.take(request.id, by=SECOND)
    refused = asked()
    export.decide(refused.id, approve=False, reason="no ground", by=SECOND)
    with pytest.raises(Refused):
        export.take(refused.id, by=AMINA)


def test_after_a_day_neither_the_decision_nor_the_download_comes():
    request = asked()
    Export.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused) as refusal:
        export.decide(request.id, approve=True, reason="agreed", by=SECOND)
    assert refusal.value.code == "lapsed"
    Export.objects.update(step=int(Step.APPROVED))
    with pytest.raises(Refused):
        export.take(request.id, by=AMINA)
    find_imports(0)
    assert not Export.objects.exists()  # its filter may have held a name


def test_more_than_a_file_holds_is_refused_and_never_cut(monkeypatch):
    monkeypatch.setattr(export, "MOST_EXPORTED", 1)
    for _number in range(2):
        actions.create(Vehicle, Vehicle.example, by=AMINA)
    with pytest.raises(Refused) as refusal:
        export.export(Vehicle, Sieve(), by=AMINA)
    assert refusal.value.code == "too-many"


def test_the_pages_of_two_persons(monkeypatch):
    monkeypatch.setattr(export, "ALONE", 0)
    persons(1)
    assert "second person" in opened(AMINA, "export-ask", "persons").content.decode()
    assert opened(AMINA, "export-ask", "persons", data={"form": "csv"}, post=True).status_code == 422
    data = {"form": "json-lines", "reason": "a count"}
    assert opened(AMINA, "export-ask", "persons", data=data, post=True).status_code == 302
    request = Export.objects.get()
    assert "Let it go" not in opened(AMINA, "export-page", request.id).content.decode()
    assert "Let it go" in opened(SECOND, "export-page", request.id).content.decode()
    assert (
        opened(SECOND, "export-page", request.id, data={"reason": "", "approve": "1"}, post=True).status_code
        == 422
    )
    opened(SECOND, "export-page", request.id, data={"reason": "yes", "approve": "1"}, post=True)
    assert "Download it, once" in opened(AMINA, "export-page", request.id).content.decode()
    file = b"".join(opened(AMINA, "export-take", request.id, post=True).streaming_content)
    assert json.loads(file)["status_of_person"] == "missing"
    assert "Downloaded" in opened(SECOND, "exports").content.decode()
    with pytest.raises(NotFound):
        opened(BRUNO, "export-page", request.id)


def test_few_records_are_offered_in_each_form_at_once():
    persons(1)
    page = opened(AMINA, "export-ask", "persons").content.decode()
    for form in ("csv", "json-lines", "entities"):
        assert f"form={form}" in page
    assert "form=entities" not in opened(AMINA, "export-ask", "travel-documents").content.decode()
