"""FollowTheMoney entities become records: papers joined to their holder, each line's fault told, undone as a whole."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.databases.organisations import Organisation
from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.kit.errors import Invalid, NotAllowed
from comity.records import actions
from comity.records.document import body_of
from comity.records.exporting.export import ENTITIES, export
from comity.records.exporting.given import Given
from comity.records.listing.lists import Sieve
from comity.records.loading import importing
from comity.records.loading.files import rows_of
from comity.records.loading.imports import Import, Piece, State, kept
from comity.records.record import Record
from tests.actors import AMINA, BRUNO, AnyActor, without
from tests.rooms.records.pages import opened
from tests.rooms.records.uploads import checked, recorded, undone, uploaded, worked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
Entity = dict[str, Any]
INA = {
    "name": ["Ina Halvorsen"],
    "alias": ["Ina H."],
    "weakAlias": ["Инка"],
    "birthDate": ["1980", "1981-02-03T00:00:00"],
    "birthPlace": ["Bergen"],
    "birthCountry": ["no"],
    "nationality": ["no", "Ruritania"],
    "gender": ["female"],
    "topics": ["sanction"],
    "idNumber": ["4711"],
    "notes": ["Invented."],
}


def entity(schema: str, id: str, **properties: Any) -> Entity:
    return {"id": id, "schema": schema, "properties": properties}


def passport(holder: str, number: str = "N123", **more: Any) -> Entity:
    paper = {"holder": [holder], "number": [number], "country": ["no"], "startDate": ["2019-05"], **more}
    return entity("Passport", f"{holder}-{number}", **paper)


def lines(*entities: Any) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in entities)


def rows(text: str, database: type[Record] = Person) -> list[tuple[int, Any]]:
    return [
        (number, [(each.field, each.code) for each in raw.errors] if isinstance(raw, Invalid) else raw)
        for number, raw in rows_of(io.BytesIO(text.encode()), database)
    ]


def ids(actor: AnyActor, database: type[Record]) -> list[Entity]:
    """What this actor exports, without the ids, which are each node's own."""
    text = "".join(export(database, Sieve(), form=ENTITIES, by=actor))
    told = [json.loads(line) for line in text.splitlines()]
    for each in told:
        each["id"] = ""
        each["properties"].pop("holder", None)
    return sorted(told, key=json.dumps)


def test_a_person_and_the_papers_that_name_their_holder_are_one_record() -> None:
    text = lines(
        passport("p-1", "N1"),
        entity("Person", "p-1", **INA),
        passport("p-1", "N2", type=["Service passport"]),
    )
    done = recorded(uploaded(text, Person, name="list.ftm.json"))

    assert (done.kind, done.step, done.counts["recorded"], done.counts["refused"]) == (
        "entities",
        State.DONE,
        1,
        0,
    )
    body = body_of(Person.objects.get())
    assert body["source_reference"] == "p-1"
    assert body["names"] == [
        {"text": "Ina Halvorsen", "quality": "primary", "script": "latin"},
        {"text": "Ina H.", "quality": "good", "script": "latin"},
        {"text": "Инка", "quality": "low", "script": "cyrillic"},
    ]
    assert body["born"] == [{"date": "1980"}, {"date": "1981-02-03"}]
    assert body["birth_places"] == [{"text": "Bergen", "country": "NOR"}]
    assert body["nationalities"] == [{"country": "NOR"}, {"text": "Ruritania"}]
    assert (body["sex"], body["status_of_person"], body["measure"]) == ("female", "sanctioned", "sanctions")
    assert body["documents"] == [
        {"kind": "passport", "issuer": "NOR", "number": "N1", "issued": "2019-05"},
        {
            "kind": "passport",
            "issuer": "NOR",
            "number": "N2",
            "issued": "2019-05",
            "note": "Service passport",
        },
        {"number": "4711"},
    ]
    assert body["facts"] == "Invented."


def test_each_line_that_becomes_nothing_is_told_with_its_number_and_why() -> None:
    text = lines(
        entity("Person", "p-1", **INA),
        entity("Person", "p-1", **INA),
        entity("Sanction", "s-1"),
        {"schema": "Person", "properties": {}},
        entity("Person", "x" * 121),
        passport("nobody"),
        {"id": "p-2", "schema": "Person", "properties": []},
        entity("Person", "p-3", **INA),
        passport("p-3", ""),
    )
    told = dict(rows(text + "{broken\n"))
    assert told.pop(1)["source_reference"] == "p-1"
    assert told == {
        2: [("id", "repeated")],
        3: [("schema", "schema")],
        4: [("id", "required")],
        5: [("id", "too-long")],
        6: [("holder", "no-holder")],
        7: [("properties", "json-form")],
        8: [("documents", "required")],
        10: [("", "json-form")],
    }


def test_values_that_are_wrong_are_told_beside_their_field_and_the_rest_is_recorded() -> None:
    bad = {**INA, "birthDate": ["31 February 1980"], "birthCountry": ["nowhere"]}
    done = recorded(uploaded(lines(entity("Person", "p-1", **INA), entity("Person", "p-2", **bad)), Person))
    assert (done.counts["recorded"], done.counts["refused"]) == (1, 1)
    report = b"".join(kept(done.id, Piece.REPORT)).decode()
    assert "2,born.0.date,date-form" in report
    assert "2,birth_places.0.country" in report


def test_a_status_is_never_made_up_and_can_be_said_for_all() -> None:
    plain = {**INA, "topics": ["role.pep"]}
    text = lines(entity("Person", "p-1", **plain), entity("Person", "p-2", **{**INA, "name": ["Ola Berg"]}))
    upload = checked(uploaded(text, Person))
    assert upload.counts == {"recorded": 1, "changed": 0, "unchanged": 0, "refused": 1}
    said = {
        "status_of_person": "suspect",
        "measure": "none",
        "offence": "Fraud",
        "case": "FRA-2026-7",
        "purpose": "",
    }
    importing.check(upload.id, said=said, by=AMINA)
    upload = worked(upload)
    assert upload.counts["recorded"] == 2
    importing.start(upload.id, by=AMINA)
    worked(upload)
    found = {each.source_reference: body_of(each) for each in Person.objects.all()}
    assert (found["p-1"]["status_of_person"], found["p-1"]["case"]) == ("suspect", "FRA-2026-7")
    assert (found["p-2"]["status_of_person"], found["p-2"]["measure"]) == ("sanctioned", "sanctions")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"no_such": "x"}, ("said.no_such", "unknown-field")),
        ({"names": "x"}, ("said.names", "unknown-field")),
        ({"source_reference": "x"}, ("said.source_reference", "unknown-field")),
        ({"measure": "shoot"}, ("said.measure", "not-in-list")),
    ],
)
def test_what_is_said_for_all_must_be_right(said: dict[str, str], told: tuple[str, str]) -> None:
    upload = uploaded(lines(entity("Person", "p-1", **INA)), Person)
    with pytest.raises(Invalid) as refusal:
        importing.check(upload.id, said=said, by=AMINA)
    assert [(each.field, each.code) for each in refusal.value.errors] == [told]


def test_an_import_of_entities_is_undone_as_a_whole() -> None:
    done = recorded(uploaded(lines(entity("Person", "p-1", **INA), passport("p-1")), Person))
    assert Person.objects.exists()
    assert undone(done).step is State.UNDONE
    assert not Person.objects.exists()


def test_the_same_file_again_changes_nothing_and_a_later_one_changes_what_it_changed() -> None:
    text = lines(entity("Person", "p-1", **INA), passport("p-1"))
    recorded(uploaded(text, Person))
    assert checked(uploaded(text, Person)).counts["unchanged"] == 1
    later = lines(entity("Person", "p-1", **{**INA, "alias": ["Ina Berg"]}), passport("p-1"))
    assert checked(uploaded(later, Person)).counts["refused"] == 1
    assert recorded(uploaded(later, Person), change=True).counts["changed"] == 1


def test_the_right_is_that_of_any_import_and_a_database_without_entities_takes_none() -> None:
    with pytest.raises(NotAllowed):
        uploaded(lines(entity("Person", "p-1", **INA)), Person, by=without(AMINA, "records.upload"))
    with pytest.raises(Invalid) as refusal:
        uploaded(lines(entity("Person", "p-1", **INA)), TravelDocument)
    assert refusal.value.errors[0].code == "no-entities"
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("database", "more"),
    [
        (Person, {"status_of_person": "sanctioned", "measure": "sanctions"}),
        (Person, {"status_of_person": "wanted", "measure": "locate"}),
        (Organisation, {}),
    ],
)
def test_what_is_exported_here_and_imported_elsewhere_is_exported_there_as_the_same(
    database: type[Record], more: dict[str, str]
) -> None:
    actions.create(database, {**database.example, "case": "FRA-2026-7", **more}, by=AMINA)
    text = "".join(export(database, Sieve(), form=ENTITIES, by=AMINA))

    upload = uploaded(text, database, by=BRUNO)
    said = {"case": "ITA-2026-1"} if "case" in database.entities_lack else {}
    importing.check(upload.id, said=said, by=BRUNO)
    assert worked(upload, BRUNO).counts == {"recorded": 1, "changed": 0, "unchanged": 0, "refused": 0}
    importing.start(upload.id, by=BRUNO)
    worked(upload, BRUNO)

    assert ids(BRUNO, database) == ids(AMINA, database)


def test_the_command_loads_them_and_says_the_same_of_all(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "list.ftm.json"
    file.write_text(lines(entity("Person", "p-1", **{**INA, "topics": []}), passport("p-1")))
    words = [f"{name}={value}" for name, value in (("status_of_person", "suspect"), ("measure", "none"))]
    words += ["offence=Fraud", "case=FRA-2026-7"]
    say = [each for word in words for each in ("--say", word)]
    call_command("load", "persons", str(file), "--bureau", "fra", *say, "--json")
    assert json.loads(capsys.readouterr().out)["recorded"] == 1
    assert [each["number"] for each in Person.objects.get().documents] == ["N123", "4711"]


def test_the_page_asks_for_what_entities_do_not_say() -> None:
    upload = uploaded(lines(entity("Person", "p-1", **{**INA, "topics": []})), Person)
    page = opened(AMINA, "import-columns", upload.id).content.decode()
    assert "said-status_of_person" in page
    assert "said-case" in page
    refused = opened(AMINA, "import-columns", upload.id, data={"said-measure": "shoot"}, post=True)
    assert refused.status_code == 422
    form = {
        "said-status_of_person": "suspect",
        "said-measure": "none",
        "said-offence": "Fraud",
        "said-case": "F-1",
    }
    assert opened(AMINA, "import-columns", upload.id, data=form, post=True).status_code == 302
    assert worked(upload).counts["recorded"] == 1


FIELDS = [*INA, "registrationNumber", "jurisdiction", "imoNumber", "deathDate", "address", "title"]
OF_PAPERS = ["number", "country", "type", "startDate", "endDate"]
VALUES = st.recursive(st.none() | st.integers() | st.text(max_size=20), st.lists, max_leaves=5)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([Person, Organisation]),
    st.dictionaries(st.sampled_from(FIELDS), VALUES),
    st.lists(st.dictionaries(st.sampled_from(OF_PAPERS), VALUES), max_size=2),
)
def test_whatever_an_entity_holds_becomes_raw_values_or_is_left_out(
    database: type[Record], properties: Entity, papers: list[Entity]
) -> None:
    own = [Given(f"d-{place}", "Passport", each) for place, each in enumerate(papers)]
    raw = database.from_entity(Given("p-1", database.made_of[0], properties), own)
    assert raw.keys() <= {each.name for each in database.declared()}
    json.dumps(raw)
