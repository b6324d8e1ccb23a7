"""Editions of the list, one after the other: new, changed, the same, older, and entries that have left."""

import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from comity.access.actors import for_node
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.databases import un_load
from comity.databases.organisations import Organisation
from comity.databases.persons import Person
from comity.databases.un_load import load_un_list
from comity.journal.models import ActRecord, ActRow
from comity.journal.texts import texts_of
from comity.kit.errors import Invalid, Refused
from comity.records.models import SearchKey
from comity.records.rules import Status
from tests.actors import AnyActor

pytestmark = pytest.mark.usefixtures("committee")
SAMPLE = (Path(__file__).parent / "un_sample.xml").read_text()
SHARED = Path(os.environ.get("COMITY_SHARED", Path(__file__).parents[3] / "shared"))
FILES = sorted((SHARED / "data").glob("UN_consolidated_*.xml.gz"))
COMMITTEE = AnyActor(bureau="UNSC", function="committee")


@pytest.fixture
def committee(db):
    names = {"en": "Security Council committees"}
    Bureau.objects.create(code="UNSC", kind=BureauKind.SANCTIONS_COMMITTEE, names=names, hosted=True)


def loaded(text=SAMPLE, by=COMMITTEE, **options):
    refusals = []
    return load_un_list(
        io.BytesIO(text.encode()), by=by, refused=lambda *told: refusals.append(told), **options
    ), refusals


def later(text, change=("", ""), day="28"):
    return text.replace("2026-02-27", f"2026-02-{day}").replace(*change)


def without_velmar(text):
    start, end = text.index("<ENTITY>"), text.index("</ENTITY>") + len("</ENTITY>")
    return text[:start] + text[end:]


def test_an_edition_becomes_persons_and_organisations_and_bad_entries_are_told():
    edition, refusals = loaded()

    assert (edition.persons.recorded, edition.organisations.recorded) == (1, 1)
    assert [(reference, error.code) for reference, error in refusals] == [
        ("#2", "required"),
        ("XXi.001", "repeated"),
        ("XXi.003", "date-form"),
    ]
    oren = Person.objects.get()
    assert (oren.owner, oren.source_reference) == ("UNSC", "XXi.001")
    assert SearchKey.objects.filter(record=oren.id, value__contains="X1234567").exists()
    assert ActRow.objects.filter(verb="records.load").count() == 2


def test_the_same_edition_again_changes_nothing():
    loaded()
    edition, _refusals = loaded()
    assert (edition.persons.unchanged, edition.persons.recorded, edition.persons.changed) == (1, 0, 0)
    assert edition.withdrawn == ()


def test_a_later_edition_changes_what_it_changed_and_no_more():
    loaded()
    edition, _refusals = loaded(later(SAMPLE, ("Haji", "Maulavi")))
    assert (edition.persons.changed, edition.organisations.unchanged) == (1, 1)
    assert Person.objects.get().version == 2


def test_an_older_edition_asks_a_person_first():
    loaded(later(SAMPLE))
    with pytest.raises(Refused) as refusal:
        loaded(SAMPLE.replace("Haji", "Maulavi"))
    assert refusal.value.code == "older-list"
    edition, _refusals = loaded(SAMPLE.replace("Haji", "Maulavi"), sure=True)
    assert edition.persons.changed == 1


def test_an_older_edition_that_removes_anything_asks_for_the_number(monkeypatch):
    monkeypatch.setattr(un_load, "MOST_GONE", 50)
    loaded(later(SAMPLE))
    with pytest.raises(Refused) as refusal:
        loaded(without_velmar(SAMPLE), sure=True)
    assert refusal.value.code == "many-gone"
    edition, _refusals = loaded(without_velmar(SAMPLE), sure=True, yes_remove=1)
    assert edition.withdrawn == ("XXe.001",)


@pytest.mark.parametrize("said", [None, 0, 2])
def test_an_edition_that_lacks_much_asks_a_person_for_the_very_number(said):
    loaded()
    with pytest.raises(Refused) as refusal:
        loaded(later(without_velmar(SAMPLE)), sure=True, yes_remove=said)
    assert refusal.value.code == "many-gone"
    assert "--yes-remove 1" in str(refusal.value)
    assert Organisation.objects.get().status == Status.ACTIVE
    edition, _refusals = loaded(later(without_velmar(SAMPLE)), yes_remove=1)
    assert edition.withdrawn == ("XXe.001",)


@pytest.mark.parametrize(
    ("gone", "held", "asks"), [(1, 10, False), (10, 100, False), (11, 109, True), (1, 9, True)]
)
def test_a_tenth_may_go_and_not_one_more(monkeypatch, gone, held, asks):
    monkeypatch.setattr(un_load, "_ours", lambda database, _by: range(held if database is Person else 0))
    try:
        un_load._refuse_emptier(gone, COMMITTEE, is_older=False, yes_remove=None)
    except Refused:
        assert asks
    else:
        assert not asks


def test_a_list_that_is_cut_off_changes_nothing():
    loaded()
    with pytest.raises(Invalid):
        loaded(later(SAMPLE, ("Haji", "Maulavi"))[:-200])
    assert Person.objects.get().version == 1
    assert Organisation.objects.get().status == Status.ACTIVE


def test_what_has_left_a_newer_list_is_withdrawn_by_the_operators_load_in_its_one_act(monkeypatch):
    monkeypatch.setattr(un_load, "MOST_GONE", 50)
    operator = for_node("UNSC")
    loaded(by=operator)
    edition, _refusals = loaded(later(without_velmar(SAMPLE)), by=operator)
    assert edition.withdrawn == ("XXe.001",)
    organisation = Organisation.objects.get()
    assert organisation.status == Status.WITHDRAWN
    assert not SearchKey.objects.filter(database=Organisation.code).exists()
    touched = ActRecord.objects.get(record=organisation.id)
    act = ActRow.objects.get(id=touched.act)
    assert (act.verb, act.count, touched.version) == ("records.load", 1, 2)
    assert "withdrawn=1" in texts_of([act])[act.id].reason
    assert not ActRow.objects.filter(verb="records.withdraw").exists()
    again, _refusals = loaded(later(without_velmar(SAMPLE)), by=operator)
    assert again.withdrawn == ()


def test_an_entry_that_cannot_be_read_any_more_stays():
    loaded()
    broken = later(SAMPLE, ("<LISTED_ON>2018-03-30", "<LISTED_ON>2018-33-30"))
    edition, refusals = loaded(broken)
    assert edition.withdrawn == ()
    assert ("XXe.001", "date-form") in [(reference, error.code) for reference, error in refusals]


def test_the_command_prints_counts_and_exits_4_when_entries_were_refused(tmp_path, capsys):
    path = tmp_path / "list.xml"
    path.write_text(SAMPLE)
    with pytest.raises(SystemExit) as end:
        call_command("load_un_list", str(path), "--bureau", "unsc", "--json")
    assert end.value.code == 4
    told = json.loads(capsys.readouterr().out)
    assert (told["persons"]["recorded"], told["organisations"]["recorded"]) == (1, 1)


def test_the_command_says_why_nothing_was_done(tmp_path):
    path = tmp_path / "list.xml"
    path.write_text("<html/>")
    with pytest.raises(CommandError, match="not the Security Council"):
        call_command("load_un_list", str(path), "--bureau", "UNSC")
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_un_list", str(tmp_path / "none.xml"), "--bureau", "UNSC")


@pytest.mark.skipif(not FILES, reason="the real list is not beside this clone")
def test_the_real_list_is_recorded_whole():
    with FILES[-1].open("rb") as file:
        edition = load_un_list(file, by=COMMITTEE, refused=lambda *told: pytest.fail(str(told)))
    assert (edition.persons.recorded, edition.organisations.recorded) == (730, 273)
    assert (Person.objects.count(), Organisation.objects.count()) == (730, 273)
