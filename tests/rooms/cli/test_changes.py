"""`comity changes`: lines first, then the cursor; what cannot go on says so by its exit code."""

import json
from pathlib import Path

import pytest

CHANGE = {"kind": "created", "database": "vehicles", "id": "01a2", "own": True, "version": 1}
PAGE = {"changes": [CHANGE], "cursor": "second", "more": True, "retry_after_s": 0}
LAST = {"changes": [{**CHANGE, "kind": "gone"}], "cursor": "third", "more": False, "retry_after_s": 60}
NOTHING = {"changes": [], "cursor": "first", "more": False, "retry_after_s": 60}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cursor"


def lines(done) -> list[dict]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_first_call_takes_a_cursor_and_prints_nothing(comity_at, pretended, file):
    pretended.document = NOTHING
    done = comity_at("changes", "--since", str(file))
    assert (done.exit_code, done.stdout, file.read_text()) == (0, "", "first\n")
    assert pretended.asked[0][:2] == ("GET", "/api/v1/changes?limit=1000&bodies=true")
    assert "List your records once" in done.stderr


def test_every_page_is_read_and_the_cursor_moves(comity_at, pretended, file):
    file.write_text("first\n")
    pretended.later, pretended.document = [PAGE], LAST
    done = comity_at("changes", "--since", str(file), "--no-bodies")
    assert done.exit_code == 0
    assert [each["kind"] for each in lines(done)] == ["created", "gone"]
    assert file.read_text() == "third\n"
    assert [each[1] for each in pretended.asked] == [
        "/api/v1/changes?since=first&limit=1000&bodies=false",
        "/api/v1/changes?since=second&limit=1000&bodies=false",
    ]


def test_what_was_read_before_is_said_to_be_applied_first(comity_at, pretended, file):
    file.write_text("first\n")
    pretended.later, pretended.document = [{"applied_at": "2026-11-27T10:00:00Z"}], LAST
    assert comity_at("changes", "--since", str(file), "--applied").exit_code == 0
    method, path, _headers, sent = pretended.asked[0]
    assert (method, path, sent) == ("POST", "/api/v1/changes/applied", {"cursor": "first"})


def test_a_last_line_for_programs(comity_at, pretended, file):
    file.write_text("first\n")
    pretended.document = LAST
    told = lines(comity_at("changes", "--since", str(file), "--json"))
    assert told[-1] == {"changes": 1, "cursor": "third", "retry_after_s": 60}


@pytest.mark.parametrize(
    ("status", "code", "exit_code"), [(410, "cursor-too-old", 5), (403, "role", 1), (503, "x", 4)]
)
def test_a_refusal_moves_nothing_and_has_an_exit_code_of_its_own(
    comity_at, pretended, file, status, code, exit_code
):
    file.write_text("first\n")
    pretended.status, pretended.document = status, {"title": "No.", "code": code, "status": status}
    done = comity_at("changes", "--since", str(file), "--json")
    assert done.exit_code == exit_code
    assert json.loads(done.stdout)["exit"] == exit_code
    assert file.read_text() == "first\n"


def test_a_file_that_cannot_be_written_is_told(comity_at, pretended, tmp_path):
    pretended.document = NOTHING
    done = comity_at("changes", "--since", str(tmp_path / "no" / "cursor"))
    assert done.exit_code == 1
    assert "could not be written" in done.stderr


def test_a_file_that_holds_something_else_is_told(comity_at, file):
    file.write_bytes(b"\xff\xfe")
    assert comity_at("changes", "--since", str(file)).exit_code == 1
