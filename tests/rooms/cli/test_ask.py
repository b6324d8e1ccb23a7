"""`comity ask`: what goes to the node, what people read, how it ends."""

import json

import pytest

from tests.rooms.cli.answers import INSTRUCTION, answered
from tests.rooms.cli.conftest import TOKEN

LANE = ("ask", "--purpose", "border-control")


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        (
            ("--document", "FRA:passport:12AB34567"),
            {"document": {"issuer": "FRA", "kind": "passport", "number": "12AB34567"}},
        ),
        (("--document", "FRA:12AB34567"), {"document": {"issuer": "FRA", "number": "12AB34567"}}),
        (("--document", "12AB34567"), {"document": {"number": "12AB34567"}}),
        (("--vin", "VF1RFB00X57123456"), {"vehicle": {"vin": "VF1RFB00X57123456"}}),
        (("--plate", "FRA:AB123CD"), {"vehicle": {"country": "FRA", "plate": "AB123CD"}}),
        (("--plate", "AB123CD"), {"vehicle": {"plate": "AB123CD"}}),
        (("--engine", "Renault:K9K123"), {"vehicle": {"make": "Renault", "engine": "K9K123"}}),
        (
            ("--serial", "TX0091842", "--make", "Brandelius"),
            {"firearm": {"serial": "TX0091842", "make": "Brandelius"}},
        ),
        (
            ("--name", "Amina Benali", "--born", "~1987"),
            {"person": {"name": "Amina Benali", "born": "~1987"}},
        ),
        (
            ("--name", "Shcherb* Yuri", "--reach", "wide"),
            {"person": {"name": "Shcherb* Yuri", "reach": "wide"}},
        ),
        (("--name", "Amina Benali", "--reach", "usual"), {"person": {"name": "Amina Benali"}}),
        (("--text", "AB123CD"), {"text": "AB123CD"}),
        (("--vin", "*123456"), {"vehicle": {"vin": "*123456"}, "match": "partial"}),
        (("--text", "AB?23CD"), {"text": "AB?23CD", "match": "partial"}),
    ],
)
def test_each_option_is_the_subject_that_the_api_knows(comity_at, pretended, words, subject):
    pretended.document = answered("no-hit")

    result = comity_at(*LANE, *words)

    assert result.exit_code == 0, result.output
    method, path, headers, question = pretended.asked[0]
    assert (method, path) == ("POST", "/api/v1/queries")
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert question == {"purpose": "border-control", "subjects": [subject]}


def test_how_far_to_look_goes_with_a_name(comity_at, pretended):
    result = comity_at(*LANE, "--vin", "VF1RFB00X57123456", "--reach", "wide")
    assert result.exit_code == 2
    assert "--reach go with --name" in result.output
    assert pretended.asked == []


def test_what_was_read_of_a_question_is_told(comity_at, pretended):
    answer = answered("no-hit")
    answer["subjects"][0]["notes"] = ["Asked strictly: who is written otherwise is not shown."]
    pretended.document = answer
    result = comity_at(*LANE, "--name", "Amina Benali", "--reach", "strict")
    assert "Asked strictly: who is written otherwise is not shown." in result.output


def test_machine_readable_lines_come_from_a_file_or_a_pipe(comity_at, pretended, tmp_path):
    pretended.document = answered("no-hit")
    zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n"
    file = tmp_path / "zone.txt"
    file.write_text(zone)

    comity_at(*LANE, "--mrz", str(file))
    comity_at(*LANE, "--mrz", "-", given=zone)

    assert [asked[3]["subjects"] for asked in pretended.asked] == [[{"mrz": zone}]] * 2


def test_case_reason_and_silence_travel_with_the_question(comity_at, pretended):
    pretended.document = answered("no-hit")
    comity_at(
        "ask", "--purpose", "investigate", "--case", "A-1", "--reason", "why", "--silent", "--text", "AB12345"
    )
    question = pretended.asked[0][3]
    assert (question["case"], question["reason"], question["silent"]) == ("A-1", "why", True)


@pytest.mark.parametrize(
    ("outcome", "more", "code"),
    [
        ("no-hit", {}, 0),
        ("advice", {}, 0),
        ("hit", {}, 3),
        ("candidate", {}, 3),
        ("hit", {"incomplete": True}, 3),
        ("no-hit", {"incomplete": True}, 4),
        ("not-answered", {}, 4),
        ("pending", {}, 4),
        ("not-allowed", {}, 1),
    ],
)
def test_the_exit_code_says_what_was_found(comity_at, pretended, outcome, more, code):
    pretended.document = answered(outcome, **more)
    assert comity_at(*LANE, "--text", "AB12345").exit_code == code


def test_people_read_the_sentence_and_the_next_step_first(comity_at, pretended):
    pretended.document = answered("hit", incomplete=True)

    lines = comity_at(*LANE, "--text", "AB12345").output.splitlines()

    assert lines[0] == "INCOMPLETE: a database did not answer."
    assert lines[1] == "■ One sentence that leads."
    assert lines[2] == INSTRUCTION
    assert "■ Hit: FRA 12AB34567" in "\n".join(lines)
    assert "    Recovered, still invalid." in lines
    assert "○ No hit: vehicles" in lines


def test_programs_read_the_whole_answer_in_one_line(comity_at, pretended):
    pretended.document = answered("candidate")
    result = comity_at(*LANE, "--text", "AB12345", "--json")
    assert json.loads(result.output) == pretended.document
    assert result.output.count("\n") == 1


def test_what_a_node_sends_cannot_steer_the_terminal(comity_at, pretended):
    pretended.document = answered("no-hit") | {"sentence": "calm\x1b[2J\u202e [bold]words[/bold]"}
    first = comity_at(*LANE, "--text", "AB12345").output.splitlines()[0]
    assert first == "○ calm[2J [bold]words[/bold]"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--document", "FRA:passport:"),
        ("--born", "1987"),
        ("--make", "Brandelius", "--vin", "X"),
        ("--purpose", "curiosity", "--text", "A"),
    ],
)
def test_wrong_usage_asks_nothing(comity_at, pretended, words):
    assert comity_at(*LANE, *words).exit_code == 2
    assert pretended.asked == []


def test_a_refusal_says_why_and_what_would_open_it(comity_at, pretended):
    pretended.status = 403
    pretended.document = {
        "title": "Your unit may not.",
        "code": "purpose-not-allowed",
        "detail": "Ask your bureau.",
    }

    result = comity_at(*LANE, "--text", "AB12345")
    as_json = comity_at(*LANE, "--text", "AB12345", "--json")

    assert (result.exit_code, as_json.exit_code) == (1, 1)
    assert "Your unit may not.\nAsk your bureau." in result.output
    assert json.loads(as_json.stdout)["code"] == "purpose-not-allowed"


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_node_that_cannot_answer_is_never_a_no_hit(comity_at, pretended, status):
    pretended.status, pretended.document = status, {"title": "We do not know."}
    result = comity_at(*LANE, "--text", "AB12345")
    assert (result.exit_code, "We do not know." in result.output) == (4, True)


def test_a_fault_of_the_node_is_never_a_no_hit(comity_at, pretended):
    pretended.status = 500
    pretended.document = {"title": "We do not know: a mistake of ours.", "code": "fault"}
    result = comity_at(*LANE, "--text", "AB12345")
    assert (result.exit_code, "We do not know" in result.output) == (4, True)


def test_a_node_that_is_not_there_is_never_a_no_hit(comity_at, monkeypatch):
    monkeypatch.setenv("COMITY_URL", "http://127.0.0.1:9")
    result = comity_at(*LANE, "--text", "AB12345")
    assert (result.exit_code, "do not read this as" in result.output) == (4, True)


def test_a_token_never_travels_in_the_clear(comity_at, monkeypatch, pretended):
    monkeypatch.setenv("COMITY_URL", "http://comity.example")
    result = comity_at(*LANE, "--text", "AB12345")
    assert (result.exit_code, "https://" in result.output) == (1, True)


def test_the_own_bureaus_line_is_read_out_once(comity_at, pretended):
    answer = answered("hit")
    answer["subjects"][0]["answers"][0]["line"] = "Call 113 before you act."
    answer["subjects"][0]["answers"][1]["line"] = "Good journey."
    pretended.document = answer

    told = comity_at(*LANE, "--text", "12AB34567").output

    assert told.count("Call 113 before you act.") == told.count("Good journey.") == 1
