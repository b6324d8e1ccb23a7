"""The client's other verbs: hits, questions, records, directory. What goes out, what is read."""

import json

import pytest

from tests.rooms.cli.answers import AT

HIT = "01a20ad0-7120-73b0-a9da-94faaaead499"
RECORD = "01a20acf-ea8e-77a7-8f5a-23f40d91b7a6"
TALK = {"state": "delivered", "due_at": AT, "answered_at": None}
ONE_HIT = {
    "id": HIT,
    "owner": "FRA",
    "database": "vehicles",
    "record": RECORD,
    "outcome": "hit",
    "at": AT,
    "may_tell": "yes",
    "confirmation": TALK,
}
COMPARED = [{"fact": "vin", "asked": "VF1", "recorded": ["VF1", "VF2"], "result": "near"}]
WHOLE_HIT = {**ONE_HIT, "sentence": "Not confirmed yet.", "instruction": "Wait.", "compared": COMPARED}
QUESTION = {
    "id": HIT,
    "asker": "ITA",
    "database": "vehicles",
    "record": RECORD,
    "state": "opened",
    "urgency": "held",
    "due_at": AT,
}
WHOLE_QUESTION = {
    **QUESTION,
    "sentence": "ITA waits.",
    "instruction": "Answer.",
    "compared": COMPARED,
    "text": "In hand.",
}
STORED = {
    "id": RECORD,
    "database": "vehicles",
    "version": 2,
    "status": "active",
    "recorded_at": AT,
    "changed_at": AT,
    "document": {"vin": "VF1", "purpose": "investigate", "source_reference": "A-1"},
}


@pytest.mark.parametrize(
    ("words", "answer", "call", "said"),
    [
        (
            ("hits", "list"),
            {"hits": [ONE_HIT], "more": False},
            ("GET", "hits?show=asked&limit=50&offset=0"),
            HIT,
        ),
        (
            (
                "records",
                "list",
                "vehicles",
                "--sort",
                "-make",
                "--where",
                "kind=car",
                "--near-review",
                "--pictures",
                "no",
            ),
            {"records": [STORED], "next": None},
            ("GET", "records/vehicles?sort=-make&pictures=no&near_review=true&kind=car&limit=50"),
            RECORD,
        ),
        (("hits", "list", "--show", "closed"), {"hits": [], "more": False}, None, "No hits here."),
        (("hits", "show", HIT), WHOLE_HIT, ("GET", f"hits/{HIT}"), "≈ vin: VF1 | VF1; VF2"),
        (("hits", "take-back", HIT), WHOLE_HIT, ("DELETE", f"hits/{HIT}/confirmation"), "Not confirmed yet."),
        (
            ("questions", "list"),
            {"questions": [QUESTION]},
            ("GET", "confirmations?show=asked&limit=50"),
            "opened",
        ),
        (("questions", "show", HIT), WHOLE_QUESTION, ("GET", f"confirmations/{HIT}"), "In hand."),
        (("records", "databases"), [], ("GET", "records"), "no databases"),
        (
            ("records", "show", "vehicles", RECORD),
            STORED,
            ("GET", f"records/vehicles/{RECORD}"),
            'vin: "VF1"',
        ),
        (("units",), [], ("GET", "units"), "no units"),
    ],
)
def test_a_verb_is_a_call_and_a_sentence(comity_at, pretended, words, answer, call, said):
    pretended.document = answer
    result = comity_at(*words)
    assert (result.exit_code, said in result.output) == (0, True), result.output
    method, path, _headers, _body = pretended.asked[0]
    assert call is None or (method, path.removeprefix("/api/v1/")) == call
    as_json = comity_at(*words, "--json")
    assert isinstance(json.loads(as_json.output), dict | list)


def test_asking_the_owner_sends_what_was_said_and_no_more(comity_at, pretended):
    pretended.document = WHOLE_HIT
    words = ("--may-tell", "yes", "--urgency", "held", "--checked", "in-hand", "--text", "Please answer.")
    assert comity_at("hits", "confirm", HIT, *words).exit_code == 0
    assert pretended.asked[0][3] == {
        "may_tell": "yes",
        "urgency": "held",
        "reason": "",
        "checked": ["in-hand"],
        "text": "Please answer.",
    }
    assert comity_at("hits", "confirm", HIT).exit_code == 2


def test_answering_and_what_was_done(comity_at, pretended):
    pretended.later = [WHOLE_QUESTION, WHOLE_HIT]
    comity_at("questions", "answer", HIT, "more-needed", "--needed", "portrait", "--picture", RECORD)
    comity_at("hits", "done", HIT, "document-kept", "--note", "For France.", "--close")
    (_post, path, _headers, answer), (_again, done_path, _more, done) = pretended.asked
    assert answer["pictures"] == [RECORD]
    assert (path, answer["answer"], answer["needed"]) == (
        f"/api/v1/confirmations/{HIT}/answer",
        "more-needed",
        ["portrait"],
    )
    assert done_path == f"/api/v1/hits/{HIT}/outcome"
    assert done == {"done": "document-kept", "held_since": None, "note": "For France.", "close": True}


def test_a_list_goes_on_from_page_to_page_until_it_is_long_enough(comity_at, pretended):
    pretended.later = [
        {"records": [STORED] * 200, "next": HIT},
        {"records": [STORED] * 50, "next": RECORD},
    ]
    found = json.loads(
        comity_at("records", "list", "vehicles", "--limit", "250", "--q", "VF", "--json").output
    )
    assert (len(found["records"]), found["next"]) == (250, RECORD)
    paths = [path.partition("?")[2] for _method, path, _headers, _body in pretended.asked]
    assert paths == ["q=VF&limit=200", f"q=VF&limit=50&before={HIT}"]


def test_recording_and_changing_take_one_json_object(comity_at, pretended, tmp_path):
    pretended.document = STORED
    file = tmp_path / "car.json"
    file.write_text('{"vin": "VF1"}')
    assert "is at version 2" in comity_at("records", "create", "vehicles", str(file)).output
    comity_at("records", "change", "vehicles", RECORD, "-", "--version", "2", given='{"vin": "VF2"}')
    comity_at("records", "withdraw", "vehicles", RECORD, "--version", "2", "--reason", "found")
    calls = [(method, path, body) for method, path, _headers, body in pretended.asked]
    assert calls == [
        ("POST", "/api/v1/records/vehicles", {"vin": "VF1"}),
        ("PUT", f"/api/v1/records/vehicles/{RECORD}?version=2", {"vin": "VF2"}),
        (
            "POST",
            f"/api/v1/records/vehicles/{RECORD}/withdraw",
            {"version": 2, "why": "other", "reason": "found"},
        ),
    ]
    assert comity_at("records", "create", "vehicles", "-", given="no json").exit_code == 1


def test_wrong_values_are_named_field_by_field(comity_at, pretended):
    pretended.status = 422
    errors = [{"field": "vin", "code": "too-long", "message": "Write at most 20 characters."}]
    pretended.document = {"title": "Some values do not fit.", "detail": "Correct them.", "errors": errors}
    result = comity_at("records", "create", "vehicles", "-", given="{}")
    assert (result.exit_code, "vin: Write at most 20 characters." in result.output) == (1, True)


def test_a_code_in_capitals_shows_one_bureau_with_whom_to_call(comity_at, pretended):
    bureau = {"code": "FRA", "name": "France", "city": "Paris", "kind": "member", "standing": "normal"}
    desk = {"telephone": "+33 1 99 00 01 00", "bureau": "FRA"}
    page = {"bureaus": [bureau], "next": None}
    pretended.later = [page, {**bureau, "line": "", "time_zone": "Europe/Paris", "on_duty": desk}]
    assert "Call now: +33 1 99 00 01 00 (FRA)" in comity_at("bureaus", "FRA").output
    pretended.document = page
    assert "France" in comity_at("bureaus", "fran").output


def test_a_node_is_kept_once_it_knows_the_token(comity_at, pretended, tmp_path, monkeypatch):
    pretended.document = {"function": "border guard", "bureau": "ITA"}
    result = comity_at("connect", pretended.url, given="a-token\n")
    assert "border guard of ITA" in result.output
    file = tmp_path / "comity" / "client.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text()) == {"url": pretended.url, "token": "a-token"}
    pretended.status, pretended.document = 401, {"title": "This token is not known here."}
    assert comity_at("connect", pretended.url, given="another\n").exit_code == 1
    assert json.loads(file.read_text())["token"] == "a-token"
