"""Requests from files and notices as documents: what becomes a draft, what is refused by line, what leaves."""

import base64
import json
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.access.roles import Role
from comity.kit.errors import Invalid, NotFound, Refused
from comity.notices import actions
from comity.notices.exchange.documents import FORMAT, Line, read_file, schema
from comity.notices.exchange.forms import Picture, entities, misp_object
from comity.notices.kinds import declared, offered
from comity.notices.models import Notice
from tests import people
from tests.rooms.notices.stories import AMINA, BRUNO, CHEN, drafted, example, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
LINE = "Issued by An invented body on Comity. Not an INTERPOL notice."


def document(kind: str = "red", **more: Any) -> dict[str, Any]:
    return {"format": FORMAT, "kind": kind, "body": example(kind, **more)}


def file(*documents: Any) -> bytes:
    return "\n".join(each if isinstance(each, str) else json.dumps(each) for each in documents).encode()


def taken(content: bytes, *, every: bool = False, by: Any = AMINA) -> actions.exchanging.Taken:
    return actions.import_requests(read_file(content), every=every, by=by)


def told(faults: Any) -> set[tuple[int, str, str]]:
    return {(number, each.field, each.code) for number, each in faults}


def test_each_good_line_becomes_a_draft_and_each_bad_one_is_named():
    content = file(
        document(),
        "",
        document("blue"),
        "{",
        document("red", penalty="2 years"),
        '"text"',
        {**document(), "kind": "grey"},
    )

    done = taken(content)

    assert [number for number, _row in done.drafts] == [1, 3]
    assert told(done.faults) == {
        (4, "", "no-json"),
        (5, "penalty", "not-a-number"),
        (6, "", "not-an-object"),
        (7, "kind", "unknown-kind"),
    }
    assert {row.standing.slug for row in Notice.owned_by(AMINA)} == {"draft"}
    assert not Notice.visible_to(BRUNO).exists()


def test_all_or_none_keeps_none_where_one_is_wrong():
    with pytest.raises(Invalid) as refusal:
        taken(file(document(), document("red", born=[{"date": "yesterday"}])), every=True)

    assert [each.field for each in refusal.value.errors] == ["2.born.0.date"]
    assert not Notice.objects.exists()
    assert len(taken(file(document(), document("blue")), every=True).drafts) == 2


def test_a_file_that_is_imported_twice_makes_its_drafts_once():
    content = json.dumps([document(), document("blue")]).encode()
    first, second = taken(content), taken(content)

    assert len(first.drafts) == 2
    assert not second.drafts
    assert [row.pk for _number, row in second.known] == [row.pk for _number, row in first.drafts]
    assert len(taken(content, by=BRUNO).drafts) == 2  # what another bureau has, nobody tells
    actions.drop(first.drafts[0][1], by=AMINA)
    assert len(taken(content).drafts) == 1


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"format": "other/1"}, "format", "unknown-format"),
        ({"diffusion": "yes"}, "diffusion", "wrong-type"),
        ({"addressees": [1]}, "addressees", "wrong-type"),
        ({"diffusion": True, "addressees": ["XXX"]}, "addressees", "unknown-bureau"),
        ({"addressees": ["ITA"]}, "addressees", "not-a-diffusion"),
        ({"body": []}, "body", "wrong-type"),
        ({"state": "published"}, "state", "unknown-field"),
        ({"kind": "un-special", "body": {}}, "", "not-your-kind"),
    ],
)
def test_a_frame_that_does_not_fit_is_refused_by_name(changed, field, code):
    done = taken(file({**document(), **changed}))

    assert told(done.faults) == {(1, field, code)}
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"[]", "empty"),
        (b"\xff\xfe{}", "encoding"),
        (b" " * 2_097_153, "too-long"),
        (b"{}\n" * 501, "too-many"),
    ],
)
def test_a_file_that_nobody_can_read_is_refused_whole(content, code):
    with pytest.raises(Invalid) as refusal:
        read_file(content)

    assert [each.code for each in refusal.value.errors] == [code]


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=60) | st.recursive(st.text(max_size=5) | st.integers(), st.lists).map(json.dumps))
def test_no_file_breaks_the_reader(content):
    raw = content if isinstance(content, bytes) else content.encode()
    with suppress(Invalid):
        assert all(isinstance(each, Line) for each in read_file(raw))


def test_a_nest_and_half_a_letter_are_faults_of_their_lines():
    nest, half = "[" * 100_000, json.dumps(document("red", offence="\ud800"))

    assert {number for number, _each in taken(file(nest, half)).faults} == {1, 2}


def test_the_published_schema_has_every_kind_with_its_fields_and_no_others():
    branches = {each["properties"]["kind"]["const"]: each for each in schema()["oneOf"]}

    assert branches.keys() == offered().keys()
    for slug, branch in branches.items():
        assert document(slug).keys() <= branch["properties"].keys()
        assert branch["properties"]["format"] == {"const": FORMAT}
        body = branch["properties"]["body"]
        assert body["properties"].keys() == {each.name for each in offered()[slug].fields}
        assert example(slug).keys() <= body["properties"].keys()
        assert branch["additionalProperties"] is body["additionalProperties"] is False


def test_an_own_export_can_be_imported_again():
    row = drafted("red", link="Two witnesses.", to=("ITA",))
    told_of = json.loads(actions.export(row, "json", by=AMINA))

    assert told_of["addressees"] == ["ITA"]
    assert told_of["notice"]["state"] == "draft"
    assert taken(json.dumps(told_of).encode()).known[0][1].pk == row.pk


def test_others_get_what_leaves_the_file_and_nothing_they_may_not_see():
    row = published("red", link="Two witnesses.")
    closed = published("red", restriction="all-but ITA", case="FRA-2")

    told_of = json.loads(actions.export(row, "json", by=BRUNO))

    assert "link" not in told_of["body"]
    assert told_of["notice"]["issued_by"] == LINE
    for form in ("json", "entities", "misp"):
        with pytest.raises(NotFound):
            actions.export(closed, form, by=BRUNO)


def test_a_wanted_person_leaves_as_entities_with_papers():
    row = published("red", link="Two witnesses.")

    person, paper = map(json.loads, actions.export(row, "entities", by=BRUNO).splitlines())

    assert person["schema"] == "Person"
    assert person["properties"]["name"] == ["Ruslan Tamirov"]
    assert person["properties"]["topics"] == ["wanted"]
    assert LINE in person["properties"]["notes"]
    assert "witnesses" not in json.dumps(person)
    assert paper["properties"]["holder"] == [person["id"]]


def test_an_organisation_of_the_list_is_no_person_and_a_work_of_art_neither():
    kind = declared()["un-special-organisation"]

    (found,) = entities(CHEN.officer, kind, kind.example, issued_by=LINE)

    assert found["schema"] == "Organization"
    assert found["properties"]["topics"] == ["sanction"]
    art = declared()["stolen-work-of-art"]
    with pytest.raises(Refused):
        entities(CHEN.officer, art, art.example, issued_by=LINE)


def test_the_misp_object_has_the_names_of_its_template_and_says_who_issued():
    row = published("red", height_cm=182)
    told_of = json.loads(actions.export(row, "misp", by=BRUNO))["Object"]

    values = {each["object_relation"]: each["value"] for each in told_of["Attribute"]}
    assert told_of["name"] == "interpol-notice"
    assert told_of["template_uuid"] == "24927972-1e4a-11e9-857e-3b2306b99911"
    assert told_of["comment"] == LINE
    assert values == {
        "notice-color": "Red",
        "present-family-name": "Ruslan Tamirov",
        "date-of-birth": "1979-02-11",
        "sex": "Male",
        "nationality": "KAZ",
        "charges": "Murder",
        "height": "182 cm",
    }
    again = json.loads(actions.export(row, "misp", by=AMINA))["Object"]
    assert again == told_of


def test_a_portrait_is_an_attachment_and_a_kind_without_colour_has_no_object():
    kind = declared()["red"]
    picture = Picture("0.jpeg", b"bytes")
    told_of = misp_object(CHEN.officer, kind, kind.example, issued_by=LINE, pictures=[picture])["Object"]

    portrait = told_of["Attribute"][-1]
    assert (portrait["object_relation"], portrait["type"]) == ("portrait", "attachment")
    assert base64.b64decode(portrait["data"]) == b"bytes"
    special = declared()["un-special"]
    with pytest.raises(Refused):
        misp_object(CHEN.officer, special, special.example, issued_by=LINE)


@pytest.mark.parametrize("form", ["entities", "misp"])
def test_a_draft_leaves_in_no_form_that_has_no_word_for_drafts(form):
    row = drafted()
    with pytest.raises(Refused, match="that is out"):
        actions.export(row, form, by=AMINA)
    actions.withdraw(out := published("red"), reason="Found.", by=AMINA)
    with pytest.raises(Refused, match="that is out"):
        actions.export(out, form, by=AMINA)


def test_a_program_imports_a_file_and_reads_the_schema():
    header = program("bruno", "FRA")
    content = file(document("red", warrant=None), {})
    answer = Client().post("/api/v1/notices/import", content, "application/x-ndjson", **header)

    said = answer.json()
    assert answer.status_code == 200, said
    assert [each["field"] for each in said["drafts"][0]["missing"]] == ["warrant"]
    assert {each["line"] for each in said["faults"]} == {2}
    whole = Client().post("/api/v1/notices/import?mode=all", content, "application/x-ndjson", **header)
    assert whole.status_code == 422
    found = Client().get("/api/v1/notices/schema", **header).json()
    assert len(found["oneOf"]) == len(offered())


def test_the_page_gives_the_file_and_hides_what_is_closed():
    row = published("red", restriction="all-but ITA")
    own, other = window("fleur", "FRA"), window("mara", "ITA")

    page = own.get(f"/notices/{row.pk}/").content.decode()
    for form, ending in (("json", ".json"), ("entities", ".ftm.jsonl"), ("misp", ".misp.json")):
        address = f"/notices/{row.pk}/export/{form}/"
        assert address in page
        answer = own.get(address)
        assert answer["Content-Disposition"] == f'attachment; filename="{row.number}{ending}"'
        assert other.get(address).status_code == 404
    assert own.get(f"/notices/{row.pk}/export/xml/").status_code == 404
    orange = actions.draft("orange", example("orange"), by=AMINA)
    page = own.get(f"/notices/{orange.pk}/").content.decode()
    assert "/export/json/" in page
    assert "/export/entities/" not in page


def program(name: str, code: str) -> dict[str, str]:
    person = people.officer(name, Role.DESK_OFFICER, place=people.unit(code))
    return {"HTTP_AUTHORIZATION": f"Bearer {people.token(person=person)[0]}"}


def window(name: str, code: str) -> Client:
    person = people.officer(name, Role.DESK_OFFICER, place=people.unit(code))
    client = Client()
    client.cookies["sessionid"] = people.session(person)
    return client
