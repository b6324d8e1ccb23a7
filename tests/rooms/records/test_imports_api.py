"""The same import for programs."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from comity.databases.travel_documents import TravelDocument
from comity.records.loading.working import work_on_imports
from tests.actors import AMINA
from tests.journeys.asking import NOBODY
from tests.rooms.records import programs
from tests.rooms.records.uploads import table, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
TEXT = table(TravelDocument, {"number": "12AB34567"}, {"number": "?!"})


@pytest.fixture(autouse=True)
def _tests_actors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.access.api.actor_for", programs.actor_for)
    monkeypatch.setattr("comity.access.api.is_stale", lambda _actor: False)


def called(
    method: str, path: str = "", body: Any = None, *, who: str = "amina", kind: str = "application/json"
) -> HttpResponse:
    client = Client(raise_request_exception=False)
    sent = {"data": body, "content_type": kind} if body is not None else {}
    headers = {"Authorization": f"Bearer {who}"}
    return getattr(client, method)(f"/api/v1/imports{path}", headers=headers, **sent)


def sent(body: str | bytes = TEXT, kind: str = "text/csv") -> HttpResponse:
    return called("post", "?database=travel-documents&file_name=week.csv", body, kind=kind)


def work() -> None:
    work_on_imports(lambda _upload: AMINA)


def test_from_the_file_to_the_undo_and_the_end():
    response = sent()
    assert response.status_code == 201
    told = response.json()
    assert (told["state"], told["working"], told["file_name"]) == ("uploaded", False, "week.csv")
    path = f"/{told['id']}"
    assert called("get", f"{path}/report").status_code == 404

    assert called("post", f"{path}/check", {}).json()["working"]
    work()
    told = called("get", path).json()
    assert told["counts"] == {"recorded": 1, "changed": 0, "unchanged": 0, "refused": 1}
    assert told["refused"][0]["line"] == 3
    assert "number" in told["refused"][0]["errors"]

    assert called("post", f"{path}/start").json()["state"] == "running"
    assert called("delete", path).status_code == 409
    work()
    report = b"".join(called("get", f"{path}/report").streaming_content)
    assert report.startswith(b"line,field,code,reason\r\n3,number,")
    assert called("post", f"{path}/undo", {"reason": ""}).status_code == 422
    assert called("post", f"{path}/undo", {"reason": "wrong file"}).status_code == 200
    work()
    assert called("get", path).json()["undone"]["deleted"] == 1
    assert called("delete", path).status_code == 204
    assert called("get", path).status_code == 404
    assert called("get").json() == []


def test_nobody_else_finds_it():
    path = f"/{sent().json()['id']}"
    for method, end in (
        ("get", ""),
        ("post", "/start"),
        ("post", "/check"),
        ("delete", ""),
        ("get", "/report"),
    ):
        response = called(method, path + end, {} if end == "/check" else None, who="bruno")
        missing = called(method, f"/{NOBODY}{end}", {} if end == "/check" else None, who="bruno")
        assert (response.status_code, response.content) == (404, missing.content)


def test_files_larger_than_a_document_come_in_whole():
    body = TEXT + "".join(f"x{number};" for number in range(500_000)) + "\n"
    assert len(body) > 2 * 1024 * 1024
    assert sent(body).status_code == 201
    assert sent(b"a" * (20 * 1024 * 1024 + 1)).json()["errors"][0]["code"] == "too-large"


def test_a_workbook_and_a_form_are_taken_too():
    assert (
        sent(
            workbook('<row r="1"><c t="inlineStr"><is><t>number</t></is></c></row>'), "application/x"
        ).status_code
        == 201
    )
    client = Client()
    response = client.post(
        "/api/v1/imports?database=travel-documents",
        {"file": SimpleUploadedFile("list.csv", TEXT.encode())},
        headers={"Authorization": "Bearer amina"},
    )
    assert (response.status_code, response.json()["file_name"]) == (201, "list.csv")


def test_what_is_no_file_or_no_database_is_refused():
    assert sent("").json()["errors"][0]["code"] == "empty"
    assert called("post", "?database=no-such", TEXT, kind="text/csv").status_code == 404
    assert called("post", "", TEXT, kind="text/csv").status_code == 422
    path = f"/{sent().json()['id']}"
    wrong = called("post", f"{path}/check", {"columns": ["no_such"]})
    assert wrong.json()["errors"][0] | {"message": ""} == {
        "field": "columns",
        "code": "columns",
        "message": "",
    }
