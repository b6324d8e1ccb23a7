"""A conversation as evidence: anybody checks it without this node, and a changed byte shows."""

import json
from hashlib import sha256

import pytest
from click.testing import CliRunner
from django.test import RequestFactory
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.signed.keeping import keep_keys
from comity.bureaus.signed.keys import NoKey, own_signer
from comity.cli.seal import seal
from comity.gate.system import clock_of
from comity.kit.errors import NotFound, Refused
from comity.messages import actions
from comity.messages.files.stored import take
from comity.messages.files.uploading import upload
from comity.messages.models import Message
from comity.messages.notes import NOTE
from comity.messages.proving import prove
from comity.messages.rules import Draft
from comity.messages.views import proving
from comity.seal.errors import Refusal
from comity.seal.proof import read_proof
from comity.seal.signing import public_of

BODY = {"subject": "A lorry", "text": "Is it yours?"}


@pytest.fixture
def keys(directory, settings, tmp_path):
    settings.HOME = tmp_path
    for code in ("FRA", "ITA"):
        keep_keys(Bureau.objects.get(code=code), timezone.now(), by=clock_of(code, "bureaus.keep_keys"))


@pytest.fixture
def asked(amina, keys) -> Message:
    file = upload(take([b"0123456789"]), name="list.txt", by=amina)
    return actions.send(
        Draft(kind=NOTE, to=("ITA", "ESP"), body=BODY, case="C-1", files=(file.id,)), by=amina
    )


def told(data: bytes) -> dict:
    proof = read_proof(data)
    assert proof.header.kind == "conversation"
    found: dict = json.loads(proof.content.body)
    return found


def test_a_proof_holds_what_the_bureau_has_and_the_digests_of_files(asked, amina, bruno):
    actions.answer(asked, {"subject": "A lorry", "text": "No."}, by=bruno, kind=NOTE)
    document = told(prove(asked, by=amina))
    first, second = document["messages"]
    assert document["shown_by"] == "FRA"
    assert json.loads(first["body"])["text"] == "Is it yours?"
    assert first["files"] == [
        {
            "name": "list.txt",
            "media_type": "text/plain",
            "size": 10,
            "sha256": sha256(b"0123456789").hexdigest(),
        }
    ]
    assert [(each["bureau"], each["state"]) for each in first["recipients"]] == [
        ("ESP", "delivered"),
        ("ITA", "answered"),
    ]
    assert (second["sender"], json.loads(second["body"])["text"]) == ("ITA", "No.")
    assert len(told(prove(asked, alone=True, by=amina))["messages"]) == 1


def test_an_addressee_proves_no_more_than_it_sees(asked, bruno, eva):
    actions.answer(asked, BODY, by=eva, kind=NOTE)
    document = told(prove(asked, by=bruno))
    assert [each["bureau"] for each in document["messages"][0]["recipients"]] == ["ITA"]
    assert len(document["messages"]) == 1


def test_only_the_key_of_the_bureau_that_shows_it_fits(asked, bruno):
    data = prove(asked, by=bruno)
    key = public_of(own_signer("ITA").seed)
    assert read_proof(data, lambda _name: key).header.sender == "ITA"
    with pytest.raises(Refusal):
        read_proof(data, lambda _name: public_of(own_signer("FRA").seed))
    place = data.index(b"yours")
    with pytest.raises(Refusal):
        read_proof(data[:place] + b"Y" + data[place + 1 :])


def test_the_command_checks_it_without_a_node(asked, amina, tmp_path):
    (tmp_path / "a.proof").write_bytes(prove(asked, by=amina))
    answer = CliRunner().invoke(seal, ["verify", str(tmp_path / "a.proof"), "--write", str(tmp_path)])
    assert "from FRA to FRA" in answer.output
    assert json.loads((tmp_path / "content").read_bytes())["messages"][0]["case"] == "C-1"
    changed = (tmp_path / "a.proof").read_bytes().replace(b"yours", b"Yours")
    (tmp_path / "b.proof").write_bytes(changed)
    assert CliRunner().invoke(seal, ["verify", str(tmp_path / "b.proof")]).exit_code == 1


def test_nobody_else_exports_it_and_without_a_key_nobody(asked, eva, dalia, db):
    stranger = type(eva)("DEU", "desk officer")
    with pytest.raises(NotFound):
        prove(asked, by=stranger)
    with pytest.raises(NoKey):
        prove(asked, by=eva)


def test_a_conversation_that_is_too_long_is_exported_one_by_one(asked, amina, monkeypatch):
    monkeypatch.setattr("comity.messages.proving.MOST_BODY_BYTES", 100)
    with pytest.raises(Refused):
        prove(asked, by=amina)


def test_what_was_emptied_is_shown_as_empty(amina, keys):
    message = actions.send(Draft(kind=NOTE, to=("ITA",), body=BODY, about="hit:1"), by=amina)
    actions.forget("hit:1", timezone.now())
    (only,) = told(prove(message, by=amina))["messages"]
    assert (only["body"], only["sha256"]) == (None, "")


def test_paper_shows_every_moment_and_nothing_to_press(asked, bruno):
    request = RequestFactory().get("/")
    request.actor, request.session = bruno, {}
    page = proving.printed(request, asked.pk).content.decode()
    assert "list.txt" in page
    assert sha256(b"0123456789").hexdigest() in page
    assert "Bureau ESP" not in page
    assert "<textarea" not in page
    request = RequestFactory().post("/", {"what": "message"})
    request.actor, request.session = bruno, {}
    answer = proving.proof(request, asked.pk)
    assert answer["Content-Disposition"].startswith("attachment")
    assert read_proof(answer.content).header.sender == "ITA"
