"""`comity notices import`: the file goes to the node as it is, and the answer is said by line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.cli.main import comity
from tests.rooms.cli.conftest import TOKEN

ANSWER = {
    "issued_by": "Issued by An invented body on Comity. Not an INTERPOL notice.",
    "drafts": [{"line": 1, "id": "x", "number": "2026-07AF-1C2B", "missing": [{"field": "warrant"}]}],
    "known": [],
    "faults": [{"line": 2, "field": "penalty", "code": "not-a-number", "sentence": "Write a number."}],
}


@pytest.fixture
def file(tmp_path: Path, pretended, monkeypatch) -> Path:
    monkeypatch.setenv("COMITY_URL", pretended.url)
    monkeypatch.setenv("COMITY_TOKEN", TOKEN)
    path = tmp_path / "requests.json"
    path.write_text('[{"kind": "red"}]')
    return path


def test_faults_are_told_by_line_and_end_with_their_own_code(file, pretended):
    pretended.document = ANSWER

    done = CliRunner().invoke(comity, ["notices", "import", str(file)])

    assert done.exit_code == 4
    assert "2026-07AF-1C2B" in done.output
    assert "penalty" in done.output
    method, path, headers, sent = pretended.asked[0]
    assert (method, path) == ("POST", "/api/v1/notices/import?mode=each")
    assert headers["Content-Type"] == "application/x-ndjson"
    assert sent == [{"kind": "red"}]


def test_all_or_none_is_asked_of_the_node_and_its_answer_is_a_document(file, pretended):
    pretended.document = {**ANSWER, "faults": []}

    done = CliRunner().invoke(comity, ["notices", "import", str(file), "--all", "--json"])

    assert done.exit_code == 0
    assert json.loads(done.output)["drafts"][0]["line"] == 1
    assert pretended.asked[0][1] == "/api/v1/notices/import?mode=all"
