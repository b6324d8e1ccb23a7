"""`comity behalf` and `comity offers`: each verb asks one operation, and says what it did."""

import json
from pathlib import Path

import pytest

ONE = "01a2e900-0000-7000-8000-000000000001"
MADE = {
    "id": ONE,
    "database": "vehicles",
    "record": ONE,
    "owner": "FRA",
    "maker": "CEN",
    "reference": "Letter 7",
    "state": "waiting",
    "until": "2026-12-04T10:00:00Z",
}
OFFER = {
    "id": ONE,
    "giver": "FRA",
    "taker": "ITA",
    "count": 1,
    "state": "offered",
    "until": "2026-12-27T10:00:00Z",
}


@pytest.mark.parametrize(
    ("words", "asked", "sent"),
    [
        (["behalf", "list"], "GET /between/recorded", None),
        (["behalf", "show", ONE], f"GET /between/recorded/{ONE}", None),
        (["behalf", "accept", ONE], f"POST /between/recorded/{ONE}/accept", {}),
        (
            ["behalf", "reject", ONE, "--reason", "no"],
            f"POST /between/recorded/{ONE}/reject",
            {"reason": "no"},
        ),
        (["offers", "list"], "GET /between/offers", None),
        (["offers", "accept", ONE], f"POST /between/offers/{ONE}/accept", {}),
        (
            ["offers", "decline", ONE, "--reason", "no"],
            f"POST /between/offers/{ONE}/decline",
            {"reason": "no"},
        ),
        (["offers", "take-back", ONE], f"POST /between/offers/{ONE}/take-back", {}),
        (
            ["offers", "make", "vehicles", ONE, "--version", "2", "--to", "ITA", "--reason", "yours"],
            "POST /between/offers",
            {"to": "ITA", "reason": "yours", "records": [{"database": "vehicles", "id": ONE, "version": 2}]},
        ),
    ],
)
def test_a_verb_asks_its_operation_and_shows_what_stands(comity_at, pretended, words, asked, sent) -> None:
    row = MADE if words[0] == "behalf" else OFFER
    pretended.document = [row] if words[1] == "list" else row

    told, document = comity_at(*words), comity_at(*words, "--json")

    method, path, _headers, body = pretended.asked[0]
    assert (f"{method} {path.removeprefix('/api/v1')}", body) == (asked, sent)
    assert (told.exit_code, ONE in told.stdout, row["state"] in told.stdout) == (0, True, True)
    assert json.loads(document.stdout) == {"recorded" if words[0] == "behalf" else "offers": [row]}


def test_the_centre_records_what_a_file_says(comity_at, pretended, tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    file.write_text('{"plate": "Q1"}')
    pretended.document = {"id": ONE, "database": "vehicles", "version": 1, "status": "active"}
    asked = ["--owner", "FRA", "--reference", "L 7", "--requested-on", "2026-05-03", "--asked-by", "head"]

    done = comity_at("behalf", "record", "vehicles", str(file), *asked)

    assert (done.exit_code, "active" in done.stdout) == (0, True)
    _method, path, _headers, body = pretended.asked[0]
    assert path == "/api/v1/records/vehicles/on-behalf"
    told = {"owner": "FRA", "reference": "L 7", "requested_on": "2026-05-03", "asked_by": "head"}
    assert body == {**told, "document": {"plate": "Q1"}}
    file.write_text("nonsense")
    assert comity_at("behalf", "record", "vehicles", str(file), *asked).exit_code == 1


def test_an_offer_is_shown_with_its_records(comity_at, pretended) -> None:
    shown = {"id": ONE, "database": "vehicles", "version": 2, "document": {"plate": "Q1"}}
    pretended.document = {**OFFER, "records": [shown, {**shown, "document": None}]}
    done = comity_at("offers", "show", ONE)
    assert 'plate: "Q1"' in done.stdout
    assert json.loads(comity_at("offers", "show", ONE, "--json").stdout)["records"][1]["document"] is None


def test_what_is_refused_is_said(comity_at, pretended) -> None:
    pretended.status, pretended.document = 409, {"code": "changed-since", "detail": "A record has changed."}
    done = comity_at("offers", "accept", ONE)
    assert (done.exit_code, "A record has changed." in done.stderr) == (1, True)
